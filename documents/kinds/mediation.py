"""Papers of mediation: notice, consent, statement, termination decision."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from documents.kinds.base import (
    PARTY_WORDS,
    Day,
    Kind,
    Line,
    Moment,
    Paper,
    Part,
    PartyRole,
    Prose,
    Reasons,
    Yuan,
)


class SessionMode(StrEnum):
    """How a session is held (brief §2.1 C13)."""

    ONSITE = "ONSITE"
    VIDEO = "VIDEO"
    PHONE = "PHONE"


MODE_WORDS = {
    SessionMode.ONSITE: "现场调解",
    SessionMode.VIDEO: "网络视频调解",
    SessionMode.PHONE: "电话调解",
}


class _AddressedToParty(Paper):
    addressee_name: Line
    addressee_role: PartyRole

    @property
    def addressee_words(self) -> str:
        """投诉人 or 被投诉人."""
        return PARTY_WORDS[self.addressee_role]


class MediationNotice(_AddressedToParty):
    """调解通知书, one for each party: time, place or way, mediator (brief §3.2 MD-04, C13).

    `place` is the room, or how to join; `mediation_due_on` the last day of the clock MEDIATION.
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    session_at: Moment
    mode: SessionMode
    place: Line
    mediator_name: Line
    mediator_phone: Line | None = None
    entrusted_to: Line | None = None
    bring: tuple[Line, ...] = Field(default=(), max_length=20)
    mediation_due_on: Day

    @property
    def mode_words(self) -> str:
        """How the session is held, in words."""
        return MODE_WORDS[self.mode]


class MediationConsent(_AddressedToParty):
    """调解意见征询书: where a party agrees or declines (brief §3.2 MD-01/02, C11, C12)."""

    other_party_name: Line
    subject: Line
    accepted_on: Day
    proposed_on: Day
    entrusted_to: Line | None = None
    reply_by: Day | None = None
    mediation_due_on: Day


class StatementParty(Part):
    """A party as the statement names it; `id_number` masked by the caller."""

    name: Line
    id_number: Line | None = None
    address: Line | None = None
    phone: Line | None = None
    representative: Line | None = None


class MediationStatement(Paper):
    """调解书 in three copies with signature blocks (brief §3.2 MD-08, C18).

    `amount` is what is paid in all, `performance_due_on` the last day of performance. `…_signed`
    says when and how a party signed; without it there is a line to sign on.
    """

    complainant: StatementParty
    respondent: StatementParty
    complainant_signed: Line | None = None
    respondent_signed: Line | None = None
    subject: Line
    accepted_on: Day
    mediated_on: Day
    place: Line
    mediator_name: Line
    recorder_name: Line | None = None
    entrusted_to: Line | None = None
    dispute: Prose
    terms: tuple[Prose, ...] = Field(min_length=1, max_length=30)
    amount: Yuan | None = None
    performance_due_on: Day | None = None
    performance_how: Line | None = None
    fault_admitted: bool = False

    @property
    def copies(self) -> tuple[str, ...]:
        """Who keeps each of the three copies."""
        return ("投诉人存执", "被投诉人存执", "本会存档")


class TerminationGround(StrEnum):
    """Grounds of termination T1–T8 (brief §2.1 C16, SAMR Order 121 art. 23)."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"
    T7 = "T7"
    T8 = "T8"


TERMINATION_WORDS = {
    TerminationGround.T1: "投诉人撤回投诉，或者双方自行和解",
    TerminationGround.T2: "当事人无正当理由不参加调解，或者明确拒绝调解",
    TerminationGround.T3: "当事人明确表示无法达成调解协议",
    TerminationGround.T4: "就鉴定、检测费用的承担未能达成一致",
    TerminationGround.T5: "自投诉受理之日起六十日内未能达成调解协议",
    TerminationGround.T6: "调解中发现应当不予受理的情形，或者涉嫌欺诈、敲诈勒索",
    TerminationGround.T7: "当事人死亡或者终止，且无权利义务承受人参加调解",
    TerminationGround.T8: "法律、法规、规章和行业规则规定应当终止调解的其他情形",
}


class TerminationDecision(Paper):
    """终止调解决定书 for both parties, with the ways still open (brief §3.2 MD-20, C16, C17, C19).

    `lead_found` says that a suspected breach goes on to verification (C21).
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    accepted_on: Day
    ground: TerminationGround
    reasons: Reasons
    decided_on: Day
    lead_found: bool = False

    @property
    def ground_words(self) -> str:
        """The ground in the words of the regulation."""
        return TERMINATION_WORDS[self.ground]


KINDS = (
    Kind(
        code="MEDIATION_NOTICE",
        series="调通",
        title="调解通知书",
        context=MediationNotice,
        template="mediation_notice",
    ),
    Kind(
        code="MEDIATION_CONSENT",
        series="调询",
        title="调解意见征询书",
        context=MediationConsent,
        template="mediation_consent",
    ),
    Kind(
        code="MEDIATION_STATEMENT",
        series="调",
        title="调解书",
        context=MediationStatement,
        template="mediation_statement",
    ),
    Kind(
        code="TERMINATION_DECISION",
        series="终",
        title="终止调解决定书",
        context=TerminationDecision,
        template="termination_decision",
    ),
)
