"""One tone on every screen: amber with two working days left, red only after the end (T18)."""

from datetime import datetime

import pytest
from django.utils import translation

from casework.services import mediation
from common.actors import Outside
from common.zone import SHANGHAI
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
