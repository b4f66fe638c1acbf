"""The official calendar and the legal clocks: facts in rows, last days derived (brief §7)."""

from deadlines.models.calendar import CalendarDay, CalendarVersion
from deadlines.models.changes import Extension, Suspension
from deadlines.models.clocks import Deadline, DeadlineQuerySet, MidnightAfter

__all__ = [
    "CalendarDay",
    "CalendarVersion",
    "Deadline",
    "DeadlineQuerySet",
    "Extension",
    "MidnightAfter",
    "Suspension",
]
