"""A theft at the police, and the ways the police answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.models import Referral
from tests.agency import recording
from tests.casework import referring as rf
from tests.casework.conftest import seeded

__all__ = ["seeded"]

NOW = "2026-03-03T09:00"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def clock(seeded: None, settings: Any, tmp_path: Any) -> Any:
    """The morning after the hand-over, shelves of this test, the police joined by a channel."""
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CASEWORK_CHANNELS = {
        "POLICE": recording.PATH,
        "MARKET_REGULATOR": recording.PATH,
        "HOTLINE_12345": recording.PATH,
    }
    with time_machine.travel(rf.moment(NOW), tick=False) as traveller:
        yield traveller


@pytest.fixture
def referred(clock: Any) -> Referral:
    """A theft handed over to the police the day before."""
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    return rf.dispatched(complaint, "POLICE", "2026-03-02T10:00")


@pytest.fixture
def post(clock: Any) -> Callable[..., Any]:
    """Return a function that sends a signed message and returns the response."""

    def send(kind: str = "ACKNOWLEDGED", reference: str = "", **facts: Any) -> Any:
        at = datetime.fromisoformat(facts.pop("sent", rf.moment(NOW).isoformat()))
        body = recording.message(kind, reference, at, **facts)
        return deliver(body, recording.headers(body, at))

    return send


def deliver(
    body: bytes,
    headers: dict[str, str],
    *,
    slug: str = "police",
    content_type: str = "application/json",
    client: Client | None = None,
) -> Any:
    """Send a body to the door of an agency."""
    return (client or Client(enforce_csrf_checks=True)).post(
        f"/agency/{slug}/answers", body, content_type=content_type, headers=headers
    )


def state(found: Referral) -> str:
    """Return the state of a referral as the database has it."""
    return str(Referral.objects.values_list("state", flat=True).get(pk=found.pk))
