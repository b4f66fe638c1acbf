"""Working-day arithmetic: the vectors of brief §7.4 and the rules T1-T20."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from deadlines.calendar import (
    DayKind,
    Entry,
    Standing,
    WorkingCalendar,
    add_calendar_days,
    add_months,
    add_working_days,
    amber_from,
    count_working_days,
    merged,
)
from tests.deadlines.calendars import CAL


def day(text: str) -> date:
    return date.fromisoformat(text)


# -- the calendar itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "per_month"),
    [
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ],
)
def test_working_days_per_month_are_those_of_the_brief(year: int, per_month: list[int]) -> None:
    edges = [date(year, month, 1) - timedelta(days=1) for month in range(1, 13)]
    edges.append(date(year, 12, 31))

    counted = [CAL.count(edges[i], edges[i + 1]) for i in range(12)]

    assert counted == per_month
    assert sum(counted) == 248


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("2026-02-14", DayKind.MAKE_UP, "春节"),
        ("2026-02-17", DayKind.HOLIDAY, "春节"),
        ("2025-10-06", DayKind.HOLIDAY, "国庆节、中秋节"),
        ("2026-03-07", DayKind.WEEKEND, ""),
        ("2026-03-09", DayKind.WORKDAY, ""),
        ("2020-02-01", DayKind.HOLIDAY, "春节"),
    ],
)
def test_a_day_is_what_the_notice_says(text: str, kind: DayKind, name: str) -> None:
    assert (CAL.kind(day(text)), CAL.name(day(text))) == (kind, name)


def test_every_entry_carries_the_number_of_its_notice() -> None:
    assert CAL.notice_no(day("2020-01-31")) == "国办发明电〔2020〕1号"
    assert CAL.notice_no(day("2019-05-02")) == "国办发明电〔2019〕3号"
    assert CAL.notice_no(day("2026-03-09")) == ""
    assert all(entry.notice_no for entry in CAL.entries)


# -- vectors ----------------------------------------------------------------------------------

WORKING_DAY_VECTORS = [
    # brief §7.4
    ("2026-09-24", 7, "2026-10-12"),
    ("2026-02-11", 7, "2026-02-27"),
    ("2025-09-26", 7, "2025-10-13"),
    ("2026-05-02", 7, "2026-05-13"),
    ("2025-01-24", 7, "2025-02-10"),
    ("2025-04-25", 7, "2025-05-08"),
    ("2025-05-30", 7, "2025-06-11"),
    ("2026-04-14", 45, "2026-06-18"),
    ("2026-01-30", 30, "2026-03-19"),
    # stack.md §4, counted by hand
    ("2025-01-20", 7, "2025-02-05"),
    ("2025-01-26", 7, "2025-02-11"),
    ("2025-01-28", 7, "2025-02-12"),
    ("2025-10-01", 7, "2025-10-16"),
    ("2025-12-31", 7, "2026-01-12"),
    ("2026-02-10", 7, "2026-02-26"),
    ("2026-02-14", 7, "2026-03-03"),
    ("2026-02-20", 7, "2026-03-03"),
    ("2026-09-18", 7, "2026-09-29"),
    ("2026-09-30", 7, "2026-10-15"),
    ("2026-04-30", 7, "2026-05-13"),
    ("2026-02-28", 7, "2026-03-10"),
    ("2026-10-10", 7, "2026-10-20"),
    # brief §8
    ("2026-08-03", 15, "2026-08-24"),
    ("2026-08-24", 15, "2026-09-14"),
    ("2026-06-18", 15, "2026-07-10"),
    ("2026-07-10", 15, "2026-07-31"),
    ("2026-06-18", 7, "2026-06-30"),
    ("2026-05-08", 1, "2026-05-09"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-24", 15, "2026-10-22"),
    ("2026-09-28", 7, "2026-10-13"),
    ("2026-10-20", 7, "2026-10-29"),
    ("2026-10-22", 15, "2026-11-12"),
    ("2026-07-31", 15, "2026-08-21"),
    ("2026-10-01", 7, "2026-10-15"),
    ("2026-03-06", 1, "2026-03-09"),
    ("2026-03-02", 15, "2026-03-23"),
    ("2026-03-10", 15, "2026-03-31"),
    ("2026-03-11", 15, "2026-04-01"),
    ("2026-02-04", 15, "2026-03-03"),
    ("2026-04-03", 7, "2026-04-15"),
    ("2026-05-20", 15, "2026-06-10"),
    ("2026-03-11", 6, "2026-03-19"),
]


@pytest.mark.parametrize(("start", "n", "last"), WORKING_DAY_VECTORS)
def test_working_day_vectors(start: str, n: int, last: str) -> None:
    assert add_working_days(day(start), n, CAL) == day(last)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-04-15", 60, "2026-06-15"),
        ("2026-08-06", 60, "2026-10-08"),
        ("2026-07-03", 90, "2026-10-08"),
        ("2026-08-10", 90, "2026-11-09"),
        ("2026-05-06", 60, "2026-07-06"),
    ],
)
def test_calendar_day_vectors_roll_over_rest_days(start: str, n: int, last: str) -> None:
    assert add_calendar_days(day(start), n, CAL) == day(last)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [("2026-03-06", 30, "2026-04-05"), ("2026-07-01", 30, "2026-07-31")],
)
def test_burdens_and_public_notice_do_not_roll(start: str, n: int, last: str) -> None:
    assert add_calendar_days(day(start), n, CAL, roll=False) == day(last)


def test_a_make_up_day_is_not_rolled_over() -> None:
    assert add_calendar_days(day("2026-09-10"), 10, CAL) == day("2026-09-20")


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 60, "2029-02-28"),
        ("2026-03-10", 60, "2031-03-10"),
        ("2025-12-31", 0, "2025-12-31"),
        ("2025-01-31", 11, "2025-12-31"),
    ],
)
def test_months_end_on_the_corresponding_date_or_the_last_of_the_month(
    start: str, n: int, last: str
) -> None:
    assert add_months(day(start), n, CAL) == day(last)


def test_months_roll_only_when_asked() -> None:
    assert add_months(day("2025-10-03"), 12, CAL, roll=True) == day("2026-10-08")
    assert add_months(day("2025-10-03"), 12, CAL) == day("2026-10-03")


# -- suspension -------------------------------------------------------------------------------


def spans(*pairs: str) -> list[tuple[date, date]]:
    return [(day(pair[:10]), day(pair[-10:])) for pair in pairs]


def test_appraisal_adds_its_days_to_the_nominal_end_and_then_rolls() -> None:
    paused = spans("2026-05-20/2026-06-05")

    assert add_calendar_days(day("2026-05-06"), 60, CAL, paused) == day("2026-07-21")


def test_a_supplement_stops_the_acceptance_clock() -> None:
    assert add_working_days(day("2026-01-05"), 7, CAL, spans("2026-01-06/2026-01-12")) == day(
        "2026-01-20"
    )


def test_a_hearing_prolongs_the_case_clock_by_its_days() -> None:
    paused = spans("2026-09-24/2026-10-13")

    # 2026-11-08 (a Sunday) is the nominal end; 19 days on is Friday 2026-11-27.
    assert add_calendar_days(day("2026-08-10"), 90, CAL, paused) == day("2026-11-27")


def test_the_day_of_suspension_counts_and_the_day_of_resumption_does_not() -> None:
    # Mon 03-02: 03 counts (suspended that day), 04 and 05 do not, 06 is the second day.
    assert add_working_days(day("2026-03-02"), 2, CAL, spans("2026-03-03/2026-03-05")) == day(
        "2026-03-06"
    )


def test_overlapping_suspensions_count_once() -> None:
    twice = spans("2026-05-20/2026-06-05", "2026-05-25/2026-06-01", "2026-05-20/2026-06-05")
    chained = spans("2026-05-20/2026-05-28", "2026-05-24/2026-06-05")
    once = spans("2026-05-20/2026-06-05")

    for n in (3, 20, 60):
        expected = add_calendar_days(day("2026-05-06"), n, CAL, once)
        assert add_calendar_days(day("2026-05-06"), n, CAL, twice) == expected
        assert add_calendar_days(day("2026-05-06"), n, CAL, chained) == expected
        assert add_working_days(day("2026-05-06"), n, CAL, twice) == add_working_days(
            day("2026-05-06"), n, CAL, once
        )


def test_a_suspension_after_the_deadline_changes_nothing() -> None:
    after = spans("2026-07-07/2026-09-01")

    assert add_calendar_days(day("2026-05-06"), 60, CAL, after) == day("2026-07-06")
    assert add_working_days(day("2026-06-25"), 7, CAL, after) == day("2026-07-06")


def test_a_suspension_on_the_last_day_of_a_calendar_period_still_counts() -> None:
    # The deadline 2026-07-06 is the rolled one (nominal end Sunday 07-05): not "after" it.
    on_it = spans("2026-07-06/2026-07-16")

    assert add_calendar_days(day("2026-05-06"), 60, CAL, on_it) == day("2026-07-15")


def test_a_suspension_counts_when_an_earlier_one_moved_the_deadline_past_it() -> None:
    both = spans("2026-05-20/2026-06-05", "2026-07-10/2026-07-20")

    assert add_calendar_days(day("2026-05-06"), 60, CAL, both) == day("2026-07-31")


def test_days_before_the_start_are_never_added() -> None:
    begun_before = spans("2026-04-01/2026-05-10")

    assert merged(begun_before, day("2026-05-06")) == spans("2026-05-06/2026-05-10")
    assert add_calendar_days(day("2026-05-06"), 60, CAL, begun_before) == day("2026-07-09")
    assert merged(spans("2026-04-01/2026-05-06"), day("2026-05-06")) == []


def test_a_suspension_that_ends_before_it_begins_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        add_working_days(day("2026-05-06"), 3, CAL, spans("2026-05-10/2026-05-09"))


@pytest.mark.parametrize("add", [add_working_days, add_calendar_days, add_months])
def test_a_negative_length_is_a_mistake(add: Callable[[date, int, WorkingCalendar], date]) -> None:
    with pytest.raises(ValueError, match="negative"):
        add(day("2026-05-06"), -1, CAL)


def test_a_period_of_no_days_ends_on_its_first() -> None:
    assert add_working_days(day("2026-05-02"), 0, CAL) == day("2026-05-02")


# -- amber and what remains -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "amber"),
    [
        ("2026-10-12", "2026-10-09"),  # AS-01: Sat 10-10 works
        ("2026-02-27", "2026-02-25"),  # AS-02
        ("2026-04-05", "2026-04-01"),  # an unrolled end on a Sunday: 04-02 and 04-03 remain
        ("2026-10-08", "2026-09-29"),
    ],
)
def test_amber_begins_when_two_working_days_remain(last_day: str, amber: str) -> None:
    begins = amber_from(day(last_day), CAL, 2)

    assert begins == day(amber)
    assert CAL.is_working_day(begins)
    assert CAL.count(begins, day(last_day)) == 2
    assert CAL.count(begins - timedelta(days=1), day(last_day)) == 3


def test_a_late_act_is_overdue_by_the_working_days_since() -> None:
    assert count_working_days(day("2026-02-27"), day("2026-02-28"), CAL) == 1
    assert count_working_days(day("2026-02-27"), day("2026-02-27"), CAL) == 0
    assert count_working_days(day("2025-12-31"), day("2026-01-12"), CAL) == 7


# -- beyond the notices (T19) -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("2017-12-31", Standing.HISTORIC),
        ("2018-01-01", Standing.CONFIRMED),
        ("2026-12-31", Standing.CONFIRMED),
        ("2027-01-01", Standing.PROVISIONAL),
    ],
)
def test_a_day_outside_the_notices_is_provisional(text: str, standing: Standing) -> None:
    assert CAL.standing(day(text)) == standing
    assert CAL.provisional(day(text)) == (standing != Standing.CONFIRMED)


def test_provisional_years_know_weekends_and_fixed_statutory_days() -> None:
    off = {
        day
        for day in (date(2027, 1, 1) + timedelta(days=i) for i in range(365))
        if day.weekday() < 5 and not CAL.is_working_day(day)
    }

    assert off == {date(2027, 1, 1), date(2027, 10, 1)}
    assert CAL.name(date(2027, 5, 2)) == "劳动节"
    assert CAL.kind(date(2027, 5, 2)) == DayKind.HOLIDAY
    assert CAL.kind(date(2007, 5, 3)) == DayKind.HOLIDAY
    assert CAL.kind(date(2014, 5, 2)) == DayKind.WORKDAY
    assert CAL.kind(date(1998, 10, 3)) == DayKind.WEEKEND
    assert add_working_days(date(2026, 12, 30), 7, CAL) == date(2027, 1, 11)


def test_a_period_is_as_sure_as_its_weakest_year() -> None:
    assert CAL.worst_standing(date(2026, 12, 30), date(2027, 1, 11)) == Standing.PROVISIONAL
    assert CAL.worst_standing(date(2017, 12, 30), date(2018, 1, 11)) == Standing.HISTORIC
    assert CAL.worst_standing(date(2018, 1, 2), date(2026, 12, 31)) == Standing.CONFIRMED


def test_no_date_of_a_lifetime_raises() -> None:
    for year in range(1900, 2200):
        assert add_working_days(date(year, 12, 31), 300, CAL) > date(year, 12, 31)
        assert amber_from(date(year, 1, 1), CAL, 2) < date(year, 1, 1)


def test_a_notice_for_next_year_may_speak_of_this_december() -> None:
    cal = WorkingCalendar(
        version="x",
        entries=[*CAL.entries, Entry(date(2027, 12, 31), False, "元旦", "")],
        confirmed_years=CAL.confirmed_years,
    )

    assert cal.kind(date(2027, 12, 31)) == DayKind.HOLIDAY
    assert cal.provisional(date(2027, 12, 31))
