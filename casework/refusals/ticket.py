"""Why an act on a ticket of a hotline is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, InvalidInput, Refusal


class TicketOver(Conflict):
    """The hotline has our reply, has the ticket back, or has closed it."""

    code = "TICKET_OVER"
    message = _("The hotline no longer waits on this ticket.")
    next_step = ""


class TicketSigned(Conflict):
    """A ticket is signed once."""

    code = "TICKET_SIGNED"
    message = _("This ticket is signed already.")


class TicketWithoutTerm(Refusal):
    """Without a term there is nothing to extend."""

    code = "TICKET_WITHOUT_TERM"
    message = _("The hotline set no term for this ticket, so there is none to extend.")


class TicketTimeAsked(Conflict):
    """One request at a time."""

    code = "TICKET_TIME_ASKED"
    message = _("A request for more time waits for the hotline's answer already.")


class TicketTermOver(Refusal):
    """More time is asked for before the term ends (brief §2.6 H4, §2.9 extension matrix)."""

    code = "TICKET_TERM_OVER"
    message = _("The term of the ticket has ended; more time is asked for before its end.")
    next_step = _("Answer the ticket, and tell the hotline why the answer is late.")


class TimeNotLonger(InvalidInput):
    """More time ends after the term it extends."""

    code = "TIME_NOT_LONGER"
    message = _("The moment asked for does not lie after the term.")
    next_step = _("Name a later day, or leave it to the hotline.")


class TicketKept(Refusal):
    """What we accepted is answered, not returned."""

    code = "TICKET_KEPT"
    message = _("The complaint is accepted; its ticket is answered, not returned.")
    next_step = _("Send a progress answer, or ask the hotline for more time.")


class ReplyNotOwed(Refusal):
    """A closing reply is written by hand only where no result letter brings one."""

    code = "REPLY_NOT_OWED"
    message = _("The case has not ended yet; the result letter will bring the closing reply.")


class ReplyOnItsWay(Conflict):
    """One closing reply for a round."""

    code = "REPLY_ON_ITS_WAY"
    message = _("The closing reply is written already.")
    next_step = _("If it has not arrived, pass it on by hand.")


class ArrivedAlready(Conflict):
    """Only what has not arrived is passed on by hand."""

    code = "ARRIVED_ALREADY"
    message = _("This message has reached the hotline already.")


class PassedOnNotThen(InvalidInput):
    """Passing on happens after the act, and not in the future."""

    code = "PASSED_ON_NOT_THEN"
    message = _("It was passed on after it was written and not later than now.")


class HeardAlready(Conflict):
    """The same word of the hotline is written down once."""

    code = "HEARD_ALREADY"
    message = _("This message of the hotline is written down already.")


class SaidByTheSystem(Refusal):
    """What the hotline's system tells us itself is not typed in."""

    code = "SAID_BY_THE_SYSTEM"
    message = _("The hotline's system tells us this itself.")


class TicketUnknown(InvalidInput):
    """The act names a ticket the case does not have."""

    code = "TICKET_UNKNOWN"
    message = _("The case has no such ticket.")
