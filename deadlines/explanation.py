"""Why this date: every day of a clock, counted or skipped, with its reason. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from common.zone import local_date
from deadlines.calendar import ONE_DAY, DayKind, WorkingCalendar, add_months, merged
from deadlines.reckoning import Reckoning, Terms, reckon, spans


class Reason(StrEnum):
    """Why a day was counted or not."""

    START = "START"
    WORKDAY = "WORKDAY"
    MAKE_UP = "MAKE_UP"
    CALENDAR = "CALENDAR"
    MONTH = "MONTH"
    HOURS = "HOURS"
    FIXED = "FIXED"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    SUSPENDED = "SUSPENDED"
    STOPPED = "STOPPED"
    REST = "REST"
    ROLLED = "ROLLED"


@dataclass(frozen=True, slots=True)
class DayLine:
    """
    One day of a clock.

    `number` is its place in the count, if it was counted; `name` and `notice_no` are the notice's;
    `last` marks the last day of the period, `extended` a day that an extension gave.
    """

    date: date
    counted: bool
    reason: Reason
    number: int | None = None
    name: str = ""
    notice_no: str = ""
    provisional: bool = False
    extended: bool = False
    last: bool = False

    @property
    def text(self) -> str:
        """Say it in one sentence, in the reader's language."""
        said = self._because() % {"name": self.name, "number": self.number}
        if self.extended:
            said += _(" (by extension)")
        if self.provisional:
            said += _(" (provisional: the notice for this year is not in the calendar)")
        return said

    def _because(self) -> str:
        sentences = {
            Reason.START: _("day of the event, not counted"),
            Reason.WORKDAY: _("working day %(number)s"),
            Reason.MAKE_UP: _("make-up working day (%(name)s), day %(number)s"),
            Reason.CALENDAR: _("calendar day %(number)s"),
            Reason.MONTH: _("month %(number)s ends"),
            Reason.HOURS: _("hours run without a break"),
            Reason.FIXED: _("the date laid down in the case"),
            Reason.WEEKEND: _("weekend, not counted"),
            Reason.HOLIDAY: _("%(name)s, day off, not counted"),
            Reason.SUSPENDED: _("suspended, not counted"),
            Reason.STOPPED: _("suspended from here on; no last day while it lasts"),
            Reason.REST: _("the period would end on a rest day (%(name)s) and goes on"),
            Reason.ROLLED: _("first working day after the rest days"),
        }
        if self.reason is Reason.REST and not self.name:
            return _("the period would end on a rest day and goes on")
        return sentences[self.reason]


def day_lines(terms: Terms, cal: WorkingCalendar) -> list[DayLine]:
    """Return one line for each day from the event to the last day, in order."""
    result = reckon(terms, cal)
    lines = [_line(terms.started_on, cal, Reason.START)]
    if result is None:
        return lines + list(_until_stopped(terms, cal))
    if terms.unit == "H":
        # A day line can say nothing about minutes; the caller shows the moment beside it.
        days = _days_between(terms.started_on - ONE_DAY, result.due_on)
        return [_line(day, cal, Reason.HOURS, counted=True, last=result.due_on) for day in days]
    return lines + list(_counted(terms, cal, result))


def _days_between(after: date, until: date) -> Iterator[date]:
    day = after
    while day < until:
        day += ONE_DAY
        yield day


def _line(
    day: date,
    cal: WorkingCalendar,
    reason: Reason,
    *,
    counted: bool = False,
    number: int | None = None,
    extended: bool = False,
    last: date | None = None,
) -> DayLine:
    return DayLine(
        date=day,
        counted=counted,
        reason=reason,
        number=number,
        name=cal.name(day),
        notice_no=cal.notice_no(day),
        provisional=cal.provisional(day),
        extended=extended,
        last=day == last,
    )


def _counted(terms: Terms, cal: WorkingCalendar, result: Reckoning) -> Iterator[DayLine]:
    """Walk the period once more, day by day, and say what each day was."""
    stopped = {
        day
        for begun, resumed in merged(spans(terms.pauses), terms.started_on)
        for day in _days_between(begun, resumed)
    }
    ends = _month_ends(terms, cal)
    number = 0
    for day in _days_between(terms.started_on, result.due_on):
        reason = Reason.SUSPENDED if day in stopped else _reason(terms, cal, day, number, ends)
        if reason is None:
            continue
        counted = reason in (
            Reason.WORKDAY,
            Reason.MAKE_UP,
            Reason.CALENDAR,
            Reason.MONTH,
            Reason.FIXED,
        )
        number += counted
        yield _line(
            day,
            cal,
            reason,
            counted=counted,
            number=number if counted else None,
            extended=counted and terms.unit != "DATE" and number > terms.length,
            last=result.due_on,
        )


def _reason(
    terms: Terms, cal: WorkingCalendar, day: date, number: int, ends: set[date]
) -> Reason | None:
    """Return why a day that is not suspended was counted or not; None for the days of a month."""
    working = cal.is_working_day(day)
    if terms.unit == "WD":
        return {
            DayKind.WORKDAY: Reason.WORKDAY,
            DayKind.MAKE_UP: Reason.MAKE_UP,
            DayKind.WEEKEND: Reason.WEEKEND,
            DayKind.HOLIDAY: Reason.HOLIDAY,
        }[cal.kind(day)]
    if terms.unit == "CD" and number < terms.total:
        return Reason.CALENDAR
    if terms.unit == "M" and number < terms.total:
        return Reason.MONTH if day in ends else None
    if terms.unit == "DATE":
        return Reason.FIXED if day == terms.last_day else None
    return Reason.ROLLED if working else Reason.REST


def _month_ends(terms: Terms, cal: WorkingCalendar) -> set[date]:
    if terms.unit != "M":
        return set()
    stopped = spans(terms.pauses)
    return {
        add_months(terms.started_on, month, cal, suspended=stopped)
        for month in range(1, terms.total + 1)
    }


def _until_stopped(terms: Terms, cal: WorkingCalendar) -> Iterator[DayLine]:
    """List the days up to the open suspension, then say that there is no last day."""
    begun = min(p.suspended_at for p in terms.pauses if p.resumed_at is None)
    closed = tuple(p for p in terms.pauses if p.resumed_at is not None and p.suspended_at < begun)
    stopped_on = local_date(begun)
    if terms.unit != "H":
        so_far = replace(terms, pauses=closed)
        result = reckon(so_far, cal)
        if result is not None:
            for line in _counted(so_far, cal, result):
                if line.date <= stopped_on:
                    yield replace(line, last=False)
    yield _line(stopped_on + ONE_DAY, cal, Reason.STOPPED)
