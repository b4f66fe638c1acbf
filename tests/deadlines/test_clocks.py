"""Starting, meeting and cancelling clocks: brief §2.9, §7 and the dates of §8."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from common.models import File
from common.zone import end_of_day
from deadlines import services
from deadlines.models import Deadline
from deadlines.services import sweep
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, MakeFile, clock_of, day, end_of, moment


@pytest.mark.parametrize(
    ("code", "at", "due", "amber"),
    [
        ("ACCEPTANCE", "2026-09-24 10:00", "2026-10-12", "2026-10-09 00:00"),
        ("RESULT_FEEDBACK", "2026-02-11", "2026-02-27", "2026-02-25 00:00"),
        ("RESULT_FEEDBACK", "2025-09-26", "2025-10-13", "2025-10-10 00:00"),
        ("ACCEPTANCE", "2026-05-02 23:15", "2026-05-13", "2026-05-11 00:00"),
        ("HANDLING", "2026-04-14", "2026-04-23", "2026-04-21 00:00"),
        ("MEDIATION", "2026-04-14", "2026-06-18", "2026-06-16 00:00"),
        ("MEDIATION", "2026-04-15", "2026-06-15", "2026-06-11 00:00"),
        ("MEDIATION", "2026-08-06", "2026-10-08", "2026-09-29 00:00"),
        ("INTERIM_HOLD", "2026-03-06 20:30", "2026-04-05", "2026-04-01 00:00"),
        ("TRIAGE", "2026-03-06 20:30", "2026-03-09", "2026-03-06 20:30"),
        ("REOPEN_WINDOW", "2025-10-03", "2026-10-08", "2026-09-29 00:00"),
    ],
)
def test_a_clock_ends_at_midnight_of_the_day_the_brief_names(
    file: File, pack: PolicyPack, code: str, at: str, due: str, amber: str
) -> None:
    clock = services.start(file, code, at=moment(at), pack=pack)

    assert clock.due_on == day(due)
    assert clock.due_at == end_of_day(day(due))
    assert clock.amber_at == moment(amber)
    assert clock.policy_version == pack.version
    assert not clock.provisional


@pytest.mark.parametrize(
    ("code", "from_day", "due"),
    [
        ("REMINDER", "2026-03-11", "2026-03-12"),  # AS-13
        ("SUPERVISION", "2026-03-11", "2026-03-19"),  # WD 6 after the missed day
        ("REMINDER", "2026-02-13", "2026-02-14"),  # a Saturday that is worked
        ("SUPERVISION", "2026-09-24", "2026-10-10"),  # across 中秋 and 国庆
    ],
)
def test_our_own_step_falls_due_when_its_last_day_begins(
    file: File, pack: PolicyPack, code: str, from_day: str, due: str
) -> None:
    at = end_of_day(day(from_day))

    clock = services.start(file, code, at=at, on=day(from_day), pack=pack)

    dawn = moment(f"{due} 00:00")
    assert (clock.due_on, clock.due_at) == (day(due), dawn)
    assert sweep(at=dawn).expired == 1


def test_hours_run_through_the_holiday_to_the_minute(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "CONTACT", at=moment("2026-05-02 23:15"), pack=pack)

    assert clock.due_at == moment("2026-05-03 23:15")
    assert clock.due_on == day("2026-05-03")
    assert clock.amber_at == moment("2026-05-03 11:15")


def test_hours_that_end_at_midnight_end_on_the_day_before(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "CONTACT", at=moment("2026-05-02 00:00"), pack=pack)

    assert (clock.due_at, clock.due_on) == (moment("2026-05-03 00:00"), day("2026-05-02"))


def test_hours_cannot_be_dated_back(file: File, pack: PolicyPack) -> None:
    with pytest.raises(ValueError, match="by the minute"):
        services.start(file, "CONTACT", at=moment("2026-05-02"), pack=pack, on=day("2026-05-01"))


def test_a_clock_dated_back_counts_the_days_before_its_row(file: File, pack: PolicyPack) -> None:
    clock = services.start(
        file, "MEDIATION", at=moment("2026-05-20"), pack=pack, on=day("2026-04-14")
    )

    assert clock.started_on == day("2026-04-14")
    assert (clock.length, clock.unit) == (45, "WD")  # The rule of the day it counts from.
    assert clock.due_on == day("2026-06-18")


def test_an_agreed_date_does_not_roll(file: File, pack: PolicyPack) -> None:
    clock = services.start(
        file, "PERFORMANCE", at=moment("2026-09-20"), pack=pack, last_day=day("2026-10-03")
    )

    assert clock.due_on == day("2026-10-03")
    assert (clock.unit, clock.length) == ("DATE", None)


def test_an_agreed_date_may_have_passed_already(file: File, pack: PolicyPack) -> None:
    clock = services.start(
        file, "PERFORMANCE", at=moment("2026-09-20"), pack=pack, last_day=day("2026-09-18")
    )

    assert clock.due_on == day("2026-09-18")
    assert clock.status == "AMBER"


def test_an_agency_has_its_own_period(file: File, pack: PolicyPack) -> None:
    clock = services.start(
        file, "REFERRAL_ACK", at=moment("2026-03-09"), pack=pack, agency="POLICE"
    )

    assert clock.due_on == day("2026-03-12")


def test_starting_the_same_clock_twice_changes_nothing(file: File, pack: PolicyPack) -> None:
    first = services.start(file, "HANDLING", at=moment("2026-03-02 09:00"), pack=pack)
    again = services.start(file, "HANDLING", at=moment("2026-03-02 17:00"), pack=pack)

    assert again.pk == first.pk
    with pytest.raises(services.ClockAlreadyRuns):
        services.start(file, "HANDLING", at=moment("2026-03-03"), pack=pack)


def test_a_clock_once_stopped_may_start_anew(file: File, pack: PolicyPack) -> None:
    first = services.start(file, "PROGRESS_NOTE", at=moment("2026-02-04"), pack=pack)
    services.meet(file, "PROGRESS_NOTE", at=moment("2026-02-11"))
    second = services.start(file, "PROGRESS_NOTE", at=moment("2026-02-11"), pack=pack)

    assert second.pk != first.pk
    assert services.find(file, "PROGRESS_NOTE") == second
    assert list(Deadline.objects.open()) == [second]


def test_the_database_knows_one_open_clock_of_a_kind(file: File, pack: PolicyPack) -> None:
    first = services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    twin = Deadline.objects.get(pk=first.pk)
    twin.pk = None

    with pytest.raises(IntegrityError, match="deadline_open_once"), transaction.atomic():
        super(Deadline, twin).save(force_insert=True)


# -- meeting ----------------------------------------------------------------------------------


def test_an_act_at_the_last_moment_is_in_time(file: File, pack: PolicyPack) -> None:
    services.start(file, "REWARD_CLAIM", at=moment("2026-01-30"), pack=pack)

    clock = services.meet(file, "REWARD_CLAIM", at=moment("2026-03-19 23:50"))

    assert clock.status == "MET"
    assert clock.due_on == day("2026-03-19")


def test_an_act_after_midnight_is_late(file: File, pack: PolicyPack) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)

    clock = services.meet(file, "RESULT_FEEDBACK", at=moment("2026-02-28 00:01"))

    assert clock.status == "MET_LATE"


@pytest.mark.parametrize("code", ["RESULT_FEEDBACK", "REWARD_CLAIM"])
def test_an_act_in_time_counts_although_the_sweep_came_first(
    file: File, pack: PolicyPack, heard: Heard, code: str
) -> None:
    clock = services.start(file, code, at=moment("2026-02-11"), pack=pack)
    sweep(end_of(clock) + timedelta(minutes=1))
    assert clock_of(file, code).status in ("OVERDUE", "LAPSED")

    clock = services.meet(file, code, at=end_of(clock))

    assert clock.status == "MET"


@pytest.mark.parametrize("swept", [True, False])
def test_a_right_that_lapsed_cannot_be_used(
    file: File, pack: PolicyPack, heard: Heard, swept: bool
) -> None:
    clock = services.start(file, "REWARD_CLAIM", at=moment("2026-01-30"), pack=pack)
    late = moment("2026-03-20 00:01")
    if swept:
        sweep(late)

    with pytest.raises(services.RightLapsed):
        services.meet(file, "REWARD_CLAIM", at=late)

    clock.refresh_from_db()
    assert clock.met_at is None


def test_a_met_clock_is_never_reopened(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    first = services.meet(file, "HANDLING", at=moment("2026-03-10"))

    again = services.meet(file, "HANDLING", at=moment("2026-03-30"))

    assert (again.status, again.met_at) == ("MET", first.met_at)


def test_a_clock_is_not_met_before_it_began(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)

    with pytest.raises(services.BeforeStart) as refused:
        services.meet(file, "HANDLING", at=moment("2026-03-01"))

    assert refused.value.field == "at"


def test_a_clock_that_never_was_is_refused_by_name(file: File) -> None:
    with pytest.raises(services.NoSuchClock):
        services.meet(file, "HANDLING", at=moment("2026-03-02"))
    with pytest.raises(services.NoSuchClock):
        services.cancel(file, "HANDLING", at=moment("2026-03-02"))
    assert services.find(file, "HANDLING") is None


# -- cancelling -------------------------------------------------------------------------------


def test_cancelling_twice_changes_nothing(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-07-14"), pack=pack)
    services.cancel(file, "HANDLING", at=moment("2026-07-20"))

    clock = services.cancel(file, "HANDLING", at=moment("2026-07-21"))

    assert (clock.status, clock.cancelled_at) == ("CANCELLED", moment("2026-07-20"))
    with pytest.raises(services.ClockNotOpen):
        services.meet(file, "HANDLING", at=moment("2026-07-21"))


def test_a_met_clock_is_not_cancelled(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-07-14"), pack=pack)
    services.meet(file, "HANDLING", at=moment("2026-07-15"))

    with pytest.raises(services.ClockNotOpen):
        services.cancel(file, "HANDLING", at=moment("2026-07-20"))


def test_a_terminal_state_stops_all_clocks_but_those_of_notices(
    file: File, new_file: MakeFile, pack: PolicyPack
) -> None:
    other = new_file()
    for code in ("HANDLING", "CONTACT", "TERMINATION_NOTICE"):
        services.start(file, code, at=moment("2026-07-14"), pack=pack)
    services.start(other, "HANDLING", at=moment("2026-07-14"), pack=pack)
    services.suspend(file, ["HANDLING"], at=moment("2026-07-15"))

    stopped = services.cancel_all(file, at=moment("2026-07-20"), keep=services.NOTICE_CLOCKS)

    assert sorted(clock.code for clock in stopped) == ["CONTACT", "HANDLING"]
    assert {clock.code: clock.status for clock in Deadline.objects.filter(file=file)} == {
        "HANDLING": "CANCELLED",
        "CONTACT": "CANCELLED",
        "TERMINATION_NOTICE": "RUNNING",
    }
    assert clock_of(other, "HANDLING").status == "RUNNING"


def test_nobody_else_saves_a_clock(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "HANDLING", at=moment("2026-07-14"), pack=pack)

    with pytest.raises(TypeError):
        clock.save()


def test_a_clock_across_the_new_year_is_provisional(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "HANDLING", at=moment("2026-12-30"), pack=pack)

    assert clock.due_on == day("2027-01-11")
    assert clock.provisional


def test_a_history_before_our_notices_is_provisional_too(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "HANDLING", at=moment("2017-12-28"), pack=pack)

    assert clock.provisional
    assert clock.due_on == day("2018-01-09")
