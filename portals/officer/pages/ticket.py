"""Tickets of a hotline (工单): sign or return, more time, closing reply, and the way by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import ChoiceField, HiddenInput
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.guards import ticket as conditions
from casework.models import Complaint, Ticket, TicketMessage
from casework.refusals.ticket import ArrivedAlready, TicketUnknown
from casework.services.hotline import acts, delivery, inbound, words
from common.errors import Refusal, WrongState
from common.zone import end_of_day
from deadlines import services as deadlines
from portals.forms import HouseForm
from portals.officer import ticketing
from portals.officer.forms import ticket as forms
from portals.officer.screen import Act, ActionPage, Asked, Choice, Frame, Words

Condition = Callable[[Ticket], None]


def _fits(ticket: Ticket, condition: Condition) -> bool:
    try:
        condition(ticket)
    except Refusal:
        return False
    return True


def _any(condition: Condition) -> Asked:
    """Return a question that is answered with "no" unless one ticket of the case fits."""

    def asked(frame: Frame, user: User) -> None:
        if not any(_fits(ticket, condition) for ticket in ticketing.of(frame.complaint)):
            raise WrongState

    return asked


def _those(condition: Condition) -> Callable[[HouseForm, Frame], None]:
    """Return what narrows a form to the tickets that fit; a single one is not asked for."""

    def narrow(form: HouseForm, frame: Frame) -> None:
        fitting = [one for one in ticketing.of(frame.complaint) if _fits(one, condition)]
        field = form.fields["ticket"]
        if isinstance(field, ChoiceField):
            field.choices = [(str(one.pk), str(one)) for one in fitting]
        if len(fitting) == 1:
            field.widget = HiddenInput()
            form.initial["ticket"] = str(fitting[0].pk)

    return narrow


def _term_runs(frame: Frame, user: User) -> None:
    """Let a term that has ended be seen, with the reason, and without a button."""
    asked: list[Refusal] = []
    for ticket in ticketing.of(frame.complaint):
        if not _fits(ticket, conditions.has_term_to_extend):
            continue
        try:
            return conditions.term_runs(ticket, frame.at)
        except Refusal as refusal:
            asked.append(refusal)
    if asked:
        raise asked[0]


def _not_arrived(complaint: Complaint) -> list[TicketMessage]:
    found = TicketMessage.objects.filter(
        ticket__in=ticketing.of(complaint), status__in=TicketMessage.NOT_ARRIVED
    )
    return list(found.select_related("ticket"))


def _something_to_pass_on(frame: Frame, user: User) -> None:
    if not _not_arrived(frame.complaint):
        raise ArrivedAlready


def _those_not_arrived(form: HouseForm, frame: Frame) -> None:
    field = form.fields["message"]
    waiting = _not_arrived(frame.complaint)
    if isinstance(field, ChoiceField):
        field.choices = [(str(one.pk), ticketing.message_words(one)) for one in waiting]
    due = [str(one.pk) for one in waiting if one.status in TicketMessage.WAIT_FOR_A_PERSON]
    form.initial.setdefault("message", due)


def _ticket(act: Act) -> int:
    """Return the ticket that is meant, if it is one of this case."""
    found = act.complaint.tickets.filter(pk=int(act.data["ticket"])).first()
    if found is None:
        raise TicketUnknown(field="ticket")
    return int(found.pk)


def _sign(act: Act) -> Ticket:
    return acts.sign(ticket_id=_ticket(act), by=act.by, at=act.at)


def _ask(act: Act) -> Ticket:
    day = act.data["until"]
    return acts.ask_extension(
        ticket_id=_ticket(act),
        reason=act.data["reason"],
        until=end_of_day(day) if day else None,
        by=act.by,
        at=act.at,
    )


def _give_back(act: Act) -> Ticket:
    reason = act.data["reason"]
    return acts.give_back(ticket_id=_ticket(act), reason=reason, by=act.by, at=act.at)


def _answer(act: Act) -> TicketMessage:
    return acts.answer(ticket_id=_ticket(act), text=act.data["text"], by=act.by, at=act.at)


def _reply_to_start_from(frame: Frame) -> dict[str, Any]:
    for ticket in ticketing.of(frame.complaint):
        if _fits(ticket, conditions.reply_owed):
            return {"text": words.ended(ticket)}
    return {}


def _pass_on(act: Act) -> list[TicketMessage]:
    chosen = [int(pk) for pk in act.data["message"]]
    return delivery.passed_on(
        chosen,
        how=act.data["how"],
        to_whom=act.data["to_whom"],
        passed_on_at=act.data["passed_on_at"],
        by=act.by,
        at=act.at,
    )


#: Kind of message → the names under which it keeps what the form calls otherwise.
_SAID: dict[str, dict[str, str]] = {
    "EXTENSION_GRANTED": {"until": "until"},
    "REHANDLE": {"until": "handle_due_at"},
    "CLOSED": {"followup_result": "followup_result", "resolved": "resolved"},
}


def _heard(act: Act) -> TicketMessage:
    kind = act.data["kind"]
    facts: dict[str, Any] = {"words": act.data["words"]}
    for typed, name in _SAID.get(kind, {}).items():
        value = act.data[typed]
        facts[name] = words.moment(value) if typed == "until" else value
    return inbound.heard(
        ticket_id=_ticket(act),
        kind=kind,
        facts={name: value for name, value in facts.items() if value},
        said_at=act.data["said_at"],
        by=act.by,
        at=act.at,
    )


class Tickets(ActionPage):
    """The tickets a case came by, and what is done with them."""

    name = "ticket"
    title = _("Ticket")
    choices = (
        Choice(
            "sign",
            "",
            _("Sign for it"),
            _("Sign the ticket"),
            _sign,
            _("The ticket is signed; the hotline is being told."),
            form=forms.OnTicket,
            capability=acts.SIGN,
            tone="yes",
            fits=_any(conditions.not_signed),
            narrow=_those(conditions.not_signed),
        ),
        Choice(
            "give_back",
            "",
            _("Return it"),
            _("Return the ticket"),
            _give_back,
            _("The ticket is returned; the complaint itself is still to be decided."),
            form=forms.GiveBack,
            capability=acts.GIVE_BACK,
            tone="no",
            help=_("Because the matter is not ours. What was accepted is answered, not returned."),
            sure=_("A returned ticket is ours again only if the hotline dispatches it anew."),
            folded=lambda frame: not Tickets.unsigned(frame),
            fits=_any(conditions.may_be_given_back),
            narrow=_those(conditions.may_be_given_back),
        ),
        Choice(
            "answer",
            "",
            _("Closing reply"),
            _("Send the closing reply"),
            _answer,
            _("The closing reply is on its way; the term ends when it has arrived."),
            form=forms.AnswerTicket,
            capability=acts.ANSWER,
            tone="yes",
            help=_("The case has ended and no result letter brings the hotline its reply."),
            initial=_reply_to_start_from,
            fits=_any(conditions.reply_owed),
            narrow=_those(conditions.reply_owed),
        ),
        Choice(
            "pass_on",
            "",
            _("Passed on by hand"),
            _("Record it"),
            _pass_on,
            _("Recorded: the hotline has it."),
            form=forms.PassOn,
            capability=delivery.RECORD,
            tone="yes",
            help=_("Enter it on the hotline's page, or tell it; then say here how and to whom."),
            fits=_something_to_pass_on,
            narrow=_those_not_arrived,
        ),
        Choice(
            "more_time",
            "",
            _("Ask for more time"),
            _("Send to the hotline"),
            _ask,
            _("The request is on its way; the term goes on meanwhile."),
            form=forms.AskHotline,
            capability=acts.ASK_EXTENSION,
            tone="wait",
            help=_("Before the term ends. The 7 working days of the association do not move."),
            folded=lambda frame: Tickets.unsigned(frame) or bool(_not_arrived(frame.complaint)),
            fits=_any(conditions.has_term_to_extend),
            needs=_term_runs,
            narrow=_those(conditions.has_term_to_extend),
        ),
        Choice(
            "heard",
            "",
            _("The hotline said something"),
            _("Record it"),
            _heard,
            _("Recorded, with what follows from it."),
            form=forms.Heard,
            capability=delivery.RECORD,
            help=_("Its system does not tell us: write down what it said and when."),
            folded=lambda frame: True,
            fits=_any(conditions.spoken_to_in_person),
            narrow=_those(conditions.spoken_to_in_person),
        ),
    )

    @classmethod
    def label(cls, frame: Frame) -> Words:
        """Say what is owed first."""
        if cls.unsigned(frame):
            return _("Sign the ticket")
        return _("Answer the hotline") if cls._unanswered(frame) else cls.title

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The next step while a ticket waits to be signed, or its case has ended unanswered."""
        return not (cls.unsigned(frame) or cls._unanswered(frame))

    @classmethod
    def unsigned(cls, frame: Frame) -> bool:
        """Return whether a ticket of the case waits for its signature."""
        tickets = ticketing.of(frame.complaint)
        return any(_fits(ticket, conditions.not_signed) for ticket in tickets)

    @classmethod
    def _unanswered(cls, frame: Frame) -> bool:
        tickets = ticketing.of(frame.complaint)
        return any(_fits(ticket, conditions.reply_owed) for ticket in tickets)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the tickets with their terms and messages."""
        cal = deadlines.current_calendar()
        return {
            "tickets": ticketing.views(frame.complaint, at=frame.at, cal=cal),
            "brief": "officer/brief_ticket.html",
        }
