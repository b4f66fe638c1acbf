"""A topic with listeners of the test's own choosing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from accounts.models import User
from outbox import registry
from tests import cast

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai


class Ear:
    """A handler that remembers what it heard and fails when told to."""

    def __init__(self) -> None:
        self.heard: list[registry.Envelope] = []
        self.fails: Callable[[registry.Envelope], bool] = lambda envelope: False

    def __call__(self, envelope: registry.Envelope) -> None:
        self.heard.append(envelope)
        if self.fails(envelope):
            raise ConnectionError("the words of 王女士, 13800138000")

    @property
    def keys(self) -> list[str]:
        return [envelope.key for envelope in self.heard]


@pytest.fixture
def listen() -> Iterator[Callable[[str, str], Ear]]:
    """Register ears for as long as the test runs."""
    registered: list[tuple[str, str]] = []

    def make(topic: str, name: str) -> Ear:
        ear = Ear()
        registry.handles(topic, name=name)(ear)
        registered.append((topic, name))
        return ear

    yield make
    for topic, name in registered:
        registry.forget(topic, name)


@pytest.fixture
def clerk(db: None) -> User:
    """A person who looks after dead letters."""
    return cast.person("wang", "ADMIN")
