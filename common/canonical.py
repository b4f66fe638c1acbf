"""Canonical JSON: one byte sequence for one value, so that hashes of it mean something.

The form is RFC 8785 (JSON Canonicalization Scheme) for null, booleans, integers, text, lists and
objects. Floating-point numbers are refused: money and rates travel as text, and a number that two
languages print differently has no place under a hash.
"""

import json
from collections.abc import Mapping
from typing import Any

#: The integers that a reader with IEEE 754 doubles still tells apart (RFC 8785 §3.2.2.3).
MAX_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical form; the message names the place, never the content."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(f"{path}: {why}")


def dumps(value: Any) -> bytes:
    """Return the canonical UTF-8 JSON of `value`.

    Keys are sorted by their UTF-16 code units, nothing is escaped that need not be, no white space
    is added. Tuples count as lists. Raises `NotCanonical` for floats, integers beyond ±(2^53−1),
    unpaired surrogates, keys that are not text, and every other type (convert dates and decimals
    to text first).
    """
    ordered = _ordered(value, "$")
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode()


def _ordered(value: Any, path: str) -> Any:
    """Return `value` with every object's keys in canonical order; refuse what has no form."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _plain_text(value, path)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(path, "an integer beyond 2^53-1")
        return int(value)
    if isinstance(value, list | tuple):
        return [_ordered(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        if any(not isinstance(key, str) for key in value):
            raise NotCanonical(path, "a key that is not text")
        keys = sorted((_plain_text(key, path) for key in value), key=_utf16)
        return {key: _ordered(value[key], f"{path}.{key}") for key in keys}
    raise NotCanonical(path, f"a {type(value).__name__} has no canonical form")


def _plain_text(text: str, path: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical(path, "an unpaired surrogate")
    return str(text)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
