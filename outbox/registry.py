"""Who listens to which topic.

Handlers live in `<package>/handlers.py`, imported by the package's `AppConfig.ready()`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_TOPIC: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message on its way to one handler.

    `key` is the same at every repetition; `posted_at` is the legal moment of the fact, `at` the
    moment of this delivery.
    """

    topic: str
    key: str
    payload: dict[str, Any]
    file_id: int | None
    posted_at: datetime
    at: datetime
    attempt: int


Handler: TypeAlias = Callable[[Envelope], None]

_handlers: dict[str, dict[str, Handler]] = {}


class UnknownHandler(LookupError):
    """A message waits for a handler this process does not have (an older or newer release)."""


def is_topic(text: str) -> bool:
    """Whether a text has the form of a topic: `record.happened`."""
    return _TOPIC.fullmatch(text) is not None


def handles(topic: str, *, name: str) -> Callable[[Handler], Handler]:
    """Register a handler for a topic; `name` is `package.what` and stays for ever.

    The package in the name owns the message's dead letters. A handler may run twice for one key
    (a crash between the act and the mark), runs outside any transaction of the outbox, and asks
    "already done?" by the key first.

    Raises:
        ValueError: the topic or the name is malformed, or the pair is taken.
    """
    if not is_topic(topic):
        raise ValueError(f"topic {topic!r} is not of the form 'record.happened'")
    if not _NAME.fullmatch(name):
        raise ValueError(f"handler name {name!r} is not of the form 'package.what'")

    def register(handler: Handler) -> Handler:
        if name in _handlers.setdefault(topic, {}):
            raise ValueError(f"{name} already listens to {topic}")
        _handlers[topic][name] = handler
        return handler

    return register


def names(topic: str) -> list[str]:
    """Give the names of the handlers of a topic, in order of registration."""
    return list(_handlers.get(topic, {}))


def find(topic: str, name: str) -> Handler:
    """Give one handler.

    Raises:
        UnknownHandler: nobody of that name listens to the topic in this process.
    """
    try:
        return _handlers[topic][name]
    except KeyError:
        raise UnknownHandler(f"{name} does not listen to {topic}") from None


def table() -> dict[str, dict[str, Handler]]:
    """Give a copy of the whole register: topic → handler name → function."""
    return {topic: dict(handlers) for topic, handlers in _handlers.items()}


def forget(topic: str, name: str) -> None:
    """Take one handler out again; for tests and rehearsals that bring their own."""
    _handlers.get(topic, {}).pop(name, None)
    if not _handlers.get(topic, True):
        del _handlers[topic]
