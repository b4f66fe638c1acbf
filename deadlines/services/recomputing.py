"""Bring open clocks to the newest calendar (brief §7.1 T19)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from deadlines.models import CalendarVersion, Deadline
from deadlines.services import calendars
from deadlines.services.settling import lock, settle, write

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose last day the new calendar changed."""

    deadline_id: int
    file_id: int
    code: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a recomputation did, in clocks."""

    looked_at: int
    moved: tuple[Moved, ...]
    kept: int


def recompute(*, at: datetime) -> Recomputed:
    """
    Derive every open clock anew that was derived by an older calendar.

    Our own clocks move with the calendar; a party's never ends earlier than it was promised.
    Works in batches of their own transactions; broken off, it is simply run again.
    """
    newest = calendars.latest_version()
    looked_at = kept = 0
    moved: list[Moved] = []
    last_pk = 0
    while True:
        with transaction.atomic():
            deadlines = _next(newest, last_pk)
            for deadline in deadlines:
                before = deadline.due_on
                settle(deadline, at=at, newest=newest)
                write(deadline)
                kept += deadline.kept_version_id is not None
                if before != deadline.due_on:
                    moved.append(_moved(deadline, before))
        if not deadlines:
            return Recomputed(looked_at, tuple(moved), kept)
        looked_at += len(deadlines)
        last_pk = deadlines[-1].pk


def _next(newest: CalendarVersion, after: int) -> list[Deadline]:
    stale = Deadline.objects.open().exclude(calendar_version=newest).filter(pk__gt=after)
    pks = list(stale.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return lock(Deadline.objects.open().filter(pk__in=pks))


def _moved(deadline: Deadline, before: date | None) -> Moved:
    return Moved(deadline.pk, deadline.file_id, deadline.code, before, deadline.due_on)
