"""The desk: what is mine, what is due, what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import User
from casework.models import Mediation
from common.models import File
from common.zone import local_date, start_of_day
from notifications import services as notifications
from notifications.models import Delivery
from outbox import services as outbox
from portals.officer import byhand, clocks, deadletters, tickets, ways, worktabs
from portals.officer.queue import as_rows, loaded
from portals.officer.screen import staff

#: What the desk lists before it points to the queue.
LISTED = 8
#: Tiles: tab of the queue → tone when it is not empty. The first is the person's own work, the
#: others speak of every open case of the person's units; each opens the list it counts.
TILES = {"mine": "", "today": "amber", "soon": "", "overdue": "red"}


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show the person's own work first, then what of the unit is late, then the sessions."""
    user = staff(request)
    now = timezone.now()
    items = worktabs.visible(user)
    mine = Q(holder_id=user.pk)
    counts = items.aggregate(
        next_due=Min("due_at", filter=Q(due_at__gt=now)),
        **{key: Count("pk", filter=worktabs.BY_KEY[key].where(user, now)) for key in TILES},
    )
    free = items.free_for(user)
    context = {
        "tiles": _tiles(counts),
        "next_due": clocks.due_words(counts["next_due"]) if counts["next_due"] else "",
        "mine": as_rows(list(loaded(items.filter(mine).by_due())[:LISTED]), user, at=now),
        "free": as_rows(list(loaded(free.by_due())[:LISTED]), user, at=now),
        "sessions": _sessions(user, now),
        "tell": _to_tell(user),
        "tickets": tickets.on_desk(user, now),
        "today": now,
        "warnings": _warnings(user, now),
    }
    return render(request, "officer/desk.html", context)


def _tiles(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each tile: the tab it opens, that tab's count, and whose figure it is."""
    return [
        {
            "key": key,
            "count": counts[key],
            "label": worktabs.BY_KEY[key].label,
            "whose": "" if key == "mine" else _("My unit"),
            "tone": tone if counts[key] else "",
        }
        for key, tone in TILES.items()
    ]


def _warnings(user: User, at: datetime) -> dict[str, Any]:
    """Return, for those who look after it, what of the house does not work."""
    if not user.has_perm(outbox.RETRY):
        return {}
    channels = dict(Delivery.Channel.choices)
    late = outbox.health(at).late(at)
    comma = pgettext("punctuation", ", ")
    return {
        "silent": comma.join(str(channels[code]) for code in notifications.silent_channels()),
        "late": comma.join(str(ways.PROCESSES.get(name, name)) for name in late),
        "dead": deadletters.count(user),
    }


def _to_tell(user: User) -> dict[str, Any]:
    """Return, for those who tell parties by hand, how much waits and whom it concerns."""
    if not user.has_perm(notifications.TELL):
        return {}
    waiting = byhand.count(user)
    return (
        {"count": waiting, "readers": byhand.readers(user, most=byhand.LISTED)} if waiting else {}
    )


def _sessions(user: User, at: datetime) -> list[Mediation]:
    """Return the next sessions in files the person may see."""
    coming = Mediation.objects.filter(
        file__in=File.objects.visible_to(user),
        state="SCHEDULED",
        session_at__gte=start_of_day(local_date(at)),
    )
    return list(
        coming.select_related("complaint__file", "complaint__statement", "mediator").order_by(
            "session_at"
        )[:5]
    )
