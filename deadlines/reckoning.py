"""
From the facts of one clock to its last day: brief §7.1 T1-T19. Pure; knows no database.

The facts are the terms and the pauses; everything else about a clock's time is derived here, so it
may be derived again at any moment and in any order of events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from common.zone import end_of_day, local_date, start_of_day
from deadlines.calendar import (
    ONE_DAY,
    Span,
    Standing,
    WorkingCalendar,
    add_working_days,
    amber_from,
    nominal_calendar_days,
    nominal_months,
    prolonged,
)

MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension (T15); `resumed_at` None means that it lasts."""

    suspended_at: datetime
    resumed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What was laid down for one clock.

    `started_at` is the moment the clock was set going, `started_on` the legal day from which it
    counts (they differ when a clock is dated back). `at_dawn`: due when the last day begins. `unit`
    is WD, CD, H, M or DATE; `length` and `extra` (granted extensions) are in that unit; `last_day`
    is the agreed date of a DATE clock. Weekends roll like holidays or do not (T5). Amber with
    `amber_wd` working days left, an hour clock after `amber_percent` of its length (T18).
    """

    started_at: datetime
    started_on: date
    unit: str
    length: int
    roll: bool = False
    extra: int = 0
    last_day: date | None = None
    pauses: Sequence[Pause] = ()
    roll_weekends: bool = True
    amber_wd: int = 2
    amber_percent: int = 50
    at_dawn: bool = False

    @property
    def total(self) -> int:
        """Length with extensions; an extension lengthens the nominal period (T16)."""
        return self.length + self.extra


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When a clock ends: before rolling, on its last day, as a moment; and how sure that is."""

    nominal_on: date
    due_on: date
    due_at: datetime
    amber_at: datetime
    standing: Standing


def reckon(terms: Terms, cal: WorkingCalendar) -> Reckoning | None:
    """
    Derive the end of a clock; None while it is suspended: then there is no last day (T15).

    A suspension that began after the deadline changes nothing, open or closed.
    """
    cal = cal.rolling(weekends=terms.roll_weekends)
    lasting = min((p.suspended_at for p in terms.pauses if p.resumed_at is None), default=None)
    if terms.unit == "H":
        result = _hours(terms, _before(terms.pauses, lasting))
        reached = result.due_at
        return None if lasting is not None and lasting <= reached else result
    result = _days(terms, _before(terms.pauses, lasting), cal)
    if lasting is not None and local_date(lasting) <= result.due_on:
        return None
    return result


def spans(pauses: Sequence[Pause]) -> list[Span]:
    """Return the closed pauses as pairs of days (S, R)."""
    return [
        (local_date(pause.suspended_at), local_date(pause.resumed_at))
        for pause in pauses
        if pause.resumed_at is not None
    ]


def _before(pauses: Sequence[Pause], lasting: datetime | None) -> list[Pause]:
    """Return the closed pauses that an open one does not swallow."""
    return [
        pause
        for pause in pauses
        if pause.resumed_at is not None and (lasting is None or pause.suspended_at < lasting)
    ]


def nominal_end(terms: Terms, pauses: Sequence[Pause], cal: WorkingCalendar) -> date:
    """Return the last day of a clock in days or months before it rolls (T16)."""
    stopped = spans(pauses)
    start, total = terms.started_on, terms.total
    if terms.unit == "WD":
        return add_working_days(start, total, cal, stopped)
    if terms.unit == "CD":
        return nominal_calendar_days(start, total, cal, stopped, roll=terms.roll)
    if terms.unit == "M":
        return nominal_months(start, total, cal, stopped, roll=terms.roll)
    if terms.unit == "DATE" and terms.last_day is not None:
        return prolonged(terms.last_day, start, cal, stopped, roll=False)
    raise ValueError(f"no clock runs in {terms.unit!r}")


def _days(terms: Terms, pauses: Sequence[Pause], cal: WorkingCalendar) -> Reckoning:
    nominal = nominal_end(terms, pauses, cal)
    last = cal.first_working_day(nominal) if terms.roll else nominal
    due_at = start_of_day(last) if terms.at_dawn else end_of_day(last)
    amber_at = max(terms.started_at, start_of_day(amber_from(last, cal, terms.amber_wd)))
    return Reckoning(
        nominal_on=nominal,
        due_on=last,
        due_at=due_at,
        amber_at=min(amber_at, due_at),
        standing=cal.worst_standing(terms.started_on + ONE_DAY, last),
    )


def _hours(terms: Terms, pauses: Sequence[Pause]) -> Reckoning:
    """Hours run through nights and holidays, from the minute of the event (T12)."""
    start = terms.started_at.replace(second=0, microsecond=0)
    due_at = start + timedelta(hours=terms.total)
    reached = start
    for begun, resumed in sorted((p.suspended_at, p.resumed_at or p.suspended_at) for p in pauses):
        first = max(begun, reached)
        if first > due_at:
            break
        due_at += max(resumed - first, timedelta())
        reached = max(reached, resumed)
    last = local_date(due_at - MOMENT)
    return Reckoning(
        nominal_on=last,
        due_on=last,
        due_at=due_at,
        amber_at=max(
            terms.started_at,
            due_at - timedelta(hours=terms.total) * (100 - terms.amber_percent) / 100,
        ),
        standing=Standing.CONFIRMED,
    )
