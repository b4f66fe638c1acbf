"""Arithmetic by brute force over two foreign calendars; asks them day by day, never our table."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

ONE_DAY = timedelta(days=1)
IsWorking = Callable[[date], bool]
Span = tuple[date, date]

_cn = holidays.country_holidays("CN", years=range(2018, 2027), language="zh_CN")


@cache
def by_holidays(day: date) -> bool:
    return bool(_cn.is_working_day(day))


@cache
def by_chinesecalendar(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


ORACLES: dict[str, IsWorking] = {
    "holidays": by_holidays,
    "chinesecalendar": by_chinesecalendar,
}


def not_counted(start: date, suspended: Iterable[Span]) -> set[date]:
    """The days d with S < d <= R (brief §7.1 T15), each once however often it is suspended."""
    days = set()
    for begun, resumed in suspended:
        day = begun + ONE_DAY
        while day <= resumed:
            if day > start:
                days.add(day)
            day += ONE_DAY
    return days


def working_days(start: date, n: int, works: IsWorking, suspended: Iterable[Span] = ()) -> date:
    """The reference algorithm of brief §7.2 as it stands there."""
    skipped = not_counted(start, suspended)
    day = start
    while n:
        day += ONE_DAY
        if works(day) and day not in skipped:
            n -= 1
    return day


def rolled(day: date, works: IsWorking, roll: bool) -> date:
    while roll and not works(day):
        day += ONE_DAY
    return day


def prolonged(
    nominal: date, start: date, works: IsWorking, suspended: Iterable[Span], roll: bool
) -> date:
    """T15 for calendar periods: run by run; one that begins after the deadline changes nothing."""
    skipped = not_counted(start, suspended)
    day = start
    while day <= rolled(nominal, works, roll):
        length = 0
        while day + ONE_DAY + length * ONE_DAY in skipped:
            length += 1
        nominal += length * ONE_DAY
        day += ONE_DAY + length * ONE_DAY
    return rolled(nominal, works, roll)


def calendar_days(
    start: date, n: int, works: IsWorking, suspended: Iterable[Span] = (), roll: bool = True
) -> date:
    return prolonged(start + timedelta(days=n), start, works, suspended, roll)
