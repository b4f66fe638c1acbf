"""The shipped calendar, read without a database."""

import csv
from datetime import date
from pathlib import Path

import deadlines
from deadlines.calendar import Entry, WorkingCalendar

SHIPPED = Path(deadlines.__file__).parent / "data" / "calendar_2018_2026.csv"


def shipped_calendar() -> WorkingCalendar:
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        entries = [
            Entry(
                date=date.fromisoformat(row["date"]),
                is_working=row["kind"] == "WORK",
                name=row["name"],
                notice_no=row["notice_no"],
            )
            for row in csv.DictReader(lines)
        ]
    return WorkingCalendar(version="test", entries=entries, confirmed_years=range(2018, 2027))


CAL = shipped_calendar()
