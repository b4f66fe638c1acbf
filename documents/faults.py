"""What is wrong with the words of a paper, told to the person who writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from pydantic import ValidationError

from documents.kinds import base as kinds

#: Fields people fill in, by name; a field not listed is filled by the system.
LABELS: dict[str, Promise] = {
    "addressee_name": _lazy("addressee"),
    "address": _lazy("address"),
    "agency_name": _lazy("competent body"),
    "allegations": _lazy("allegations"),
    "amount": _lazy("amount"),
    "attachments": _lazy("attachments"),
    "basis": _lazy("basis of the finding"),
    "bring": _lazy("what to bring"),
    "by_when": _lazy("by when"),
    "case_number": _lazy("case number"),
    "channel": pgettext_lazy("field of a paper", "channel"),
    "competent_body": _lazy("competent body"),
    "complainant": _lazy("complainant"),
    "complainant_name": _lazy("name of the complainant"),
    "complainant_phone": _lazy("telephone of the complainant"),
    "conclusion": _lazy("conclusion"),
    "confirmed_by": _lazy("confirmed by"),
    "contact_phone": _lazy("telephone for questions"),
    "dispute": _lazy("matter in dispute"),
    "done": _lazy("what has been done"),
    "due_on": _lazy("last day"),
    "evidence": _lazy("evidence"),
    "facts": pgettext_lazy("field of a paper", "facts"),
    "finding": _lazy("finding"),
    "ground": _lazy("ground"),
    "how": _lazy("how it is put right"),
    "investigators": _lazy("investigators"),
    "measures": _lazy("measures"),
    "mediator_name": _lazy("mediator"),
    "method": _lazy("method"),
    "missing": _lazy("missing materials"),
    "mode": _lazy("way of the session"),
    "name": pgettext_lazy("field of a paper", "name"),
    "performance_due_on": _lazy("day of performance"),
    "performance_how": _lazy("way of performance"),
    "phone": _lazy("telephone"),
    "place": _lazy("place"),
    "process": _lazy("how the case was handled"),
    "reason": _lazy("reasons"),
    "reasons": _lazy("reasons"),
    "remains": _lazy("what remains"),
    "requests": _lazy("requests"),
    "respondent": _lazy("respondent"),
    "respondent_name": _lazy("name of the respondent"),
    "result": _lazy("result"),
    "session_at": _lazy("time of the session"),
    "subject": pgettext_lazy("field of a paper", "subject"),
    "summary": _lazy("summary"),
    "terms": _lazy("terms"),
    "text": pgettext_lazy("field of a paper", "text"),
    "what": _lazy("what is missing"),
    "who_acts": _lazy("who must act"),
}

#: Why a value cannot stand in the paper, by the type of pydantic's error.
REASONS: dict[str, Promise] = {
    "missing": _lazy("it is missing"),
    "string_too_short": _lazy("at least %(min_length)d characters are needed"),
    "string_too_long": _lazy("at most %(max_length)d characters fit"),
    "string_pattern_mismatch": _lazy("it must be one line"),
    "too_short": _lazy("at least %(min_length)d are needed"),
    "too_long": _lazy("at most %(max_length)d fit"),
    "enum": _lazy("it is none of the values it may have"),
    "literal_error": _lazy("it is none of the values it may have"),
    "value_error": _lazy("it holds a character that cannot be printed"),
    "extra_forbidden": _lazy("the paper has no such field"),
    "decimal_max_places": _lazy("it is no amount in yuan with at most two decimals"),
    "greater_than_equal": _lazy("it is no amount in yuan with at most two decimals"),
    "less_than": _lazy("it is no amount in yuan with at most two decimals"),
    kinds.READER_FAULT: _lazy("the copy for this reader needs it, or must not carry it"),
}
UNREADABLE: Promise = _lazy("it cannot be read")


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return the dotted path of the first bad field and a sentence; its value is never repeated."""
    first = error.errors(include_url=False, include_input=False)[0]
    context: Mapping[str, Any] = first.get("ctx", {})
    path = [str(part) for part in first["loc"]] or [str(context.get("field", "context"))]
    said = _("%(field)s: %(reason)s") % {
        "field": _named(path),
        "reason": REASONS.get(first["type"], UNREADABLE) % context,
    }
    return ".".join(path), said


def _named(path: list[str]) -> str:
    """Return the field in words: "missing materials 2, what is missing"."""
    words: list[str] = []
    for part in path:
        if part.isdigit() and words:
            words[-1] = _("%(field)s, entry %(number)d") % {
                "field": words[-1],
                "number": int(part) + 1,
            }
        else:
            words.append(str(LABELS.get(part, part)))
    return " › ".join(words)
