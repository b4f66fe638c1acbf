"""A matter that began earlier: its clock counts from the earlier day (brief §3.1 CM-09, AS-11)."""

import pytest

from common.models import File
from deadlines import services
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, clock_of, day, moment


def test_an_open_clock_counts_from_the_earlier_day(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-03-04"), pack=pack)

    services.redate(file, "ACCEPTANCE", on=day("2026-03-02"), at=moment("2026-03-05"))

    clock = clock_of(file, "ACCEPTANCE")
    assert (clock.due_on, clock.status) == (day("2026-03-11"), "RUNNING")
    assert services.explain(clock)[0].date == day("2026-03-02")


def test_a_later_day_changes_nothing(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-03-02"), pack=pack)

    services.redate(file, "ACCEPTANCE", on=day("2026-03-04"), at=moment("2026-03-05"))

    assert clock_of(file, "ACCEPTANCE").due_on == day("2026-03-11")


def test_what_was_in_time_may_be_late_by_the_earlier_day(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-03-04"), pack=pack)
    services.meet(file, "ACCEPTANCE", at=moment("2026-03-12"))
    assert clock_of(file, "ACCEPTANCE").status == "MET"

    services.redate(file, "ACCEPTANCE", on=day("2026-03-02"), at=moment("2026-03-13"))

    assert clock_of(file, "ACCEPTANCE").status == "MET_LATE"


def test_an_end_that_has_passed_by_then_is_announced(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-03-04"), pack=pack)
    services.redate(file, "ACCEPTANCE", on=day("2026-02-02"), at=moment("2026-03-05"))

    services.sweep(moment("2026-03-05 09:01"))

    assert clock_of(file, "ACCEPTANCE").status == "OVERDUE"


def test_suspensions_stay(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-01-06"), pack=pack)
    services.suspend(file, ["ACCEPTANCE"], at=moment("2026-01-06"))

    services.redate(file, "ACCEPTANCE", on=day("2026-01-05"), at=moment("2026-01-08"))
    assert clock_of(file, "ACCEPTANCE").status == "SUSPENDED"
    services.resume(file, ["ACCEPTANCE"], at=moment("2026-01-12"))

    assert clock_of(file, "ACCEPTANCE").due_on == day("2026-01-20")  # AS-09


def test_a_clock_that_was_cancelled_is_left_alone(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-03-04"), pack=pack)
    services.cancel(file, "ACCEPTANCE", at=moment("2026-03-05"))

    services.redate(file, "ACCEPTANCE", on=day("2026-03-02"), at=moment("2026-03-06"))

    assert clock_of(file, "ACCEPTANCE").started_on == day("2026-03-04")


def test_without_a_clock_there_is_nothing_to_do(file: File) -> None:
    assert (
        services.redate(file, "ACCEPTANCE", on=day("2026-03-02"), at=moment("2026-03-05")) is None
    )


def test_hours_have_no_day_to_be_counted_from(file: File, pack: PolicyPack) -> None:
    services.start(file, "CONTACT", at=moment("2026-03-04"), pack=pack)

    with pytest.raises(ValueError, match="not counted from a day"):
        services.redate(file, "CONTACT", on=day("2026-03-02"), at=moment("2026-03-05"))
