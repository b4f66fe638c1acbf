"""Outcome (结果): the letter to the parties and the write-back to the archive, in either order."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from archives.services import writeback as archive
from casework import clocks, recording, refusals, result_papers
from casework.models import Complaint
from casework.news import tell
from casework.services import answers
from casework.services.hotline import telling
from common.actors import SYSTEM, Actor, Mandate
from common.errors import NotPermitted, WrongState
from common.lifecycle import lock, may, perform
from common.zone import local_date
from deadlines import services as deadlines
from documents import services as documents
from documents.models import Document


@transaction.atomic
def send_letter(
    *, complaint_id: int, process: str, result: str, by: Actor, at: datetime
) -> list[Document]:
    """Issue the result letters. They count as sent (CM-22a) once the worker has rendered them.

    Raises:
        FeedbackSentAlready: a letter is on its way or out.
    """
    complaint = lock(Complaint, complaint_id)
    if complaint.state != "OUTCOME_RECORDED":
        raise WrongState
    if not may(complaint, "feedback_sent", by):
        raise NotPermitted
    if complaint.feedback_sent_at or result_papers.letters_of(complaint).exists():
        raise refusals.FeedbackSentAlready
    if not complaint.has_complainant:
        said = (process, result)
        feedback_sent(complaint_id=complaint.pk, by=by, at=at, document_id=None, said=said)
    return result_papers.result_letters(complaint, process=process, result=result, by=by, at=at)


@transaction.atomic
def letter_rendered(*, document: Document, at: datetime) -> Complaint | None:
    """Count the letter as sent now that it exists (CM-22a), in the name of who ordered it."""
    complaint = Complaint.objects.get(file_id=document.file_id)
    complaint = lock(Complaint, complaint.pk)
    pending = result_papers.letters_of(complaint).filter(rendered_at=None).exists()
    if complaint.feedback_sent_at or pending or complaint.state != "OUTCOME_RECORDED":
        return None
    by = Mandate("OFFICER", document.issued_by_id or 0)
    return feedback_sent(complaint_id=complaint.pk, by=by, at=at, document_id=document.pk)


@transaction.atomic
def feedback_sent(
    *,
    complaint_id: int,
    by: Actor,
    at: datetime,
    document_id: int | None,
    said: tuple[str, str] = ("", ""),
) -> Complaint:
    """The result went to the parties (CM-22a): HANDLING is met, and the hotline is told.

    What was done and what came of it are read from the letter; `said` where there is none.
    """
    complaint = perform(
        Complaint, complaint_id, "feedback_sent", by=by, at=at, document_id=document_id
    )
    clocks.meet(complaint.file, "HANDLING", at=at)
    letter = Document.objects.get(pk=document_id) if document_id else None
    if letter is not None:
        words = documents.context_of(letter)
        said = (getattr(words, "process", ""), getattr(words, "result", ""))
    telling.tell_result(complaint, process=said[0], result=said[1], document=letter, at=at)
    _joined(complaint, at=at)
    return complaint


@transaction.atomic
def write_back(*, complaint_id: int, at: datetime) -> Complaint:
    """Write the outcome into the credit archive and record that it is there (CM-22b).

    A respondent who is not identified to the standard of brief §3.8 gets no entry: the write-back
    is then completed with the reason NO_IDENTIFIED_SUBJECT. Running it twice changes nothing.
    """
    complaint = lock(Complaint, complaint_id)
    if complaint.archive_synced_at or complaint.state != "OUTCOME_RECORDED":
        return complaint
    # The move first: the archive head is the last lock of all (architecture §4.1).
    complaint = perform(
        Complaint,
        complaint_id,
        "archive_synced",
        by=SYSTEM,
        at=at,
        identified=recording.will_be_recorded(complaint),
    )
    _joined(complaint, at=at)
    written = archive.complete(
        recording.match_of(complaint),
        recording.kind_of(complaint),
        file=complaint.file,
        event="OUTCOME",
        at=at,
        determined_on=local_date(complaint.outcome_at or at),
        class_=recording.entry_class(complaint),
        event_on=complaint.statement.occurred_on,
        payload={
            "case": complaint.file.number,
            "category": complaint.category,
            "severity": complaint.severity,
            "outcome": complaint.outcome,
            "fault_admitted": recording.fault_admitted(complaint),
        },
    )
    recording.keep_receipt(complaint, written)
    return complaint


def _joined(complaint: Complaint, *, at: datetime) -> None:
    """Stop RESULT_FEEDBACK and start FOLLOW_UP when both facts are there."""
    if complaint.state != "FED_BACK":
        return
    clocks.meet(complaint.file, "RESULT_FEEDBACK", at=at)
    tell("complaint.fed_back", complaint.last_event, at=at)
    answers.close_all(complaint, at=at)
    if complaint.has_complainant:
        clocks.start(complaint.file, "FOLLOW_UP", at=at, record=("CM", complaint.pk))
    else:
        close(perform(Complaint, complaint.pk, "follow_up_unreachable", by=SYSTEM, at=at), at=at)


def close(complaint: Complaint, *, at: datetime) -> Complaint:
    """Stop the clocks of a closed file and open the window for reopening (X4, CM-26)."""
    clocks.meet(complaint.file, "FOLLOW_UP", at=at)
    stop_everything(complaint, at=at)
    clocks.start(complaint.file, "REOPEN_WINDOW", at=at, record=("CM", complaint.pk))
    tell("complaint.closed", complaint.last_event, at=at)
    return complaint


def stop_everything(complaint: Complaint, *, at: datetime) -> None:
    """A terminal state stops what is still open (brief §3.0 X4), but not the notice clocks.

    Without an outcome there is no result to tell: a pack may have started its clock all the same.
    """
    keep = ("RESULT_FEEDBACK",) if complaint.outcome else ()
    deadlines.cancel_all(complaint.file, at=at, keep=keep)
