"""Complaints with parties that can be told, and channels that only record."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework.models import Complaint
from casework.services import intake
from notifications.channels import recording
from notifications.channels.recorder import Recorder
from notifications.models import Delivery
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.casework.conftest import accepted, registered, seeded  # noqa: F401  # fixtures

CLIENT = intake.PartyFacts(
    "USER",
    "王桂英",
    "13800000001",
    email="wang@example.org",
    address="海曙区月湖街道九十九号",
)
WORKER = intake.PartyFacts(
    "WORKER",
    "李阿姨",
    "13900000002",
    email="li@example.org",
    address="鄞州区工人新村七号",
)


@pytest.fixture
def told(db: None) -> Iterator[dict[str, Recorder]]:
    """Channels that record; nothing leaves."""
    with recording() as channels:
        yield channels


@pytest.fixture
def complaint(accepted: Callable[..., Complaint]) -> Complaint:  # noqa: F811
    """An accepted complaint of a client about a worker."""
    return accepted(complainant=CLIENT, respondent=WORKER)


def tell(at: Any = cast.AT, *, papers: bool = False) -> outbox.Counts:
    """Deliver what is due; without `papers` letters stay undrawn, which saves seconds."""
    if not papers:
        Message.objects.waiting().filter(handler="documents.render").update(delivered_at=at)
    return outbox.deliver_due(at)


def letters(**which: Any) -> list[tuple[str, str]]:
    """Kind of reader and channel of each delivery."""
    return sorted(Delivery.objects.filter(**which).values_list("kind", "channel"))
