"""What several guards look up."""

from typing import Any

from deadlines.models import Deadline


def deadline_of(record: Any, code: str) -> Deadline | None:
    """Return the clock of the record's file that was started last."""
    return Deadline.objects.filter(file=record.file, code=code).order_by("-pk").first()


def reported(record: Any) -> bool:
    """Return whether a referral of the complaint to the police has left."""
    left = record.referrals.filter(agency="POLICE", dispatched_at__isnull=False)
    return bool(left.exclude(state="RECALLED").exists())
