"""Ours ↔ theirs, pure: no network, no settings, no clock.

Wire version 1 (`wire/v1.json` holds recorded exchanges, byte for byte). The police speak in words:

    POST /v1/transfers          {"版本": "1", "消息类型": "线索移送" | "催办" | "督办" | "撤回",
                                 "移送编号": "YS-2026-000001", "内容": {…}, "附件": […]}
      202 {"接收编号": "…", "状态": "已接收", "摘要": sha256}   new, or the same for a repeated key
      422 {"原因": "…"}                                       final
      409                                                     the key was used for another parcel
    GET  /v1/transfers/<key>    200 as above, or "状态": "不予接收" with "原因"; 404 never arrived

What they send has the same parts and "时间", ISO with its zone; the kinds are those of `SAID`.
"""

from typing import Any, Final

from casework.channels import Answer, AnswerKind, ParcelKind
from casework.states import ReferralKind, ResultClass, ReturnReason
from integrations.signed.answers import answer_of
from integrations.signed.client import Dialect, Held, UnreadableReceipt
from integrations.signed.envelope import Also, EnclosureWords, Envelope
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
        ParcelKind.REFERRAL: "线索移送",
        ParcelKind.REMINDER: "催办",
        ParcelKind.SUPERVISION: "督办",
        ParcelKind.RECALL: "撤回",
    }
)
SAID: Final = Codes(
    {
        AnswerKind.ACKNOWLEDGED: "受案",
        AnswerKind.ACCEPTED: "立案",
        AnswerKind.RETURNED: "退回",
        AnswerKind.NOT_FILED: "不予立案",
        AnswerKind.FILED_AFTER_RECONSIDERATION: "复议后立案",
        AnswerKind.RESULT: "办理结果",
        AnswerKind.REVOKED: "撤销决定",
    }
)
REFERRAL_KINDS: Final = Codes(
    {
        ReferralKind.CRIME: "涉嫌犯罪或治安违法",
        ReferralKind.ADMINISTRATIVE: "行政违法",
        ReferralKind.LABOUR: "劳动用工",
        ReferralKind.INFO: "情况通报",
        ReferralKind.MANDATORY_MINOR: "未成年人强制报告",
    }
)
RETURN_REASONS: Final = Codes(
    {
        ReturnReason.NOT_COMPETENT: "不属公安机关管辖",
        ReturnReason.OTHER_PLACE: "应由其他地区管辖",
        ReturnReason.MATERIALS: "材料不足",
        ReturnReason.DUPLICATE: "重复移送",
        ReturnReason.IN_COURT: "已进入诉讼或仲裁",
        ReturnReason.OTHER: "其他",
    }
)
RESULTS: Final = Codes(
    {
        ResultClass.PENALTY: "行政处罚",
        ResultClass.CRIMINAL_TRANSFER: "移送审查起诉",
        ResultClass.NO_VIOLATION: "未发现违法犯罪事实",
        ResultClass.MEDIATED: "治安调解",
        ResultClass.DISMISSED: "终止调查",
    },
    also={"刑事立案侦查": ResultClass.CRIMINAL_TRANSFER, "撤销案件": ResultClass.DISMISSED},
)

PARTIES: Final = Codes(
    {"WORKER": "家政服务员", "ENTERPRISE": "家政企业", "USER": "用户", "UNKNOWN": "不明"}
)
SEVERITIES: Final = Codes({"S1": "特急", "S2": "紧急", "S3": "一般", "S4": "轻微"})

_WORDS: Final = Text()
_NAME: Final = Text(100)
_PLACE: Final = Text(200)
_NUMBER: Final = Text(64)

_FURTHER: Final = "其他信息"

RESPONDENT: Final = Vocabulary(
    {
        "kind": ("身份", PARTIES),
        "name": ("姓名或名称", _NAME),
        "phone": ("联系电话", _NUMBER),
        "address": ("住址", _PLACE),
        "id_no": ("公民身份号码", _NUMBER),
        "uscc": ("统一社会信用代码", _NUMBER),
        "certificate_no": ("上门服务证编号", _NUMBER),
    },
    rest=_FURTHER,
)
COMPLAINANT: Final = Vocabulary(
    {
        "kind": ("身份", PARTIES),
        "name": ("姓名", _NAME),
        "phone": ("联系电话", _NUMBER),
        "address": ("住址", _PLACE),
        "id_type": ("证件类型", _NUMBER),
        "id_no": ("证件号码", _NUMBER),
    },
    rest=_FURTHER,
)
CONTACT: Final = Vocabulary(
    {"unit": ("单位", _NAME), "name": ("姓名", _NAME), "phone": ("电话", _NUMBER)}, rest=_FURTHER
)
EVIDENCE: Final = Vocabulary(
    {"name": ("名称", _PLACE), "sha256": ("SHA-256", _NUMBER), "description": ("说明", _WORDS)},
    rest=_FURTHER,
)
PARCELS: Final = Vocabulary(
    {
        "kind": ("移送类别", REFERRAL_KINDS),
        "severity": ("紧急程度", SEVERITIES),
        "category": ("案由", _NAME),
        "title": ("标题", _PLACE),
        "summary": ("简要案情", Text(20_000)),
        "legal_basis": ("移送依据", _WORDS),
        "occurred_on": ("案发日期", Day()),
        "occurred_when": ("案发时段", _NAME),
        "occurred_place": ("案发地点", _PLACE),
        "district_code": ("案发地区划代码", _NUMBER),
        "amount_involved": ("涉案金额（元）", Yuan()),
        "letter_no": ("移送函文号", _NUMBER),
        "letter_on": ("移送日期", Day()),
        "reason": ("事由", _WORDS),
        "due_on": ("应答复日期", Day()),
        "called_110_at": ("110报警时间", Moment()),
        "sent_before_on": ("原移送日期", Day()),
        "reminded_on": ("催办日期", Day()),
        "coordinator": ("协调单位", _NAME),
        "respondent": ("被反映人", RESPONDENT),
        "complainant": ("反映人", COMPLAINANT),
        "contact": ("联系人", CONTACT),
        "evidence": ("证据清单", Listed(EVIDENCE)),
    },
    rest="其他事项",
)

#: What may stand in an answer of each kind.
_SAYABLE: Final[dict[str, tuple[str, Form]]] = {
    "receipt_no": ("受案回执号", _NUMBER),
    "file_no": ("案件编号", _NUMBER),
    "reason_code": ("退回原因", RETURN_REASONS),
    "result_class": ("结果类别", RESULTS),
    "doc_no": ("文书文号", _NAME),
    "decided_on": ("决定日期", Day()),
    "words": ("说明", _WORDS),
}


def _saying(*needed: str) -> Vocabulary:
    return Vocabulary(_SAYABLE, needed=needed)


ENVELOPE: Final = Envelope(
    version="版本",
    kind="消息类型",
    reference="移送编号",
    at="时间",
    facts="内容",
    files=EnclosureWords("附件", "名称", "类型", "摘要", "内容"),
    moment=Moment(),
    sent=SENT,
    said=SAID,
    parcels=PARCELS,
    messages={
        AnswerKind.ACKNOWLEDGED: _saying("receipt_no"),
        AnswerKind.ACCEPTED: _saying("file_no"),
        AnswerKind.RETURNED: _saying("reason_code"),
        AnswerKind.NOT_FILED: _saying("doc_no", "decided_on"),
        AnswerKind.FILED_AFTER_RECONSIDERATION: _saying("file_no"),
        AnswerKind.RESULT: _saying("result_class", "doc_no", "decided_on"),
        AnswerKind.REVOKED: _saying("doc_no", "decided_on"),
    },
    # Police who are not competent for the place pass a matter on within 24 hours (brief §2.2 P1).
    also_said={
        "移送管辖": Also(
            AnswerKind.RETURNED, _saying("words"), {"reason_code": ReturnReason.OTHER_PLACE.value}
        )
    },
)


def taken(body: Any) -> Held:
    """Read what the police say of a parcel they have.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"接收编号": str(number), "状态": "已接收", "摘要": str(sha256)}:
            return Held(number, sha256)
        case {"接收编号": str(number), "状态": "不予接收", "摘要": str(sha256), "原因": str(why)}:
            return Held(number, sha256, why[:40])
    raise UnreadableReceipt


def refused(body: Any) -> str:
    """Read why the police will never take a parcel.

    Raises:
        UnreadableReceipt: not wire version 1.
    """
    match body:
        case {"原因": str(why)}:
            return why[:40]
    raise UnreadableReceipt


DIALECT: Final = Dialect("/v1/transfers", taken, refused)


def read(message_id: str, record: dict[str, Any]) -> Answer:
    """Return the answer in a message. Raises Unreadable."""
    return answer_of(message_id, ENVELOPE.open(record))
