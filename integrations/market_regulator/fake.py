"""A market regulator to run beside us, for the demo and the tests: wire version 1 over real HTTP.

    python -m integrations.market_regulator.fake --ledger regulator.jsonl --port 8032 \\
        --callback http://127.0.0.1:8000/agency/market-regulator/answers \\
        --secret whsec_… [--auto 20]

Kinds it can be made to answer: ACKNOWLEDGED, ACCEPTED, RETURNED, NOT_FILED,
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
_KINDS = {"A01", "A02", "A03", "A09"}


def _number() -> str:
    return f"{uuid.uuid4().int % 10**6:06}"


class FakeRegulator(FakeBody):
    """The server."""

    collection = "/v1/leads"
    about = "移送编号"

    def fault(self, record: Mapping[str, Any]) -> str:
        """Return the code of what is wrong with a parcel."""
        if record.get("版本") != "1" or record.get("报文类型") not in _KINDS:
            return "E01"
        if not record.get("移送编号") or not isinstance(record.get("事项"), dict):
            return "E02"
        for one in record.get("附件", []):
            content = base64.b64decode(one["文件内容"], validate=True)
            if hashlib.sha256(content).hexdigest() != one["校验值"]:
                return "E03"
        return ""

    def receipt(self, entry: Mapping[str, Any]) -> Any:
        """Say that a parcel is there."""
        return {"代码": "0", "登记流水号": entry["number"], "校验值": entry["sha256"]}

    def refusal(self, code: str) -> Any:
        """Say that it never will be."""
        return {"代码": "E12" if code == "REFUSED" else code}

    def reaction(self, record: Mapping[str, Any]) -> str:
        """Acknowledge leads."""
        return "ACKNOWLEDGED" if record["报文类型"] == "A01" else ""

    def message(self, kind: str, about: str, given: dict[str, Any]) -> dict[str, Any]:
        """Compose a message from the sample of its kind."""
        now = datetime.now(_ZONE)
        today, year = now.strftime("%Y%m%d"), now.year
        penalty = f"示市监罚〔{year}〕{_number()}号"
        samples: dict[str, tuple[str, dict[str, Any]]] = {
            "ACKNOWLEDGED": ("B10", {"登记编号": f"1330200{today}{_number()}"}),
            "ACCEPTED": ("B20", {"立案编号": f"示市监立〔{year}〕{_number()}号"}),
            "RETURNED": ("B30", {"退回代码": "T03", "办理意见": "请补充合同和付款凭证。"}),
            "NOT_FILED": (
                "B40",
                {
                    "不予立案告知书文号": f"示市监不立〔{year}〕{_number()}号",
                    "决定日期": today,
                    "办理意见": "违法行为轻微并已改正。",
                },
            ),
            "FILED_AFTER_RECONSIDERATION": (
                "B41",
                {"立案编号": f"示市监立〔{year}〕{_number()}号"},
            ),
            "RESULT": (
                "B50",
                {
                    "核查结果": "1",
                    "行政处罚决定书文号": penalty,
                    "决定日期": today,
                    "办理意见": "责令改正，罚款五千元。",
                },
            ),
            "REVOKED": ("B60", {"行政处罚决定书文号": penalty, "决定日期": today}),
        }
        word, facts = samples[kind]
        files = given.pop("附件", [])
        return {
            "版本": "1",
            "报文类型": word,
            "移送编号": about or self.latest(),
            "发送时间": now.strftime("%Y%m%d%H%M%S"),
            "事项": facts | given,
            "附件": files,
        }


def main(arguments: list[str]) -> int:
    """Serve until interrupted."""
    return serve(FakeRegulator, 8032, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
