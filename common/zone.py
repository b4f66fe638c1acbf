"""The civil day of the house: Asia/Shanghai (architecture A2)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_date(at: datetime) -> date:
    """Return the Shanghai day on which the aware moment `at` falls."""
    return at.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Return 24:00 of `day` in Shanghai, as an aware moment in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=SHANGHAI)
    return midnight.astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """Return 00:00 of `day` in Shanghai, as an aware moment in UTC."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI).astimezone(UTC)
