"""What casework does when told: act at the end of a clock, write back, count a letter as sent,
bring a message to the hotline."""

from datetime import datetime, timedelta

from casework import clocks, sending
from casework.models import Complaint, Mediation, Referral
from casework.refusals import NotUnreachable, PeriodNotOver, SupplementNotDue
from casework.services import (
    acceptance,
    answers,
    followup,
    identify,
    ladder,
    mediation,
    outcome,
    reply,
    rescission,
)
from casework.services.hotline import delivery
from common.errors import Conflict
from common.models import File
from common.zone import local_date
from documents.models import Document
from outbox.services import Envelope, handles

MOMENT = timedelta(microseconds=1)
#: Clocks an agency runs on, and the rungs of the ladder behind them.
AGENCY_CLOCKS = {"REFERRAL_ACK", "REFERRAL_RESULT", "REMINDER", "SUPERVISION"}


@handles("deadline.expired", name="casework.deadline_expired")
def deadline_expired(message: Envelope) -> None:
    """Act at the due moment; if the parties were faster there is nothing to do."""
    code = message.payload["code"]
    at = datetime.fromisoformat(str(message.payload["due_at"]))
    file = File.objects.get(pk=message.payload["file_id"])
    try:
        if code == "SUPPLEMENT":
            acceptance.supplement_expired(complaint_id=Complaint.objects.get(file=file).pk, at=at)
        elif code == "MEDIATION":
            mediation.period_expired(mediation_id=Mediation.objects.get(file=file).pk, at=at)
        elif code == "ENTERPRISE_REPLY":
            reply.overdue(complaint_id=Complaint.objects.get(file=file).pk, at=at)
        elif code == "FOLLOW_UP":
            followup.unreachable(complaint_id=Complaint.objects.get(file=file).pk, at=at)
        elif code in AGENCY_CLOCKS:
            _climb(code, Referral.objects.get(file=file), at=at)
    except (Conflict, SupplementNotDue, PeriodNotOver, NotUnreachable):
        # Answered, agreed, suspended, extended or still to be called: the state says so.
        return


def _climb(code: str, referral: Referral, *, at: datetime) -> None:
    """Take the next rung towards an agency that owes an answer (RF-07, RF-08)."""
    if code == "REMINDER":
        clock = clocks.latest(referral.file, "REMINDER")
        missed_on = clock.started_on if clock else local_date(at)
        ladder.remind(referral_id=referral.pk, missed_on=missed_on, at=at)
    elif code == "SUPERVISION":
        missed_on = ladder.missed_day(referral)
        ladder.supervise(referral_id=referral.pk, missed_on=missed_on, at=at)
    else:
        ladder.missed(referral_id=referral.pk, missed_on=local_date(at - MOMENT), at=at)


@handles("referral.parcel_prepared", name="casework.carry_parcel")
def carry_parcel(message: Envelope) -> None:
    """Carry a parcel to an agency's system; the key makes it one parcel, however often tried."""
    sending.deliver(message.payload["sending_id"], at=message.at)


@handles("complaint.outcome_recorded", name="casework.write_back")
def write_back(message: Envelope) -> None:
    """Write the outcome into the archive."""
    complaint = Complaint.objects.get(file_id=message.payload["file_id"])
    outcome.write_back(complaint_id=complaint.pk, at=message.at)


@handles("referral.revoked", name="casework.withdraw_entries")
def withdraw_entries(message: Envelope) -> None:
    """Withdraw from the archive what rests on a result that its agency revoked."""
    referral = Referral.objects.get(file_id=message.payload["file_id"])
    rescission.withdraw_entries(referral_id=referral.pk, at=message.at)


@handles("complaint.accepted", name="casework.count_pending")
def count_pending(message: Envelope) -> None:
    """Count the accepted complaint of an identified respondent."""
    complaint = Complaint.objects.get(file_id=message.payload["file_id"])
    identify.count_accepted(complaint_id=complaint.pk, at=message.at)


@handles("referral.refusal_printed", name="casework.refusal_printed")
def refusal_printed(message: Envelope) -> None:
    """The letter about the agency's refusal exists: the complainant is told."""
    document = Document.objects.get(pk=message.payload["document_id"])
    try:
        answers.refusal_printed(document, at=document.rendered_at or message.at)
    except Conflict:
        return


@handles("referral.result_printed", name="casework.result_printed")
def result_printed(message: Envelope) -> None:
    """A letter about a supplementary result exists."""
    document = Document.objects.get(pk=message.payload["document_id"])
    try:
        answers.result_printed(document, at=document.rendered_at or message.at)
    except Conflict:
        return


@handles("complaint.letter_rendered", name="casework.letter_rendered")
def letter_rendered(message: Envelope) -> None:
    """The result letter exists: it counts as sent."""
    document = Document.objects.get(pk=message.payload["document_id"])
    try:
        outcome.letter_rendered(document=document, at=document.rendered_at or message.at)
    except Conflict:
        return


@handles("ticket.message_prepared", name="casework.send_to_hotline")
def send_to_hotline(message: Envelope) -> None:
    """Bring a message about a ticket to its hotline, or to the list of what a person passes on."""
    delivery.send(int(message.payload["message_id"]), at=message.at)
