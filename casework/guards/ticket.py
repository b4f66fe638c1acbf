"""The conditions of acts on a ticket; a "no" is a named refusal (brief §2.6, §2.9).

Asked by `casework.services.hotline` and, before anybody types, by the pages.
"""

from datetime import datetime

from casework import channels
from casework.models import Ticket, TicketMessage
from casework.models.complaint import BEFORE_ACCEPTANCE
from casework.models.ticket import HOTLINE_SOURCE
from casework.refusals import ticket as refusals
from casework.states import TERMINAL

#: States in which the matter is not ours, or nobody has said yet that it is.
GIVEN_BACK_FROM = (*BEFORE_ACCEPTANCE, "NOT_ACCEPTED", "TRANSFERRED_OUT")


def waited_on(ticket: Ticket) -> None:
    """The hotline still waits on the ticket."""
    if not ticket.is_open:
        raise refusals.TicketOver


def not_signed(ticket: Ticket) -> None:
    """It is waited on and nobody has signed it."""
    waited_on(ticket)
    if ticket.signed_at:
        raise refusals.TicketSigned


def has_term_to_extend(ticket: Ticket) -> None:
    """It has a term, and no request for more time waits for its answer."""
    waited_on(ticket)
    if ticket.term is None:
        raise refusals.TicketWithoutTerm
    if ticket.asks_for_time:
        raise refusals.TicketTimeAsked


def term_runs(ticket: Ticket, at: datetime) -> None:
    """Its term has not ended; its last moment counts (brief §2.9: lodged ≤ deadline)."""
    if ticket.term is not None and at > ticket.term:
        raise refusals.TicketTermOver


def may_be_given_back(ticket: Ticket) -> None:
    """Nobody has accepted what it is about."""
    waited_on(ticket)
    if ticket.complaint.state not in GIVEN_BACK_FROM:
        raise refusals.TicketKept


def reply_owed(ticket: Ticket) -> None:
    """The case has ended, or told its result, and no closing reply is written."""
    waited_on(ticket)
    complaint = ticket.complaint
    if complaint.state not in TERMINAL and not complaint.feedback_sent_at:
        raise refusals.ReplyNotOwed
    if ticket.messages.filter(kind=TicketMessage.Kind.REPLY).exists():
        raise refusals.ReplyOnItsWay


def spoken_to_in_person(ticket: Ticket) -> None:
    """No system tells us what its hotline says, so a person writes it down."""
    if ticket.source == HOTLINE_SOURCE and channels.hotline() is not None:
        raise refusals.SaidByTheSystem
