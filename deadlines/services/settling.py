"""From the rows of a clock to its derived columns; used by every service that writes one."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from common.models import File
from deadlines.calendar import Standing, WorkingCalendar
from deadlines.models import CalendarVersion, Deadline
from deadlines.reckoning import Pause, Reckoning, Terms, reckon
from deadlines.services import calendars

S: Final = Deadline.Status


def terms_of(deadline: Deadline) -> Terms:
    """Collect the facts of a clock from its rows."""
    pauses: list[Pause] = []
    extra = 0
    if deadline.pk:
        pauses = [Pause(row.suspended_at, row.resumed_at) for row in deadline.suspensions.all()]
        extra = sum(row.length for row in deadline.extensions.all())
    return Terms(
        started_at=deadline.started_at,
        started_on=deadline.started_on,
        unit=deadline.unit,
        length=deadline.length or 0,
        roll=deadline.roll,
        extra=extra,
        last_day=deadline.last_day,
        pauses=pauses,
        roll_weekends=deadline.roll_weekends,
        amber_wd=deadline.amber_wd,
        amber_percent=deadline.amber_percent,
        at_dawn=deadline.at_dawn,
    )


def settle(deadline: Deadline, *, at: datetime, newest: CalendarVersion | None = None) -> None:
    """
    Derive the end and the status of an open clock from its facts, as of `at`.

    The end is that of the newest calendar. For a party's period a version under which it had a
    later day stays in force (T19). Passing the end is left to the sweep, which announces it; a
    clock that was announced and has now another end runs again.
    """
    newest = newest or calendars.latest_version()
    terms = terms_of(deadline)
    result = _with_calendar(deadline, terms, newest)
    before = deadline.due_at
    if result is None:
        deadline.nominal_on = deadline.due_on = deadline.due_at = deadline.amber_at = None
        deadline.status, deadline.expired_for = S.SUSPENDED, None
        deadline.provisional = False
        return
    deadline.nominal_on, deadline.due_on = result.nominal_on, result.due_on
    deadline.due_at, deadline.amber_at = result.due_at, result.amber_at
    deadline.provisional = result.standing is not Standing.CONFIRMED
    if result.due_at != before:
        deadline.expired_for = None
    if deadline.expired_for is None or deadline.status in Deadline.TICKING:
        deadline.status = S.AMBER if at >= result.amber_at else S.RUNNING


def governing_calendar(deadline: Deadline) -> WorkingCalendar:
    """Return the calendar by which the last day of a clock stands."""
    return calendars.calendar_of(deadline.kept_version or deadline.calendar_version)


def _with_calendar(deadline: Deadline, terms: Terms, newest: CalendarVersion) -> Reckoning | None:
    """Reckon by the newest calendar, or by the earlier one a party may rely on (T19)."""
    earlier = _promised(deadline, newest)
    deadline.calendar_version = newest
    result = reckon(terms, calendars.calendar_of(newest))
    best: CalendarVersion | None = None
    for version in earlier:
        theirs = reckon(terms, calendars.calendar_of(version))
        if theirs is None or result is None:
            # Suspended: which version gives the later day is seen when the clock runs again.
            best = best or version
        elif theirs.due_at > result.due_at:
            # How sure the days are is a matter of what is known now, not then.
            best, result = version, replace(theirs, standing=result.standing)
    deadline.kept_version = best
    return result


def _promised(deadline: Deadline, newest: CalendarVersion) -> list[CalendarVersion]:
    """Return the earlier versions under which this party's clock was running."""
    if not deadline.party or deadline.calendar_version_id is None:
        return []
    versions = [deadline.kept_version] if deadline.kept_version else []
    if deadline.calendar_version_id != newest.pk:
        versions.append(deadline.calendar_version)
    return versions


def settle_again(deadline: Deadline, *, at: datetime) -> None:
    """Derive and save after a row was added: from the rows as they are, not as they were read."""
    deadline.refresh_from_db(fields=["suspensions", "extensions"])  # Forgets what was prefetched.
    settle(deadline, at=at)
    write(deadline)


def write(deadline: Deadline) -> None:
    """Save a clock and tell who shows its due moment, in the same transaction.

    `Deadline.save` itself is closed to everybody else.
    """
    models.Model.save(deadline)
    announce(deadline.file)


def announce(file: File) -> None:
    """Tell who shows when something of `file` is due that it may have changed.

    The work list is above us: it is reached through the port `settings.DEADLINE_FOLLOWERS`.
    """
    for path in settings.DEADLINE_FOLLOWERS:
        import_string(path)(file)


def lock(deadlines: models.QuerySet[Deadline]) -> list[Deadline]:
    """Lock clocks in one order and read their facts with them."""
    return list(
        deadlines.select_for_update(of=("self",))
        .select_related("calendar_version", "kept_version")
        .prefetch_related("suspensions", "extensions")
        .order_by("pk")
    )
