"""POST /agency/<body>/answers: the system of an agency answers (decision 0380).

No session, no cookie, no log of what was said. The signature is the channel's to check, over the
very bytes of the body; they are read once, up to a limit, and only after the address of the sender
has been counted.

    200 applied, also if it had come before    202 kept, but it does not fit: a liaison looks
    401 not signed by the agency               404 no such agency, or no such referral there (kept)
    409 the number belongs to another (kept)   413, 415 too long, or not JSON
    422 a field cannot be read or kept         429, 503 too many unsigned ones; not now
"""

from __future__ import annotations

import hashlib
import logging
import re

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import throttle
from accounts.throttle import MINUTE, Limit, TooManyAttempts
from casework import channels
from casework.channels import HOTLINE, AgencyChannel, ChannelRefusedUs, Forged, Unreadable
from casework.models import AgencyAnswer, UnmatchedAnswer
from casework.services import incoming
from common.errors import Refusal
from portals.agency import problems
from portals.middleware import lost_a_lock
from portals.public import visitor

logger = logging.getLogger(__name__)

#: A reason in one word, as the channels give it; anything else is not logged.
_WORD = re.compile(r"[A-Z0-9_]{1,40}")


@csrf_exempt
@never_cache
@require_POST
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in one answer of the agency called `slug` (`police`, `market-regulator`)."""
    agency = slug.upper().replace("-", "_")
    channel = channels.agency(agency) if agency != HOTLINE else None
    if channel is None:
        return HttpResponse(status=404)
    now = timezone.now()
    limit = Limit("forged-address", settings.CASEWORK_FORGED_PER_ADDRESS, 15 * MINUTE)
    try:
        noted = throttle.attempt([(limit, visitor.address(request))], at=now)
    except TooManyAttempts as refusal:
        return problems.refused(refusal)
    if request.content_type != "application/json":
        return problems.not_json()
    most = settings.CASEWORK_CHANNEL_BODY_BYTES
    body = request.read(most + 1)
    if len(body) > most:
        return problems.too_large(most)
    return _taken_in(request, channel, agency, body, noted)


def _taken_in(
    request: HttpRequest, channel: AgencyChannel, agency: str, body: bytes, noted: list[int]
) -> HttpResponse:
    """Read and take in a body; who signed it is not counted as a stranger."""
    now = timezone.now()
    try:
        answer = channel.read(request.headers, body, at=now)
    except Forged as fault:
        return _note(agency, HttpResponse(status=401), str(fault))
    except Unreadable as fault:
        throttle.forgive(noted)
        return _note(agency, problems.unreadable(fault.field), "UNREADABLE")
    except ChannelRefusedUs as fault:
        return _note(agency, problems.not_now("NOT_CONFIGURED"), str(fault))
    throttle.forgive(noted)
    digest = hashlib.sha256(body).hexdigest()
    try:
        taken = incoming.by_channel(answer, agency=agency, body_sha256=digest, at=now)
    except Refusal as refusal:
        return _note(agency, problems.refused(refusal), refusal.code)
    except OperationalError as error:
        if not lost_a_lock(error):
            raise
        return _note(agency, problems.not_now("BUSY"), "BUSY")
    if isinstance(taken, UnmatchedAnswer):
        return _note(agency, _unmatched(taken), taken.why)
    return _told(taken)


def _told(taken: AgencyAnswer) -> JsonResponse:
    """Say what became of a message; the same one again is told the same."""
    said = {"message_id": taken.message_id, "status": "APPLIED"}
    if taken.event_id is None:
        said |= {
            "status": "KEPT",
            "code": taken.refused_code,
            "detail": _("It does not fit the state of the referral; a liaison looks at it."),
        }
    status = 200 if taken.event_id else 202
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _unmatched(row: UnmatchedAnswer) -> JsonResponse:
    kept = _("The message is kept, and a liaison looks at it. You need not send it again.")
    if row.why == UnmatchedAnswer.Why.ID_REUSED:
        said = _("Another message has this number.")
        return problems.problem(409, row.why, said, detail=kept, field="message_id")
    said = _("No referral of this number went to you.")
    return problems.problem(404, row.why, said, detail=kept, field="reference")


def _note(agency: str, response: HttpResponse, reason: str) -> HttpResponse:
    """Log that a message was not applied: whose, which status, a reason in one word."""
    word = reason if _WORD.fullmatch(reason) else "-"
    logger.warning("message of %s not applied: %s %s", agency, response.status_code, word)
    return response
