"""What the liaison does with a ticket: sign it, ask for more time, return it, answer it.

Each act counts from its own moment; the closing reply alone counts when it has arrived, because it
ends the term (decision 0331).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from casework import guards
from casework.guards import ticket as conditions
from casework.models import Ticket, TicketMessage
from casework.refusals import ReasonTooShort
from casework.refusals.ticket import TimeNotLonger
from casework.services.hotline import telling, tickets, words
from common.actors import Actor, account_of
from common.errors import NotPermitted
from common.lifecycle import granting_role

SIGN = "ticket.sign"
ASK_EXTENSION = "ticket.ask_extension"
GIVE_BACK = "ticket.give_back"
ANSWER = "ticket.answer"

K = TicketMessage.Kind


def _permitted(capability: str, ticket_id: int, by: Actor) -> Ticket:
    """Return the ticket, locked, if `by` may act on it."""
    ticket = tickets.locked(ticket_id)
    if not granting_role(capability, ticket.complaint.file, by):
        raise NotPermitted
    return ticket


@transaction.atomic
def sign(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Sign for a ticket (签收). After its term too: it is signed late then, and shown so.

    Raises:
        TicketOver, TicketSigned: there is nothing to sign any more.
    """
    ticket = _permitted(SIGN, ticket_id, by)
    conditions.not_signed(ticket)
    ticket.signed_at, ticket.signed_by_id = at, account_of(by)
    ticket.save(update_fields=["signed_at", "signed_by"])
    tickets.carry_terms(ticket.complaint)
    facts = {"signed_at": words.moment(at), "handling_unit": settings.CASEWORK_ASSOCIATION}
    telling.prepare(ticket, K.SIGN, facts, by=by, at=at)
    return ticket


@transaction.atomic
def ask_extension(
    *, ticket_id: int, reason: str, until: datetime | None, by: Actor, at: datetime
) -> Ticket:
    """Ask the hotline for more time (申请延期), at the latest in the last moment of the term.

    `until` is the moment we would like; how long is granted is the hotline's own rule.

    Raises:
        TicketOver, TicketWithoutTerm, TicketTimeAsked: there is nothing to extend now.
        TicketTermOver: the term has ended.
        ReasonTooShort: fewer than ten characters.
        TimeNotLonger: `until` does not lie after the term.
    """
    ticket = _permitted(ASK_EXTENSION, ticket_id, by)
    conditions.has_term_to_extend(ticket)
    conditions.term_runs(ticket, at)
    if len(reason.strip()) < guards.REASONS_LEAST:
        raise ReasonTooShort(field="reason")
    if until is not None and ticket.term is not None and until <= ticket.term:
        raise TimeNotLonger(field="until")
    ticket.extension_requested_at, ticket.extension_reason = at, reason.strip()
    ticket.extension_term = ticket.term
    ticket.extension_answered_at = ticket.extension_granted = None
    ticket.save()
    facts = {
        "requested_at": words.moment(at),
        "reason": reason.strip(),
        "until": words.moment(until),
    }
    telling.prepare(ticket, K.EXTENSION_REQUEST, facts, by=by, at=at)
    return ticket


@transaction.atomic
def give_back(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> Ticket:
    """Return a ticket to the hotline (退回) because its matter is not ours, with reasons.

    Raises:
        TicketOver: the hotline does not wait on it.
        TicketKept: the complaint is accepted, so the ticket is answered.
        ReasonTooShort: fewer than ten characters.
    """
    ticket = _permitted(GIVE_BACK, ticket_id, by)
    conditions.may_be_given_back(ticket)
    if len(reason.strip()) < guards.REASONS_LEAST:
        raise ReasonTooShort(field="reason")
    ticket.returned_at, ticket.return_reason = at, reason.strip()
    ticket.save(update_fields=["returned_at", "return_reason"])
    tickets.carry_terms(ticket.complaint)
    facts = {"returned_at": words.moment(at), "reason": reason.strip()}
    telling.prepare(ticket, K.RETURN, facts, by=by, at=at)
    return ticket


@transaction.atomic
def answer(*, ticket_id: int, text: str, by: Actor, at: datetime) -> TicketMessage:
    """Write the closing reply of a case that ends without a result letter to the hotline.

    Raises:
        TicketOver: the hotline does not wait on it.
        ReplyNotOwed: the case goes on, its result letter will bring the reply.
        ReplyOnItsWay: the reply is written.
        ReasonTooShort: fewer than ten characters.
    """
    ticket = _permitted(ANSWER, ticket_id, by)
    conditions.reply_owed(ticket)
    if len(text.strip()) < guards.REASONS_LEAST:
        raise ReasonTooShort(field="text")
    return telling.reply(ticket, text.strip(), by=by, at=at)
