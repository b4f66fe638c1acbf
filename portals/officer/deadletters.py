"""Dead letters (投递失败): what the house gave up telling, why, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from common.models import File
from outbox import services as outbox
from outbox.models import Message
from portals.officer import deadwords, ways
from portals.officer.deadwords import Reason, Words
from portals.officer.screen import keeper

PAGE = 25  # letters
SHOWN_FOR = timedelta(hours=24)
"""How long what was put back is told on the page."""
BATCHES = 5


@dataclass(frozen=True)
class Kind:
    """Letters of one kind in words, with how many there are."""

    key: str
    owner: Words
    topic: Words
    channel: Words
    count: int
    url: str
    can_be_heard: bool


@dataclass(frozen=True)
class Letter:
    """One dead letter. `number` is the case it belongs to, if the reader may open it."""

    pk: int
    owner: Words
    topic: Words
    channel: Words
    number: str
    secret: bool
    reason: Reason
    code: str
    names: str
    posted_at: datetime
    dead_at: datetime | None
    attempts: int
    put_back_at: datetime | None
    put_back_by: str
    can_be_heard: bool


@dataclass(frozen=True)
class Progress:
    """What became of letters that were put back together."""

    words: Words
    channel: Words
    batch: outbox.Batch


@login_required
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Show what was given up in the reader's reach, kind by kind, the oldest first."""
    user = keeper(request)
    channel = request.GET.get("channel", "")
    kinds = [dead for dead in outbox.kinds(user) if channel in ("", dead.kind.channel)]
    chosen = _chosen(request.GET.get("kind", ""), [dead.kind for dead in kinds])
    letters = Message.objects.dead().in_reach_of(user)
    if chosen:
        letters = letters.of_kind(chosen)
    elif channel:
        letters = letters.filter(payload__channel=channel)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        letters = letters.filter(pk__gt=int(after))
    page = list(letters.select_related("file__parent", "retried_by").order_by("pk")[: PAGE + 1])
    more = page[PAGE:] and _address(request, after=str(page[PAGE - 1].pk))
    context = {
        "kinds": [_kind(dead, channel) for dead in kinds],
        "chosen": next((_kind(dead, channel) for dead in kinds if dead.kind == chosen), None),
        "total": sum(dead.count for dead in kinds),
        "channel": ways.label(channel) if channel else "",
        "channel_key": channel,
        "letters": _letters(page[:PAGE], user),
        "first": _address(request, after="") if after else "",
        "next": more or "",
        **_progress(user),
    }
    return render(request, "officer/deadletters.html", context)


@login_required
def progress(request: HttpRequest) -> HttpResponse:
    """Show what became of what was put back; the page asks for it again while some is waiting."""
    return render(request, "officer/deadprogress.html", _progress(keeper(request)))


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one letter back; what is not in the reader's reach does not exist for them."""
    user = keeper(request)
    if not Message.objects.in_reach_of(user).filter(pk=pk).exists():
        raise Http404
    outbox.retry(pk, by=user, at=timezone.now())
    messages.success(request, _("Put back. It is tried again at once."))
    return redirect(_list(request))


@login_required
@require_POST
def retry_kind(request: HttpRequest) -> HttpResponse:
    """Put back every letter of a kind."""
    user = keeper(request)
    wanted = request.POST.get("kind", "")
    kind = next((dead.kind for dead in outbox.kinds(user) if _key(dead.kind) == wanted), None)
    if kind is None:
        raise outbox.NotDead
    count = outbox.retry_kind(kind, by=user, at=timezone.now())
    words = ngettext(
        "%(n)d message put back. See below what becomes of it.",
        "%(n)d messages put back. See below what becomes of them.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect(_list(request))


def count(user: User) -> int:
    """Return how many dead letters the person should look after."""
    return Message.objects.dead().in_reach_of(user).count()


def _list(request: HttpRequest) -> str:
    """Return the list as the person narrowed it before pressing."""
    kept = {"channel": request.POST.get("channel"), "kind": request.POST.get("show")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return reverse("dead_letters") + (f"?{query}" if query else "")


def _chosen(wanted: str, kinds: list[outbox.Kind]) -> outbox.Kind | None:
    """Return the kind an address names, the only one there is, or None for all of them."""
    if len(kinds) == 1:
        return kinds[0]
    return next((kind for kind in kinds if _key(kind) == wanted), None)


def _key(kind: outbox.Kind) -> str:
    return "~".join(kind)


def _kind(dead: outbox.Dead, channel: str) -> Kind:
    query = {"kind": _key(dead.kind)} | ({"channel": channel} if channel else {})
    return Kind(
        key=_key(dead.kind),
        owner=deadwords.owner(dead.kind),
        topic=deadwords.topic(dead.kind.topic),
        channel=_channel(dead.kind.channel),
        count=dead.count,
        url=f"?{urlencode(query)}",
        can_be_heard=dead.kind.can_be_heard,
    )


def _channel(name: str) -> Words:
    return ways.label(name) if name else ""


def _letters(page: Iterable[Message], user: User) -> list[Letter]:
    page = list(page)
    cases = {letter.file.case.pk for letter in page if letter.file}
    open_to = File.objects.visible_to(user).filter(pk__in=cases, kind=File.Kind.COMPLAINT)
    numbers = dict(open_to.values_list("pk", "number"))
    return [_letter(letter, numbers) for letter in page]


def _letter(letter: Message, numbers: dict[int, str]) -> Letter:
    kind = outbox.Kind(letter.topic, letter.handler, letter.channel)
    number = numbers.get(letter.file.case.pk, "") if letter.file else ""
    return Letter(
        pk=letter.pk,
        owner=deadwords.owner(kind),
        topic=deadwords.topic(letter.topic),
        channel=_channel(letter.channel),
        number=number,
        secret=bool(letter.file) and not number,
        reason=deadwords.reason(letter.last_error),
        code=deadwords.code(letter.last_error),
        names=" → ".join(name for name in (letter.topic, letter.handler) if name),
        posted_at=letter.posted_at,
        dead_at=letter.dead_at,
        attempts=letter.attempts,
        put_back_at=letter.retried_at,
        put_back_by=str(letter.retried_by or ""),
        can_be_heard=kind.can_be_heard,
    )


def _progress(user: User) -> dict[str, Any]:
    found = outbox.batches(user, since=timezone.now() - SHOWN_FOR, most=BATCHES)
    return {
        "batches": [
            Progress(deadwords.topic(batch.kind.topic), _channel(batch.kind.channel), batch)
            for batch in found
        ],
        "under_way": any(batch.waiting for batch in found),
    }


def _address(request: HttpRequest, *, after: str) -> str:
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    if after:
        query["after"] = after
    return f"?{urlencode(query)}"
