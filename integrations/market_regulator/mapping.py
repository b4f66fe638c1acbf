"""Ours ↔ theirs, pure: no network, no settings, no clock.

Wire version 1 (`wire/v1.json` holds recorded exchanges, byte for byte). The regulator's system is
a register of the 12315 kind: it speaks in codes, writes sums in fen and moments without a zone.

    POST /v1/leads          {"版本": "1", "报文类型": "A01" …, "移送编号": "YS-2026-000001",
                             "事项": {…}, "附件": […]}
      200 {"代码": "0", "登记流水号": "…", "校验值": sha256}   new, or the same for a repeated key
      422 {"代码": "E12"}                                     final
      409                                                     the key was used for another parcel
    GET  /v1/leads/<key>    200 as above, or "代码" of a later refusal; 404 never arrived

What they send has the same parts and "发送时间" (20260304093000); the kinds are those of `SAID`.
"""

from typing import Any, Final

from casework.channels import Answer, AnswerKind, ParcelKind, Unreadable
from casework.states import ReferralKind, ResultClass, ReturnReason
from integrations.signed.answers import answer_of
from integrations.signed.client import Dialect, Held, UnreadableReceipt
from integrations.signed.envelope import EnclosureWords, Envelope
from integrations.signed.vocabulary import (
    Codes,
    Day,
    Form,
    Listed,
    Moment,
    Text,
    Vocabulary,
    Yuan,
)

SENT: Final = Codes(
    {
        ParcelKind.REFERRAL: "A01",
        ParcelKind.REMINDER: "A02",
        ParcelKind.SUPERVISION: "A03",
        ParcelKind.RECALL: "A09",
    }
)
SAID: Final = Codes(
    {
        AnswerKind.ACKNOWLEDGED: "B10",  # 已登记
        AnswerKind.ACCEPTED: "B20",  # 立案
        AnswerKind.RETURNED: "B30",  # 退回
        AnswerKind.NOT_FILED: "B40",  # 不予立案
        AnswerKind.FILED_AFTER_RECONSIDERATION: "B41",  # 复核后立案
        AnswerKind.RESULT: "B50",  # 办结
        AnswerKind.REVOKED: "B60",  # 撤销行政处罚决定
    }
)
REFERRAL_KINDS: Final = Codes(
    {
        ReferralKind.CRIME: "01",
        ReferralKind.ADMINISTRATIVE: "02",
        ReferralKind.LABOUR: "03",
        ReferralKind.INFO: "09",
        ReferralKind.MANDATORY_MINOR: "11",
    }
)
RETURN_REASONS: Final = Codes(
    {
        ReturnReason.NOT_COMPETENT: "T01",
        ReturnReason.OTHER_PLACE: "T02",
        ReturnReason.MATERIALS: "T03",
        ReturnReason.DUPLICATE: "T04",
        ReturnReason.IN_COURT: "T05",
        ReturnReason.OTHER: "T99",
    }
)
RESULTS: Final = Codes(
    {
        ResultClass.PENALTY: "1",  # 属实，行政处罚
        ResultClass.CRIMINAL_TRANSFER: "2",  # 移送司法机关
        ResultClass.NO_VIOLATION: "3",  # 未发现违法
        ResultClass.MEDIATED: "4",  # 调解达成
        ResultClass.DISMISSED: "5",  # 终止核查
    }
)
PARTIES: Final = Codes({"WORKER": "1", "ENTERPRISE": "2", "USER": "3", "UNKNOWN": "9"})
SEVERITIES: Final = Codes({"S1": "1", "S2": "2", "S3": "3", "S4": "4"})

_DAY: Final = Day("%Y%m%d")
_MOMENT: Final = Moment("%Y%m%d%H%M%S")
_WORDS: Final = Text()
_NAME: Final = Text(100)
_PLACE: Final = Text(200)
_NUMBER: Final = Text(64)
_FURTHER: Final = "备注项"

RESPONDENT: Final = Vocabulary(
    {
        "kind": ("主体类型", PARTIES),
        "name": ("名称", _NAME),
        "phone": ("联系方式", _NUMBER),
        "address": ("经营地址", _PLACE),
        "id_no": ("证件号码", _NUMBER),
        "uscc": ("统一社会信用代码", _NUMBER),
        "certificate_no": ("服务证号", _NUMBER),
    },
    rest=_FURTHER,
)
COMPLAINANT: Final = Vocabulary(
    {
        "kind": ("主体类型", PARTIES),
        "name": ("姓名", _NAME),
        "phone": ("联系方式", _NUMBER),
        "address": ("地址", _PLACE),
        "id_type": ("证件类型", _NUMBER),
        "id_no": ("证件号码", _NUMBER),
    },
    rest=_FURTHER,
)
CONTACT: Final = Vocabulary(
    {"unit": ("部门", _NAME), "name": ("经办人", _NAME), "phone": ("联系方式", _NUMBER)},
    rest=_FURTHER,
)
EVIDENCE: Final = Vocabulary(
    {"name": ("名称", _PLACE), "sha256": ("校验值", _NUMBER), "description": ("证明内容", _WORDS)},
    rest=_FURTHER,
)
PARCELS: Final = Vocabulary(
    {
        "kind": ("线索类别", REFERRAL_KINDS),
        "severity": ("紧急级别", SEVERITIES),
        "category": ("问题类别", _NAME),
        "title": ("标题", _PLACE),
        "summary": ("问题描述", Text(20_000)),
        "legal_basis": ("移送依据", _WORDS),
        "occurred_on": ("发生日期", _DAY),
        "occurred_when": ("发生时间说明", _NAME),
        "occurred_place": ("发生地点", _PLACE),
        "district_code": ("行政区划", _NUMBER),
        "amount_involved": ("涉及金额（分）", Yuan(fen=True)),
        "letter_no": ("移送文号", _NUMBER),
        "letter_on": ("移送日期", _DAY),
        "reason": ("办理说明", _WORDS),
        "due_on": ("反馈时限", _DAY),
        "called_110_at": ("报警时间", _MOMENT),
        "sent_before_on": ("首次移送日期", _DAY),
        "reminded_on": ("催办日期", _DAY),
        "coordinator": ("牵头部门", _NAME),
        "respondent": ("被投诉举报人", RESPONDENT),
        "complainant": ("投诉举报人", COMPLAINANT),
        "contact": ("承办", CONTACT),
        "evidence": ("证据", Listed(EVIDENCE)),
    },
    rest="扩展信息",
)

#: What may stand in an answer of each kind.
_SAYABLE: Final[dict[str, tuple[str, Form]]] = {
    "receipt_no": ("登记编号", _NUMBER),
    "file_no": ("立案编号", _NUMBER),
    "reason_code": ("退回代码", RETURN_REASONS),
    "result_class": ("核查结果", RESULTS),
    "doc_no": ("行政处罚决定书文号", _NAME),
    "decided_on": ("决定日期", _DAY),
    "words": ("办理意见", _WORDS),
}
#: The paper of a refusal is another one, and so is its number.
_REFUSAL: Final[dict[str, tuple[str, Form]]] = _SAYABLE | {"doc_no": ("不予立案告知书文号", _NAME)}
#: A result without a penalty is told by a notice.
_NOTICE: Final = "核查结果告知书文号"
_RESULT: Final[dict[str, tuple[str, Form]]] = _SAYABLE | {"notice_no": (_NOTICE, _NAME)}

ENVELOPE: Final = Envelope(
    version="版本",
    kind="报文类型",
    reference="移送编号",
    at="发送时间",
    facts="事项",
    files=EnclosureWords("附件", "文件名", "文件类型", "校验值", "文件内容"),
    moment=_MOMENT,
    sent=SENT,
    said=SAID,
    parcels=PARCELS,
    messages={
        AnswerKind.ACKNOWLEDGED: Vocabulary(_SAYABLE, needed=("receipt_no",)),
        AnswerKind.ACCEPTED: Vocabulary(_SAYABLE, needed=("file_no",)),
        AnswerKind.RETURNED: Vocabulary(_SAYABLE, needed=("reason_code",)),
        AnswerKind.NOT_FILED: Vocabulary(_REFUSAL, needed=("doc_no", "decided_on")),
        AnswerKind.FILED_AFTER_RECONSIDERATION: Vocabulary(_SAYABLE, needed=("file_no",)),
        AnswerKind.RESULT: Vocabulary(_RESULT, needed=("result_class", "decided_on")),
        AnswerKind.REVOKED: Vocabulary(_SAYABLE, needed=("doc_no", "decided_on")),
    },
)


def taken(body: Any) -> Held:
    """Read what the regulator says of a lead it has.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"代码": "0", "登记流水号": str(number), "校验值": str(sha256)}:
            return Held(number, sha256)
        case {"代码": str(code), "登记流水号": str(number), "校验值": str(sha256)}:
            return Held(number, sha256, code[:40])
    raise UnreadableReceipt


def refused(body: Any) -> str:
    """Read why the regulator will never take a lead.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"代码": str(code)}:
            return code[:40]
    raise UnreadableReceipt


DIALECT: Final = Dialect("/v1/leads", taken, refused)


def read(message_id: str, record: dict[str, Any]) -> Answer:
    """Return the answer in a message. Raises Unreadable."""
    opened = ENVELOPE.open(record)
    facts = opened.facts
    if opened.kind == AnswerKind.RESULT and not facts.get("doc_no"):
        if facts["result_class"] == ResultClass.PENALTY:
            raise Unreadable(f"{ENVELOPE.facts}.{_SAYABLE['doc_no'][0]}")
        if not facts.get("notice_no"):
            raise Unreadable(f"{ENVELOPE.facts}.{_NOTICE}")
        facts["doc_no"] = facts["notice_no"]
    return answer_of(message_id, opened)
