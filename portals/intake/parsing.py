"""From bytes to one JSON object, strictly; and what can be told of a line that is too long."""

import json
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from common.errors import InvalidInput

_BLANK = re.compile(r"[ \t\n\r,]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")


class Unreadable(InvalidInput):
    """The line is not one JSON object in UTF-8, or longer than a line may be."""

    code = "MALFORMED"
    #: The ticket's number, if it stands before the fault.
    ticket_no: str | None = None


class _Bad(ValueError):
    """Stops the parser with a code and words of ours; `upto` is the place of an unreadable byte."""

    def __init__(
        self,
        code: str,
        message: str,
        next_step: str,
        *,
        field: str | None = None,
        upto: int | None = None,
    ) -> None:
        self.upto = upto
        self.refusal = Unreadable(message, code=code, next_step=next_step, field=field)
        super().__init__(code)


def parse(raw: bytes | str) -> dict[str, Any]:
    """Return the object on the line; numbers with a point come as Decimal, as they were written.

    Raises:
        Unreadable: not UTF-8, not JSON, a key twice, NaN or Infinity, nested too deeply, no object.
    """
    refusal: Unreadable
    try:
        return _object(_text(raw))
    except _Bad as bad:
        refusal, readable = bad.refusal, raw if bad.upto is None else raw[: bad.upto]
    refusal.ticket_no, field = glimpse(readable)
    refusal.field = refusal.field or field
    raise refusal


def _text(raw: bytes | str) -> str:
    try:
        return raw.decode() if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        raise _Bad(
            "NOT_UTF8",
            _("The line is not UTF-8: byte %(place)d cannot be read.") % {"place": error.start + 1},
            _("Save the file as UTF-8 and import it again."),
            upto=error.start,
        ) from None


def _object(text: str) -> dict[str, Any]:
    constants: list[str] = []

    def constant(name: str) -> float:
        constants.append(name)
        return math.nan

    try:
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=constant,
            parse_float=_as_written,
        )
    except json.JSONDecodeError as error:
        raise _Bad(
            "MALFORMED",
            _("The line is not JSON: it breaks off at character %(place)d.")
            % {"place": error.pos + 1},
            _("Write one complete object on one line."),
        ) from None
    except RecursionError:
        raise _Bad(
            "NESTED",
            _("The line is nested too deeply."),
            _("An intake record is one flat object."),
        ) from None
    except ValueError as error:
        if isinstance(error, _Bad):
            raise
        raise _many_digits() from None
    if not isinstance(value, dict):
        raise _Bad(
            "NOT_OBJECT",
            _("The line is JSON, but not an object."),
            _("Write one object, from { to }, on the line."),
        )
    if constants:
        raise _Bad(
            "NOT_A_NUMBER",
            _("%(name)s is not a number that JSON knows.") % {"name": constants[0]},
            _("Leave the field out if the number is not known."),
            field=_field_of_constant(value),
        )
    return value


def _field_of_constant(value: dict[str, Any]) -> str | None:
    # Every other number with a point is a Decimal: a float is one of the constants.
    inner = value.get("intake")
    record = inner if isinstance(inner, dict) else value
    return next((name for name, held in record.items() if isinstance(held, float)), None)


def _many_digits() -> _Bad:
    return _Bad(
        "NUMBER", _("A number has too many digits."), _("Write the amount in plain digits.")
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Bad(
                "DUPLICATE_KEY",
                _("The field stands twice on the line."),
                _("Keep one of the two; which one is meant cannot be guessed."),
                field=key,
            )
        found[key] = value
    return found


def _as_written(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _many_digits() from None


def glimpse(raw: bytes | str) -> tuple[str | None, str | None]:
    """Return the ticket number, if it stands early enough, and the field that does not end.

    `raw` is the beginning of a line that was cut; the line is not parsed, only walked along.
    """
    text = raw.decode(errors="ignore") if isinstance(raw, bytes) else raw
    ticket: str | None = None
    field: str | None = None
    place = text.find("{") + 1
    decoder = json.JSONDecoder(parse_float=_as_written)
    try:
        while 0 < place < len(text):
            place = _skip(_BLANK, text, place)
            if text[place : place + 1] == "}":
                place += 1
                continue
            field = None
            key, place = decoder.raw_decode(text, place)
            if not isinstance(key, str):
                break
            field = key
            place = _skip(_COLON, text, place)
            if field == "intake" and text[place : place + 1] == "{":
                place += 1
                continue
            value, place = decoder.raw_decode(text, place)
            if field == "ticket_no" and isinstance(value, str):
                ticket = value
            field = None
    except (ValueError, RecursionError):
        return ticket, field
    return ticket, field


def _skip(what: re.Pattern[str], text: str, place: int) -> int:
    found = what.match(text, place)
    return found.end() if found else place
