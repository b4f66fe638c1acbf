"""Progress answers (进展答复): what remains, who acts, by when (CM-32, brief §2.9.1)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from casework import clocks, result_papers
from casework.models import Complaint, Progress
from casework.news import tell
from casework.services.hotline import telling
from common.actors import Actor, account_of
from common.lifecycle import lock, perform


@transaction.atomic
def answer(
    *,
    complaint_id: int,
    wait_ground: str,
    remains: str,
    who_acts: str,
    by_when: date,
    by: Actor,
    at: datetime,
) -> Progress:
    """Send a progress answer: it meets HANDLING if the record proves the wait ground.

    Raises:
        NoLawfulWait: HANDLING is open, or a ground is named, and the file does not show this one.
        DayIsPast: `by_when` lies before today.
    """
    file = lock(Complaint, complaint_id).file
    complaint = perform(
        Complaint,
        complaint_id,
        "progress_answer_sent",
        by=by,
        at=at,
        wait_ground=wait_ground,
        by_when=by_when,
        handling_open=clocks.is_open(file, "HANDLING"),
    )
    document = result_papers.progress_answer(
        complaint,
        wait_ground=wait_ground,
        remains=remains,
        who_acts=who_acts,
        by_when=by_when,
        by=by,
        at=at,
    )
    sent = Progress.objects.create(
        complaint=complaint,
        wait_ground=wait_ground,
        remains=remains,
        who_acts=who_acts,
        by_when=by_when,
        at=at,
        by_id=account_of(by),
        document=document,
    )
    clocks.meet(complaint.file, "HANDLING", "PROGRESS_NOTE", at=at)
    clocks.start(complaint.file, "PROGRESS_NOTE", at=at, record=("CM", complaint.pk))
    telling.tell_progress(complaint, sent, by=by, at=at)
    tell("complaint.progress_answer_sent", complaint.last_event, at=at, document_id=document.pk)
    return sent
