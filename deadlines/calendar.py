"""
Working-day arithmetic: brief §7, rules T1-T20. Pure; knows no database and no clock.

A period names its last day; the day ends at 24:00 in Shanghai. Days are dates, lengths are counts.
Suspensions are pairs (S, R), the dates of the suspending and of the resuming event (T15): the
days d with S < d <= R are not counted.
"""

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

ONE_DAY: Final = timedelta(days=1)

#: The first year for which we hold the official notices (architecture A3).
FIRST_CALENDAR_YEAR: Final = 2018

Span = tuple[date, date]


class DayKind(StrEnum):
    """What a day is, by law or by notice."""

    WORKDAY = "WORKDAY"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    MAKE_UP = "MAKE_UP"


class Standing(StrEnum):
    """How well a day is known (T19), best first."""

    CONFIRMED = "CONFIRMED"
    HISTORIC = "HISTORIC_PROVISIONAL"
    PROVISIONAL = "PROVISIONAL"


@dataclass(frozen=True, slots=True)
class Entry:
    """A day about which a notice of the State Council says something."""

    date: date
    is_working: bool
    name: str
    notice_no: str = ""


# Days off that the law fixes by the solar date, newest version first: 全国年节及纪念日放假办法
# as of Orders 795 (2025), 513 (2008) and 270 (1999-09-18), before that the regulation of 1949.
# Festivals of the lunar calendar and 清明 get their days from the yearly notice only.
_NEW_YEAR = {(1, 1): "元旦"}
_FIXED_DAYS: Final[tuple[tuple[int, dict[tuple[int, int], str]], ...]] = (
    (
        2025,
        _NEW_YEAR
        | {(5, day): "劳动节" for day in (1, 2)}
        | {(10, day): "国庆节" for day in (1, 2, 3)},
    ),
    (2008, _NEW_YEAR | {(5, 1): "劳动节"} | {(10, day): "国庆节" for day in (1, 2, 3)}),
    (
        2000,
        _NEW_YEAR
        | {(5, day): "劳动节" for day in (1, 2, 3)}
        | {(10, day): "国庆节" for day in (1, 2, 3)},
    ),
    (1, _NEW_YEAR | {(5, 1): "劳动节"} | {(10, day): "国庆节" for day in (1, 2)}),
)


def fixed_statutory_day(day: date) -> str:
    """Return the name of the solar-dated statutory holiday on `day`, or "" (T19)."""
    for first_year, days in _FIXED_DAYS:
        if day.year >= first_year:
            return days.get((day.month, day.day), "")
    return ""


class WorkingCalendar:
    """
    The official calendar in one version: never changes once made.

    Within a confirmed year the entries say everything that differs from Monday to Friday. In any
    other year entries still hold where there are some; elsewhere weekends and the statutory days
    of fixed date are off, and the year is provisional (T19).
    """

    __slots__ = ("_entries", "_roll_weekends", "_years", "confirmed_years", "version")

    version: str
    confirmed_years: frozenset[int]

    def __init__(
        self, *, version: str, entries: Iterable[Entry], confirmed_years: Iterable[int]
    ) -> None:
        self.version = version
        self.confirmed_years = frozenset(confirmed_years)
        self._entries = {entry.date: entry for entry in entries}
        self._years: dict[int, tuple[int, ...]] = {}
        self._roll_weekends = True

    def rolling(self, *, weekends: bool) -> "WorkingCalendar":
        """Return the calendar by which a last day rolls over weekends, or over holidays only (T5).

        The working days are the same in both.
        """
        if weekends == self._roll_weekends:
            return self
        other = copy(self)
        other._roll_weekends = weekends
        return other

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.version}>"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything the notices say, in order of date."""
        return tuple(self._entries[day] for day in sorted(self._entries))

    # -- one day ------------------------------------------------------------------------------

    def kind(self, day: date) -> DayKind:
        """Return what `day` is (T3); on a provisional day, by law alone."""
        weekend = day.weekday() >= 5
        entry = self._entries.get(day)
        if entry is not None:
            if not entry.is_working:
                return DayKind.HOLIDAY
            return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
        if day.year not in self.confirmed_years and fixed_statutory_day(day):
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if weekend else DayKind.WORKDAY

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a working day (T3)."""
        return self.kind(day) in (DayKind.WORKDAY, DayKind.MAKE_UP)

    def name(self, day: date) -> str:
        """Return the holiday `day` belongs to, as the notice writes it, or ""."""
        entry = self._entries.get(day)
        if entry is not None:
            return entry.name
        return "" if day.year in self.confirmed_years else fixed_statutory_day(day)

    def notice_no(self, day: date) -> str:
        """Return the number of the notice that speaks of `day`, or ""."""
        entry = self._entries.get(day)
        return entry.notice_no if entry is not None else ""

    def standing(self, day: date) -> Standing:
        """Return how well the year of `day` is known (T19)."""
        if day.year in self.confirmed_years:
            return Standing.CONFIRMED
        if day.year < FIRST_CALENDAR_YEAR:
            return Standing.HISTORIC
        return Standing.PROVISIONAL

    def provisional(self, day: date) -> bool:
        """Whether a later notice may still change `day`, or none of ours covers it."""
        return day.year not in self.confirmed_years

    # -- many days ----------------------------------------------------------------------------

    def worst_standing(self, first: date, last: date) -> Standing:
        """Return the weakest standing among the days from `first` to `last`, both included."""
        if last < first:
            return self.standing(last)
        standings = {self.standing(date(year, 1, 1)) for year in range(first.year, last.year + 1)}
        order = list(Standing)
        return max(standings, key=order.index)

    def _working(self, year: int) -> tuple[int, ...]:
        """Return the working days of `year` as sorted ordinals; made on first use."""
        ordinals = self._years.get(year)
        if ordinals is None:
            first = date(year, 1, 1).toordinal()
            length = 366 if months.isleap(year) else 365
            ordinals = tuple(
                ordinal
                for ordinal in range(first, first + length)
                if self.is_working_day(date.fromordinal(ordinal))
            )
            self._years[year] = ordinals
        return ordinals

    def working_day_after(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day` (`n` >= 1)."""
        year, ordinals = day.year, self._working(day.year)
        index = bisect_right(ordinals, day.toordinal()) + n - 1
        while index >= len(ordinals):
            index -= len(ordinals)
            year += 1
            ordinals = self._working(year)
        return date.fromordinal(ordinals[index])

    def working_day_upto(self, day: date, n: int) -> date:
        """Return the `n`-th working day counted backwards from `day` itself (`n` >= 1)."""
        year, ordinals = day.year, self._working(day.year)
        index = bisect_right(ordinals, day.toordinal()) - n
        while index < 0:
            year -= 1
            ordinals = self._working(year)
            index += len(ordinals)
        return date.fromordinal(ordinals[index])

    def count(self, after: date, until: date) -> int:
        """Return the number of working days in (after, until]; 0 when `until` is not later."""
        if until <= after:
            return 0
        total = -bisect_right(self._working(after.year), after.toordinal())
        for year in range(after.year, until.year):
            total += len(self._working(year))
        return total + bisect_right(self._working(until.year), until.toordinal())

    def first_working_day(self, day: date) -> date:
        """Return `day` if a period can end on it, else the first such day after it (T5)."""
        if not self._roll_weekends:
            while self.kind(day) is DayKind.HOLIDAY:
                day += ONE_DAY
            return day
        ordinals = self._working(day.year)
        index = bisect_left(ordinals, day.toordinal())
        if index < len(ordinals):
            return date.fromordinal(ordinals[index])
        return self.working_day_after(day, 1)


# -- suspensions ------------------------------------------------------------------------------


def merged(suspended: Iterable[Span], start: date) -> list[Span]:
    """
    Return the suspensions that concern a period from `start`: in order, without overlap (T15).

    What lies before the first countable day is cut off. Raises ValueError when one ends before
    it begins.
    """
    result: list[Span] = []
    for begun, resumed in sorted(suspended):
        if resumed < begun:
            raise ValueError(f"the suspension of {begun} ends before it begins, on {resumed}")
        first = max(begun, start)
        if resumed <= first:
            continue
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], resumed))
        else:
            result.append((first, resumed))
    return result


def prolonged(
    nominal: date, start: date, cal: WorkingCalendar, suspended: Iterable[Span], *, roll: bool
) -> date:
    """Add to `nominal` the days of every suspension that did not begin after the deadline (T15)."""
    for begun, resumed in merged(suspended, start):
        if begun > (cal.first_working_day(nominal) if roll else nominal):
            break
        nominal += resumed - begun
    return nominal


def _counted(n: int) -> int:
    if n < 0:
        raise ValueError(f"a period has no negative length: {n}")
    return n


# -- periods ----------------------------------------------------------------------------------


def add_working_days(
    start: date, n: int, cal: WorkingCalendar, suspended: Iterable[Span] = ()
) -> date:
    """
    Return the last day of a period of `n` working days (T1, T3, T4, T11, T15).

    `start` is never counted. Raises ValueError for a negative `n`.
    """
    day, left = start, _counted(n)
    for begun, resumed in merged(suspended, start):
        counted = cal.count(day, begun)
        if counted >= left:
            break
        left -= counted
        day = resumed
    return cal.working_day_after(day, left) if left else start


def nominal_calendar_days(
    start: date, n: int, cal: WorkingCalendar, suspended: Iterable[Span] = (), *, roll: bool = True
) -> date:
    """Return the end of a period of calendar days before rolling; extensions add to it (T16)."""
    return prolonged(start + timedelta(days=_counted(n)), start, cal, suspended, roll=roll)


def add_calendar_days(
    start: date, n: int, cal: WorkingCalendar, suspended: Iterable[Span] = (), roll: bool = True
) -> date:
    """
    Return the last day of a period of `n` calendar days (T1, T5, T6, T15).

    With `roll` a last day that is a rest day moves to the first working day after it; burdens and
    rights already granted do not roll (T6). Raises ValueError for a negative `n`.
    """
    nominal = nominal_calendar_days(start, n, cal, suspended, roll=roll)
    return cal.first_working_day(nominal) if roll else nominal


def nominal_months(
    start: date, n: int, cal: WorkingCalendar, suspended: Iterable[Span] = (), *, roll: bool = False
) -> date:
    """Return the corresponding date `n` months on, or that month's last day (T8), unrolled."""
    year, month = divmod(start.year * 12 + start.month - 1 + _counted(n), 12)
    month += 1
    day = min(start.day, months.monthrange(year, month)[1])
    return prolonged(date(year, month, day), start, cal, suspended, roll=roll)


def add_months(
    start: date, n: int, cal: WorkingCalendar, roll: bool = False, suspended: Iterable[Span] = ()
) -> date:
    """
    Return the last day of a period of `n` months; years are 12 n (T8).

    Raises ValueError for a negative `n`.
    """
    nominal = nominal_months(start, n, cal, suspended, roll=roll)
    return cal.first_working_day(nominal) if roll else nominal


def count_working_days(after: date, until: date, cal: WorkingCalendar) -> int:
    """Return the number of working days in (after, until]: what remains, or what is overdue."""
    return cal.count(after, until)


def amber_from(last_day: date, cal: WorkingCalendar, remaining: int) -> date:
    """
    Return the first day with no more than `remaining` working days left before the end (T18).

    It is a working day: the one after which exactly so many remain in (it, last_day].
    """
    return cal.working_day_upto(last_day, remaining + 1)
