"""What the house tells the hotline: prepared in the transaction of the fact, sent afterwards.

The steps of a complaint tell every ticket that is handled in it (brief §3.1 CM-22a, CM-23, CM-32);
a ticket we returned is told nothing more.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework import channels, clocks
from casework.models import Complaint, Progress, Ticket, TicketMessage
from casework.services.hotline import words
from common import canonical
from common.actors import Actor
from common.models import Event
from documents.models import Document
from outbox import services as outbox

K = TicketMessage.Kind


def prepare(
    ticket: Ticket,
    kind: str,
    facts: Mapping[str, Any],
    *,
    by: Actor | None,
    at: datetime,
    event: Event | None = None,
    document: Document | None = None,
) -> TicketMessage:
    """Write down one message to the hotline, and order its delivery.

    `facts` bear the names that the port's adapters know; our number goes with each of them.
    """
    file = ticket.complaint.file
    message = TicketMessage.objects.create(
        ticket=ticket,
        source=ticket.source,
        ticket_no=ticket.ticket_no,
        direction=TicketMessage.Direction.OUT,
        kind=kind,
        key=f"ticket-{secrets.token_hex(16)}",
        at=at,
        recorded_at=at,
        by_id=by.user_pk if by else None,
        event=event,
        document=document,
        facts=canonical.dumps(
            {"number": file.number}
            | {name: value for name, value in facts.items() if value not in (None, "")}
        ).decode(),
        status=TicketMessage.Status.PENDING,
    )
    outbox.post(
        "ticket.message_prepared",
        key=f"ticket.message_prepared:{message.pk}",
        at=at,
        file=file,
        file_id=file.pk,
        channel=channels.HOTLINE,
        message_id=message.pk,
    )
    return message


def reply(
    ticket: Ticket,
    text: str,
    *,
    by: Actor | None,
    at: datetime,
    event: Event | None = None,
    document: Document | None = None,
) -> TicketMessage:
    """Prepare the closing reply of a round; the term ends when it has arrived."""
    facts = {"reply_text": text, "replied_at": words.moment(at)}
    return prepare(ticket, K.REPLY, facts, by=by, at=at, event=event, document=document)


def tell_result(
    complaint: Complaint, *, process: str, result: str, document: Document | None, at: datetime
) -> None:
    """Bring the result to the hotline with the letter that tells it (CM-22a)."""
    for ticket in _told(complaint):
        if ticket.messages.filter(kind=K.REPLY).exists() or ticket.replied_at:
            continue
        text = words.result(ticket, process=process, result=result, at=at)
        event = complaint.last_event
        reply(ticket, text, by=None, at=at, event=event, document=document)


def tell_progress(complaint: Complaint, answer: Progress, *, by: Actor, at: datetime) -> None:
    """Bring a progress answer to the hotline too (CM-32)."""
    following = clocks.latest(complaint.file, "PROGRESS_NOTE")
    next_on = following.due_on if following else None
    for ticket in _told(complaint):
        facts = {
            "progress_text": words.progress(ticket, answer),
            "next_answer_on": next_on.isoformat() if next_on else None,
        }
        prepare(
            ticket, K.PROGRESS, facts, by=by, at=at, event=complaint.last_event,
            document=answer.document,
        )  # fmt: skip


def tell_call_back(complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """Tell the hotline what the complainant said when called back (CM-23)."""
    for ticket in _told(complaint):
        facts = {"followup_result": complaint.satisfaction, "followup_at": words.moment(at)}
        prepare(ticket, K.FOLLOW_UP, facts, by=by, at=at, event=complaint.last_event)


def tell_merged(merged: Complaint, master: Complaint, *, by: Actor, at: datetime) -> None:
    """Tell the hotlines of a merged complaint where its matter goes on (CM-09).

    Called before `tickets.follow`: the master answers their tickets from then on.
    """
    for ticket in _told(merged):
        facts = {"progress_text": words.merged(ticket, master)}
        prepare(ticket, K.PROGRESS, facts, by=by, at=at, event=merged.last_event)


def _told(complaint: Complaint) -> list[Ticket]:
    """Return the tickets of a complaint that hear of it, the last round of each."""
    found = complaint.tickets.filter(returned_at=None).select_related("complaint__file")
    last = {(ticket.source, ticket.ticket_no): ticket for ticket in found.order_by("round_no")}
    return list(last.values())
