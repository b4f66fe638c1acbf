"""The list of tickets (工单): in due order, with what is owed to the hotline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import roles_with
from casework.models import TicketMessage
from casework.models.ticket import TicketQuerySet
from casework.services.hotline import acts, delivery
from common.errors import NotPermitted
from common.models import File
from common.zone import end_of_day, local_date
from deadlines import services as deadlines
from portals.officer import ticketing
from portals.officer.screen import staff

PAGE = 25  # tickets
UNKNOWN_SHOWN = 20  # messages
LISTED = 5  # on the desk
OPEN = Q(replied_at=None, returned_at=None, closed_at=None)


@dataclass(frozen=True)
class Tab:
    """A question to the list of tickets."""

    key: str
    label: str | Promise
    where: Callable[[datetime], Q]
    red: bool = False


def _waits() -> Exists:
    return Exists(TicketMessage.objects.to_pass_on().filter(ticket=OuterRef("pk")))


TABS = (
    Tab("open", _("The hotline waits"), lambda at: OPEN),
    Tab("unsigned", _("To be signed"), lambda at: OPEN & Q(signed_at=None)),
    Tab("overdue", _("Overdue"), lambda at: OPEN & Q(due__lt=at), red=True),
    Tab("by_hand", _("To be passed on by hand"), lambda at: Q(waits=True)),
    Tab("over", _("Answered, returned or closed"), lambda at: ~OPEN),
)
BY_KEY = {tab.key: tab for tab in TABS}


@login_required
def tickets(request: HttpRequest) -> HttpResponse:
    """Show one tab of the tickets this person may see."""
    user, now = staff(request), timezone.now()
    if not speaks(user):
        raise NotPermitted
    wanted = request.GET.get("q", "").strip()
    tab = BY_KEY.get(request.GET.get("tab", ""), TABS[0])
    number = _page_number(request.GET.get("page", ""))
    found = _loaded(ticketing.visible(user).annotate(waits=_waits())).filter(tab.where(now))
    if wanted:
        found = found.filter(
            Q(ticket_no__icontains=wanted) | Q(complaint__file__number__icontains=wanted)
        )
    rows = list(in_due_order(found, over=tab.key == "over")[(number - 1) * PAGE :][: PAGE + 1])
    context = {
        "tabs": _counted(user, now),
        "tab": tab,
        "rows": _views(rows[:PAGE], now),
        "q": wanted,
        "first": _address(tab, wanted, 1) if number > 1 else "",
        "next": _address(tab, wanted, number + 1) if len(rows) > PAGE else "",
        "unknown": TicketMessage.objects.unplaced().order_by("-recorded_at")[:UNKNOWN_SHOWN],
    }
    return render(request, "officer/tickets.html", context)


def speaks(user: User) -> bool:
    """Whether `user` speaks with hotlines in the name of the house."""
    return user.has_perm(delivery.RECORD)


def in_due_order(found: TicketQuerySet, *, over: bool = False) -> TicketQuerySet:
    """Order by what is due first; what is over by the latest."""
    if over:
        return found.order_by("-pk")
    return found.order_by(F("due").asc(nulls_last=True), "pk")


def on_desk(user: User, at: datetime) -> list[ticketing.View]:
    """Return, for who speaks with hotlines, the tickets that are due first."""
    if not speaks(user):
        return []
    found = in_due_order(_loaded(ticketing.visible(user)).filter(OPEN))
    return _views(list(found[:LISTED]), at)


def pressing(user: User, at: datetime) -> tuple[int, bool]:
    """Return how many tickets want something of `user` today, and whether one is late.

    It is the liaison who is called; an officer looks at the list.
    """
    if not user.has_perm(acts.SIGN):
        return 0, False
    today = Q(signed_at=None) | Q(due__lte=end_of_day(local_date(at)))
    counts = ticketing.visible(user).aggregate(
        now=Count("pk", filter=OPEN & today), late=Count("pk", filter=OPEN & Q(due__lt=at))
    )
    return counts["now"], bool(counts["late"])


def to_pass_on(user: User, number: str = "") -> list[dict[str, Any]]:
    """Return the tickets whose hotline a person has to tell something, with what it is."""
    here = Q(pk__in=[])
    for posting in user.current_postings:
        if posting.role in roles_with(delivery.RECORD):
            here |= Q(unit__path__startswith=posting.unit.path)
    files = File.objects.visible_to(user).filter(here)
    waiting = TicketMessage.objects.to_pass_on().filter(ticket__complaint__file__in=files)
    if number:
        waiting = waiting.filter(ticket__complaint__file__number=number)
    found: dict[int, dict[str, Any]] = {}
    for message in waiting.select_related("ticket__complaint__file"):
        if message.ticket is None:
            continue
        case = {"name": str(message.ticket), "number": message.ticket.complaint.file.number}
        shown = found.setdefault(message.ticket.pk, {**case, "messages": []})
        shown["messages"].append(message)
    return list(found.values())


def _loaded(found: TicketQuerySet) -> TicketQuerySet:
    return found.select_related(
        "complaint__file", "complaint__statement", "signed_by"
    ).prefetch_related("messages")


def _views(rows: list[Any], at: datetime) -> list[ticketing.View]:
    cal = deadlines.current_calendar()
    return [ticketing.view(row, row.messages.all(), at=at, cal=cal) for row in rows]


def _counted(user: User, at: datetime) -> list[dict[str, Any]]:
    visible = ticketing.visible(user).annotate(waits=_waits())
    counts = visible.aggregate(**{tab.key: Count("pk", filter=tab.where(at)) for tab in TABS[:-1]})
    return [
        {"key": tab.key, "label": tab.label, "red": tab.red, "count": counts.get(tab.key)}
        for tab in TABS
    ]


def _page_number(given: str) -> int:
    return max(1, int(given)) if given.isdecimal() and len(given) < 6 else 1


def _address(tab: Tab, wanted: str, number: int) -> str:
    return "?" + urlencode({"tab": tab.key, "q": wanted, "page": number})
