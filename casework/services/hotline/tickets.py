"""A ticket with its complaint: taken up, brought up to date, its terms carried to who sees them.

The column `handle_due_at` of the complaint is the earliest term of its open tickets; with it the
work list shows what governs (brief §2.6: the earlier of the ticket's term and our own clock).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from casework.merged import OWN_SOURCES
from casework.models import Complaint, Ticket
from common.lifecycle import lock_family
from common.models import File
from deadlines import services as deadlines
from outbox import services as outbox

if TYPE_CHECKING:
    from casework.services.intake import Registration

#: Channels whose records are tickets of a body that waits for our answer.
CHANNELS: Final = ("T12345", "T12315", "T110")


@dataclass(frozen=True)
class Turn:
    """Where a ticket stands among others: its number, its round, and what it handles again."""

    ticket_no: str
    round_no: int = 1
    rehandles: Ticket | None = None


def turn_of(facts: Registration) -> Turn:
    """Return the turn of a record as it names it itself: `rehandle_of` is an earlier ticket."""
    number = str(facts.ticket.get("rehandle_of") or "")
    earlier = Ticket.objects.of(facts.source, number).first() if number else None
    return Turn(facts.ticket_no, rehandles=earlier)


def take_up(complaint: Complaint, facts: Registration, turn: Turn, *, at: datetime) -> None:
    """Take up the ticket of a complaint just registered, if it came by one."""
    if complaint.channel in CHANNELS and complaint.source not in OWN_SOURCES:
        _open(complaint, facts, turn, at=at)


def _open(complaint: Complaint, facts: Registration, turn: Turn, *, at: datetime) -> Ticket:
    said = facts.ticket
    closed_at = _moment(said, "closed_at")
    replied_at = _moment(said, "replied_at")
    ticket = Ticket.objects.create(
        complaint=complaint,
        source=facts.source,
        ticket_no=turn.ticket_no,
        round_no=turn.round_no,
        rehandle_of=turn.rehandles,
        urgency=said.get("urgency", ""),
        handling_unit=said.get("handling_unit", ""),
        co_units=said.get("co_units", []),
        pushed_at=at,
        dispatched_at=_moment(said, "dispatched_at"),
        sign_due_at=_moment(said, "sign_due_at"),
        signed_at=_moment(said, "signed_at"),
        handle_due_at=facts.handle_due_at,
        extension_granted_until=_moment(said, "extension_granted_until"),
        replied_at=replied_at,
        reply_text=said.get("reply_text", "") if replied_at else "",
        closed_at=closed_at,
        followup_result=said.get("followup_result", "") if closed_at else "",
        resolved=said.get("resolved", "") if closed_at else "",
    )
    carry_terms(complaint)
    if ticket.is_open:
        outbox.post(
            "ticket.received",
            key=f"ticket.received:{ticket.pk}",
            at=at,
            file=complaint.file,
            file_id=complaint.file_id,
            ticket_id=ticket.pk,
        )
    return ticket


def lock_cases(complaint: Complaint, ticket: Ticket | None) -> None:
    """Lock the families of a complaint and of the case its ticket is handled in, in one order."""
    files = {complaint.file_id} | ({ticket.complaint.file_id} if ticket else set())
    roots = {file.root_id or file.pk: file for file in File.objects.filter(pk__in=files)}
    for _pk, file in sorted(roots.items()):
        lock_family(file)


def pushed_again(ticket: Ticket, facts: Registration, *, at: datetime) -> bool:
    """Bring a ticket up to date with what was pushed again; return whether its term changed.

    A ticket we returned and that comes again is a further round: it was dispatched to us anew.
    The family of its case is locked by the caller.
    """
    complaint = Complaint.objects.select_related("file").get(pk=ticket.complaint_id)
    if ticket.returned_at:
        turn = Turn(ticket.ticket_no, ticket.round_no + 1, ticket)
        _open(complaint, facts, turn, at=at)
        return True
    said, before = facts.ticket, ticket.handle_due_at
    for name in ("urgency", "handling_unit", "co_units"):
        if said.get(name):
            setattr(ticket, name, said[name])
    for name in ("dispatched_at", "sign_due_at", "extension_granted_until"):
        setattr(ticket, name, _moment(said, name) or getattr(ticket, name))
    for name in ("signed_at", "closed_at"):
        setattr(ticket, name, getattr(ticket, name) or _moment(said, name))
    if ticket.closed_at:
        ticket.followup_result = said.get("followup_result") or ticket.followup_result
        ticket.resolved = said.get("resolved") or ticket.resolved
    ticket.handle_due_at = facts.handle_due_at or ticket.handle_due_at
    ticket.save()
    carry_terms(complaint)
    return ticket.handle_due_at != before


def latest(source: str, ticket_no: str) -> Ticket | None:
    """Return the last round of a ticket, if we know it."""
    return Ticket.objects.of(source, ticket_no).select_related("complaint__file").first()


def complaint_of(source: str, ticket_no: str) -> Complaint | None:
    """Return the complaint that a record with this key belongs to.

    It is the one registered under the key, or where the ticket is being handled again, that one.
    """
    again = Ticket.objects.of(source, ticket_no).filter(round_no__gt=1).first()
    known = Complaint.objects.select_related("file", "statement")
    if again is not None:
        return known.get(pk=again.complaint_id)
    return known.filter(source=source, ticket_no=ticket_no).first()


def follow(merged: Complaint, master: Complaint) -> None:
    """Hand the tickets of a merged complaint to its master, which answers them (CM-09, AS-11).

    The families of both are locked by the caller.
    """
    merged.tickets.update(complaint=master)
    carry_terms(merged)
    carry_terms(master)


def carry_terms(complaint: Complaint) -> None:
    """Carry the earliest open term into the complaint and the work list."""
    terms = [ticket.term for ticket in complaint.tickets.open()]
    earliest = min((term for term in terms if term), default=None)
    Complaint.objects.filter(pk=complaint.pk).update(handle_due_at=earliest)
    complaint.handle_due_at = earliest
    deadlines.announce(complaint.file)


def sign_by(complaint: Complaint) -> datetime | None:
    """Return the earliest moment by which a ticket of the complaint is to be signed."""
    unsigned = complaint.tickets.open().filter(signed_at=None, sign_due_at__isnull=False)
    return unsigned.order_by("sign_due_at").values_list("sign_due_at", flat=True).first()


def locked(ticket_id: int) -> Ticket:
    """Lock the family of the case a ticket is handled in, and return the ticket fresh."""
    found = Ticket.objects.select_related("complaint__file").get(pk=ticket_id)
    lock_family(found.complaint.file)
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("complaint__file__unit")
        .get(pk=ticket_id)
    )


def _moment(said: Mapping[str, Any], name: str) -> datetime | None:
    """Return a moment of the ticket's own facts, which the door has checked."""
    return datetime.fromisoformat(said[name]) if said.get(name) else None
