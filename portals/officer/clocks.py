"""A deadline in words: first what is left, then the date (experience §1.2, §5.9).

One tone for every screen, as brief T18 says: amber from `amber_at`, red only after the end, and
never red for a clock that stays amber at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from common.zone import SHANGHAI, local_date, start_of_day
from deadlines.calendar import WorkingCalendar, amber_from
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
#: Minimum leads: nothing runs out; from that day on the act is allowed (brief §2.9, T17).
LEADS = frozenset({"SESSION_NOTICE"})


@dataclass(frozen=True)
class Clock:
    """What a page shows of one deadline. `share` is the part of the time used, in percent.

    `pk` 0: a term that no clock of ours counts, so there is no reckoning to look at.
    """

    code: str
    name: str
    tone: str
    words: str
    due: str
    share: int
    pk: int = 0
    provisional: bool = False
    over: bool = False
    due_at: datetime | None = None


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
        due_at=deadline.due_at,
    )


def show_all(deadlines: Iterable[Deadline], *, at: datetime, cal: WorkingCalendar) -> list[Clock]:
    """Return the open deadlines in due order, then those that are over; leads are no deadlines."""
    shown = sorted(
        (deadline for deadline in deadlines if deadline.code not in LEADS),
        key=lambda d: (d.status in OVER, d.due_at is None, d.due_at or d.started_at),
    )
    return [show(deadline, at=at, cal=cal) for deadline in shown]


def in_due_order(shown: Iterable[Clock]) -> list[Clock]:
    """Return clocks and terms of others in due order, what is paused last."""
    return sorted(
        shown, key=lambda c: (c.due_at is None, c.due_at or datetime.min.replace(tzinfo=UTC))
    )


def name(deadline: Deadline) -> str:
    """Return what the pack that rules the clock calls it, in the reader's language."""
    rule = policies.by_version(deadline.policy_version).clock(deadline.code)
    return rule.en if (get_language() or "").startswith("en") else rule.zh


def calendar_name(deadline: Deadline) -> str:
    """Return the calendar that counts the clock, in words: its edition and the years it is sure of.

    The calendar that once promised a party its day is named where it is kept (T19).
    """
    version = deadline.kept_version or deadline.calendar_version
    years = sorted(version.confirmed_years)
    if not years:
        return _("national working calendar, edition %(number)d") % {"number": version.number}
    return _(
        "national working calendar, edition %(number)d (days off as announced for "
        "%(first)d–%(last)d)"
    ) % {"number": version.number, "first": years[0], "last": years[-1]}


def tone_of(
    due_at: datetime, *, at: datetime, amber_at: datetime, stays_amber: bool = False
) -> str:
    """Return the colour of a clock that runs (T18)."""
    if at >= due_at and not stays_amber:
        return "red"
    return "amber" if at >= amber_at else "green"


def left(
    due_at: datetime,
    *,
    at: datetime,
    cal: WorkingCalendar,
    hours: bool = False,
    warns: bool = False,
) -> str:
    """Return words for what is left until `due_at` (or how long it is over).

    Working days are counted (brief §7); under one day, and for clocks of hours, hours. On the rest
    days after the end no working day has passed yet, though it is red already (T18). A clock that
    only `warns` is never called overdue.
    """
    if hours and abs(due_at - at) < HOURS_SHOWN:
        return _hours_left(due_at - at)
    today = local_date(at)
    last = _last_day(due_at)
    if at >= due_at:
        return _over(cal.count(last, today), warns=warns)
    if last == today:
        return _("due today")
    days = cal.count(today, last)
    if days == 0:
        return _("due on the next rest day")
    return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}


def _over(days: int, *, warns: bool) -> str:
    """Return words for an end that is `days` working days past."""
    if warns:
        return _("past the day aimed at")
    if days == 0:
        return _("overdue, less than one working day")
    words = ngettext("%(n)d working day overdue", "%(n)d working days overdue", days)
    return words % {"n": days}


def amber_by_rule(due_at: datetime, cal: WorkingCalendar) -> datetime:
    """Return when a term that no clock of ours counts (a ticket's own) turns amber."""
    remaining = policies.pack().queues.amber_remaining_wd
    return start_of_day(amber_from(_last_day(due_at), cal, remaining))


def _last_day(due_at: datetime) -> date:
    return local_date(due_at - timedelta(microseconds=1))


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
    warns = deadline.at_end == "AMBER"
    tone = tone_of(
        deadline.due_at,
        at=at,
        amber_at=deadline.amber_at or deadline.due_at,
        stays_amber=warns,
    )
    return tone, left(deadline.due_at, at=at, cal=cal, hours=deadline.unit == "H", warns=warns)


def _hours_left(rest: timedelta) -> str:
    minutes = int(abs(rest).total_seconds() // 60)
    size = {"h": minutes // 60, "m": minutes % 60}
    return (
        _("%(h)d h %(m)d min overdue") if rest < timedelta(0) else _("%(h)d h %(m)d min left")
    ) % size


def share(started_at: datetime, due_at: datetime | None, at: datetime) -> int:
    """Return the part of the time used, in percent."""
    if due_at is None:
        return 0
    whole = (due_at.astimezone(UTC) - started_at.astimezone(UTC)).total_seconds()
    used = (at.astimezone(UTC) - started_at.astimezone(UTC)).total_seconds()
    return max(0, min(100, round(100 * used / whole))) if whole > 0 else 100
