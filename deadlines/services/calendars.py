"""The official calendar: read it, seed it, import a notice."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from deadlines import calendar_file
from deadlines.calendar import Entry, WorkingCalendar
from deadlines.calendar_file import CalendarFile
from deadlines.models import CalendarDay, CalendarVersion

SHIPPED: Final = Path(__file__).parent.parent / "data" / "calendar_2018_2026.csv"

#: Key of the advisory lock under which versions are numbered.
_IMPORT_LOCK: Final = 0x4C_43_41_4C


class CalendarMissingError(RuntimeError):
    """There is no calendar: run `manage.py seed`. A mistake of installation, not of a user."""

    def __init__(self) -> None:
        super().__init__("the official calendar is empty: run `manage.py seed`")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `version` is None when nothing new was in the file."""

    version: CalendarVersion | None
    days: int
    newly_confirmed: tuple[int, ...]
    left_out: tuple[int, ...]
    incomplete: dict[int, list[str]]


def latest_version() -> CalendarVersion:
    """Return the newest version. Raises CalendarMissingError before the seed."""
    version = CalendarVersion.objects.order_by("-number").first()
    if version is None:
        raise CalendarMissingError
    return version


def calendar_of(version: CalendarVersion) -> WorkingCalendar:
    """Return the calendar of a version; made once per process."""
    return _calendar(version.pk, str(version), version.digest)


def current_calendar() -> WorkingCalendar:
    """Return the newest calendar. Raises CalendarMissingError before the seed."""
    return calendar_of(latest_version())


@lru_cache(maxsize=32)
def _calendar(pk: int, name: str, digest: str) -> WorkingCalendar:
    """Read a version. The digest is in the key: after a flush a number may come back."""
    version = CalendarVersion.objects.get(pk=pk)
    return WorkingCalendar(
        version=name, entries=_entries(version), confirmed_years=version.confirmed_years
    )


def _entries(version: CalendarVersion | None) -> list[Entry]:
    if version is None:
        return []
    rows = version.days.order_by("date").values_list("date", "is_working", "name", "notice_no")
    return [Entry(*row) for row in rows]


def seed_calendar(*, at: datetime) -> CalendarVersion:
    """
    Put the shipped calendar in place, once; return the newest version.

    Years that are confirmed already stay as they are: an installation may know better than we.
    """
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        shipped = calendar_file.read(lines)
    if shipped.refused:
        raise AssertionError(f"the shipped calendar is damaged: {shipped.refused[0]}")
    with transaction.atomic():
        newest = _lock_newest()
        known = frozenset(newest.confirmed_years) if newest else frozenset()
        entries = [entry for entry in shipped.entries if entry.date.year not in known]
        version = _publish(newest, entries, source=SHIPPED.name, at=at)[0]
    return version or latest_version()


def import_calendar(file: CalendarFile, *, source: str, at: datetime) -> Imported:
    """
    Take a calendar file as a new version on top of the newest one.

    A day in the file replaces what was known of it. A year with a refused line is left as it was,
    whole; if a refused line may belong to any year, nothing is taken. A year becomes confirmed
    when all seven holidays of the law have a day off in it. Open clocks are not touched: call
    `recompute` afterwards.
    """
    if file.illegible:
        years = {entry.date.year for entry in file.entries} | file.spoiled_years
        return Imported(None, 0, (), tuple(sorted(years)), {})
    entries = [entry for entry in file.entries if entry.date.year not in file.spoiled_years]
    with transaction.atomic():
        newest = _lock_newest()
        before = set(newest.confirmed_years) if newest else set()
        version, incomplete = _publish(newest, entries, source=source, at=at)
        after = set(version.confirmed_years) if version else before
    return Imported(
        version=version,
        days=len(entries),
        newly_confirmed=tuple(sorted(after - before)),
        left_out=tuple(sorted(file.spoiled_years)),
        incomplete=incomplete,
    )


def _lock_newest() -> CalendarVersion | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
    return CalendarVersion.objects.order_by("-number").first()


def _publish(
    newest: CalendarVersion | None, entries: Iterable[Entry], *, source: str, at: datetime
) -> tuple[CalendarVersion | None, dict[int, list[str]]]:
    """Write the next version unless it would say what the newest says; name incomplete years."""
    news = {entry.date: entry for entry in entries}
    merged = {entry.date: entry for entry in _entries(newest)} | news
    ordered = [merged[day] for day in sorted(merged)]
    confirmed = set(newest.confirmed_years) if newest else set()
    incomplete: dict[int, list[str]] = {}
    for year in sorted({day.year for day in news} - confirmed):
        missing = calendar_file.missing_holidays(year, ordered)
        if missing:
            incomplete[year] = missing
        else:
            confirmed.add(year)
    digest = _digest(ordered, confirmed)
    if newest is not None and newest.digest == digest:
        return None, incomplete
    version = CalendarVersion.objects.create(
        number=newest.number + 1 if newest else 1,
        digest=digest,
        source=source[:120],
        confirmed_years=sorted(confirmed),
        imported_at=at,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version,
            date=entry.date,
            is_working=entry.is_working,
            name=entry.name,
            notice_no=entry.notice_no,
        )
        for entry in ordered
    )
    return version, incomplete


def _digest(entries: Iterable[Entry], confirmed: Iterable[int]) -> str:
    lines = [
        f"{entry.date},{'WORK' if entry.is_working else 'REST'},{entry.name},{entry.notice_no}"
        for entry in entries
    ]
    lines.append("confirmed " + " ".join(str(year) for year in sorted(confirmed)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
