"""Ours ↔ theirs, pure: no network, no settings, no clock.

Wire version 1 (`wire/v1.json` holds recorded exchanges, byte for byte). The exact format is each
city's own; the fields are those of brief §2.6 (H1 to H9), the values as such systems write them:
words for codes, Beijing time without a zone.

    POST /v1/operations       {"version": "1", "action": "签收" …, "ticket_no": "…", "data": {…},
                               "attachments": […]}
      200 {"code": 0, "data": {"serial": "…", "sha256": …}}   new, or the same for a repeated key
      422 {"code": 4021}                                      final
      409                                                     the key was used for another parcel
    GET  /v1/operations/<key>   200 as above, or the code of a later refusal; 404 never arrived

What they send has the same parts and "time"; the actions are those of `SAID`.
"""

from typing import Any, Final

from casework.channels import ParcelKind, Push, PushKind
from integrations.signed.client import Dialect, Held, UnreadableReceipt
from integrations.signed.envelope import EnclosureWords, Envelope
from integrations.signed.vocabulary import (
    Codes,
    Day,
    Flag,
    Listed,
    Moment,
    Text,
    Vocabulary,
    Yuan,
)

SENT: Final = Codes(
    {
        ParcelKind.SIGN: "签收",
        ParcelKind.EXTENSION_REQUEST: "延期申请",
        ParcelKind.PROGRESS: "进展",
        ParcelKind.REPLY: "答复",
        ParcelKind.FOLLOW_UP: "回访",
    }
)
SAID: Final = Codes(
    {
        PushKind.TICKET: "派单",
        PushKind.REMINDER: "催办",
        PushKind.EXTENSION_GRANTED: "延期批准",
        PushKind.EXTENSION_REFUSED: "延期驳回",
        PushKind.REHANDLE: "重办",
        PushKind.CLOSED: "办结",
    }
)
SOURCES: Final = Codes({"12345": "12345", "12315": "12315", "110": "110", "other": "其他"})
#: Source of a ticket → our channel; whatever else the hotline passes on came through the hotline.
CHANNELS: Final = {"12345": "T12345", "12315": "T12315", "110": "T110", "other": "T12345"}
#: H2. The last three are no complaints (brief C25): the intake door refuses them by this field.
REQUEST_TYPES: Final = Codes(
    {
        "COMPLAINT": "投诉",
        "REPORT": "举报",
        "CONSULTATION": "咨询",
        "HELP": "求助",
        "SUGGESTION": "建议",
    }
)
URGENCIES: Final = Codes({"URGENT": "紧急", "PROMPT": "较急", "GENERAL": "一般", "COMPLEX": "疑难"})
FOLLOW_UPS: Final = Codes(
    {
        "SATISFIED": "满意",
        "BASICALLY_SATISFIED": "基本满意",
        "DISSATISFIED": "不满意",
        "UNREACHABLE": "未接通",
    }
)
RESOLVED: Final = Codes({"Y": "已解决", "PARTLY": "部分解决", "N": "未解决"})

_MOMENT: Final = Moment("%Y-%m-%d %H:%M:%S")
_FLAG: Final = Flag()
_NARRATIVE: Final = Text(20_000)
_WORDS: Final = Text()
_LINE: Final = Text(200)
_NAME: Final = Text(100)
_NUMBER: Final = Text(64)
_SHORT: Final = Text(32)

#: The field list of brief §2.6, except number and attachments, which stand in the envelope.
TICKET: Final = Vocabulary(
    {
        "source": ("source", SOURCES),
        "request_type": ("request_type", REQUEST_TYPES),
        "title": ("title", _LINE),
        "narrative": ("narrative", _NARRATIVE),
        "requester_name": ("requester_name", _NAME),
        "requester_phone": ("requester_phone", _SHORT),
        "requester_id_type": ("requester_id_type", _SHORT),
        "requester_id_no": ("requester_id_no", _NUMBER),
        "requester_address": ("requester_address", _LINE),
        "anonymous": ("anonymous", _FLAG),
        "confidential": ("confidential", _FLAG),
        "respondent_name": ("respondent_name", _NAME),
        "respondent_uscc": ("respondent_uscc", _SHORT),
        "respondent_address": ("respondent_address", _LINE),
        "respondent_phone": ("respondent_phone", _SHORT),
        "occurred_at": ("occurred_at", _MOMENT),
        "occurred_place": ("occurred_place", _LINE),
        "district_code": ("district_code", _SHORT),
        "amount_involved": ("amount_involved", Yuan()),
        "category_code": ("category_code", _SHORT),
        "urgency": ("urgency", URGENCIES),
        "received_at": ("received_at", _MOMENT),
        "dispatched_at": ("dispatched_at", _MOMENT),
        "handling_unit": ("handling_unit", _NAME),
        "co_units": ("co_units", Listed(_NAME)),
        "sign_due_at": ("sign_due_at", _MOMENT),
        "signed_at": ("signed_at", _MOMENT),
        "returned_at": ("returned_at", _MOMENT),
        "return_reason": ("return_reason", _WORDS),
        "handle_due_at": ("handle_due_at", _MOMENT),
        "extension_requested_at": ("extension_requested_at", _MOMENT),
        "extension_granted_until": ("extension_granted_until", _MOMENT),
        "reply_text": ("reply_text", _WORDS),
        "replied_at": ("replied_at", _MOMENT),
        "closed_at": ("closed_at", _MOMENT),
        "followup_result": ("followup_result", FOLLOW_UPS),
        "resolved": ("resolved", RESOLVED),
        "rehandle_of": ("rehandle_of", _NUMBER),
        "consent_publish": ("consent_publish", _FLAG),
        "consent_entrust_mediation": ("consent_entrust_mediation", _FLAG),
    },
    needed=("source", "request_type", "narrative", "received_at"),
)

#: What we say about a ticket, whatever the act.
PARCELS: Final = Vocabulary(
    {
        "number": ("handling_no", _NUMBER),
        "handling_unit": ("handling_unit", _NAME),
        "signed_at": ("signed_at", _MOMENT),
        "requested_at": ("extension_requested_at", _MOMENT),
        "until": ("extension_wanted_until", _MOMENT),
        "reason": ("reason", _WORDS),
        "progress_text": ("progress_text", _WORDS),
        "reply_text": ("reply_text", _WORDS),
        "replied_at": ("replied_at", _MOMENT),
        "next_answer_on": ("next_answer_on", Day()),
        "followup_at": ("followup_at", _MOMENT),
        "followup_result": ("followup_result", FOLLOW_UPS),
        "resolved": ("resolved", RESOLVED),
        "words": ("remark", _WORDS),
    },
    rest="extra",
)

_REASON: Final = ("reason", _WORDS)
_DUE: Final = ("handle_due_at", _MOMENT)
ENVELOPE: Final = Envelope(
    version="version",
    kind="action",
    reference="ticket_no",
    at="time",
    facts="data",
    files=EnclosureWords("attachments", "name", "content_type", "sha256", "content"),
    moment=_MOMENT,
    sent=SENT,
    said=SAID,
    parcels=PARCELS,
    messages={
        PushKind.TICKET: TICKET,
        PushKind.REMINDER: Vocabulary({"words": _REASON, "handle_due_at": _DUE}),
        PushKind.EXTENSION_GRANTED: Vocabulary(
            {"until": ("extension_granted_until", _MOMENT), "words": _REASON}, needed=("until",)
        ),
        PushKind.EXTENSION_REFUSED: Vocabulary({"words": _REASON}),
        PushKind.REHANDLE: Vocabulary(
            {
                "words": _REASON,
                "handle_due_at": _DUE,
                "rehandle_of": ("rehandle_of", _NUMBER),
            },
            needed=("words",),
        ),
        PushKind.CLOSED: Vocabulary(
            {
                "followup_result": ("followup_result", FOLLOW_UPS),
                "resolved": ("resolved", RESOLVED),
                "closed_at": ("closed_at", _MOMENT),
                "words": _REASON,
            },
            needed=("followup_result", "resolved"),
        ),
    },
)


def taken(body: Any) -> Held:
    """Read what the hotline says of a message it has.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"code": 0, "data": {"serial": str(number), "sha256": str(sha256)}}:
            return Held(number, sha256)
        case {"code": int(code), "data": {"serial": str(number), "sha256": str(sha256)}}:
            return Held(number, sha256, str(code))
    raise UnreadableReceipt


def refused(body: Any) -> str:
    """Read why the hotline will never take a message.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"code": int(code)}:
            return str(code)
    raise UnreadableReceipt


DIALECT: Final = Dialect("/v1/operations", taken, refused)


def read(message_id: str, record: dict[str, Any]) -> Push:
    """Return the push in a message; a ticket's facts are an intake record. Raises Unreadable."""
    opened = ENVELOPE.open(record)
    facts = opened.facts
    if opened.kind == PushKind.TICKET:
        facts |= {"ticket_no": opened.reference, "channel": CHANNELS[facts["source"]]}
        if opened.enclosures:
            facts["attachments"] = [one.name for one in opened.enclosures]
    return Push(
        message_id=message_id,
        ticket_no=opened.reference,
        kind=PushKind(opened.kind),
        at=opened.at,
        facts=facts,
        enclosures=opened.enclosures,
    )
