"""What is said to a hotline, in Chinese, from templates; and moments as JSON holds them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from casework.models import Complaint, Progress, Ticket
from common.zone import local_date
from documents import chinese
from documents.kinds.results import OUTCOME_WORDS, Outcome


def moment(at: datetime | None) -> str | None:
    """Return a moment in ISO form, in UTC; None stays None."""
    return at.astimezone(UTC).isoformat() if at else None


def result(ticket: Ticket, *, process: str, result: str, at: datetime) -> str:
    """Return the closing reply that goes with the result letter (CM-22a)."""
    outcome = ticket.complaint.outcome
    said = {"process": process, "result": result, "outcome": OUTCOME_WORDS[Outcome(outcome)]}
    return _said("result", ticket, on=chinese.day(local_date(at)), **said)


def progress(ticket: Ticket, answer: Progress) -> str:
    """Return what a progress answer says, for the hotline (CM-32)."""
    return _said("progress", ticket, answer=answer, by_when=chinese.day(answer.by_when))


def merged(ticket: Ticket, master: Complaint) -> str:
    """Return what the hotline is told when the matter goes on in another case (CM-09)."""
    return _said("merged", ticket, master=master.file.number)


def ended(ticket: Ticket) -> str:
    """Return a closing reply to start from, for a case that ended without a result letter."""
    return _said("ended", ticket, state=ticket.complaint.state)


def _said(template: str, ticket: Ticket, **facts: Any) -> str:
    complaint: Complaint = ticket.complaint
    context = facts | {
        "ticket": ticket,
        "complaint": complaint,
        "number": complaint.file.number,
        "association": settings.CASEWORK_ASSOCIATION,
    }
    return render_to_string(f"tickets/{template}.txt", context).strip()
