"""
Mark what is due and say so once (architecture §4.3).

Any number of runners may sweep at once, or none for a week: what is due follows from the rows and
`at`, never from how often somebody looked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Case, CharField, F, Value, When

from deadlines.models import Deadline
from outbox import services as outbox

BATCH: Final = 500

#: Key of the advisory lock of the sweep: two runners would only get in each other's way.
_SWEEP_LOCK: Final = 0x53_57_45_50

_PASSED: Final = Case(
    When(at_end=Deadline.AtEnd.LAPSED, then=Value(Deadline.Status.LAPSED)),
    When(at_end=Deadline.AtEnd.AMBER, then=Value(Deadline.Status.AMBER)),
    default=Value(Deadline.Status.OVERDUE),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did, in clocks; `busy`: another runner was at it and does the rest."""

    amber: int = 0
    expired: int = 0
    busy: bool = False


def sweep(at: datetime, *, batch: int = BATCH) -> Sweep:
    """
    Turn clocks amber, overdue or lapsed as of `at`, in batches of their own transactions.

    For each end that has passed, one message `deadline.expired` {deadline_id, file_id, code,
    due_at} is posted with it, dated at the due moment: that is when the end came.
    """
    amber = expired = 0
    while True:
        with transaction.atomic():
            if not _alone():
                return Sweep(amber, expired, busy=True)
            passed = _expire(at, batch)
            warned = _warn(at, batch)
        expired += passed
        amber += warned
        if passed < batch and warned < batch:
            return Sweep(amber, expired)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SWEEP_LOCK])
        return bool(cursor.fetchone()[0])


def _expire(at: datetime, batch: int) -> int:
    # A row locked by somebody at work on it is passed over and seen by the next sweep.
    due = list(
        Deadline.objects.to_expire(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("file")
        .order_by("due_at")[:batch]
    )
    Deadline.objects.filter(pk__in=[deadline.pk for deadline in due]).update(
        status=_PASSED, expired_for=F("due_at")
    )
    for deadline in due:
        _announce(deadline)
    return len(due)


def _announce(deadline: Deadline) -> None:
    if deadline.due_at is None:
        raise AssertionError(f"clock {deadline.pk} expired without an end")
    due_at = deadline.due_at.isoformat()
    key = f"deadline.expired:{deadline.pk}:{due_at}"
    if times := outbox.times_posted(key):
        # The same end comes again: a request had kept the right alive and was refused.
        key = f"{key}:{times}"
    outbox.post(
        "deadline.expired",
        key=key,
        at=deadline.due_at,
        file=deadline.file,
        deadline_id=deadline.pk,
        file_id=deadline.file_id,
        code=deadline.code,
        due_at=due_at,
    )


def _warn(at: datetime, batch: int) -> int:
    soon = list(
        Deadline.objects.to_turn_amber(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("file")
        .order_by("amber_at")[:batch]
    )
    Deadline.objects.filter(pk__in=[deadline.pk for deadline in soon]).update(
        status=Deadline.Status.AMBER
    )
    for deadline in soon:
        outbox.post(
            "deadline.amber",
            key=f"deadline.amber:{deadline.pk}:{deadline.amber_at:%Y-%m-%dT%H:%M:%S%z}",
            at=at,
            file=deadline.file,
            deadline_id=deadline.pk,
            file_id=deadline.file_id,
            code=deadline.code,
        )
    return len(soon)
