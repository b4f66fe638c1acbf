"""Outside channels (对外渠道): how each stands, and whether the background work runs.

The page reads what others wrote down. It never asks the other side itself: a gateway that hangs
must not hang the page that says so (decision 0361).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from notifications import services as notifications
from outbox.models import Heartbeat
from portals.officer import ways
from portals.officer.forms.intake import AGENCIES, agency_name
from portals.officer.screen import keeper


@login_required
def channels(request: HttpRequest) -> HttpResponse:
    """Show every channel; while a look is awaited, the table asks for itself again."""
    user = keeper(request)
    asks_again = request.headers.get("HX-Request") == "true"
    template = "officer/channels_table.html" if asks_again else "officer/channels.html"
    return render(request, template, _context(user, timezone.now()))


@login_required
@require_POST
def probe(request: HttpRequest) -> HttpResponse:
    """Have every channel that leads outside looked for."""
    count = notifications.ask(keeper(request), at=timezone.now())
    if count:
        messages.success(request, _("They are being looked for; it shows here in a moment."))
    else:
        messages.info(request, _("No channel leads to another system: there is none to look for."))
    return redirect("channels")


def _context(user: User, at: datetime) -> dict[str, Any]:
    shown = [ways.show(standing, at=at) for standing in notifications.standings(user)]
    served = {one.name for one in shown}
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    return {
        "channels": shown,
        "asked": notifications.asked(),
        "processes": [
            (words, ways.beat(beats.get(name), at)) for name, words in ways.PROCESSES.items()
        ],
        "on_paper": [agency_name(code) for code in AGENCIES if code not in served],
    }
