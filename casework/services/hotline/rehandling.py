"""A matter the hotline wants handled again (重办): a further round of its ticket (decision 0333).

While the case goes on and nobody has told its result, it stays the case of the ticket. Afterwards a
new complaint is opened that follows the old one in its family of files, with the parties and facts
of the old one and the ticket's new terms; until CM-25 and CM-26 are built, no ended file is opened
again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from casework.models import Complaint, Note, Party, Ticket
from casework.services import intake
from casework.services.hotline import tickets
from casework.services.hotline.words import moment
from casework.states import TERMINAL
from common.actors import Mandate
from outbox import services as outbox

#: The intake desk's standing order: what the hotline dispatches is registered as it comes.
DESK = Mandate("INTAKE", None)


@dataclass(frozen=True)
class Terms:
    """What a re-handling order brings: the new terms, and why, in the hotline's words."""

    sign_due_at: datetime | None = None
    handle_due_at: datetime | None = None
    dispatched_at: datetime | None = None
    words: str = ""


def again(ticket: Ticket, ticket_no: str, terms: Terms, *, at: datetime) -> Ticket:
    """Open the next round of `ticket`, or give it its new terms; return the round in force.

    `ticket_no` is the number of the order: the ticket's own, or a new one. The family of the case
    is locked by the caller.
    """
    complaint = ticket.complaint
    told = complaint.state in TERMINAL or complaint.feedback_sent_at is not None
    if ticket.is_open and not told and ticket_no == ticket.ticket_no:
        return _with_new_terms(ticket, terms, at=at)
    if ticket.is_open:  # Its reply is under way or owed; the new round takes its place.
        ticket.closed_at = at
        ticket.save(update_fields=["closed_at"])
        tickets.carry_terms(complaint)
    turn = tickets.Turn(ticket_no, rehandles=ticket)
    if ticket_no == ticket.ticket_no:
        turn = tickets.Turn(ticket_no, ticket.round_no + 1, ticket)
    facts = _facts(complaint, turn, terms, at=at)
    if told:
        complaint = intake.register(
            facts, unit=complaint.file.unit, by=DESK, at=at, turn=turn
        ).complaint
        there = _("The hotline ordered the matter to be handled again; it goes on in %s.")
        words = there % complaint.file.number
        Note.objects.create(file=ticket.complaint.file, text=words, at=at)
    else:
        tickets.take_up(complaint, facts, turn, at=at)
    _note(complaint, terms, at=at, follows=ticket.complaint if told else None)
    found = tickets.latest(ticket.source, ticket_no)
    if found is None:
        raise AssertionError(f"the round of ticket {ticket.pk} was not opened")
    _tell(found, at=at)
    return found


def _with_new_terms(ticket: Ticket, terms: Terms, *, at: datetime) -> Ticket:
    ticket.handle_due_at = terms.handle_due_at or ticket.handle_due_at
    ticket.sign_due_at = terms.sign_due_at or ticket.sign_due_at
    ticket.dispatched_at = terms.dispatched_at or ticket.dispatched_at
    ticket.save()
    tickets.carry_terms(ticket.complaint)
    _note(ticket.complaint, terms, at=at)
    _tell(ticket, at=at)
    return ticket


def _tell(ticket: Ticket, *, at: datetime) -> None:
    file = ticket.complaint.file
    outbox.post(
        "ticket.rehandled",
        key=f"ticket.rehandled:{ticket.pk}:{moment(at)}",
        at=at,
        file=file,
        file_id=file.pk,
        ticket_id=ticket.pk,
    )


def _facts(
    complaint: Complaint, turn: tickets.Turn, terms: Terms, *, at: datetime
) -> intake.Registration:
    """Return what the old complaint says, with the terms of the new round."""
    said = complaint.statement
    parties = {party.role: party for party in complaint.file.parties.all()}
    # One key for one complaint; further rounds of a number are told apart by their round.
    key = turn.ticket_no if turn.round_no == 1 else f"{turn.ticket_no}#{turn.round_no}"
    named = {
        "sign_due_at": moment(terms.sign_due_at),
        "dispatched_at": moment(terms.dispatched_at),
        "urgency": said.ticket.get("urgency"),
        "handling_unit": said.ticket.get("handling_unit"),
        "co_units": said.ticket.get("co_units"),
    }
    respondent = parties.get(Party.Role.RESPONDENT)
    complainant = parties.get(Party.Role.COMPLAINANT)
    alike = {
        name: getattr(said, name)
        for name in (
            "title", "narrative", "request", "requester_role", "anonymous", "confidential",
            "vulnerable_victim", "amount_involved", "occurred_on", "occurred_when",
            "occurred_place", "province", "city", "district_code", "order_no", "consent_publish",
            "consent_entrust_mediation",
        )
    }  # fmt: skip
    source = turn.rehandles.source if turn.rehandles else complaint.source
    return intake.Registration(
        channel=complaint.channel if complaint.channel in tickets.CHANNELS else "T12345",
        received_at=at,
        source=source,
        ticket_no=key,
        request_type=complaint.request_type,
        complainant=_of(complainant) if complainant else None,
        respondent=_of(respondent) if respondent else intake.PartyFacts(),
        handle_due_at=terms.handle_due_at,
        emergency=complaint.severity == "S1",
        ticket={name: value for name, value in named.items() if value},
        **alike,
    )


def _of(party: Party) -> intake.PartyFacts:
    return intake.PartyFacts(
        kind=party.kind,
        name=party.name,
        phone=party.phone or "",
        email=party.email or "",
        address=party.address or "",
        id_type=party.id_type,
        id_no=party.id_no or "",
        uscc=party.uscc,
        certificate_no=party.certificate_no,
    )


def _note(
    complaint: Complaint, terms: Terms, *, at: datetime, follows: Complaint | None = None
) -> None:
    """Say in the file why there is work again, and which case it follows."""
    said = [_("The hotline orders the matter to be handled again.")]
    if follows is not None:
        said.append(_("This case follows %s.") % follows.file.number)
    if terms.words:
        said.append(_("In its words: %s") % terms.words)
    Note.objects.create(file=complaint.file, text="\n".join(said), at=at)
