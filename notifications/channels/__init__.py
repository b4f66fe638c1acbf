"""Ways out of the house. One object per channel; a rehearsal puts recorders in their place."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from notifications.channels.base import Channel, Letter, Outcome
from notifications.channels.email import Email
from notifications.channels.recorder import Recorder
from notifications.channels.sms import Sms

__all__ = ["Channel", "Letter", "Outcome", "channel", "recording"]

_REAL: Final[dict[str, Channel]] = {"EMAIL": Email(), "SMS": Sms()}
_override: ContextVar[dict[str, Channel] | None] = ContextVar("channels", default=None)


def channel(code: str) -> Channel:
    """Give the channel now in use for a code (`EMAIL`, `SMS`)."""
    return (_override.get() or _REAL)[code]


@contextmanager
def recording() -> Iterator[dict[str, Recorder]]:
    """Let nothing leave: within this context every channel only records (rehearsals, tests)."""
    recorders = {code: Recorder() for code in _REAL}
    token = _override.set(dict(recorders))
    try:
        yield recorders
    finally:
        _override.reset(token)
