"""T5 and T18 are figures of the pack: another figure, another last day, another amber."""

from datetime import date, timedelta

import pytest

from common.models import File
from deadlines import services
from deadlines.models import Deadline
from policies.pack import PolicyPack
from tests.deadlines.conftest import end_of, moment


def with_figures(pack: PolicyPack, section: str, **figures: object) -> PolicyPack:
    changed = getattr(pack, section).model_copy(update=figures)
    return pack.model_copy(update={section: changed})


def started(file: File, pack: PolicyPack, code: str, at: str) -> Deadline:
    return services.start(file, code, at=moment(at), pack=pack)


@pytest.mark.parametrize(
    ("at", "rolls", "rolls_not"),
    [
        # 60 calendar days: Sunday 2026-06-14 is a weekend and nothing else (AS-05).
        ("2026-04-15", date(2026, 6, 15), date(2026, 6, 14)),
        # 2026-10-05 lies in 国庆, which ends with 10-07: a holiday rolls in any case (AS-06).
        ("2026-08-06", date(2026, 10, 8), date(2026, 10, 8)),
    ],
)
def test_whether_weekends_roll_is_the_packs(
    file: File, pack: PolicyPack, at: str, rolls: date, rolls_not: date
) -> None:
    assert started(file, pack, "MEDIATION", at).due_on == rolls
    services.cancel(file, "MEDIATION", at=moment(at))

    strict = with_figures(pack, "calendar", roll_weekends=False)

    assert started(file, strict, "MEDIATION", at).due_on == rolls_not


def test_how_many_days_before_its_end_a_clock_is_amber_is_the_packs(
    file: File, pack: PolicyPack
) -> None:
    """AS-01: due 2026-10-12; one working day remains from Saturday 10-10."""
    one = with_figures(pack, "queues", amber_remaining_wd=1)
    clock = started(file, one, "ACCEPTANCE", "2026-09-24 10:00")
    assert clock.amber_at == moment("2026-10-10 00:00")


def test_the_share_after_which_an_hour_clock_is_amber_is_the_packs(
    file: File, pack: PolicyPack
) -> None:
    quarter = with_figures(pack, "queues", hour_amber_percent=75)
    clock = started(file, quarter, "CONTACT", "2026-03-02 09:00")
    assert clock.amber_at == end_of(clock) - timedelta(hours=6)


def test_a_running_clock_keeps_the_rule_it_started_with(file: File, pack: PolicyPack) -> None:
    strict = with_figures(pack, "calendar", roll_weekends=False)
    started(file, strict, "MEDIATION", "2026-04-15")
    services.suspend(file, ["MEDIATION"], at=moment("2026-04-20"))
    services.resume(file, ["MEDIATION"], at=moment("2026-05-04"))
    clock = Deadline.objects.get(file=file, code="MEDIATION")
    assert clock.due_on == date(2026, 6, 28)  # a Sunday, fourteen days on
