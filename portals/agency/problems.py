"""What a machine is told when its message is not taken: problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Final

from django.http import JsonResponse
from django.utils.translation import gettext as _

from accounts.throttle import TooManyAttempts
from common.errors import Refusal, Text

QUARTER: Final = 900  # seconds
SOON: Final = 5  # seconds


def problem(
    status: int,
    code: str,
    title: Text,
    *,
    detail: Text = "",
    field: str = "",
    retry_after: int = 0,
) -> JsonResponse:
    """Return a problem: `code` is for machines and stable, `field` names what is at fault."""
    told = {
        "type": f"urn:casework:problem:{code.lower().replace('_', '-')}",
        "status": status,
        "code": code,
        "title": str(title),
        "detail": str(detail),
        "field": field,
    }
    response = JsonResponse(
        {name: value for name, value in told.items() if value != ""},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def refused(refusal: Refusal) -> JsonResponse:
    """Return a refusal as a problem."""
    wait = QUARTER if isinstance(refusal, TooManyAttempts) else 0
    return problem(
        refusal.status,
        refusal.code,
        refusal.message,
        detail=refusal.next_step,
        field=refusal.field or "",
        retry_after=wait,
    )


def not_json() -> JsonResponse:
    """Say what a message is written in."""
    return problem(415, "NOT_JSON", _("A message is application/json in UTF-8."))


def too_large(limit: int) -> JsonResponse:
    """Say how long a message may be."""
    said = _("A message has at most %(bytes)d bytes, files included.") % {"bytes": limit}
    step = _("Send fewer or smaller files, or bring them on paper.")
    return problem(413, "TOO_LARGE", said, detail=step)


def unreadable(field: str) -> JsonResponse:
    """Name the field of a signed message that is not in the wire version we speak."""
    said = _("A field of the message cannot be read.")
    step = _("Correct the field and send the message anew, under a new number.")
    return problem(422, "UNREADABLE", said, detail=step, field=field)


def not_now(code: str) -> JsonResponse:
    """Ask to come back: the fault is ours, and nothing was taken."""
    said = _("We cannot take the message at this moment; nothing of it was kept.")
    return problem(503, code, said, detail=_("Send the same again later."), retry_after=SOON)
