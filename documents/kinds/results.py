"""Papers of the result: findings, progress answer, feedback letter."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from documents.kinds.base import (
    PARTY_WORDS,
    Day,
    ForAddressee,
    Kind,
    Line,
    Paper,
    Part,
    Prose,
    Reasons,
    Yuan,
)
from documents.kinds.rules import need


class Finding(StrEnum):
    """What verification found (brief §3.1 CM-16)."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    NOT_UPHELD = "NOT_UPHELD"


FINDING_WORDS = {
    Finding.UPHELD: "属实",
    Finding.PARTLY: "部分属实",
    Finding.NOT_UPHELD: "不属实",
}


class Allegation(Part):
    """One allegation, what was found of it, and on which evidence."""

    text: Prose
    finding: Finding
    basis: Prose

    @property
    def finding_words(self) -> str:
        """The finding in words."""
        return FINDING_WORDS[self.finding]


class Findings(Paper):
    """核查结论书: findings signed by two and confirmed by an officer (brief §3.1 CM-16)."""

    complainant_name: Line
    respondent_name: Line
    subject: Line
    verified_from: Day
    confirmed_on: Day
    method: Prose | None = None
    allegations: tuple[Allegation, ...] = Field(min_length=1, max_length=30)
    conclusion: Finding
    reasons: Reasons
    evidence: tuple[Line, ...] = Field(default=(), max_length=100)
    investigators: tuple[Line, ...] = Field(min_length=2, max_length=6)
    confirmed_by: Line

    @property
    def conclusion_words(self) -> str:
        """The conclusion in words."""
        return FINDING_WORDS[self.conclusion]


class WaitGround(StrEnum):
    """What the outcome lawfully waits for (brief §2.9.1)."""

    AGENCY = "AGENCY"
    MEDIATION = "MEDIATION"
    VERIFICATION = "VERIFICATION"
    APPRAISAL = "APPRAISAL"
    HEARING = "HEARING"
    COURT = "COURT"


WAIT_WORDS = {
    WaitGround.AGENCY: "已移送有关主管部门处理，等待处理结果",
    WaitGround.MEDIATION: "双方已同意调解，调解正在进行",
    WaitGround.VERIFICATION: "有关事实正在核查",
    WaitGround.APPRAISAL: "已委托鉴定（检测），等待鉴定（检测）结论",
    WaitGround.HEARING: "行业惩戒听证程序正在进行",
    WaitGround.COURT: "同一事实已进入诉讼或者仲裁程序，等待裁判结果",
}


class ProgressAnswer(Paper):
    """投诉办理进展答复书: what remains, who must act, by when (brief §2.9.1, §3.1 CM-32).

    `wait_ground` is empty only after HANDLING has been met; `next_answer_by` is the last day of the
    next PROGRESS_NOTE. While an agency has the matter (ground AGENCY), `agency_name` says which,
    `referred_on` since when, `receipt_number` and `agency_phone` how to ask there.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    accepted_on: Day
    wait_ground: WaitGround | None = None
    done: Prose
    remains: Prose
    who_acts: Line
    by_when: Day
    next_answer_by: Day | None = None
    agency_name: Line | None = None
    agency_phone: Line | None = None
    referred_on: Day | None = None
    receipt_number: Line | None = None

    @model_validator(mode="after")
    def _names_the_agency(self) -> ProgressAnswer:
        if self.agency_phone or self.referred_on or self.receipt_number:
            need(self, "agency_name")
        return self

    @property
    def wait_words(self) -> str:
        """What is being waited for, in words; empty without a ground."""
        return WAIT_WORDS[self.wait_ground] if self.wait_ground else ""


class Outcome(StrEnum):
    """How a complaint ended (brief §3.0 X10)."""

    SETTLED = "SETTLED"
    MEDIATION_TERMINATED = "MEDIATION_TERMINATED"
    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    NOT_UPHELD = "NOT_UPHELD"
    NO_RESPONDENT = "NO_RESPONDENT"
    UNFOUNDED = "UNFOUNDED"


OUTCOME_WORDS = {
    Outcome.SETTLED: "双方达成调解协议（和解）",
    Outcome.MEDIATION_TERMINATED: "未能达成调解协议，调解终止",
    Outcome.UPHELD: "经核查，投诉反映的问题属实",
    Outcome.PARTLY: "经核查，投诉反映的问题部分属实",
    Outcome.NOT_UPHELD: "经核查，投诉反映的问题不属实",
    Outcome.NO_RESPONDENT: "被投诉人已死亡或者终止，且无权利义务承受人",
    Outcome.UNFOUNDED: "投诉所称事实不能成立",
}
#: Outcomes after which the ways to court and arbitration are named (brief §2.1 C19).
_REMEDY_OUTCOMES = frozenset(Outcome) - {Outcome.SETTLED}


class ArchiveNote(StrEnum):
    """What the letter may say of the credit archive."""

    RECORDED = "RECORDED"
    TO_BE_RECORDED = "TO_BE_RECORDED"
    NO_IDENTIFIED_SUBJECT = "NO_IDENTIFIED_SUBJECT"
    NOTHING = "NOTHING"


ARCHIVE_WORDS = {
    ArchiveNote.RECORDED: "本投诉的处理结果已按规定记入家政服务信用档案。",
    ArchiveNote.TO_BE_RECORDED: "本投诉的处理结果将按规定记入家政服务信用档案。",
    ArchiveNote.NO_IDENTIFIED_SUBJECT: "因被投诉人身份未能核实到信用档案要求的标准，"
    "本投诉的处理结果不记入任何主体的信用档案。",
    ArchiveNote.NOTHING: "",
}


class ResultFeedbackLetter(Paper):
    """投诉处理结果告知书, one for each reader (brief §3.1 CM-22, §2.9 RESULT_FEEDBACK).

    To the hotline and the employer the complainant is whoever `complainant_name` says: pass the
    display name (王女士) there. `follow_up_by` is the day of the call-back (complainant only).
    """

    addressee_name: Line
    addressee_role: ForAddressee
    complainant_name: Line
    respondent_name: Line
    subject: Line
    received_on: Day
    accepted_on: Day
    outcome: Outcome
    outcome_on: Day
    process: Prose
    result: Prose
    amount: Yuan | None = None
    measures: tuple[Line, ...] = Field(default=(), max_length=30)
    archive: ArchiveNote
    follow_up_by: Day | None = None
    ticket_number: Line | None = None

    @property
    def addressee_words(self) -> str:
        """The reader's place in the matter, in words."""
        return PARTY_WORDS[self.addressee_role]

    @property
    def outcome_words(self) -> str:
        """The outcome in words."""
        return OUTCOME_WORDS[self.outcome]

    @property
    def archive_words(self) -> str:
        """The sentence about the credit archive; empty if none is to be said."""
        return ARCHIVE_WORDS[self.archive]

    @property
    def names_remedies(self) -> bool:
        """Whether the letter tells its reader, a party, the ways to court and arbitration."""
        parties = (ForAddressee.COMPLAINANT, ForAddressee.RESPONDENT)
        return self.outcome in _REMEDY_OUTCOMES and self.addressee_role in parties


KINDS = (
    Kind(
        code="FINDINGS",
        series="核",
        title="投诉核查结论书",
        context=Findings,
        template="findings",
    ),
    Kind(
        code="PROGRESS_ANSWER",
        series="答",
        title="投诉办理进展答复书",
        context=ProgressAnswer,
        template="progress_answer",
        version="v2",
    ),
    Kind(
        code="RESULT_FEEDBACK_LETTER",
        series="结",
        title="投诉处理结果告知书",
        context=ResultFeedbackLetter,
        template="result_feedback_letter",
    ),
)
