"""Suspension, by rows: brief §7.1 T15 and the scenarios AS-07, AS-09, AS-17."""

from datetime import timedelta

import pytest

from common.models import File
from deadlines import services
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, clock_of, day, end_of, moment


def test_a_supplement_moves_the_acceptance_clock(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-01-05"), pack=pack)

    stopped = services.suspend(file, ["ACCEPTANCE"], at=moment("2026-01-06"))
    assert [(clock.status, clock.due_on, clock.due_at) for clock in stopped] == [
        ("SUSPENDED", None, None)
    ]
    (clock,) = services.resume(file, ["ACCEPTANCE"], at=moment("2026-01-12"))

    assert (clock.status, clock.due_on) == ("RUNNING", day("2026-01-20"))


def test_an_appraisal_moves_the_mediation_but_an_answer_meets_handling_late(
    file: File, pack: PolicyPack
) -> None:
    accepted = moment("2026-05-06")
    services.start(file, "MEDIATION", at=accepted, pack=pack)
    services.start(file, "HANDLING", at=accepted, pack=pack)

    services.suspend(file, ["MEDIATION"], at=moment("2026-05-20"), cause="APPRAISAL")
    handling = services.meet(file, "HANDLING", at=moment("2026-05-20"))
    (mediation,) = services.resume(file, ["MEDIATION"], at=moment("2026-06-05"), cause="APPRAISAL")

    assert mediation.due_on == day("2026-07-21")
    assert (handling.due_on, handling.status) == (day("2026-05-14"), "MET_LATE")


def test_a_hearing_moves_the_case_clock(file: File, pack: PolicyPack) -> None:
    services.start(file, "SANCTION_CASE", at=moment("2026-08-10"), pack=pack)

    services.suspend(file, ["SANCTION_CASE"], at=moment("2026-09-24"))
    (clock,) = services.resume(file, ["SANCTION_CASE"], at=moment("2026-10-13"))

    assert clock.due_on == day("2026-11-27")


def test_two_causes_count_once_and_the_last_one_ends_the_suspension(
    file: File, pack: PolicyPack
) -> None:
    services.start(file, "MEDIATION", at=moment("2026-05-06"), pack=pack)
    services.suspend(file, ["MEDIATION"], at=moment("2026-05-20"), cause="APPRAISAL")
    services.suspend(file, ["MEDIATION"], at=moment("2026-05-25"), cause="COURT")

    assert services.resume(file, ["MEDIATION"], at=moment("2026-06-01"), cause="APPRAISAL") == []
    assert clock_of(file, "MEDIATION").status == "SUSPENDED"
    (clock,) = services.resume(file, ["MEDIATION"], at=moment("2026-06-05"), cause="COURT")

    assert clock.due_on == day("2026-07-21")


def test_suspending_and_resuming_twice_changes_nothing(file: File, pack: PolicyPack) -> None:
    services.start(file, "MEDIATION", at=moment("2026-05-06"), pack=pack)
    services.suspend(file, None, at=moment("2026-05-20"))
    services.suspend(file, None, at=moment("2026-05-28"))
    services.resume(file, None, at=moment("2026-06-05"))

    assert services.resume(file, None, at=moment("2026-06-30")) == []
    assert clock_of(file, "MEDIATION").due_on == day("2026-07-21")
    assert clock_of(file, "MEDIATION").suspensions.count() == 1


def test_a_clock_past_its_end_goes_on_being_overdue(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    clock = services.start(file, "MEDIATION", at=moment("2026-05-06"), pack=pack)
    services.sweep(end_of(clock))

    assert services.suspend(file, ["MEDIATION"], at=moment("2026-07-07")) == []
    services.resume(file, ["MEDIATION"], at=moment("2026-08-07"))

    clock.refresh_from_db()
    assert (clock.status, clock.due_on) == ("OVERDUE", day("2026-07-06"))


def test_only_the_open_clocks_named_stand_still(file: File, pack: PolicyPack) -> None:
    for code in ("MEDIATION", "HANDLING", "CONTACT"):
        services.start(file, code, at=moment("2026-05-06"), pack=pack)
    services.meet(file, "HANDLING", at=moment("2026-05-07"))

    stopped = services.suspend(file, ["MEDIATION", "HANDLING"], at=moment("2026-05-07"))

    assert [clock.code for clock in stopped] == ["MEDIATION"]
    assert clock_of(file, "HANDLING").status == "MET"
    assert clock_of(file, "CONTACT").status != "SUSPENDED"


def test_an_answer_during_a_suspension_meets_the_clock(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    services.suspend(file, ["HANDLING"], at=moment("2026-03-04"), cause="COURT")

    clock = services.meet(file, "HANDLING", at=moment("2026-04-01"))

    # Two of seven days were used; from the day after 04-01 five more: 04-02, 03, 07, 08, 09.
    assert (clock.status, clock.due_on) == ("MET", day("2026-04-09"))
    assert clock.suspensions.get().resumed_at == moment("2026-04-01")


def test_a_suspension_does_not_end_before_it_began(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    services.suspend(file, ["HANDLING"], at=moment("2026-03-04"))

    with pytest.raises(services.BeforeStart):
        services.resume(file, ["HANDLING"], at=moment("2026-03-03"))


def test_hours_stand_still_by_the_minute(file: File, pack: PolicyPack) -> None:
    services.start(file, "CONTACT", at=moment("2026-03-02 10:00"), pack=pack)
    services.suspend(file, ["CONTACT"], at=moment("2026-03-02 16:00"))
    services.suspend(file, ["CONTACT"], at=moment("2026-03-02 18:00"), cause="COURT")
    services.resume(file, ["CONTACT"], at=moment("2026-03-02 19:00"))
    (clock,) = services.resume(file, ["CONTACT"], at=moment("2026-03-02 21:30"), cause="COURT")

    assert clock.due_at == moment("2026-03-03 15:30")
    assert clock.amber_at == end_of(clock) - timedelta(hours=12)


def test_a_clock_resumed_near_its_end_is_amber_at_once(file: File, pack: PolicyPack) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    services.suspend(file, ["HANDLING"], at=moment("2026-03-10"))

    (clock,) = services.resume(file, ["HANDLING"], at=moment("2026-03-31"))

    assert (clock.status, clock.due_on) == ("AMBER", day("2026-04-01"))
