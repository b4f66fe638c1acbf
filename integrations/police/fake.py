"""Police to run beside us, for the demo and the tests: wire version 1 over real HTTP.

    python -m integrations.police.fake --ledger police.jsonl --port 8031 \\
        --callback http://127.0.0.1:8000/agency/police/answers --secret whsec_… [--auto 20]

Kinds it can be made to answer: ACKNOWLEDGED, ACCEPTED, RETURNED, TRANSFERRED, NOT_FILED,
FILED_AFTER_RECONSIDERATION, RESULT, REVOKED. Orders and pages: `integrations.faking.server`.
"""

import base64
import hashlib
import sys
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.faking.command import serve
from integrations.faking.server import FakeBody

_ZONE = ZoneInfo("Asia/Shanghai")
_KINDS = {"线索移送", "催办", "督办", "撤回"}


def _number() -> str:
    return f"{uuid.uuid4().int % 10**6:06}"


class FakePolice(FakeBody):
    """The server."""

    collection = "/v1/transfers"
    about = "移送编号"

    def fault(self, record: Mapping[str, Any]) -> str:
        """Return what is wrong with a parcel, in their words."""
        if record.get("版本") != "1":
            return "版本不支持"
        if record.get("消息类型") not in _KINDS:
            return "消息类型不明"
        if not record.get("移送编号") or not isinstance(record.get("内容"), dict):
            return "缺少必填项"
        for one in record.get("附件", []):
            content = base64.b64decode(one["内容"], validate=True)
            if hashlib.sha256(content).hexdigest() != one["摘要"]:
                return "附件摘要不符"
        return ""

    def receipt(self, entry: Mapping[str, Any]) -> Any:
        """Say that a parcel is there."""
        return {"接收编号": entry["number"], "状态": "已接收", "摘要": entry["sha256"]}

    def refusal(self, code: str) -> Any:
        """Say that it never will be."""
        return {"原因": "案由不明" if code == "REFUSED" else code}

    def reaction(self, record: Mapping[str, Any]) -> str:
        """Acknowledge leads."""
        return "ACKNOWLEDGED" if record["消息类型"] == "线索移送" else ""

    def message(self, kind: str, about: str, given: dict[str, Any]) -> dict[str, Any]:
        """Compose a message from the sample of its kind."""
        now = datetime.now(_ZONE)
        today, year = now.date().isoformat(), now.year
        samples: dict[str, tuple[str, dict[str, Any]]] = {
            "ACKNOWLEDGED": ("受案", {"受案回执号": f"示公受案字〔{year}〕{_number()}号"}),
            "ACCEPTED": (
                "立案",
                {
                    "案件编号": f"A3302{year}{_number()}",
                    "文书文号": f"示公立字〔{year}〕{_number()}号",
                },
            ),
            "RETURNED": ("退回", {"退回原因": "材料不足", "说明": "请补充当事人身份信息。"}),
            "TRANSFERRED": ("移送管辖", {"说明": "已移送示例市第二公安分局。"}),
            "NOT_FILED": (
                "不予立案",
                {
                    "文书文号": f"示公不立字〔{year}〕{_number()}号",
                    "决定日期": today,
                    "说明": "没有犯罪事实。",
                },
            ),
            "FILED_AFTER_RECONSIDERATION": (
                "复议后立案",
                {"案件编号": f"A3302{year}{_number()}", "决定日期": today},
            ),
            "RESULT": (
                "办理结果",
                {
                    "结果类别": "行政处罚",
                    "文书文号": f"示公行罚决字〔{year}〕{_number()}号",
                    "决定日期": today,
                    "说明": "处行政拘留五日。",
                },
            ),
            "REVOKED": (
                "撤销决定",
                {"文书文号": f"示公行罚决字〔{year}〕{_number()}号", "决定日期": today},
            ),
        }
        word, facts = samples[kind]
        files = given.pop("附件", [])
        return {
            "版本": "1",
            "消息类型": word,
            "移送编号": about or self.latest(),
            "时间": now.isoformat(timespec="seconds"),
            "内容": facts | given,
            "附件": files,
        }


def main(arguments: list[str]) -> int:
    """Serve until interrupted."""
    return serve(FakePolice, 8031, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
