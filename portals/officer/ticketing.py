"""Tickets as staff see them: terms with what is left, what is owed, what was said and arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from casework.models import Complaint, Ticket, TicketMessage
from casework.models.ticket import TicketQuerySet
from casework.services.hotline import delivery
from common.models import File
from common.zone import SHANGHAI
from deadlines.calendar import WorkingCalendar
from portals.officer import clocks
from portals.officer.clocks import Clock

#: Terms up to this length are told in hours.
IN_HOURS = timedelta(hours=48)
URGENCY_TONES = {"URGENT": "tag-red", "PROMPT": "tag-amber"}
_TONES = {
    "PENDING": "tag-blue",
    "SENT": "tag-green",
    "PASSED_ON": "tag-green",
    "BY_HAND": "tag-amber",
    "REFUSED": "tag-red",
}
#: Facts of a message that are words of people.
_WORDS = ("reason", "words", "progress_text", "reply_text")


@dataclass(frozen=True)
class Said:
    """One message: whose, what, when, and whether it arrived."""

    ours: bool
    what: str
    at: datetime
    who: str
    status: str
    tone: str
    arrival: str
    words: str


@dataclass(frozen=True)
class View:
    """A ticket as a page shows it. `owed` are tags: tone and words."""

    source: str
    number: str
    round_no: int
    case: str
    title: str
    state: str
    urgency: str
    urgency_tone: str
    units: str
    terms: list[Clock]
    facts: list[tuple[str | Promise, str]]
    owed: list[tuple[str, str]]
    messages: list[Said]
    is_open: bool


def of(complaint: Complaint) -> list[Ticket]:
    """Return the tickets of a case; asked once a page."""
    tickets = Ticket.objects.select_related("complaint__file", "signed_by").order_by("pk")
    prefetch_related_objects([complaint], Prefetch("tickets", tickets))
    return list(complaint.tickets.all())


def visible(user: User) -> TicketQuerySet:
    """Return the tickets of the cases `user` may see, with what is due."""
    tickets: TicketQuerySet = Ticket.objects.with_due()
    return tickets.filter(complaint__file__in=File.objects.visible_to(user))


def views(complaint: Complaint, *, at: datetime, cal: WorkingCalendar) -> list[View]:
    """Return the tickets of a case with all that was said about them, the latest round first."""
    found = of(complaint)
    said = TicketMessage.objects.filter(ticket__in=found).select_related("by", "passed_on_by")
    by_ticket: dict[int, list[TicketMessage]] = {}
    for message in said:
        by_ticket.setdefault(message.ticket_id or 0, []).append(message)
    return [
        view(ticket, by_ticket.get(ticket.pk, []), at=at, cal=cal, whole=True)
        for ticket in reversed(found)
    ]


def view(
    ticket: Ticket,
    messages: Iterable[TicketMessage],
    *,
    at: datetime,
    cal: WorkingCalendar,
    whole: bool = False,
) -> View:
    """Return one ticket; `whole` opens the sealed words of its messages too."""
    said = list(messages)
    complaint = ticket.complaint
    return View(
        source=ticket.source,
        number=ticket.ticket_no,
        round_no=ticket.round_no,
        case=complaint.file.number,
        title=complaint.statement.title,
        state=complaint.get_state_display(),
        urgency=ticket.get_urgency_display(),
        urgency_tone=URGENCY_TONES.get(ticket.urgency, ""),
        units=_units(ticket),
        terms=terms(ticket, at=at, cal=cal),
        facts=_facts(ticket),
        owed=_owed(ticket, said),
        messages=[_said(message) for message in reversed(said)] if whole else [],
        is_open=ticket.is_open,
    )


def terms(ticket: Ticket, *, at: datetime, cal: WorkingCalendar) -> list[Clock]:
    """Return the terms that run: for the signature, and for the reply."""
    if not ticket.is_open:
        return []
    unsigned_by = ticket.sign_due_at if ticket.signed_at is None else None
    named = ((_("to be signed by"), unsigned_by), (_("to be answered by"), ticket.term))
    return [_term(name, ticket, moment, at=at, cal=cal) for name, moment in named if moment]


def _term(
    name: str, ticket: Ticket, due_at: datetime, *, at: datetime, cal: WorkingCalendar
) -> Clock:
    hours = due_at - ticket.pushed_at <= IN_HOURS
    return Clock(
        code="TICKET",
        name=name,
        tone=clocks.tone_of(due_at, at=at, amber_at=clocks.amber_by_rule(due_at, cal)),
        words=clocks.left(due_at, at=at, cal=cal, hours=hours),
        due=clocks.due_words(due_at, exact=hours),
        share=clocks.share(ticket.pushed_at, due_at, at),
        due_at=due_at,
    )


def as_clocks(complaint: Complaint, *, at: datetime, cal: WorkingCalendar) -> list[Clock]:
    """Return the running terms of a case's tickets beside our own clocks (brief §2.6: both)."""
    named = _("Ticket %(number)s, %(term)s")
    return [
        replace(term, name=named % {"number": ticket.ticket_no, "term": term.name})
        for ticket in of(complaint)
        for term in terms(ticket, at=at, cal=cal)
    ]


def _owed(ticket: Ticket, said: list[TicketMessage]) -> list[tuple[str, str]]:
    owed: list[tuple[str, str]] = []
    replied = any(message.kind == TicketMessage.Kind.REPLY for message in said)
    if ticket.is_open and ticket.signed_at is None:
        owed.append(("tag-blue", _("to be signed")))
    if ticket.is_open and not replied:
        owed.append(("", _("to be answered")))
    if ticket.is_open and ticket.asks_for_time:
        owed.append(("", _("more time asked for")))
    if any(_waits_for_a_person(message, ticket) for message in said):
        owed.append(("tag-amber", _("to be passed on by hand")))
    if any(message.status == TicketMessage.Status.PENDING for message in said):
        owed.append(("tag-blue", _("on its way to the hotline")))
    if ticket.is_open and ticket.reminded_at:
        owed.append(("tag-red", _("reminded by the hotline")))
    return owed


def _waits_for_a_person(message: TicketMessage, ticket: Ticket) -> bool:
    """As `TicketMessageQuerySet.to_pass_on`, of messages already read."""
    waits = message.status in TicketMessage.WAIT_FOR_A_PERSON
    return waits and (ticket.is_open or message.kind in TicketMessage.LASTING)


def _units(ticket: Ticket) -> str:
    return "、".join(unit for unit in (ticket.handling_unit, *ticket.co_units) if unit)


def _facts(ticket: Ticket) -> list[tuple[str | Promise, str]]:
    signed = when(ticket.signed_at)
    if ticket.signed_by:
        signed += f" · {ticket.signed_by}"
    if ticket.signed_late:
        signed += " · " + _("late")
    closed = " · ".join(
        word
        for word in (
            when(ticket.closed_at),
            ticket.get_followup_result_display(),
            ticket.get_resolved_display(),
        )
        if word
    )
    facts = [
        (_("Dispatched"), when(ticket.dispatched_at or ticket.pushed_at)),
        (_("Signed"), signed if ticket.signed_at else ""),
        (_("Term as dispatched"), when(ticket.handle_due_at) if ticket.extension_granted else ""),
        (_("More time"), _extension(ticket)),
        (_("Reminded"), when(ticket.reminded_at)),
        (_("Returned"), when(ticket.returned_at)),
        (_("Answered"), when(ticket.replied_at)),
        (_("Closed by the hotline"), closed),
    ]
    return [(name, value) for name, value in facts if value]


def _extension(ticket: Ticket) -> str:
    if ticket.extension_granted:
        return _("granted until %s") % when(ticket.extension_granted_until)
    if ticket.asks_for_time:
        return _("asked for on %s") % when(ticket.extension_requested_at)
    if ticket.extension_granted is False:
        return _("refused on %s") % when(ticket.extension_answered_at)
    return ""


def _said(message: TicketMessage) -> Said:
    facts = delivery.facts_of(message)
    return Said(
        ours=message.direction == TicketMessage.Direction.OUT,
        what=str(message.get_kind_display()),
        at=message.at,
        who=str(message.by) if message.by else "",
        status=message.get_status_display(),
        tone=_TONES.get(message.status, ""),
        arrival=_arrival(message),
        words="\n".join(str(facts[name]) for name in _WORDS if facts.get(name)),
    )


def _arrival(message: TicketMessage) -> str:
    """Return how a message of ours arrived, or why it did not."""
    if message.passed_on_at:
        parts = (
            when(message.passed_on_at),
            message.get_passed_on_how_display(),
            message.passed_on_to,
            str(message.passed_on_by),
        )
    else:
        parts = (when(message.sent_at), message.reference, message.reason, "")
    return " · ".join(part for part in parts if part)


def message_words(message: TicketMessage) -> str:
    """Return a message in one line, for a list to choose from."""
    ticket = str(message.ticket)
    return f"{message.get_kind_display()} · {ticket} · {when(message.at)}"


def when(at: datetime | None) -> str:
    """Return a moment as every page writes it; None is empty."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""
