"""What the parties are told of a referral: how it goes, the agency's result, no case filed."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from documents.kinds.base import Day, Kind, Line, Paper, Prose
from documents.kinds.rules import ForOneParty, need


class AgencyResult(StrEnum):
    """Class of an agency's result (brief §3.3 RF-11); REVOKED is its later rescission (RF-14)."""

    PENALTY = "PENALTY"
    CRIMINAL_TRANSFER = "CRIMINAL_TRANSFER"
    NO_VIOLATION = "NO_VIOLATION"
    MEDIATED = "MEDIATED"
    DISMISSED = "DISMISSED"
    REVOKED = "REVOKED"


RESULT_WORDS = {
    AgencyResult.PENALTY: "该部门已依法作出行政处罚决定",
    AgencyResult.CRIMINAL_TRANSFER: "该事项已由有权机关作为刑事案件办理",
    AgencyResult.NO_VIOLATION: "经该部门依法调查，未发现违法行为",
    AgencyResult.MEDIATED: "经公安机关调解，双方已达成协议",
    AgencyResult.DISMISSED: "该部门依法决定不予处理",
    AgencyResult.REVOKED: "该部门原来的处理决定已被依法撤销或者变更",
}


class AgencyResultLetter(ForOneParty):
    """部门处理结果告知书, one for each party (brief §3.1 CM-17, §3.3 RF-11, RF-14).

    `told` is what may be told within secrecy limits; `partly_secret` says that something is not.
    `received_on` is the day the result reached the association, `follows` what it means for this
    complaint, `answer_by` the last day of RESULT_FEEDBACK. `supplementary`: of a co-referral.
    """

    accepted_on: Day | None = None
    referral_number: Line
    agency_name: Line
    referred_on: Day
    receipt_number: Line | None = None
    received_on: Day
    result: AgencyResult
    document_number: Line | None = None
    decided_on: Day | None = None
    told: Prose | None = None
    partly_secret: bool = False
    supplementary: bool = False
    follows: Prose
    answer_by: Day | None = None

    @property
    def result_words(self) -> str:
        """The class of the result in words."""
        return RESULT_WORDS[self.result]


class NotFiledNext(StrEnum):
    """What the association does after an agency filed no case (brief §3.1 CM-18)."""

    VERIFICATION = "VERIFICATION"
    OUTCOME = "OUTCOME"


class NotFiledLetter(Paper):
    """不予立案情况告知书 (brief §3.3 RF-09, RF-09a; §2.2 P3).

    `received_on` is the day the refusal reached the association. `reconsider_by`, for the police
    only, is the last day of the seven counted from it: for information, the complainant's own seven
    days run from its own notice. After VERIFICATION follows `verify_by`, after OUTCOME `answer_by`.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    referral_number: Line
    agency_name: Line
    referred_on: Day
    receipt_number: Line | None = None
    received_on: Day
    document_number: Line | None = None
    decided_on: Day | None = None
    reason: Prose | None = None
    reconsider_by: Day | None = None
    goes_on: NotFiledNext
    verify_by: Day | None = None
    answer_by: Day | None = None
    follows: Prose | None = None

    @model_validator(mode="after")
    def _says_by_when(self) -> NotFiledLetter:
        need(self, "verify_by" if self.goes_on == NotFiledNext.VERIFICATION else "answer_by")
        return self


class ReferralEvent(StrEnum):
    """What happened to a referral (brief §3.3 RF-02 … RF-08, RF-13)."""

    DISPATCHED = "DISPATCHED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    REROUTED = "REROUTED"
    SUPERVISED = "SUPERVISED"
    RECALLED = "RECALLED"


_EVENT_NEEDS: dict[ReferralEvent, tuple[str, ...]] = {
    ReferralEvent.ACKNOWLEDGED: ("receipt_number",),
    ReferralEvent.RETURNED: ("reason",),
    ReferralEvent.REROUTED: ("former_agency_name",),
    ReferralEvent.RECALLED: ("reason",),
}


class ReferralNotice(Paper):
    """移送情况告知书 to the complainant (brief §3.3 RF-02 … RF-08, RF-13).

    `agency_name` is the agency the event is about, after a new way (REROUTED) the new one.
    `next_on` is the next date: by when the agency is to acknowledge (DISPATCHED, REROUTED), to
    answer (ACKNOWLEDGED, ACCEPTED, SUPERVISED), or the association to hand over anew (RETURNED) or
    to have verified (RECALLED). `next_answer_by` is the last day of PROGRESS_NOTE.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    referral_number: Line
    event: ReferralEvent
    happened_on: Day
    agency_name: Line
    agency_phone: Line | None = None
    former_agency_name: Line | None = None
    receipt_number: Line | None = None
    reason: Prose | None = None
    next_on: Day
    next_answer_by: Day | None = None

    @model_validator(mode="after")
    def _says_what_the_event_asks(self) -> ReferralNotice:
        need(self, *_EVENT_NEEDS.get(self.event, ()))
        return self


def _result_title(context: Paper) -> str:
    assert isinstance(context, AgencyResultLetter)
    return "部门处理结果补充告知书" if context.supplementary else "部门处理结果告知书"


KINDS = (
    Kind(
        code="AGENCY_RESULT_LETTER",
        series="部结",
        title="部门处理结果告知书",
        context=AgencyResultLetter,
        template="agency_result_letter",
        title_for=_result_title,
    ),
    Kind(
        code="NOT_FILED_LETTER",
        series="不立",
        title="不予立案情况告知书",
        context=NotFiledLetter,
        template="not_filed_letter",
    ),
    Kind(
        code="REFERRAL_NOTICE",
        series="移告",
        title="移送情况告知书",
        context=ReferralNotice,
        template="referral_notice",
    ),
)
