"""Mediation (调解): proposed, consented, scheduled, held or terminated (brief §3.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework import clocks, mediation_papers, refusals, taking_down
from casework.models import Complaint, Consent, Mediation, Party
from casework.news import tell
from casework.states import MEDIATION_OPEN
from common.actors import SYSTEM, Actor, Mandate, Outside, account_of
from common.errors import Conflict
from common.lifecycle import begin, lock, perform
from common.models import File
from common.numbers import next_number
from common.zone import local_date
from deadlines import calendar
from deadlines import services as deadlines


@transaction.atomic
def propose(*, complaint_id: int, by: Actor, at: datetime, entrusted_to: str = "") -> Mediation:
    """Propose mediation to both parties (MD-01); MEDIATION counts from the day of acceptance."""
    complaint = lock(Complaint, complaint_id)
    file = File.objects.create(
        number=next_number("TJ", local_date(at).year),
        kind=File.Kind.MEDIATION,
        unit=complaint.file.unit,
        parent=complaint.file,
        root=complaint.file.root or complaint.file,
        opened_at=at,
    )
    mediation = Mediation(
        file=file,
        complaint=complaint,
        proposed_at=at,
        proposed_by_id=account_of(by),
        entrusted_to=entrusted_to,
        rule_version=complaint.rule_version,
    )
    begin(mediation, "propose", by=by, at=at)
    accepted_on = local_date(complaint.accepted_at or at)
    record = ("MD", mediation.pk)
    for code in ("MEDIATION", "MEDIATION_FIRST"):
        clocks.start(file, code, at=at, on=accepted_on, record=record)
    mediation_papers.consent(mediation, by=by, at=at)
    tell("mediation.proposed", mediation.last_event, at=at)
    return mediation


@transaction.atomic
def answer(
    *,
    mediation_id: int,
    party_id: int,
    consents: bool,
    how: str,
    by: Outside,
    at: datetime,
    entrustment: bool = True,
) -> Mediation:
    """Record a party's answer; the second yes opens the mediation, a no ends it (MD-02, MD-03).

    Raises:
        AnsweredByAnother: the answer is not of the party it is recorded for.
        AnsweredAlready: this party has answered.
        EntrustmentNeedsConsent: the mediation is to be entrusted and the party did not agree to it.
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    mediation = lock(Mediation, mediation_id)
    taking_down.permit(by, mediation.file)
    party = Party.objects.get(pk=party_id, file_id=mediation.complaint.file_id)
    if by.role != party.role or by.party_id not in (None, party.pk):
        raise refusals.AnsweredByAnother
    if mediation.consents.filter(party=party).exists():
        raise refusals.AnsweredAlready
    if mediation.state != "PROPOSED":
        raise Conflict
    if consents and mediation.entrusted_to and not entrustment:
        raise refusals.EntrustmentNeedsConsent
    Consent.objects.create(
        mediation=mediation, party=party, given=consents, how=how, at=at, entered_by_id=by.user_pk
    )
    if not consents:
        mediation = perform(Mediation, mediation_id, "refused", by=by, at=at)
        _after_termination(mediation, at=at)
        return mediation
    if mediation.consents.filter(given=True).count() == len(Party.Role.values):
        return _open(mediation, by=by, at=at)
    return mediation


def _open(mediation: Mediation, *, by: Actor, at: datetime) -> Mediation:
    mediation = perform(Mediation, mediation.pk, "both_consent", by=by, at=at)
    if mediation.complaint.state != "ACCEPTED":  # The civil part, beside a referral (MD-01).
        tell("mediation.consented", mediation.last_event, at=at, mediation_id=mediation.pk)
        return mediation
    complaint = perform(
        Complaint,
        mediation.complaint_id,
        "start_mediation",
        # The officer ordered it with the proposal; the consents fulfil the condition.
        by=Mandate("OFFICER", mediation.proposed_by_id),
        at=at,
        mediation_id=mediation.pk,
    )
    clocks.cancel(complaint.file, "ENTERPRISE_REPLY", at=at)
    tell("mediation.consented", complaint.last_event, at=at, mediation_id=mediation.pk)
    return mediation


def earliest_session(mediation: Mediation, *, at: datetime) -> date:
    """Return the first day a session may be held without waiver (SESSION_NOTICE, T17)."""
    rule = clocks.pack_of(mediation.file, at).clock("SESSION_NOTICE")
    return calendar.add_working_days(local_date(at), rule.length, deadlines.current_calendar())


@transaction.atomic
def schedule(
    *,
    mediation_id: int,
    mediator: Actor,
    session_at: datetime,
    mode: str,
    place: str,
    by: Actor,
    at: datetime,
    notice_waived: bool = False,
) -> Mediation:
    """Fix time, place and mediator of a session and notify both parties (MD-04).

    Raises:
        MediationBarred: the complaint has been graded S1 meanwhile.
        NotAMediator: `mediator` does not mediate here, is recused, or investigated the matter.
        SessionPast, SessionTooSoon: the time is past, or too near and the notice not waived.
    """
    found = Mediation.objects.select_related("file__unit").get(pk=mediation_id)
    mediation = perform(
        Mediation,
        mediation_id,
        "schedule",
        by=by,
        at=at,
        mediator=mediator,
        session_at=session_at,
        mode=mode,
        place=place,
        notice_waived=notice_waived,
        earliest=earliest_session(found, at=at),
    )
    clocks.cancel(mediation.file, "SESSION_NOTICE", at=at)
    if not notice_waived:
        clocks.start(mediation.file, "SESSION_NOTICE", at=at, record=("MD", mediation.pk))
    mediation_papers.notice(mediation, by=by, at=at)
    tell("mediation.scheduled", mediation.last_event, at=at)
    return mediation


@transaction.atomic
def open_session(*, mediation_id: int, both_present: bool, by: Actor, at: datetime) -> Mediation:
    """Open the session with both parties present (MD-04a)."""
    mediation = perform(
        Mediation, mediation_id, "open_session", by=by, at=at, both_present=both_present
    )
    clocks.meet(mediation.file, "MEDIATION_FIRST", at=at)
    clocks.cancel(mediation.file, "SESSION_NOTICE", at=at)
    return mediation


@transaction.atomic
def no_agreement(
    *,
    mediation_id: int,
    statement: str,
    lead_found: bool,
    by: Actor,
    at: datetime,
    closing: Actor | None = None,
) -> Mediation:
    """A party states that no agreement is possible (MD-12 → CM-14, with a lead CM-15).

    `by` is the party; `closing` the mediator who took the statement down, who alone can name a
    lead.

    Raises:
        NotTakenDownHere: typed by somebody who does not mediate here.
    """
    mediation = lock(Mediation, mediation_id)
    taking_down.permit(by, mediation.file, capability=taking_down.IN_SESSION)
    mediation = perform(
        Mediation,
        mediation_id,
        "no_agreement",
        by=by,
        at=at,
        reason=statement,
        lead_found=lead_found,
    )
    _after_termination(mediation, at=at, closing=closing)
    return mediation


@transaction.atomic
def period_expired(*, mediation_id: int, at: datetime) -> Mediation:
    """Terminate at the end of the period, by itself (MD-13 → CM-14)."""
    mediation = perform(Mediation, mediation_id, "period_expired", by=SYSTEM, at=at)
    _after_termination(mediation, at=at)
    return mediation


@transaction.atomic
def withdrawn(*, mediation_id: int, by: Actor, at: datetime) -> Mediation:
    """End the mediation of a withdrawn complaint (MD-14a); CM-21 itself is the caller's."""
    mediation = perform(Mediation, mediation_id, "withdrawn", by=by, at=at)
    _tell_end(mediation, by=SYSTEM, at=at)
    return mediation


@transaction.atomic
def crime_suspected(
    *, mediation_id: int, reason: str, civil_part: bool, by: Actor, at: datetime
) -> Mediation:
    """A suspected crime comes up (MD-17): the liaison is told; S1 or nothing civil left ends it.

    Raises:
        NoLead: it is not said what points to a crime.
    """
    mediation = perform(
        Mediation,
        mediation_id,
        "crime_suspected",
        by=by,
        at=at,
        reason=reason,
        civil_part=civil_part,
    )
    tell("mediation.crime_suspected", mediation.last_event, at=at)
    if mediation.state == "TERMINATED":
        _after_termination(mediation, at=at, closing=by)
    return mediation


def end_for_crime(complaint: Complaint, *, at: datetime) -> None:
    """End the open mediation of an S1 matter that goes to an agency (MD-17 with CM-12)."""
    for mediation in complaint.mediations.filter(state__in=MEDIATION_OPEN):
        by = Mandate("MEDIATOR", mediation.mediator_id or mediation.proposed_by_id)
        ended = perform(Mediation, mediation.pk, "crime_suspected", by=by, at=at, civil_part=False)
        _tell_end(ended, by=SYSTEM, at=at)


@transaction.atomic
def notice_served(*, mediation_id: int, by: Actor, at: datetime) -> Mediation:
    """Both parties have the termination decision (MD-20)."""
    mediation = perform(Mediation, mediation_id, "notice_served", by=by, at=at)
    clocks.meet(mediation.file, "TERMINATION_NOTICE", at=at)
    return mediation


def _tell_end(mediation: Mediation, *, by: Actor, at: datetime) -> None:
    """Stop the clocks, and issue the decision that is to be served within TERMINATION_NOTICE."""
    deadlines.cancel_all(mediation.file, at=at, keep=("TERMINATION_NOTICE",))
    clocks.start(mediation.file, "TERMINATION_NOTICE", at=at, record=("MD", mediation.pk))
    mediation_papers.termination(mediation, by=by, at=at)
    tell("mediation.terminated", mediation.last_event, at=at)


def _after_termination(mediation: Mediation, *, at: datetime, closing: Actor | None = None) -> None:
    _tell_end(mediation, by=closing or SYSTEM, at=at)
    complaint = mediation.complaint
    if complaint.state != "IN_MEDIATION":
        return  # Before CM-10 the complaint is still ACCEPTED and waits for another way.
    facts: dict[str, Any] = {"mediation_id": mediation.pk, "ground": mediation.termination_ground}
    if mediation.lead_found and closing is not None:
        complaint = perform(
            Complaint, complaint.pk, "mediation_terminated_with_lead", by=closing, at=at, **facts
        )
        clocks.start(complaint.file, "VERIFICATION", at=at, record=("CM", complaint.pk))
        tell("complaint.verification_started", complaint.last_event, at=at)
        return
    complaint = perform(
        Complaint, complaint.pk, "mediation_terminated", by=closing or SYSTEM, at=at, **facts
    )
    outcome_recorded(complaint, at=at)


def outcome_recorded(complaint: Complaint, *, at: datetime, on: date | None = None) -> None:
    """Start the 7 working days for feedback and archive, and tell the archive (brief §2.9).

    `on` is the day from which they count, when the outcome reached us before it was recorded.
    """
    clocks.cancel(complaint.file, "PROGRESS_NOTE", "ENTERPRISE_REPLY", at=at)
    clocks.start_result_feedback(complaint, at=at, on=on)
    tell("complaint.outcome_recorded", complaint.last_event, at=at, outcome=complaint.outcome)
