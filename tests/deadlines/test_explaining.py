"""Why this date: every day counted or skipped, and the two commands."""

import json

import pytest

from accounts.models import User
from common.models import File
from deadlines import services
from deadlines.models import Deadline
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, clock_of, day, moment, run


def told(clock: Deadline) -> list[tuple[str, str, int | None]]:
    return [
        (f"{line.date:%m-%d}", line.reason.value, line.number) for line in services.explain(clock)
    ]


def test_each_day_of_a_working_day_clock_is_listed(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "ACCEPTANCE", at=moment("2026-09-24 10:00"), pack=pack)

    lines = services.explain(clock)

    assert told(clock) == [
        ("09-24", "START", None),
        ("09-25", "HOLIDAY", None),
        ("09-26", "HOLIDAY", None),
        ("09-27", "HOLIDAY", None),
        ("09-28", "WORKDAY", 1),
        ("09-29", "WORKDAY", 2),
        ("09-30", "WORKDAY", 3),
        *[(f"10-0{n}", "HOLIDAY", None) for n in range(1, 8)],
        ("10-08", "WORKDAY", 4),
        ("10-09", "WORKDAY", 5),
        ("10-10", "MAKE_UP", 6),
        ("10-11", "WEEKEND", None),
        ("10-12", "WORKDAY", 7),
    ]
    assert [line.date for line in lines if line.last] == [day("2026-10-12")]
    assert lines[1].name == "中秋节"
    assert "中秋节" in lines[1].text
    assert lines[1].notice_no == "国办发明电〔2025〕7号"
    assert "国庆节" in lines[16].text


def test_suspended_days_and_rolling_are_told(file: File, pack: PolicyPack) -> None:
    services.start(file, "MEDIATION", at=moment("2026-05-06"), pack=pack)
    services.suspend(file, None, at=moment("2026-05-20"))
    services.resume(file, None, at=moment("2026-06-04"))

    lines = services.explain(clock_of(file, "MEDIATION"))

    # 60 days and 15 suspended ones: Monday 2026-07-20.
    assert [line.date for line in lines if line.reason == "SUSPENDED"] == [
        day(f"2026-05-{n}") for n in range(21, 32)
    ] + [day(f"2026-06-0{n}") for n in range(1, 5)]
    assert sum(line.counted for line in lines) == 60
    assert (lines[-1].date, lines[-1].number) == (day("2026-07-20"), 60)


def test_the_days_after_a_nominal_end_are_told(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "MEDIATION", at=moment("2026-08-06"), pack=pack)

    assert told(clock)[-4:] == [
        ("10-05", "CALENDAR", 60),
        ("10-06", "REST", None),
        ("10-07", "REST", None),
        ("10-08", "ROLLED", None),
    ]


def test_days_of_an_extension_are_marked(file: File, pack: PolicyPack, officer: User) -> None:
    services.start(file, "VERIFICATION", at=moment("2026-08-03"), pack=pack)
    services.extend(
        file, "VERIFICATION", by=officer, asked_at=moment("2026-08-24"), at=moment("2026-08-25")
    )

    lines = services.explain(clock_of(file, "VERIFICATION"))

    counted = [line for line in lines if line.counted]
    assert [line.extended for line in counted] == [False] * 15 + [True] * 15
    assert lines[-1].date == day("2026-09-14")


def test_a_suspended_clock_has_no_last_day(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-01-05"), pack=pack)
    services.suspend(file, None, at=moment("2026-01-06"))

    clock = clock_of(file, "ACCEPTANCE")

    assert told(clock) == [
        ("01-05", "START", None),
        ("01-06", "WORKDAY", 1),
        ("01-07", "STOPPED", None),
    ]
    assert not any(line.last for line in services.explain(clock))


def test_months_hours_and_agreed_dates_are_told(file: File, pack: PolicyPack) -> None:
    months = services.start(file, "REOPEN_WINDOW", at=moment("2025-10-03"), pack=pack)
    hours = services.start(file, "CONTACT", at=moment("2026-05-02 23:15"), pack=pack)
    agreed = services.start(
        file, "PERFORMANCE", at=moment("2026-09-20"), pack=pack, last_day=day("2026-10-03")
    )

    assert told(months)[0:2] == [("10-03", "START", None), ("11-03", "MONTH", 1)]
    assert told(months)[-1] == ("10-08", "ROLLED", None)
    assert [reason for _, reason, _ in told(hours)] == ["HOURS", "HOURS"]
    assert told(agreed) == [("09-20", "START", None), ("10-03", "FIXED", 1)]


def test_provisional_days_say_so(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "HANDLING", at=moment("2026-12-30"), pack=pack)

    lines = services.explain(clock)

    assert [line.provisional for line in lines[:3]] == [False, False, True]
    assert lines[2].text != lines[1].text
    assert lines[2].reason == "HOLIDAY"
    assert lines[2].name == "元旦"


def test_every_sentence_has_its_number_or_name_filled_in(
    file: File, pack: PolicyPack, officer: User
) -> None:
    for code in ("VERIFICATION", "MEDIATION", "CONTACT", "REOPEN_WINDOW"):
        clock = services.start(file, code, at=moment("2025-09-26"), pack=pack)
        for line in services.explain(clock):
            assert line.text
            assert "%" not in line.text


# -- commands ---------------------------------------------------------------------------------


def test_explain_deadline_prints_the_days_of_one_clock(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-09-24 10:00"), pack=pack)
    services.start(file, "CONTACT", at=moment("2026-09-24 10:00"), pack=pack)

    code, out, err = run("explain_deadline", file.number, "ACCEPTANCE")

    assert (code, err) == (0, "")
    assert "2026-10-12" in out
    assert "2026-10-10" in out
    assert "CONTACT" not in out
    assert len(out.splitlines()) == 1 + 19 + 1


def test_explain_deadline_answers_in_json(file: File, pack: PolicyPack) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-09-24 10:00"), pack=pack)

    code, out, _ = run("explain_deadline", file.number, "--json")

    (clock,) = json.loads(out)["deadlines"]
    assert code == 0
    assert (clock["due_on"], clock["calendar"]) == ("2026-10-12", "CN-1")
    assert [line["date"] for line in clock["days"] if line["last"]] == ["2026-10-12"]


@pytest.mark.parametrize("arguments", [("TS-1999-000001",), ("TS-2026-000001", "HANDLING")])
def test_explain_deadline_fails_in_words(file: File, arguments: tuple[str, ...]) -> None:
    code, out, err = run("explain_deadline", *arguments)

    assert (code, out) == (1, "")
    assert arguments[-1] in err


def test_the_sweep_command_takes_a_moment_in_shanghai(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    services.start(file, "ACCEPTANCE", at=moment("2026-09-24 10:00"), pack=pack)

    before = run("sweep", "--at", "2026-10-12T23:59", "--json")
    after = run("sweep", "--at", "2026-10-13T00:00", "--json")

    assert json.loads(before[1]) == {"amber": 1, "expired": 0, "busy": False}
    assert json.loads(after[1]) == {"amber": 0, "expired": 1, "busy": False}
