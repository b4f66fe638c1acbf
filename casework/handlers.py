"""What casework does when told: act at the end of a clock, write back, count a letter as sent."""

from datetime import datetime

from casework.models import Complaint, Mediation
from casework.refusals import NotUnreachable, PeriodNotOver, SupplementNotDue
from casework.services import acceptance, followup, identify, mediation, outcome, reply
from common.errors import Conflict
from common.models import File
from documents.models import Document
from outbox.services import Envelope, handles


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
    except (Conflict, SupplementNotDue, PeriodNotOver, NotUnreachable):
        # Answered, agreed, suspended, extended or still to be called: the state says so.
        return


@handles("complaint.outcome_recorded", name="casework.write_back")
def write_back(message: Envelope) -> None:
    """Write the outcome into the archive."""
    complaint = Complaint.objects.get(file_id=message.payload["file_id"])
    outcome.write_back(complaint_id=complaint.pk, at=message.at)


@handles("complaint.accepted", name="casework.count_pending")
def count_pending(message: Envelope) -> None:
    """Count the accepted complaint of an identified respondent."""
    complaint = Complaint.objects.get(file_id=message.payload["file_id"])
    identify.count_accepted(complaint_id=complaint.pk, at=message.at)


@handles("complaint.letter_rendered", name="casework.letter_rendered")
def letter_rendered(message: Envelope) -> None:
    """The result letter exists: it counts as sent."""
    document = Document.objects.get(pk=message.payload["document_id"])
    try:
        outcome.letter_rendered(document=document, at=document.rendered_at or message.at)
    except Conflict:
        return
