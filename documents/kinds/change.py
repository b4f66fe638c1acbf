"""Papers of a complaint whose shape changes: enterprise first, merged, other or no respondent."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from documents.kinds.base import Day, Kind, Line, Paper, Prose, Reasons
from documents.kinds.rules import Count, fit_reader, need


class EnterpriseReplyRequest(Paper):
    """限期答复通知书: the enterprise answers first (brief §3.1 CM-10a, ENTERPRISE_REPLY).

    `worker_name`, if the complaint is about somebody the enterprise employs. `query_code` opens the
    page on which the enterprise answers, if it has one.
    """

    enterprise_name: Line
    worker_name: Line | None = None
    complainant_display: Line
    subject: Line
    received_on: Day
    accepted_on: Day
    summary: Prose
    requests: tuple[Line, ...] = Field(default=(), max_length=30)
    reply_by: Day
    working_days: Count
    reply_how: Line | None = None
    query_code: Line | None = None


class MergeNotice(Paper):
    """并案告知书 to the complainant (brief §3.1 CM-09).

    `case_number` is the complaint that was merged, `merged_into` the one that goes on;
    `first_received_on` the earliest receipt, from which the periods count.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    received_on: Day
    merged_into: Line
    merged_on: Day
    first_received_on: Day
    reason: Prose | None = None
    answer_by: Day | None = None


class CorrectionReader(StrEnum):
    """Who gets a copy of a correction of the respondent."""

    OLD_RESPONDENT = "OLD_RESPONDENT"
    NEW_RESPONDENT = "NEW_RESPONDENT"


class CorrectionGround(StrEnum):
    """Why another is the respondent (brief §3.1 CM-28)."""

    MISTAKEN_IDENTITY = "MISTAKEN_IDENTITY"
    WRONG_ENTITY = "WRONG_ENTITY"


CORRECTION_WORDS = {
    CorrectionGround.MISTAKEN_IDENTITY: "被投诉人身份识别有误",
    CorrectionGround.WRONG_ENTITY: "被投诉的责任主体认定有误",
}
_ONLY_FOR_THE_NEW = (
    "summary",
    "requests",
    "accepted_on",
    "reply_by",
    "answer_by",
    "query_code",
)


class CorrectionNotice(Paper):
    """更正通知书, one for the old and one for the new respondent (brief §3.1 CM-28).

    `respondent_name` is the reader's own name: neither reads who the other is, nor the name of the
    complainant (`complainant_display`, 王女士). The old one reads by when its entries are withdrawn
    (§3.8), the new one what the complaint says and by when it is heard.
    """

    copy_for: CorrectionReader
    respondent_name: Line
    complainant_display: Line | None = None
    subject: Line
    received_on: Day
    ground: CorrectionGround
    reasons: Reasons
    corrected_on: Day
    entries_withdrawn_by: Day | None = None
    summary: Prose | None = None
    requests: tuple[Line, ...] = Field(default=(), max_length=30)
    accepted_on: Day | None = None
    reply_by: Day | None = None
    answer_by: Day | None = None
    query_code: Line | None = None

    @model_validator(mode="after")
    def _fits_its_reader(self) -> CorrectionNotice:
        if self.copy_for == CorrectionReader.OLD_RESPONDENT:
            fit_reader(self, wanted=(), barred=_ONLY_FOR_THE_NEW)
        else:
            fit_reader(self, wanted=("summary",), barred=("entries_withdrawn_by",))
        return self

    @property
    def ground_words(self) -> str:
        """The ground in words."""
        return CORRECTION_WORDS[self.ground]


class Gone(StrEnum):
    """How a respondent ceased to be (brief §3.1 CM-27)."""

    DEAD = "DEAD"
    DEREGISTERED = "DEREGISTERED"


class RespondentGoneNotice(Paper):
    """被投诉人主体消灭告知书 to the complainant, with the remedies left (brief §3.1 CM-27).

    `proof` names the certificate or the register; `gone_on` the day it states. With a
    `successor_name` the complaint goes on against that one; without, it ends and `answer_by` is the
    last day of RESULT_FEEDBACK.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    received_on: Day
    gone: Gone
    gone_on: Day | None = None
    proof: Line
    successor_name: Line | None = None
    answer_by: Day | None = None

    @model_validator(mode="after")
    def _goes_on_or_ends(self) -> RespondentGoneNotice:
        if not self.successor_name:
            need(self, "answer_by")
        return self


KINDS = (
    Kind(
        code="ENTERPRISE_REPLY_REQUEST",
        series="限答",
        title="限期答复通知书",
        context=EnterpriseReplyRequest,
        template="enterprise_reply_request",
    ),
    Kind(
        code="MERGE_NOTICE",
        series="并",
        title="并案告知书",
        context=MergeNotice,
        template="merge_notice",
    ),
    Kind(
        code="CORRECTION_NOTICE",
        series="更",
        title="更正通知书",
        context=CorrectionNotice,
        template="correction_notice",
    ),
    Kind(
        code="RESPONDENT_GONE_NOTICE",
        series="消",
        title="被投诉人主体消灭告知书",
        context=RespondentGoneNotice,
        template="respondent_gone_notice",
    ),
)
