"""Put a subject on hold, prolong the hold, end it; `archives.effects` answers what holds now."""

from datetime import date, datetime

from django.db import transaction

from archives.models import DispatchHold, DispatchHoldQuerySet, Subject
from common.models import File
from common.zone import end_of_day, local_date


@transaction.atomic
def hold(subject: Subject, *, file: File, at: datetime, until: date) -> DispatchHold:
    """Put `subject` on hold from `at` to 24:00 of `until`, pending the outcome of `file`."""
    return DispatchHold.objects.create(subject=subject, source_file=file, starts_at=at, until=until)


@transaction.atomic
def prolong(subject: Subject, *, file: File, until: date) -> DispatchHold:
    """Let the hold of `file` go on from the end of its last day to 24:00 of `until`.

    Raises:
        DispatchHold.DoesNotExist: the file holds nobody back.
    """
    last = _of(subject, file).select_for_update().latest("until")
    return DispatchHold.objects.create(
        subject=subject, source_file=file, starts_at=end_of_day(last.until), until=until
    )


@transaction.atomic
def end(subject: Subject, *, file: File, at: datetime) -> int:
    """End what is left of the hold of `file` at `at`; return how many rows that were.

    A row that is over by its own days stays as it is. One that has not begun never takes effect.
    """
    left = _of(subject, file).filter(ended_at=None, until__gte=local_date(at))
    return left.update(ended_at=at)


def _of(subject: Subject, file: File) -> DispatchHoldQuerySet:
    return DispatchHold.objects.filter(subject=subject, source_file=file)
