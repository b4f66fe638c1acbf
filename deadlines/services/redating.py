"""Count a clock from an earlier day than it was started on (brief §3.1 CM-09)."""

from datetime import date, datetime

from django.db import transaction

from common.models import File
from deadlines.models import Deadline
from deadlines.services.clocks import find
from deadlines.services.settling import lock, settle, write

S = Deadline.Status


@transaction.atomic
def redate(file: File, code: str, *, on: date, at: datetime) -> Deadline | None:
    """
    Count the clock `code` of `file` from the day `on`, if that is earlier than it counts now.

    For a matter that turns out to have begun earlier. Suspensions stay what they were. A clock that
    was met is judged anew by its own moment: what was in time may be late by the earlier day. One
    that was cancelled or has lapsed is left alone. Returns the clock, None if there never was one.

    Raises:
        ValueError: hours run from a moment and an agreed day from nothing; neither has a day to be
            counted from.
    """
    found = find(file, code)
    if found is None:
        return None
    (deadline,) = lock(Deadline.objects.filter(pk=found.pk))
    if deadline.unit in (Deadline.Unit.HOURS, Deadline.Unit.DATE):
        raise ValueError(f"{code} is not counted from a day")
    if deadline.status in (S.CANCELLED, S.LAPSED) or on >= deadline.started_on:
        return deadline
    deadline.started_on = on
    settle(deadline, at=at)
    if deadline.met_at is not None and deadline.due_at is not None:
        deadline.status = S.MET_LATE if deadline.met_at > deadline.due_at else S.MET
    write(deadline)
    return deadline
