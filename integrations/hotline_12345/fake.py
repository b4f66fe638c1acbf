"""A 12345 hotline to run beside us, for the demo and the tests: wire version 1 over real HTTP.

    python -m integrations.hotline_12345.fake --ledger hotline.jsonl --port 8033 \\
        --callback http://127.0.0.1:8000/hotline/12345/messages --secret whsec_… [--auto 20]

Kinds it can be made to send: TICKET, REMINDER, EXTENSION_GRANTED, EXTENSION_REFUSED, REHANDLE,
CLOSED. Left to itself (`--auto`) it grants extensions and closes what was replied to. Orders and
pages: `integrations.faking.server`.
"""

import base64
import hashlib
import sys
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from integrations.faking.command import serve
from integrations.faking.server import FakeBody

_ZONE = ZoneInfo("Asia/Shanghai")
_ACTIONS = {"签收", "延期申请", "进展", "答复", "回访"}
_REACTIONS = {"延期申请": "EXTENSION_GRANTED", "答复": "CLOSED"}


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


class FakeHotline(FakeBody):
    """The server."""

    collection = "/v1/operations"
    about = "ticket_no"
    never_given = "12345-19990101-9999"

    def fault(self, record: Mapping[str, Any]) -> str:
        """Return the code of what is wrong with a message."""
        if record.get("version") != "1" or record.get("action") not in _ACTIONS:
            return "4001"
        if not record.get("ticket_no") or not isinstance(record.get("data"), dict):
            return "4002"
        for one in record.get("attachments", []):
            content = base64.b64decode(one["content"], validate=True)
            if hashlib.sha256(content).hexdigest() != one["sha256"]:
                return "4003"
        return ""

    def receipt(self, entry: Mapping[str, Any]) -> Any:
        """Say that a message is there."""
        return {"code": 0, "data": {"serial": entry["number"], "sha256": entry["sha256"]}}

    def refusal(self, code: str) -> Any:
        """Say that it never will be."""
        return {"code": 4021 if code == "REFUSED" else int(code)}

    def reaction(self, record: Mapping[str, Any]) -> str:
        """Grant extensions, close what was replied to."""
        return _REACTIONS.get(record["action"], "")

    def message(self, kind: str, about: str, given: dict[str, Any]) -> dict[str, Any]:
        """Compose a message from the sample of its kind."""
        now = datetime.now(_ZONE)
        due = _written(now + timedelta(days=10))
        samples: dict[str, tuple[str, dict[str, Any]]] = {
            "TICKET": ("派单", _ticket(now)),
            "REMINDER": ("催办", {"reason": "来电人催问办理进度。", "handle_due_at": due}),
            "EXTENSION_GRANTED": ("延期批准", {"extension_granted_until": due}),
            "EXTENSION_REFUSED": ("延期驳回", {"reason": "延期理由不充分。"}),
            "REHANDLE": ("重办", {"reason": "来电人对答复不满意。", "handle_due_at": due}),
            "CLOSED": (
                "办结",
                {"followup_result": "满意", "resolved": "已解决", "closed_at": _written(now)},
            ),
        }
        action, facts = samples[kind]
        files = given.pop("attachments", [])
        fresh = f"12345-{now:%Y%m%d}-{uuid.uuid4().int % 10**4:04}"
        return {
            "version": "1",
            "action": action,
            "ticket_no": about or (fresh if kind == "TICKET" else self.latest()),
            "time": _written(now),
            "data": facts | given,
            "attachments": files,
        }


def _ticket(now: datetime) -> dict[str, Any]:
    """Return the facts of an invented ticket."""
    return {
        "source": "12345",
        "request_type": "投诉",
        "title": "反映家政公司不退服务费",
        "narrative": "来电人称购买三个月保洁服务，做了两次后公司不再派人，要求退款被拒绝。",
        "requester_name": "赵女士",
        "requester_phone": "13800000012",
        "anonymous": "否",
        "confidential": "否",
        "respondent_name": "示例家政服务有限公司",
        "occurred_at": _written(now - timedelta(days=3)),
        "occurred_place": "示例市某小区",
        "amount_involved": "2250.00",
        "urgency": "一般",
        "received_at": _written(now - timedelta(hours=2)),
        "dispatched_at": _written(now),
        "handling_unit": "示例市家政服务业协会",
        "sign_due_at": _written(now + timedelta(days=1)),
        "handle_due_at": _written(now + timedelta(days=13)),
        "consent_publish": "否",
        "consent_entrust_mediation": "是",
    }


def main(arguments: list[str]) -> int:
    """Serve until interrupted."""
    return serve(FakeHotline, 8033, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
