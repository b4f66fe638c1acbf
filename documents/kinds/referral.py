"""Letters to an agency: referral, list of materials, reminder, request to supervise, recall.

The association is no authority: it hands over, reports, asks; it orders no agency anything. What a
letter says of a person is what the caller chose to hand over (brief §3.3 RF-01, PIPL art. 6); there
is no field for an informant in any of them (decision 0310).
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from documents import chinese
from documents.kinds.base import (
    Day,
    Kind,
    Line,
    Moment,
    Paper,
    Part,
    Prose,
    Reasons,
    Yuan,
)
from documents.kinds.rules import Count, Digest, need


class ReferralKind(StrEnum):
    """What a referral is about (brief §3.3)."""

    CRIME = "CRIME"
    ADMINISTRATIVE = "ADMINISTRATIVE"
    LABOUR = "LABOUR"
    INFO = "INFO"
    MANDATORY_MINOR = "MANDATORY_MINOR"


REFERRAL_TITLES = {
    ReferralKind.CRIME: "涉嫌违法犯罪线索移送函",
    ReferralKind.ADMINISTRATIVE: "行政违法线索移送函",
    ReferralKind.LABOUR: "劳动保障事项移送函",
    ReferralKind.INFO: "情况通报函",
    ReferralKind.MANDATORY_MINOR: "侵害未成年人情况强制报告",
}


class ReferredRole(StrEnum):
    """As what a person or enterprise is named to an agency."""

    COMPLAINANT = "COMPLAINANT"
    RESPONDENT = "RESPONDENT"
    EMPLOYER = "EMPLOYER"
    VICTIM = "VICTIM"


ROLE_WORDS = {
    ReferredRole.COMPLAINANT: "投诉人",
    ReferredRole.RESPONDENT: "被投诉人",
    ReferredRole.EMPLOYER: "用工单位",
    ReferredRole.VICTIM: "被侵害人",
}


class ReferredParty(Part):
    """What is handed over of one party: a field that was not chosen is absent.

    `id_number` (identity number or social credit code) is printed as it is given, masked or full.
    """

    role: ReferredRole
    name: Line | None = None
    id_number: Line | None = None
    phone: Line | None = None
    address: Line | None = None

    @property
    def role_words(self) -> str:
        """投诉人, 被投诉人 …"""
        return ROLE_WORDS[self.role]

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """What is said of the party, each with its label, in the order of the letter."""
        said = (
            ("", self.name),
            ("证件号码", self.id_number),
            ("电话", self.phone),
            ("地址", self.address),
        )
        return tuple((label, value) for label, value in said if value)


class Material(Part):
    """One piece of the packet, as it was received.

    `kind` says in words what it is (图片, 录音, 纸质复印件); `size` counts bytes. A file has a size
    and a `sha256`; what came on paper has neither.
    """

    name: Line
    kind: Line
    size: Count | None = None
    sha256: Digest | None = None
    received_on: Day

    @model_validator(mode="after")
    def _a_file_has_size_and_hash(self) -> Material:
        if self.size is not None or self.sha256:
            need(self, "size", "sha256")
        return self


class _ToAgency(Paper):
    """A letter to an agency.

    `agency_name` is the agency as a sentence names it (公安机关, or its full name); `office_name`,
    if given, the full name of the office the letter is addressed to.
    """

    referral_number: Line
    agency_name: Line
    office_name: Line | None = None
    agency_contact: Line | None = None
    subject: Line

    @property
    def addressee(self) -> str:
        """Who is addressed: the office, or the agency where none was chosen."""
        return self.office_name or self.agency_name


class _Answerable(_ToAgency):
    """A letter that waits for an answer.

    `answer_to` is where a written answer goes; `answer_address` a web address that is printed as
    text and serves until `answer_until`. Who answers questions: `handler_name`, `contact_phone`.
    """

    answer_to: Line | None = None
    answer_address: Line | None = None
    answer_until: Moment | None = None

    @model_validator(mode="after")
    def _an_address_expires(self) -> _Answerable:
        if self.answer_address or self.answer_until:
            need(self, "answer_address", "answer_until")
        return self


class Return(Part):
    """That another agency sent the matter back before (brief §3.3 RF-05, RF-06)."""

    agency_name: Line
    returned_on: Day
    reason_given: Line


class ReferralLetter(_Answerable):
    """移送函 with the list of materials as its annex (brief §3.3 RF-01, RF-06).

    `received_on` is the day of the complaint; without it the association found the matter itself.
    `legal_basis` is needed except for the statutory report, whose basis the letter names by itself.
    `requests` are asked beside what every letter of the kind asks. `acknowledge_by` is the last day
    of the clock REFERRAL_ACK.
    """

    kind: ReferralKind
    received_on: Day | None = None
    legal_basis: tuple[Line, ...] = Field(default=(), max_length=10)
    facts: Prose
    amount: Yuan | None = None
    called_110_at: Moment | None = None
    called_110_reference: Line | None = None
    sent_back: Return | None = None
    parties: tuple[ReferredParty, ...] = Field(default=(), max_length=20)
    requests: tuple[Line, ...] = Field(default=(), max_length=10)
    acknowledge_by: Day
    evidence: tuple[Material, ...] = Field(default=(), max_length=200)

    @model_validator(mode="after")
    def _says_why_and_when(self) -> ReferralLetter:
        if self.kind != ReferralKind.MANDATORY_MINOR:
            need(self, "legal_basis")
        if self.called_110_reference:
            need(self, "called_110_at")
        return self


class EvidenceList(_ToAgency):
    """移送材料清单 to be signed for at the hand-over (brief §3.3 RF-01: list with hashes).

    `letter_number` is the number of the letter it goes with; `copies` how many there are of it.
    Names may be given; the lines to sign on stay.
    """

    letter_number: Line | None = None
    evidence: tuple[Material, ...] = Field(min_length=1, max_length=200)
    copies: Count = 2
    handed_over_by: Line | None = None
    taken_over_by: Line | None = None

    @property
    def copies_words(self) -> str:
        """How many copies, as it is said: 一式两份."""
        return "两" if self.copies == 2 else chinese.ordinal(self.copies)


class Awaited(StrEnum):
    """What an agency has not answered in time (brief §3.3 RF-07)."""

    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    RESULT = "RESULT"


AWAITED_WORDS = {
    Awaited.ACKNOWLEDGEMENT: "签收及受理（受案）情况",
    Awaited.RESULT: "处理结果",
}


class _Overdue(_Answerable):
    """About a referral that waits: by which letter and when it went, what was missed and when.

    `due_on` is the day that passed without an answer; `answer_by` the day by which one is asked.
    """

    letter_number: Line
    dispatched_on: Day
    receipt_number: Line | None = None
    awaited: Awaited
    due_on: Day
    answer_by: Day

    @property
    def awaited_words(self) -> str:
        """What is awaited, in words."""
        return AWAITED_WORDS[self.awaited]


class ReminderNotice(_Overdue):
    """催办函 to the agency's contact (brief §3.3 RF-07)."""


class SupervisionOrder(_Overdue):
    """商请督办函 to the agency's head, copied to the lead department (brief §3.3 RF-08).

    The association stands above no agency: it asks the head to see to it. `copies_to` must name the
    commerce department; `working_days` is how many have passed since `due_on`.
    """

    working_days: Count
    reminded_on: Day
    reminder_number: Line | None = None
    head_title: Line | None = None

    @model_validator(mode="after")
    def _goes_to_the_lead_department_too(self) -> SupervisionOrder:
        need(self, "copies_to")
        return self


class RecallLetter(_ToAgency):
    """撤回移送函: sent in error, and the agency agrees (brief §3.3 RF-13)."""

    letter_number: Line
    dispatched_on: Day
    receipt_number: Line | None = None
    reason: Reasons
    agreed_on: Day | None = None


def _referral_title(context: Paper) -> str:
    assert isinstance(context, ReferralLetter)
    return REFERRAL_TITLES[context.kind]


KINDS = (
    Kind(
        code="REFERRAL_LETTER",
        series="移",
        title="移送函",
        context=ReferralLetter,
        template="referral_letter",
        title_for=_referral_title,
    ),
    Kind(
        code="EVIDENCE_LIST",
        series="移清",
        title="移送材料清单",
        context=EvidenceList,
        template="evidence_list",
    ),
    Kind(
        code="REMINDER_NOTICE",
        series="催",
        title="催办函",
        context=ReminderNotice,
        template="reminder_notice",
    ),
    Kind(
        code="SUPERVISION_ORDER",
        series="督",
        title="商请督办函",
        context=SupervisionOrder,
        template="supervision_order",
    ),
    Kind(
        code="RECALL_LETTER",
        series="移撤",
        title="撤回移送函",
        context=RecallLetter,
        template="recall_letter",
    ),
)
