"""Stop clocks for a time and let them run on (brief §7.1 T15)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from common.models import File
from deadlines.models import Deadline, Suspension
from deadlines.services.clocks import BeforeStart
from deadlines.services.settling import lock, settle_again


@transaction.atomic
def suspend(
    file: File, codes: Collection[str] | None, *, at: datetime, cause: str = ""
) -> list[Deadline]:
    """
    Stop the open clocks among `codes` (None: all) and return those that stand still now.

    The day of `at` still counts. A clock may be stopped for several causes at once and runs again
    when the last one has ended; stopping it again for the same cause changes nothing. A clock
    whose end has passed by `at` goes on being overdue.
    """
    deadlines = _open(file, codes)
    for deadline in deadlines:
        if _going_on(deadline, cause) is None:
            Suspension.objects.create(deadline=deadline, cause=cause, suspended_at=at)
            settle_again(deadline, at=at)
    return [deadline for deadline in deadlines if deadline.status == Deadline.Status.SUSPENDED]


@transaction.atomic
def resume(
    file: File, codes: Collection[str] | None, *, at: datetime, cause: str = ""
) -> list[Deadline]:
    """
    End the suspension for `cause` of the open clocks among `codes` (None: all).

    The day of `at` does not count; the next one does. Returns the clocks that run again. Where
    nothing was suspended for this cause, nothing changes.

    Raises BeforeStart when a suspension began after `at`.
    """
    touched = []
    for deadline in _open(file, codes):
        row = _going_on(deadline, cause)
        if row is None:
            continue
        if at < row.suspended_at:
            raise BeforeStart(field="at")
        row.resumed_at = at
        row.save(update_fields=["resumed_at"])
        settle_again(deadline, at=at)
        touched.append(deadline)
    return [deadline for deadline in touched if deadline.status != Deadline.Status.SUSPENDED]


def _open(file: File, codes: Collection[str] | None) -> list[Deadline]:
    deadlines = Deadline.objects.open().filter(file=file)
    return lock(deadlines if codes is None else deadlines.filter(code__in=codes))


def _going_on(deadline: Deadline, cause: str) -> Suspension | None:
    rows = deadline.suspensions.all()
    return next((row for row in rows if row.resumed_at is None and row.cause == cause), None)
