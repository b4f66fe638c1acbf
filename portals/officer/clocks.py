"""A deadline in words: first what is left, then the date (experience §1.2, §5.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from common.zone import SHANGHAI, local_date
from deadlines.calendar import WorkingCalendar
from policies import services as policies

if TYPE_CHECKING:
    from deadlines.models import Deadline

DAY_NAMES: tuple[str | Promise, ...] = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)

PAUSED: tuple[str, str | Promise] = ("grey", gettext_lazy("clock paused"))
#: Beyond this a clock of hours is told in working days too.
HOURS_SHOWN = timedelta(hours=48)
OVER = frozenset({"MET", "MET_LATE", "CANCELLED", "LAPSED"})


@dataclass(frozen=True)
class Clock:
    """What a page shows of one deadline. `share` is the part of the time used, in percent."""

    code: str
    name: str
    tone: str
    words: str
    due: str
    share: int
    pk: int = 0
    provisional: bool = False
    over: bool = False


def show(deadline: Deadline, *, at: datetime, cal: WorkingCalendar) -> Clock:
    """Return `deadline` as a page shows it at the moment `at`."""
    tone, words = _words(deadline, at=at, cal=cal)
    due = due_words(deadline.due_at, exact=deadline.unit == "H") if deadline.due_at else ""
    if due and deadline.provisional:
        due += _(" (provisional calendar)")
    return Clock(
        code=deadline.code,
        name=name(deadline),
        tone=tone,
        words=words,
        due=due,
        share=share(deadline.started_at, deadline.due_at, at),
        pk=deadline.pk,
        provisional=deadline.provisional,
        over=deadline.status in OVER,
    )


def show_all(deadlines: Iterable[Deadline], *, at: datetime, cal: WorkingCalendar) -> list[Clock]:
    """Return the open deadlines in due order, then those that are over."""
    shown = sorted(
        deadlines, key=lambda d: (d.status in OVER, d.due_at is None, d.due_at or d.started_at)
    )
    return [show(deadline, at=at, cal=cal) for deadline in shown]


def name(deadline: Deadline) -> str:
    """Return what the pack that rules the clock calls it, in the reader's language."""
    rule = policies.by_version(deadline.policy_version).clock(deadline.code)
    return rule.en if (get_language() or "").startswith("en") else rule.zh


def left(
    due_at: datetime, *, at: datetime, cal: WorkingCalendar, hours: bool = False
) -> tuple[str, str]:
    """Return tone and words for what is left until `due_at` (or how long it is over).

    Working days are counted (brief §7); under one day, and for clocks of hours, hours.
    """
    if hours and abs(due_at - at) < HOURS_SHOWN:
        return _hours_left(due_at - at)
    today = local_date(at)
    last = local_date(due_at - timedelta(microseconds=1))
    if at >= due_at:
        days = max(1, cal.count(last, today))
        return "red", ngettext("%(n)d working day overdue", "%(n)d working days overdue", days) % {
            "n": days
        }
    if last == today:
        return "red", _("due today")
    days = cal.count(today, last)
    if days == 0:
        return "red", _("due on the next rest day")
    tone = "red" if days == 1 else "amber" if days <= 3 else "green"
    words = ngettext("%(n)d working day left", "%(n)d working days left", days)
    return tone, words % {"n": days}


def due_words(due_at: datetime, *, exact: bool = False) -> str:
    """Return the date a deadline ends, as ``2026-11-24（周二）24:00`` in Chinese.

    A deadline of days ends at 24:00 of its last day (architecture A2), never at 00:00 of the next.
    """
    local = due_at.astimezone(SHANGHAI)
    clock = local.strftime("%H:%M")
    if not exact and clock == "00:00":
        local = (due_at - timedelta(microseconds=1)).astimezone(SHANGHAI)
        clock = "24:00"
    return _("%(date)s (%(day)s) %(clock)s") % {
        "date": local.strftime("%Y-%m-%d"),
        "day": DAY_NAMES[local.weekday()],
        "clock": clock,
    }


def _words(deadline: Deadline, *, at: datetime, cal: WorkingCalendar) -> tuple[str, str]:
    if deadline.status == "SUSPENDED" or deadline.due_at is None:
        return "grey", _("clock paused")
    if deadline.status == "MET":
        return "green", _("met in time")
    if deadline.status == "MET_LATE":
        return "amber", _("met late")
    if deadline.status == "CANCELLED":
        return "grey", _("no longer needed")
    if deadline.status == "LAPSED":
        return "grey", _("lapsed")
    return left(deadline.due_at, at=at, cal=cal, hours=deadline.unit == "H")


def _hours_left(rest: timedelta) -> tuple[str, str]:
    minutes = int(abs(rest).total_seconds() // 60)
    size = {"h": minutes // 60, "m": minutes % 60}
    if rest < timedelta(0):
        return "red", _("%(h)d h %(m)d min overdue") % size
    tone = (
        "red" if rest < timedelta(hours=4) else "amber" if rest < timedelta(hours=12) else "green"
    )
    return tone, _("%(h)d h %(m)d min left") % size


def share(started_at: datetime, due_at: datetime | None, at: datetime) -> int:
    """Return the part of the time used, in percent."""
    if due_at is None:
        return 0
    whole = (due_at.astimezone(UTC) - started_at.astimezone(UTC)).total_seconds()
    used = (at.astimezone(UTC) - started_at.astimezone(UTC)).total_seconds()
    return max(0, min(100, round(100 * used / whole))) if whole > 0 else 100
