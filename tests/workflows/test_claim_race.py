"""Officers press the same button at the same moment: one has it, the others are told."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from archives import services as archives
from bench import claim_race
from deadlines.services import seed_calendar
from tests import cast

ROUNDS = 5
pytestmark = pytest.mark.slow


@pytest.fixture
def address(transactional_db: Any, live_server: Any, settings: Any) -> tuple[str, int]:
    """A real server with a thread for each request, and reference rows in its database."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    seed_calendar(at=cast.AT)
    archives.seed()
    cast.unit()
    parts = urlsplit(live_server.url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


@pytest.mark.parametrize("officers", [2, 8])
def test_one_of_them_has_it_and_the_others_are_told(
    officers: int, address: tuple[str, int]
) -> None:
    report = claim_race.play(address, officers=officers, rounds=ROUNDS)

    assert report["wrong"] == []
    assert report["claims"] == {302: ROUNDS, 409: ROUNDS * (officers - 1)}
    assert report["acceptances"] == {302: ROUNDS, 409: ROUNDS * (officers - 1)}
