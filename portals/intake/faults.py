"""What is wrong with a line, in words: line, field, reason, next step."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import ValidationError

from common.errors import InvalidInput, Refusal, Text
from portals.intake.labels import LABELS

_LONGEST_SHOWN = 64


class Fault(ValueError):
    """A refusal on its way through pydantic, which lets only ValueErrors pass."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


def fault(code: str, message: Text, next_step: Text = "", field: str | None = None) -> Fault:
    """Return a fault to raise in a validator; pydantic adds the field."""
    return Fault(InvalidInput(message, code=code, field=field, next_step=next_step))


def shown(text: str) -> str:
    """Return `text` for a message: short, printable, safe to read in a terminal."""
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return "".join(character if character.isprintable() else "�" for character in cut)


def refusal_of(error: ValidationError) -> Refusal:
    """Return the first fault pydantic found; the value at fault is never repeated."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    context: Mapping[str, Any] = first.get("ctx", {})
    inner = context.get("error")
    if isinstance(inner, Fault):
        inner.refusal.field = inner.refusal.field or field
        return inner.refusal
    code, message, next_step = _in_words(first["type"], field or "", context)
    return InvalidInput(message, code=code, field=field, next_step=next_step)


def _in_words(kind: str, field: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return code, reason and next step of a fault that pydantic itself names."""
    match kind:
        case "missing":
            return "MISSING", _("The field is missing or empty."), _("Add it; it is required.")
        case "extra_forbidden":
            near = get_close_matches(field, LABELS, n=1)
            meant = _("Did you mean “%(name)s”?") % {"name": near[0]} if near else ""
            return (
                "UNKNOWN_FIELD",
                _("An intake record has no such field."),
                meant or _("Remove it, or put it outside the “intake” object."),
            )
        case "literal_error":
            expected = str(context.get("expected", "")).replace(" or ", ", ")
            allowed = expected.replace("'", "").removeprefix(", ")
            return (
                "NOT_IN_LIST",
                _("The value is none of those the field may have."),
                _("Use one of: %(allowed)s.") % {"allowed": allowed},
            )
        case "string_type":
            return "WRONG_TYPE", _("The value is not text."), _("Put it between quotation marks.")
        case "bool_type":
            return (
                "WRONG_TYPE",
                _("The value is neither true nor false."),
                _("Write true or false without quotation marks."),
            )
        case "list_type" | "tuple_type":
            return "WRONG_TYPE", _("The value is not a list."), _("Put it between [ and ].")
        case "too_long":
            return (
                "TOO_MANY",
                _("The list has more than %(limit)d entries.") % {"limit": context["max_length"]},
                _("Send the rest with the materials of the file."),
            )
    return "WRONG_VALUE", _("The value cannot be read."), _("Compare it with the record's format.")


def describe(refusal: Refusal, *, line: int) -> dict[str, Any]:
    """Return the `error` of an answer: field, code, and one message for people."""
    field = shown(refusal.field) if refusal.field else None
    facts = {
        "line": line,
        "field": _named(field),
        "reason": refusal.message,
        "next": refusal.next_step,
    }
    if field:
        words = _("Line %(line)d, field “%(field)s”: %(reason)s %(next)s") % facts
    else:
        words = _("Line %(line)d: %(reason)s %(next)s") % facts
    return {"field": field, "code": refusal.code, "message": words.strip()}


def _named(field: str | None) -> str:
    label: str | Promise = LABELS.get(field or "", "")
    if not label:
        return field or ""
    return _("%(label)s (%(field)s)") % {"label": label, "field": field}
