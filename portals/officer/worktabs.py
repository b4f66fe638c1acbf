"""The tabs of the queue: each a question to the work list, with its count (experience §1.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.zone import end_of_day, local_date
from deadlines import services as deadlines
from workflows.models import WorkItem, WorkItemQuerySet

#: Waits of a complaint whose mediation or referral has the task, and of a referral whose complaint
#: has it: they would show the same case twice.
_SHADOWS = ("mediation", "consents", "referred", "refused", "ended")
SOON = 3  # working days


@dataclass(frozen=True)
class Tab:
    """A tab of the queue. `red` counts in red when it is not empty."""

    key: str
    label: str | Promise
    where: Callable[[User, datetime], Q]
    red: bool = False


@dataclass(frozen=True)
class Shown:
    """A tab with its count."""

    key: str
    label: str | Promise
    count: int | None
    red: bool


def soon(at: datetime) -> datetime:
    """Return the end of the third working day after the day of `at`."""
    return end_of_day(deadlines.current_calendar().working_day_after(local_date(at), SOON))


def due_today(at: datetime) -> Q:
    """Return what ends at 24:00 today."""
    return Q(due_at__gt=at, due_at__lte=end_of_day(local_date(at)))


TABS = (
    Tab("mine", _("My tasks"), lambda user, at: Q(holder_id=user.pk)),
    Tab("free", _("Unassigned"), lambda user, at: Q(kind=WorkItem.Kind.TASK, holder=None)),
    Tab("today", _("Due today"), lambda user, at: due_today(at)),
    Tab("soon", _("Due in 3 days"), lambda user, at: Q(due_at__gt=at, due_at__lte=soon(at))),
    Tab("overdue", _("Overdue"), lambda user, at: WorkItemQuerySet.red(at), red=True),
    Tab("supplement", _("Materials awaited"), lambda user, at: Q(queue="supplement")),
    Tab("four_eyes", _("To be confirmed"), lambda user, at: Q(queue="four_eyes")),
    Tab("referral", _("Referrals"), lambda user, at: Q(queue="referral")),
    Tab("open", _("All under way"), lambda user, at: Q()),
)
#: The last tab reads the complaints: an ended case has no task. It is not counted.
CLOSED = Tab("closed", _("Ended"), lambda user, at: Q(pk__in=[]))
BY_KEY = {tab.key: tab for tab in (*TABS, CLOSED)}
#: What the queue opens on: the person's own work, then what of the unit waits for somebody, then
#: all of it.
_OPENS_ON = ("mine", "free", "open")


def visible(user: User) -> WorkItemQuerySet:
    """Return the open items of files the person may see, each case's task once, with clocks."""
    items: WorkItemQuerySet = WorkItem.objects.visible_to(user)
    return items.exclude(kind=WorkItem.Kind.WAIT, node__in=_SHADOWS).with_clock()


def counted(user: User, at: datetime) -> list[Shown]:
    """Return every tab with its count, in one query."""
    wanted: dict[str, Any] = {tab.key: Count("pk", filter=tab.where(user, at)) for tab in TABS[:-1]}
    found = visible(user).aggregate(open=Count("pk"), **wanted)
    shown = [Shown(tab.key, tab.label, found[tab.key], tab.red) for tab in TABS]
    return [*shown, Shown(CLOSED.key, CLOSED.label, None, red=False)]


def first(tabs: list[Shown]) -> Tab:
    """Return the tab the queue opens on: the first of `_OPENS_ON` that is not empty."""
    counts = {tab.key: tab.count for tab in tabs}
    return BY_KEY[next((key for key in _OPENS_ON if counts[key]), _OPENS_ON[0])]
