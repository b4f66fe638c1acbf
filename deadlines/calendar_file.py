"""
Reading a calendar file: CSV in UTF-8, `date,kind,name,notice_no`. Pure.

One line for each day of which a notice speaks; kind REST is a day off, WORK a day that is worked
(a make-up weekend, or a weekday whose day off was taken back). Lines of several years may stand
in one file; a notice for a year may speak of the December before it.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.calendar import Entry

COLUMNS: Final = ("date", "kind", "name", "notice_no")
KINDS: Final = {"REST": False, "WORK": True}
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099
LONGEST: Final = 40

#: A year is confirmed when each of the seven holidays of the law has a day off in it.
HOLIDAYS: Final = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR_FIRST = re.compile(r"\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that cannot be taken: where, what and why. `year` None: not even that is legible."""

    line: int
    field: str
    code: str
    message: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file says: its good lines and the refused ones."""

    entries: tuple[Entry, ...]
    refused: tuple[RefusedLine, ...]

    @property
    def spoiled_years(self) -> frozenset[int]:
        """Years of which a line was refused; they must not be taken in parts."""
        return frozenset(line.year for line in self.refused if line.year is not None)

    @property
    def illegible(self) -> bool:
        """Whether a refused line may belong to any year at all."""
        return any(line.year is None for line in self.refused)


class BadFieldError(ValueError):
    """One field of a line is wrong."""

    def __init__(self, field: str, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.field, self.code, self.message = field, code, str(message)


def read(lines: Iterable[str]) -> CalendarFile:
    """Read the lines of a calendar file; the first one names the columns."""
    rows = csv.reader(lines)
    header = next(rows, None)
    if header is None or tuple(column.strip() for column in header) != COLUMNS:
        message = _("the first line must be: %(columns)s") % {"columns": ",".join(COLUMNS)}
        return CalendarFile((), (RefusedLine(1, "", "COLUMNS", message),))
    return _rows(rows)


def _rows(rows: Iterator[Sequence[str]]) -> CalendarFile:
    entries: dict[date, Entry] = {}
    refused: list[RefusedLine] = []
    line = 1
    while True:
        line += 1
        try:
            row = next(rows)
            if not row:
                continue
            entry = _entry(row)
            if entry.date in entries:
                raise BadFieldError(
                    "date", "TWICE", gettext_lazy("the day stands in the file twice")
                )
            entries[entry.date] = entry
        except StopIteration:
            break
        except csv.Error:
            message = _("the line is not CSV")
            refused.append(RefusedLine(line, "", "NOT_CSV", message))
        except BadFieldError as wrong:
            refused.append(RefusedLine(line, wrong.field, wrong.code, wrong.message, _year(row)))
    return CalendarFile(tuple(entries.values()), tuple(refused))


def _year(row: Sequence[str]) -> int | None:
    found = _YEAR_FIRST.match(row[0]) if row else None
    year = int(found[1]) if found else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _entry(row: Sequence[str]) -> Entry:
    if len(row) != len(COLUMNS):
        message = _("%(columns)d fields expected, %(found)d found") % {
            "columns": len(COLUMNS),
            "found": len(row),
        }
        raise BadFieldError("", "FIELDS", message)
    day, kind, name, notice_no = (text.strip() for text in row)
    on = _date(day)
    if kind not in KINDS:
        raise BadFieldError("kind", "KIND", gettext_lazy("the kind is REST or WORK"))
    if not name:
        raise BadFieldError("name", "EMPTY", gettext_lazy("the holiday has no name"))
    for field, text in (("name", name), ("notice_no", notice_no)):
        _check_text(field, text)
    return Entry(date=on, is_working=KINDS[kind], name=name, notice_no=notice_no)


def _date(text: str) -> date:
    if not _ISO_DATE.fullmatch(text):
        raise BadFieldError("date", "DATE", gettext_lazy("a date is written like 2027-01-01"))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadFieldError("date", "NO_SUCH_DAY", gettext_lazy("there is no such day")) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = _("the year must lie between %(first)d and %(last)d") % {
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
        raise BadFieldError("date", "YEAR", message)
    return day


def _check_text(field: str, text: str) -> None:
    if len(text) > LONGEST:
        message = _("longer than %(longest)d characters") % {"longest": LONGEST}
        raise BadFieldError(field, "TOO_LONG", message)
    if any(unicodedata.category(sign).startswith("C") for sign in text):
        raise BadFieldError(field, "CONTROL", gettext_lazy("contains invisible control characters"))


def missing_holidays(year: int, entries: Iterable[Entry]) -> list[str]:
    """Return the holidays of the law that have no day off in `year`: its notice is incomplete."""
    names = [entry.name for entry in entries if entry.date.year == year and not entry.is_working]
    return [holiday for holiday in HOLIDAYS if not any(holiday in name for name in names)]
