"""POST /hotline/12345/messages: the hotline's system speaks (brief §2.6).

No session, no cookie, no log of what was said. The signature is the channel's to check, and it
covers the very bytes of the body, so the body is read once, up to a cap.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from casework import channels
from casework.channels import Forged, Unreadable
from common.errors import InvalidInput
from portals.hotline import taking


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> HttpResponse:
    """Take in one message of the hotline.

    200 taken in, or taken in before; 401 not signed by the hotline; 404 no hotline is configured,
    or the ticket is not known; 413 longer than the cap; 422 with the field that cannot be read.
    """
    channel = channels.hotline()
    if channel is None:
        return HttpResponse(status=404)
    cap = settings.CASEWORK_CHANNEL_BODY_BYTES
    body = request.read(cap + 1)
    if len(body) > cap:
        return JsonResponse({"error": "TOO_LARGE", "limit": cap}, status=413)
    now = timezone.now()
    try:
        push = channel.read(request.headers, body, at=now)
        taken = taking.take(push, digest=hashlib.sha256(body).hexdigest(), at=now)
    except Forged:
        return HttpResponse(status=401)
    except Unreadable as fault:
        return JsonResponse({"error": "UNREADABLE", "field": fault.field}, status=422)
    except InvalidInput as refusal:
        said = {"error": refusal.code, "field": refusal.field, "message": str(refusal)}
        return JsonResponse(said, status=422)
    if taken.ticket is None:
        return JsonResponse({"error": "UNKNOWN_TICKET", "message_id": push.message_id}, status=404)
    return JsonResponse(
        {
            "status": "KNOWN" if taken.known else "TAKEN",
            "message_id": push.message_id,
            "case_number": taken.ticket.complaint.file.number,
        }
    )
