"""From the body of a verified message to one JSON object, strictly."""

import json
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from casework.channels import Unreadable

DEEPEST: Final = 6
"""Levels of nesting; wire version 1 has four."""
MOST_VALUES: Final = 2_000
"""Values in one message; a ticket has fewer than a hundred."""


class _Bad(ValueError):
    """Stops the parser; holds the name of the field, if one is at fault."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


def parse(body: bytes, *, largest: int) -> dict[str, Any]:
    """Return the object in `body`.

    Raises:
        Unreadable: `body` (longer than `largest` bytes, no JSON, no object, nested too deeply, too
            many values, a number no column holds), or the name of a field that stands twice.
    """
    if len(body) > largest:
        raise Unreadable("body")
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_once, parse_constant=_stop, parse_float=_stop
        )
    except _Bad as bad:
        raise Unreadable(bad.field) from None
    except (ValueError, RecursionError):
        raise Unreadable("body") from None
    if not isinstance(value, dict) or not _modest(value):
        raise Unreadable("body")
    return value


def _stop(_text: str) -> NoReturn:
    # Sums travel as text or as whole fen: a number with a point is in no wire version.
    raise _Bad("body")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Bad(name[:40] if name.isprintable() else "body")
        found[name] = value
    return found


def _modest(value: Any) -> bool:
    """Whether depth and number of values are those of a message."""
    seen = 0
    level: Iterable[Any] = [value]
    for _depth in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            seen += 1
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if seen > MOST_VALUES:
            return False
        if not inner:
            return True
        level = inner
    return False
