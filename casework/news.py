"""Tell the rest of the house what happened, by ids."""

from datetime import datetime

from common.models import Event, File
from outbox import services as outbox


def tell(
    topic: str,
    event: Event,
    *,
    at: datetime,
    again: int | None = None,
    **codes: str | int | bool | None,
) -> None:
    """Post `topic` for the event just written; the event's id makes the message unique.

    `again` tells apart what may happen several times after one event, such as answers set aside.
    """
    file: File = event.file
    outbox.post(
        topic,
        key=f"{topic}:{event.pk}" if again is None else f"{topic}:{event.pk}:{again}",
        at=at,
        file=file,
        file_id=file.pk,
        event_id=event.pk,
        **{name: value for name, value in codes.items() if value is not None},
    )
