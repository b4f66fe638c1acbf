"""Guards of mediation (CM-10, MD)."""

from datetime import date, datetime, timedelta
from typing import Any

from casework import refusals
from casework.guards.looking import deadline_of
from casework.guards.reply import reply_not_awaited
from casework.states import MEDIATION_OPEN, Route, Severity
from common.zone import local_date
from documents.models import Document

CRIME_LEAST = 10


def may_be_mediated(record: Any, **_: Any) -> None:
    """CM-10: S3/S4, or an S2 that is civil as a whole; never S1 or a criminal part (brief §5).

    An S2 on the route of mediation is a money dispute raised by its sum or its victim: all of it is
    the civil part, and MD-02 records the complainant's consent.
    """
    if not record.has_complainant:
        raise refusals.NoComplainant
    civil = record.severity == Severity.S2 and record.route == Route.MEDIATION
    if record.severity not in (Severity.S3, Severity.S4) and not civil:
        raise refusals.SeriousWaitsForReferral


def complaint_may_be_mediated(record: Any, **facts: Any) -> None:
    """MD-01: accepted and minor, or the civil part of an S2 beside its way; nothing is awaited."""
    complaint = record.complaint
    if complaint.state in ("IN_VERIFICATION", "IN_REFERRAL"):
        civil_part_may_be_mediated(complaint)
    elif complaint.state != "ACCEPTED":
        raise refusals.ComplaintNotAccepted
    else:
        may_be_mediated(complaint, **facts)
        reply_not_awaited(complaint)
    if complaint.mediations.filter(state__in=MEDIATION_OPEN).exists():
        raise refusals.MediationOpen


def civil_part_may_be_mediated(record: Any) -> None:
    """MD-01, brief §5: beside a referral or verification, the civil part of an S2 matter only."""
    if not record.has_complainant:
        raise refusals.NoComplainant
    if record.severity != Severity.S2:
        raise refusals.SeriousWaitsForReferral


def crime_described(record: Any, *, reason: str, **_: Any) -> None:
    """MD-17: what points to a crime is written down; whoever refers it reads it."""
    if record.complaint.severity != Severity.S1 and len(reason.strip()) < CRIME_LEAST:
        raise refusals.NoLead(field="reason")


def not_barred(record: Any, **_: Any) -> None:
    """MD-02, MD-04, MD-08 and their like: what has been graded S1 is never mediated (brief §5)."""
    if record.complaint.severity == Severity.S1:
        raise refusals.MediationBarred


def both_consented(record: Any, *, mediation_id: int, **_: Any) -> None:
    """CM-10: MD-02 has happened."""
    if not record.mediations.filter(pk=mediation_id, consented_at__isnull=False).exists():
        raise refusals.BothMustConsent


def two_consents(record: Any, **_: Any) -> None:
    """MD-02: complainant and respondent have both said yes."""
    roles = set(record.consents.filter(given=True).values_list("party__role", flat=True))
    if roles != {"COMPLAINANT", "RESPONDENT"}:
        raise refusals.BothMustConsent


def is_a_mediator(record: Any, *, mediator: Any, **_: Any) -> None:
    """MD-04: role MEDIATOR here, not recused, not investigator of this file."""
    root = record.file.root or record.file
    if (
        "MEDIATOR" not in mediator.roles_for(record.file)
        or root.recusals.filter(user_id=mediator.pk).exists()
        or record.complaint.verifications.filter(findings__drafted_by_id=mediator.pk).exists()
    ):
        raise refusals.NotAMediator


def session_to_come(record: Any, *, at: datetime, session_at: datetime, **_: Any) -> None:
    """MD-04: nobody is invited to what is past; a minute counts as a whole."""
    if session_at <= at - timedelta(minutes=1):
        raise refusals.SessionPast


def enough_notice(
    record: Any, *, session_at: datetime, earliest: date, notice_waived: bool, **_: Any
) -> None:
    """MD-04: at least SESSION_NOTICE working days ahead unless both waive it (T17)."""
    if not notice_waived and local_date(session_at) < earliest:
        raise refusals.SessionTooSoon(earliest)


def session_is_due(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-04a: not before the day of the session."""
    if record.session_at is None or local_date(at) < local_date(record.session_at):
        raise refusals.SessionNotYet


def both_attend(record: Any, *, both_present: bool, **_: Any) -> None:
    """MD-04a: both are present."""
    if not both_present:
        raise refusals.BothMustAttend(field="both_present")


def facts_given(record: Any, *, draft: Any, **_: Any) -> None:
    """MD-08a: the statement says what the dispute was about (C18)."""
    if not draft.facts:
        raise refusals.DisputeMissing


def terms_given(record: Any, *, at: datetime, draft: Any, **_: Any) -> None:
    """MD-08a: terms, and a day of performance that is not past, or performed at once."""
    if not draft.terms:
        raise refusals.TermsMissing(field="terms")
    if not draft.performance_due_on and not draft.performed_at_once:
        raise refusals.PerformanceMissing
    if _past(draft, at):
        raise refusals.PerformancePast


def _past(draft: Any, at: datetime) -> bool:
    day = None if draft.performed_at_once else draft.performance_due_on
    return bool(day and day < local_date(at))


def terms_lawful(record: Any, *, lawful: bool, **_: Any) -> None:
    """MD-08a: the mediator confirms that no liability is waived."""
    if not lawful:
        raise refusals.TermsUnlawful(field="lawful")


def current_draft(record: Any) -> Any:
    """Return the wording both parties are asked to sign, None before there is one."""
    return record.drafts.order_by("version").last()


def draft_is_current(record: Any, *, draft_id: int, **_: Any) -> None:
    """MD-08b: what is signed is what was read last; a newer wording has to be read first."""
    current = current_draft(record)
    if current is None:
        raise refusals.NothingToSign
    if current.pk != draft_id:
        raise refusals.WordingChanged


def still_to_perform(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-08, MD-08b: the day of performance is to come; what cannot stand is not signed either."""
    if _past(current_draft(record), at):
        raise refusals.WordingPast


def not_signed_yet(record: Any, *, draft_id: int, party_id: int, **_: Any) -> None:
    """MD-08b: each party signs a wording once."""
    if record.drafts.filter(pk=draft_id, signatures__party_id=party_id).exists():
        raise refusals.AgreementSigned


def both_signed(record: Any, *, draft: Any, **_: Any) -> None:
    """MD-08: complainant and respondent have signed the current wording (C18)."""
    draft_is_current(record, draft_id=draft.pk)
    signed = draft.signatures.values_list("party__role", flat=True)
    if set(signed) != {"COMPLAINANT", "RESPONDENT"}:
        raise refusals.BothMustSign


def mediation_period_running(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-08, MD-08a, MD-08b: nothing is agreed after the period, noticed or not (C16)."""
    clock = deadline_of(record, "MEDIATION")
    if clock is not None and clock.due_at is not None and at > clock.due_at:
        raise refusals.MediationPeriodOver


def mediation_period_over(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-13: the period is over; while it is suspended it is not."""
    clock = deadline_of(record, "MEDIATION")
    if clock is None or clock.due_at is None or at < clock.due_at:
        raise refusals.PeriodNotOver


def not_served_yet(record: Any, **_: Any) -> None:
    """MD-20 happens once."""
    if record.notice_served_at:
        raise refusals.ServedAlready


def decision_printed(record: Any, **_: Any) -> None:
    """MD-20: what is served exists as a paper, in every copy."""
    copies = Document.objects.filter(
        file=record.complaint.file, kind="TERMINATION_DECISION", issued_at__gte=record.terminated_at
    )
    if not copies.exists() or copies.filter(rendered_at=None).exists():
        raise refusals.NotPrintedYet
