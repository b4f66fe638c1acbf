"""The inbox of a member of staff: a row, written in the same transaction as the plan."""

from datetime import datetime

from common.models import File
from notifications.models import Notice


def put(*, user_id: int, key: str, topic: str, file: File, text: str, at: datetime) -> None:
    """Lay a notice into a person's inbox; the same key and person is one notice."""
    Notice.objects.bulk_create(
        [Notice(user_id=user_id, key=key, topic=topic, file=file, text=text, posted_at=at)],
        ignore_conflicts=True,
    )
