"""Why this date, for one clock of a file."""

from deadlines.explanation import DayLine, day_lines
from deadlines.models import Deadline
from deadlines.services.settling import governing_calendar, terms_of


def explain(deadline: Deadline) -> list[DayLine]:
    """Return every day from the event to the last day, counted or skipped, with its reason."""
    return day_lines(terms_of(deadline), governing_calendar(deadline))
