"""One tone on every screen: amber with two working days left, red only after the end (T18)."""

from datetime import date, datetime

import pytest
from django.utils import translation

from casework.services import mediation
from common.actors import Outside
from common.zone import SHANGHAI, end_of_day
from deadlines import services as deadlines
from deadlines.models import Deadline
from portals.officer import clocks, queue
from portals.public import shown
from portals.public.track import desk_of
from tests import cast
from workflows.models import WorkItem


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def tone(file, code, at):
    clock = Deadline.objects.get(file=file, code=code)
    return clocks.show(clock, at=moment(at), cal=deadlines.current_calendar()).tone


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-09-30T09:00", "green"),  # three working days left: 10-08, 09, 10 (made up)
        ("2026-10-09T09:00", "amber"),
        ("2026-10-10T09:00", "amber"),
        ("2026-10-12T23:59", "amber"),  # the last day
        ("2026-10-13T00:00", "red"),
    ],
)
def test_case_queue_and_tracking_page_agree(accepted, at, expected):
    complaint = accepted()
    deadlines.meet(complaint.file, "CONTACT", at=cast.AT)  # HANDLING governs now
    clock = Deadline.objects.get(file=complaint.file, code="HANDLING")
    assert clock.due_on.isoformat() == "2026-10-12"
    officer = cast.member("officer")
    [row] = queue.as_rows(list(queue.loaded(WorkItem.objects.all())), officer, at=moment(at))
    party = complaint.file.parties.get(role="COMPLAINANT")

    limits = shown.limits(desk_of(party, at=moment(at)), deadlines.current_calendar())

    assert tone(complaint.file, "HANDLING", at) == expected
    assert limits[0].tone == expected
    assert row.due_tone == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-09-24T21:59", "green"),
        ("2026-09-24T22:01", "amber"),  # half of the 24 hours is gone
        ("2026-09-25T09:59", "amber"),
        ("2026-09-25T10:00", "red"),
    ],
)
def test_a_clock_of_hours_is_amber_from_half_its_length(registered, at, expected):
    complaint = registered()
    officer = cast.member("officer")
    [row] = queue.as_rows(list(queue.loaded(WorkItem.objects.all())), officer, at=moment(at))

    assert tone(complaint.file, "CONTACT", at) == expected
    assert row.due_tone == expected


def test_a_clock_that_only_warns_is_never_red(proposed):
    assert tone(proposed.file, "MEDIATION_FIRST", "2026-11-20T09:00") == "amber"


@pytest.mark.parametrize(
    ("last_day", "at", "words", "tone"),
    [
        # Friday, no make-up: the days of rest after it are no working days (brief T18, T3).
        ("2026-11-20", "2026-11-18T09:00", "剩 2 个工作日", "amber"),
        ("2026-11-20", "2026-11-20T23:59", "今日到期", "amber"),
        ("2026-11-20", "2026-11-21T00:00", "已超期，未满 1 个工作日", "red"),
        ("2026-11-20", "2026-11-22T23:59", "已超期，未满 1 个工作日", "red"),
        ("2026-11-20", "2026-11-23T00:00", "超期 1 个工作日", "red"),
        ("2026-11-20", "2026-11-24T09:00", "超期 2 个工作日", "red"),
        # A working day follows at once.
        ("2026-11-18", "2026-11-19T00:00", "超期 1 个工作日", "red"),
        # A Sunday that is worked (2026-09-20) counts; the holidays of October do not.
        ("2026-09-18", "2026-09-19T09:00", "已超期，未满 1 个工作日", "red"),
        ("2026-09-18", "2026-09-20T09:00", "超期 1 个工作日", "red"),
        ("2026-09-30", "2026-10-07T12:00", "已超期，未满 1 个工作日", "red"),
        ("2026-09-30", "2026-10-08T00:00", "超期 1 个工作日", "red"),
        ("2026-09-30", "2026-10-10T09:00", "超期 3 个工作日", "red"),
    ],
)
def test_days_over_are_working_days_after_the_end(seeded, last_day, at, words, tone):
    cal = deadlines.current_calendar()
    due_at = end_of_day(date.fromisoformat(last_day))

    with translation.override("zh-hans"):
        said = clocks.left(due_at, at=moment(at), cal=cal)

    found = clocks.tone_of(due_at, at=moment(at), amber_at=clocks.amber_by_rule(due_at, cal))
    assert (said, found) == (words, tone)


def test_a_clock_that_only_warns_is_not_called_overdue(proposed):
    with translation.override("zh-hans"):
        clock = Deadline.objects.get(file=proposed.file, code="MEDIATION_FIRST")
        found = clocks.show(clock, at=moment("2026-11-20T09:00"), cal=deadlines.current_calendar())

    assert (found.tone, found.words) == ("amber", "已过预定日期")


def test_the_last_day_is_said_strongly_without_red(accepted):
    complaint = accepted()
    clock = Deadline.objects.get(file=complaint.file, code="HANDLING")

    with translation.override("zh-hans"):
        found = clocks.show(clock, at=moment("2026-10-12T09:00"), cal=deadlines.current_calendar())

    assert (found.tone, found.words) == ("amber", "今日到期")


def test_the_notice_before_a_session_is_no_countdown(as_, proposed):
    for party in proposed.complaint.file.parties.all():
        mediation.answer(
            mediation_id=proposed.pk,
            party_id=party.pk,
            consents=True,
            how="PHONE",
            by=Outside(party.role, party_id=party.pk),
            at=cast.AT,
        )
    number = proposed.complaint.file.number
    before = as_("mediator").get(f"/cases/{number}/mediation").content.decode()
    mediation.schedule(
        mediation_id=proposed.pk,
        mediator=cast.member("mediator"),
        session_at=moment("2026-10-20T09:00"),
        mode="ONSITE",
        place="协会二楼调解室",
        by=cast.member("mediator"),
        at=cast.AT,
    )

    page = as_("mediator").get(f"/cases/{number}")

    assert "最早可开调解会日期" in before
    assert Deadline.objects.filter(code="SESSION_NOTICE").exists()
    shown_codes = {c.code for c in (*page.context["clocks"], *page.context["clocks_over"])}
    assert "SESSION_NOTICE" not in shown_codes
