"""Our calendar against two foreign ones: every day, and thousands of random periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.calendar import (
    Span,
    add_calendar_days,
    add_months,
    add_working_days,
    amber_from,
    count_working_days,
)
from tests.deadlines import oracles
from tests.deadlines.calendars import CAL

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)

each_oracle = pytest.mark.parametrize("oracle", list(oracles.ORACLES))


@each_oracle
def test_every_day_of_nine_years_is_as_the_package_says(oracle: str) -> None:
    works = oracles.ORACLES[oracle]
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]

    differences = [day for day in days if CAL.is_working_day(day) != works(day)]

    assert len(days) == 3287
    assert differences == []


starts = st.dates(FIRST, date(2025, 6, 30))


Period = tuple[date, int, list[Span]]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A start, a length and suspensions around it: overlapping, touching, before, after, none."""
    start = draw(starts)
    n = draw(st.integers(0, 100))
    offsets = st.tuples(st.integers(-10, 150), st.integers(0, 40))
    suspended = [
        (start + timedelta(days=begun), start + timedelta(days=begun + length))
        for begun, length in draw(st.lists(offsets, max_size=4))
    ]
    return start, n, suspended


@each_oracle
@settings(max_examples=1200, deadline=None)
@given(period=periods())
def test_working_days_agree_with_brute_force(oracle: str, period: Period) -> None:
    start, n, suspended = period

    expected = oracles.working_days(start, n, oracles.ORACLES[oracle], suspended)

    assert add_working_days(start, n, CAL, suspended) == expected


@each_oracle
@settings(max_examples=1200, deadline=None)
@given(period=periods(), roll=st.booleans())
def test_calendar_days_agree_with_brute_force(oracle: str, period: Period, roll: bool) -> None:
    start, n, suspended = period

    expected = oracles.calendar_days(start, n, oracles.ORACLES[oracle], suspended, roll)

    assert add_calendar_days(start, n, CAL, suspended, roll=roll) == expected


@each_oracle
@settings(max_examples=300, deadline=None)
@given(period=periods(), count=st.integers(0, 10), roll=st.booleans())
def test_months_agree_with_brute_force(oracle: str, period: Period, count: int, roll: bool) -> None:
    start, _, suspended = period
    works = oracles.ORACLES[oracle]
    unrolled = add_months(start, count, CAL)

    assert (unrolled.year * 12 + unrolled.month) - (start.year * 12 + start.month) == count
    assert unrolled.day == start.day or (unrolled + timedelta(days=1)).day == 1
    assert add_months(start, count, CAL, roll, suspended) == oracles.prolonged(
        unrolled, start, works, suspended, roll
    )


@each_oracle
@settings(max_examples=400, deadline=None)
@given(after=starts, length=st.integers(-5, 500))
def test_counting_agrees_with_brute_force(oracle: str, after: date, length: int) -> None:
    works = oracles.ORACLES[oracle]
    until = after + timedelta(days=length)

    expected = sum(works(after + timedelta(days=i)) for i in range(1, length + 1))

    assert count_working_days(after, until, CAL) == expected


@each_oracle
@settings(max_examples=400, deadline=None)
@given(last_day=st.dates(date(2018, 2, 1), LAST))
def test_amber_agrees_with_brute_force(oracle: str, last_day: date) -> None:
    works = oracles.ORACLES[oracle]
    day, remaining = last_day, 0
    # The first day on which no more than two working days remain in (day, last_day].
    while remaining + works(day) <= 2:
        remaining += works(day)
        day -= timedelta(days=1)

    assert amber_from(last_day, CAL, 2) == day


@settings(max_examples=400, deadline=None)
@given(period=periods(), extra=st.integers(0, 60))
def test_an_extension_added_to_the_nominal_end_equals_one_longer_period(
    period: Period, extra: int
) -> None:
    start, n, _ = period
    end = add_working_days(start, n, CAL)

    assert add_working_days(end, extra, CAL) == add_working_days(start, n + extra, CAL)
