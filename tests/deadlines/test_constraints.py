"""The database says again what the services say, in its own words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from common.models import File
from deadlines import services
from deadlines.models import CalendarDay, CalendarVersion, Deadline, Extension, Suspension
from policies.pack import PolicyPack
from tests.deadlines.conftest import day, moment

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"status": "WAITING"}, "deadline_status_known"),
        ({"machine": "CM"}, "deadline_record_named_whole"),
        ({"record_id": 1}, "deadline_record_named_whole"),
        ({"length": None}, "deadline_length_or_date"),
        ({"length": 0}, "deadline_length_or_date"),
        ({"last_day": day("2026-03-09")}, "deadline_length_or_date"),
        ({"unit": "DATE"}, "deadline_length_or_date"),
        ({"roll": True}, "deadline_only_days_and_months_roll"),
        ({"at_end": "NEVER"}, "deadline_at_end_known"),
        ({"extension_times": 1}, "deadline_extension_rule_whole"),
        ({"extension_length": 5}, "deadline_extension_rule_whole"),
        ({"amber_at": None}, "deadline_end_derived_whole"),
        ({"amber_percent": 101}, "deadline_amber_percent"),
        ({"nominal_on": day("2026-03-31")}, "deadline_end_derived_whole"),
        ({"amber_at": F("due_at") + HOUR}, "deadline_end_derived_whole"),
        ({"nominal_on": day("2026-03-10")}, "deadline_unrolled_is_nominal"),
        ({"due_at": F("due_at") - HOUR}, "deadline_ends_at_midnight"),
        ({"at_dawn": True}, "deadline_ends_at_midnight"),
        ({"at_dawn": True, "unit": "M"}, "deadline_dawn_of_a_day"),
        ({"status": "SUSPENDED"}, "deadline_suspended_has_no_end"),
        (
            {"due_at": None, "due_on": None, "nominal_on": None, "amber_at": None},
            "deadline_suspended_has_no_end",
        ),
        ({"status": "MET"}, "deadline_met_in_time_or_late"),
        ({"met_at": moment("2026-03-03")}, "deadline_met_in_time_or_late"),
        ({"status": "MET", "met_at": F("due_at") + HOUR}, "deadline_met_in_time_or_late"),
        ({"status": "MET_LATE", "met_at": F("due_at")}, "deadline_met_in_time_or_late"),
        ({"status": "CANCELLED"}, "deadline_cancelled_has_moment"),
        ({"cancelled_at": moment("2026-03-03")}, "deadline_cancelled_has_moment"),
        ({"status": "MET", "met_at": F("started_at") - HOUR}, "deadline_ends_after_start"),
        (
            {"status": "CANCELLED", "cancelled_at": F("started_at") - HOUR},
            "deadline_ends_after_start",
        ),
        ({"status": "OVERDUE"}, "deadline_passed_as_ruled"),
        ({"status": "LAPSED", "expired_for": F("due_at")}, "deadline_passed_as_ruled"),
        ({"kept_version": F("calendar_version")}, "deadline_kept_for_parties_only"),
        ({"request_waits": True}, "deadline_request_only_in_matrix"),
    ],
)
def test_a_clock_that_contradicts_itself_is_refused(
    file: File, pack: PolicyPack, change: dict[str, Any], name: str
) -> None:
    services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Deadline.objects.update(**change)


def test_every_constraint_of_a_clock_is_tried_here() -> None:
    tried = {
        case[1]
        for mark in test_a_clock_that_contradicts_itself_is_refused.pytestmark
        for case in mark.args[1]
    }

    declared = {constraint.name for constraint in Deadline._meta.constraints}
    assert declared - tried == {"deadline_open_once"}


def test_a_suspension_that_contradicts_itself_is_refused(file: File, pack: PolicyPack) -> None:
    clock = services.start(file, "HANDLING", at=moment("2026-03-02"), pack=pack)
    Suspension.objects.create(deadline=clock, suspended_at=moment("2026-03-03"))

    with pytest.raises(IntegrityError, match="suspension_open_once"), transaction.atomic():
        Suspension.objects.create(deadline=clock, suspended_at=moment("2026-03-04"))
    with pytest.raises(IntegrityError, match="suspension_ends_after_start"), transaction.atomic():
        Suspension.objects.update(resumed_at=F("suspended_at") - HOUR)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"number": 0}, "extension_has_length"),
        ({"length": 0}, "extension_has_length"),
        ({"granted_at": F("asked_at") - HOUR}, "extension_asked_before_granted"),
        ({"due_before_at": F("asked_at") - HOUR}, "extension_asked_in_time"),
        ({"asked_by": F("granted_by")}, "extension_four_eyes"),
    ],
)
def test_an_extension_that_contradicts_itself_is_refused(
    file: File, pack: PolicyPack, officer: User, change: dict[str, Any], name: str
) -> None:
    services.start(file, "VERIFICATION", at=moment("2026-08-03"), pack=pack)
    services.extend(
        file, "VERIFICATION", by=officer, asked_at=moment("2026-08-24"), at=moment("2026-08-25")
    )

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Extension.objects.update(**change)


def test_a_calendar_that_contradicts_itself_is_refused(calendar: CalendarVersion) -> None:
    first = CalendarDay.objects.filter(version=calendar).earliest("date")
    with pytest.raises(IntegrityError, match="calendar_day_once"), transaction.atomic():
        CalendarDay.objects.create(version=calendar, date=first.date, is_working=True, name="x")
    with pytest.raises(IntegrityError, match="calendar_day_has_name"), transaction.atomic():
        CalendarDay.objects.filter(pk=first.pk).update(name="")
    with pytest.raises(IntegrityError, match="calendar_number_from_1"), transaction.atomic():
        CalendarVersion.objects.update(number=0)
    with pytest.raises(IntegrityError, match="calendar_digest_is_sha256"), transaction.atomic():
        CalendarVersion.objects.update(digest="x")
