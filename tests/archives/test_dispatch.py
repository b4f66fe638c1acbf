"""Who is given work at a given second: answered from days and moments, with no job having run."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from archives.effects import Dispatch, dispatch
from archives.models import DispatchHold, Subject
from archives.services import dispatch as service
from common.models import File
from common.zone import SHANGHAI, end_of_day

ORDERED = datetime(2026, 3, 6, 20, 30, tzinfo=SHANGHAI)
LAST_DAY = date(2026, 4, 5)
RENEWED_TO = date(2026, 5, 5)
SECOND = timedelta(seconds=1)


@pytest.fixture
def held(worker: Subject, file: File) -> DispatchHold:
    return service.hold(worker, file=file, at=ORDERED, until=LAST_DAY)


@pytest.mark.parametrize(
    ("at", "effect"),
    [
        (ORDERED - SECOND, Dispatch.NORMAL),
        (ORDERED, Dispatch.HOLD),
        (end_of_day(LAST_DAY) - SECOND, Dispatch.HOLD),
        (end_of_day(LAST_DAY), Dispatch.NORMAL),
    ],
)
def test_a_hold_begins_and_lapses_to_the_second(
    at: datetime, effect: Dispatch, held: DispatchHold
) -> None:
    """AS-12: ordered 2026-03-06 20:30, over with 2026-04-05 24:00, a Sunday and a holiday."""
    assert dispatch(held.subject, at) == effect


@pytest.mark.parametrize(
    ("at", "effect"),
    [
        (end_of_day(LAST_DAY) - SECOND, Dispatch.HOLD),
        (end_of_day(LAST_DAY), Dispatch.HOLD),
        (end_of_day(RENEWED_TO) - SECOND, Dispatch.HOLD),
        (end_of_day(RENEWED_TO), Dispatch.NORMAL),
    ],
)
def test_a_renewed_hold_has_no_gap(at: datetime, effect: Dispatch, held: DispatchHold) -> None:
    service.prolong(held.subject, file=held.source_file, until=RENEWED_TO)

    assert dispatch(held.subject, at) == effect


def test_lifted_it_is_over_at_that_second_and_what_was_stays_true(held: DispatchHold) -> None:
    lifted = ORDERED + timedelta(days=3)
    service.prolong(held.subject, file=held.source_file, until=RENEWED_TO)

    service.end(held.subject, file=held.source_file, at=lifted)

    assert dispatch(held.subject, lifted - SECOND) == Dispatch.HOLD
    assert dispatch(held.subject, lifted) == Dispatch.NORMAL
    assert dispatch(held.subject, end_of_day(LAST_DAY)) == Dispatch.NORMAL


def test_what_lapsed_is_not_ended_afterwards(held: DispatchHold) -> None:
    after = end_of_day(LAST_DAY)

    assert service.end(held.subject, file=held.source_file, at=after) == 0
    assert DispatchHold.objects.get(pk=held.pk).ended_at is None


def test_the_strongest_of_two_matters_holds(
    held: DispatchHold, new_file: Callable[[], File]
) -> None:
    other = new_file()
    service.hold(held.subject, file=other, at=ORDERED, until=RENEWED_TO)

    service.end(held.subject, file=held.source_file, at=ORDERED + timedelta(days=1))

    assert dispatch(held.subject, ORDERED + timedelta(days=2)) == Dispatch.HOLD


def test_nobody_else_is_held_back(held: DispatchHold, enterprise: Subject) -> None:
    assert dispatch(enterprise, ORDERED) == Dispatch.NORMAL


def test_effects_are_ordered_from_the_weakest_to_the_strongest() -> None:
    assert [str(effect) for effect in Dispatch] == (
        ["NORMAL", "PRIORITY_OFF", "NO_NEW", "HOLD", "BLOCKED"]
    )


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    [
        "until = until + 1",
        "starts_at = starts_at - interval '1 day'",
        "ended_at = NULL",
        "ended_at = now()",
    ],
)
def test_the_past_of_a_hold_cannot_be_rewritten(change: str, held: DispatchHold) -> None:
    service.end(held.subject, file=held.source_file, at=ORDERED + timedelta(days=1))

    with pytest.raises(IntegrityError, match="is written"):
        run(f"UPDATE archives_dispatchhold SET {change} WHERE id = %s", held.pk)


def test_a_hold_is_not_deleted(held: DispatchHold) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run("DELETE FROM archives_dispatchhold")


def test_a_hold_does_not_end_before_it_begins_nor_after_its_time(held: DispatchHold) -> None:
    with pytest.raises(IntegrityError, match="dispatch_hold_range"), transaction.atomic():
        service.hold(
            held.subject, file=held.source_file, at=ORDERED + timedelta(days=60), until=LAST_DAY
        )
    with pytest.raises(IntegrityError, match="dispatch_hold_ended_before_its_time"):
        run("UPDATE archives_dispatchhold SET ended_at = '2026-04-06T00:00:01+08' WHERE true")
