"""Call-backs: the first on the next working day, three at most, on two days at least (§2.9)."""

from datetime import date, datetime

import pytest

from casework import clocks, refusals
from casework.models import Complaint
from casework.services import followup
from common.zone import SHANGHAI, end_of_day
from deadlines import services as deadlines
from tests import cast
from tests.casework.putting import put
from workflows.models import WorkItem
from workflows.projection import governing_moment


def on(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=SHANGHAI)


@pytest.fixture
def fed_back(registered):
    """Feedback and archive were complete on Friday 2026-08-07."""
    complaint = registered(received_at=on("2026-08-03", 9))
    put(complaint, "CM", "FED_BACK")
    complaint = Complaint.objects.get(pk=complaint.pk)
    deadlines.cancel_all(complaint.file, at=on("2026-08-07"))
    clocks.start(complaint.file, "FOLLOW_UP", at=on("2026-08-07"), record=("CM", complaint.pk))
    return complaint


def miss(complaint, day, hour=10):
    return followup.attempt(
        complaint_id=complaint.pk, remark="无人接听", by=cast.member("intake"), at=on(day, hour)
    )


def test_the_first_call_is_due_on_the_next_working_day_and_the_queue_says_so(fed_back):
    assert clocks.first_call_by(fed_back) == date(2026, 8, 10)
    assert governing_moment(fed_back.file) == end_of_day(date(2026, 8, 10))

    miss(fed_back, "2026-08-10")

    assert clocks.first_call_by(fed_back) is None
    assert governing_moment(fed_back.file) == end_of_day(date(2026, 8, 14))
    assert WorkItem.objects.get(case=fed_back.file).due_at == end_of_day(date(2026, 8, 14))


def test_the_third_call_of_one_day_is_refused_and_made_on_another(fed_back):
    miss(fed_back, "2026-08-10", 9)
    miss(fed_back, "2026-08-10", 14)

    with pytest.raises(refusals.CallOnAnotherDay):
        miss(fed_back, "2026-08-10", 17)

    assert miss(fed_back, "2026-08-11").state == "CLOSED"


def test_who_is_reached_after_two_misses_of_one_day_closes_the_file(fed_back):
    miss(fed_back, "2026-08-10", 9)
    miss(fed_back, "2026-08-10", 14)

    done = followup.done(
        complaint_id=fed_back.pk,
        satisfaction="SATISFIED",
        remark="",
        by=cast.member("intake"),
        at=on("2026-08-10", 17),
    )

    assert (done.state, done.satisfaction) == ("CLOSED", "SATISFIED")


@pytest.mark.parametrize(
    "days",
    [
        ("2026-08-10", "2026-08-11", "2026-08-12"),
        ("2026-08-10", "2026-08-11", "2026-08-11"),
        ("2026-08-10", "2026-08-20", "2026-08-20"),
    ],
)
def test_three_calls_on_two_days_close_the_file_late_or_not(fed_back, days):
    for hour, day in zip((9, 10, 15), days, strict=True):
        last = miss(fed_back, day, hour)

    assert last.state == "CLOSED"
