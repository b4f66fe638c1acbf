"""The life of a mediation (brief §3.2)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import MEDIATION_OPEN
from casework.states import Mediation as S
from common.actors import Actor
from common.lifecycle import move, note


class MediationLifecycle(models.Model):
    """The rows MD-01 … MD-20 that are built."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        consented_at: Any
        mediator: Any
        session_at: Any
        scheduled_at: Any
        session_mode: Any
        session_place: Any
        notice_waived: Any
        opened_at: Any
        agreed_at: Any
        facts: Any
        terms: Any
        amount: Any
        performance_due_on: Any
        performed_at_once: Any
        fault_admitted: Any
        lead_found: Any
        notice_served_at: Any

    @move("MD-01", guards=[guards.complaint_may_be_mediated], label=_("propose mediation"))
    def propose(self: Any, *, by: Actor, at: datetime) -> None:
        """An officer proposes; nothing is mediated without both consents."""

    @move(
        "MD-02",
        source=S.PROPOSED,
        target=S.CONSENTED,
        guards=[guards.not_barred, guards.two_consents],
        label=_("both consent"),
    )
    def both_consent(self: Any, *, by: Actor, at: datetime) -> None:
        """The second consent is on file."""
        self.consented_at = at

    @move("MD-03", source=S.PROPOSED, target=S.TERMINATED, label=_("refused"))
    def refused(self: Any, *, by: Actor, at: datetime) -> None:
        """A party refuses; that is never scored."""
        _terminate(self, "T2", at)

    @move(
        "MD-04",
        source=[S.CONSENTED, S.IN_SESSION],
        target=S.SCHEDULED,
        guards=[
            guards.not_barred,
            guards.is_a_mediator,
            guards.session_to_come,
            guards.enough_notice,
        ],
        label=_("schedule a session"),
    )
    def schedule(
        self: Any,
        *,
        by: Actor,
        at: datetime,
        mediator: Any,
        session_at: datetime,
        mode: str,
        place: str,
        notice_waived: bool,
        earliest: date,
    ) -> None:
        """Time, place or way, and mediator are fixed."""
        self.mediator, self.session_at, self.scheduled_at = mediator, session_at, at
        self.session_mode, self.session_place = mode, place
        self.notice_waived = notice_waived
        note(self, mediator=mediator.pk, mode=mode, notice_waived=notice_waived)

    @move(
        "MD-04a",
        source=S.SCHEDULED,
        target=S.IN_SESSION,
        guards=[guards.not_barred, guards.session_is_due, guards.both_attend],
        label=_("open the session"),
    )
    def open_session(self: Any, *, by: Actor, at: datetime, both_present: bool) -> None:
        """Both parties are present, in person or online."""
        self.opened_at = self.opened_at or at

    @move(
        "MD-08a",
        source=S.IN_SESSION,
        guards=[
            guards.not_barred,
            guards.mediation_period_running,
            guards.facts_given,
            guards.terms_given,
            guards.terms_lawful,
        ],
        label=_("put the agreement to both parties"),
    )
    def draft_agreement(self: Any, *, by: Actor, at: datetime, draft: Any, lawful: bool) -> None:
        """The mediator writes down what was worked out; it waives no liability, nor binds yet."""
        note(self, version=draft.version)

    @move(
        "MD-08b",
        source=S.IN_SESSION,
        guards=[
            guards.not_barred,
            guards.mediation_period_running,
            guards.draft_is_current,
            guards.not_signed_yet,
            guards.still_to_perform,
        ],
        label=_("sign the agreement"),
    )
    def sign_agreement(
        self: Any, *, by: Actor, at: datetime, draft_id: int, party_id: int, how: str
    ) -> None:
        """A party has read this wording and agrees to it."""
        note(self, draft_id=draft_id, party_id=party_id, how=how)

    @move(
        "MD-08",
        source=S.IN_SESSION,
        target=S.AGREED,
        guards=[
            guards.not_barred,
            guards.mediation_period_running,
            guards.both_signed,
            guards.still_to_perform,
        ],
        label=_("conclude an agreement"),
    )
    def agree(self: Any, *, by: Actor, at: datetime, draft: Any) -> None:
        """Both have signed the same wording: the agreement stands."""
        self.agreed_at, self.facts = at, draft.facts
        self.terms, self.amount = draft.terms, draft.amount
        self.performance_due_on = draft.performance_due_on
        self.performed_at_once = draft.performed_at_once
        self.fault_admitted = draft.fault_admitted
        note(self, draft_id=draft.pk)

    @move("MD-12", source=MEDIATION_OPEN, target=S.TERMINATED, label=_("no agreement possible"))
    def no_agreement(self: Any, *, by: Actor, at: datetime, lead_found: bool) -> None:
        """A party states that no agreement can be reached."""
        self.lead_found = lead_found
        _terminate(self, "T3", at)

    @move(
        "MD-13",
        source=MEDIATION_OPEN,
        target=S.TERMINATED,
        guards=[guards.mediation_period_over],
        label=_("period expired"),
    )
    def period_expired(self: Any, *, by: Actor, at: datetime) -> None:
        """The mediation period ended without agreement."""
        _terminate(self, "T5", at)

    @move("MD-14a", source=MEDIATION_OPEN, target=S.TERMINATED, label=_("complaint withdrawn"))
    def withdrawn(self: Any, *, by: Actor, at: datetime) -> None:
        """The complainant withdrew the complaint (CM-21)."""
        _terminate(self, "T1", at)

    @move(
        "MD-17",
        source=MEDIATION_OPEN,
        target=[*MEDIATION_OPEN, S.TERMINATED],
        guards=[guards.crime_described],
        label=_("crime suspected"),
    )
    def crime_suspected(self: Any, *, by: Actor, at: datetime, civil_part: bool) -> str:
        """A suspected crime goes to the police; an S2 matter may keep its civil part here."""
        self.lead_found = True
        note(self, civil_part=civil_part)
        if civil_part and self.complaint.severity != "S1":
            return str(self.state)
        _terminate(self, "T8", at)
        return S.TERMINATED

    @move(
        "MD-20",
        source=S.TERMINATED,
        guards=[guards.not_served_yet, guards.decision_printed],
        label=_("termination served"),
    )
    def notice_served(self: Any, *, by: Actor, at: datetime) -> None:
        """Both parties have the termination decision."""
        self.notice_served_at = at


def _terminate(record: Any, ground: str, at: datetime) -> None:
    record.termination_ground, record.terminated_at = ground, at
    note(record, ground=ground)
