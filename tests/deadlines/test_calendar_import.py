"""The calendar in the database: seed, import, refused lines, recomputation (T19)."""

import io
import json
from pathlib import Path

import pytest

from common.models import File
from deadlines import calendar_file, services
from deadlines.models import CalendarDay, CalendarVersion, Deadline
from deadlines.services.calendars import Imported
from policies.pack import PolicyPack
from tests.deadlines.calendars import CAL, SHIPPED
from tests.deadlines.conftest import LONG_AGO, Heard, clock_of, day, moment, run

HEADER = "date,kind,name,notice_no"

# An invented notice for 2027; the Saturday 01-30 and the Sunday 02-14 are worked.
NOTICE_2027 = """\
2027-01-01,REST,元旦,
2027-01-30,WORK,春节,
2027-02-05,REST,春节,
2027-02-08,REST,春节,
2027-02-09,REST,春节,
2027-02-10,REST,春节,
2027-02-11,REST,春节,
2027-02-12,REST,春节,
2027-02-14,WORK,春节,
2027-04-05,REST,清明节,
2027-05-03,REST,劳动节,
2027-06-09,REST,端午节,
2027-09-15,REST,中秋节,
2027-10-01,REST,国庆节,
"""


def read(*lines: str) -> calendar_file.CalendarFile:
    return calendar_file.read(io.StringIO("\n".join([HEADER, *lines]), newline=""))


def take(*lines: str) -> Imported:
    return services.import_calendar(read(*lines), source="test", at=moment("2026-11-04"))


def notice(text: str = NOTICE_2027) -> list[str]:
    return text.splitlines()


# -- seed -------------------------------------------------------------------------------------


def test_the_seed_puts_the_shipped_calendar_in_place_once(db: None) -> None:
    first = services.seed_calendar(at=LONG_AGO)
    again = services.seed_calendar(at=moment("2026-11-04"))

    assert again == first
    assert CalendarVersion.objects.count() == 1
    assert first.confirmed_years == list(range(2018, 2027))
    cal = services.current_calendar()
    assert cal.entries == CAL.entries
    assert cal.version == "CN-1"


def test_the_seed_leaves_an_installation_its_better_knowledge(calendar: CalendarVersion) -> None:
    take("2026-11-09,REST,地方,")

    version = services.seed_calendar(at=moment("2026-12-01"))

    assert version.number == 2
    assert not services.current_calendar().is_working_day(day("2026-11-09"))


def test_without_a_calendar_nothing_is_guessed(db: None) -> None:
    with pytest.raises(services.CalendarMissingError, match="run `manage"):
        services.current_calendar()


# -- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("2027/01/01,REST,元旦,", "date", "DATE"),
        ("2027-02-30,REST,春节,", "date", "NO_SUCH_DAY"),
        ("1027-01-01,REST,元旦,", "date", "YEAR"),
        (",REST,元旦,", "date", "DATE"),
        ("2027-01-01,OFF,元旦,", "kind", "KIND"),
        ("2027-01-01,REST,,", "name", "EMPTY"),
        ("2027-01-01,REST," + "节" * 41 + ",", "name", "TOO_LONG"),
        ("2027-01-01,REST,元\u202e旦,", "name", "CONTROL"),
        ("2027-01-01,REST,元旦,国\x00办", "notice_no", "CONTROL"),
        ("2027-01-01,REST", "", "FIELDS"),
        ("2027-01-02,REST,元旦,,", "", "FIELDS"),
    ],
)
def test_a_bad_line_is_refused_with_its_place_and_reason(line: str, field: str, code: str) -> None:
    file = read("2027-01-03,REST,元旦,", line, "2027-01-04,REST,元旦,")

    (refused,) = file.refused
    assert (refused.line, refused.field, refused.code) == (3, field, code)
    assert refused.message
    assert len(file.entries) == 2


def test_a_day_that_stands_twice_is_refused() -> None:
    (refused,) = read("2027-01-01,REST,元旦,", "2027-01-01,WORK,元旦,").refused

    assert (refused.line, refused.field, refused.code) == (3, "date", "TWICE")


@pytest.mark.parametrize("text", ["", "date;kind;name;notice_no\n", "a,b\n"])
def test_a_file_of_other_columns_is_refused_whole(text: str) -> None:
    file = calendar_file.read(io.StringIO(text))

    assert [line.code for line in file.refused] == ["COLUMNS"]
    assert file.illegible


# -- importing --------------------------------------------------------------------------------


def test_a_whole_notice_confirms_its_year(calendar: CalendarVersion) -> None:
    done = take(*notice())

    assert done.newly_confirmed == (2027,)
    cal = services.current_calendar()
    assert cal.version == "CN-2"
    assert not cal.provisional(day("2027-02-05"))
    assert cal.is_working_day(day("2027-02-14"))
    assert cal.is_working_day(day("2027-05-01")) is False  # A Saturday.
    assert cal.name(day("2026-10-01")) == "国庆节"


def test_an_incomplete_notice_leaves_its_year_provisional(calendar: CalendarVersion) -> None:
    done = take(*notice()[:-1])

    assert done.newly_confirmed == ()
    assert done.incomplete == {2027: ["国庆"]}
    cal = services.current_calendar()
    assert cal.provisional(day("2027-02-05"))
    assert not cal.is_working_day(day("2027-02-05"))


def test_a_year_with_a_refused_line_is_left_as_it_was(calendar: CalendarVersion) -> None:
    done = take("2026-12-31,REST,元旦,", *notice(), "2027-13-01,REST,元旦,")

    assert done.left_out == (2027,)
    cal = services.current_calendar()
    assert not cal.is_working_day(day("2026-12-31"))
    assert cal.is_working_day(day("2027-02-05"))
    assert cal.provisional(day("2027-02-05"))


def test_a_refused_line_of_no_year_stops_the_whole_file(calendar: CalendarVersion) -> None:
    done = take(*notice(), "?,REST,元旦,")

    assert (done.version, done.days) == (None, 0)
    assert CalendarVersion.objects.count() == 1


def test_the_same_file_twice_makes_one_version(calendar: CalendarVersion) -> None:
    take(*notice())
    done = take(*notice())

    assert done.version is None
    assert CalendarVersion.objects.count() == 2
    assert CalendarDay.objects.filter(version__number=1).count() == len(CAL.entries)


def test_a_later_notice_may_take_a_day_off_back(calendar: CalendarVersion) -> None:
    take("2026-10-07,WORK,国庆节,")

    assert services.current_calendar().is_working_day(day("2026-10-07"))


# -- recomputation ----------------------------------------------------------------------------


def test_our_own_clock_moves_with_the_calendar(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "RESULT_FEEDBACK", at=moment("2027-02-03"), pack=pack)
    assert (clock.due_on, clock.provisional) == (day("2027-02-12"), True)

    take(*notice())
    done = services.recompute(at=moment("2027-02-04"))

    clock.refresh_from_db()
    assert clock.due_on == day("2027-02-19")
    assert (clock.provisional, str(clock.calendar_version)) == (False, "CN-2")
    assert [(moved.before, moved.after) for moved in done.moved] == [
        (day("2027-02-12"), day("2027-02-19"))
    ]
    assert services.recompute(at=moment("2027-02-04")).looked_at == 0


def test_our_own_clock_may_end_earlier_but_a_partys_never(file: File, pack: PolicyPack) -> None:
    ours = services.start(file, "ACCEPTANCE", at=moment("2027-01-27"), pack=pack)
    theirs = services.start(file, "SUPPLEMENT", at=moment("2027-01-27"), pack=pack)
    assert (ours.due_on, theirs.due_on) == (day("2027-02-05"), day("2027-02-03"))

    take("2027-01-30,WORK,春节,", "2027-01-31,WORK,春节,")
    done = services.recompute(at=moment("2027-01-28"))

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.due_on == day("2027-02-03")
    assert (theirs.due_on, str(theirs.kept_version)) == (day("2027-02-03"), "CN-1")
    assert services.explain(theirs)[-1].date == day("2027-02-03")
    assert done.kept == 1


def test_a_promise_survives_a_suspension_and_further_imports(file: File, pack: PolicyPack) -> None:
    services.start(file, "SUPPLEMENT", at=moment("2027-01-27"), pack=pack)
    services.suspend(file, None, at=moment("2027-01-28"))
    take("2027-01-30,WORK,春节,", "2027-01-31,WORK,春节,")
    services.recompute(at=moment("2027-01-28"))
    (clock,) = services.resume(file, None, at=moment("2027-01-29"))
    take("2027-03-06,WORK,春节,")
    services.recompute(at=moment("2027-01-29"))

    clock.refresh_from_db()
    # By the first calendar: 01-28, then 02-01 to 02-04.
    assert clock.due_on == day("2027-02-04")


def test_an_overdue_clock_runs_again_when_its_end_moves_on(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2027-02-03"), pack=pack)
    services.sweep(moment("2027-02-13"))

    take(*notice())
    services.recompute(at=moment("2027-02-13"))
    clock = clock_of(file, "RESULT_FEEDBACK")
    assert (clock.status, clock.due_on) == ("RUNNING", day("2027-02-19"))
    services.sweep(moment("2027-02-20"))

    assert clock_of(file, "RESULT_FEEDBACK").status == "OVERDUE"
    assert file.messages.count() == 2


def test_stopped_clocks_keep_the_end_they_had(file: File, pack: PolicyPack) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2027-02-03"), pack=pack)
    services.meet(file, "RESULT_FEEDBACK", at=moment("2027-02-04"))

    take(*notice())
    services.recompute(at=moment("2027-02-05"))

    assert Deadline.objects.get().due_on == day("2027-02-12")


# -- the command ------------------------------------------------------------------------------


def test_the_command_takes_a_notice_and_moves_the_open_clocks(
    file: File, pack: PolicyPack, tmp_path: Path
) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2027-02-03"), pack=pack)
    path = tmp_path / "2027.csv"
    path.write_text(f"\ufeff{HEADER}\r\n" + NOTICE_2027.replace("\n", "\r\n"), encoding="utf-8")

    code, out, _ = run("import_calendar", str(path), "--json")

    answer = json.loads(out)
    assert code == 0
    assert answer["newly_confirmed"] == [2027]
    assert answer["deadlines"]["moved"][0]["after"] == "2027-02-19"


def test_the_command_says_line_field_and_reason_and_exits_with_3(
    calendar: CalendarVersion, tmp_path: Path
) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text(f"{HEADER}\n2026-12-31,REST,元旦,\n2027-01-01,OFF,元旦,\n", encoding="utf-8")

    code, out, err = run("import_calendar", str(path))

    assert (code, out) == (3, "")
    assert "3" in err.splitlines()[0]
    assert "kind" in err.splitlines()[0]
    assert "REST" in err.splitlines()[0]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n", None])
def test_the_command_takes_nothing_from_what_is_no_calendar(
    calendar: CalendarVersion, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)

    code, _, err = run("import_calendar", str(path))

    assert code == 1
    assert err
    assert CalendarVersion.objects.count() == 1


def test_the_shipped_file_can_be_imported_by_the_command(db: None) -> None:
    code, _, _ = run("import_calendar", str(SHIPPED))

    assert code == 0
    assert services.current_calendar().entries == CAL.entries
