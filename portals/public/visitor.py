"""Who is visiting: an address to count by, and what a browser remembers for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from casework.models import Party
from portals.public import drafts

_TRACKED = "tracked_party"
_FILED = "filed_party"
#: How long the page with number and query code can be opened again in the same browser.
RECEIPT_SHOWN = timedelta(minutes=30)


def address(request: HttpRequest) -> str:
    """Return the network address of the visitor, which is counted by and never stored or logged.

    With n proxies of ours in front, the address is the n-th from the end of X-Forwarded-For: what
    stands before it was written by the visitor.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop]
    trusted = settings.CASEWORK_PROXIES
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def browser(request: HttpRequest) -> str:
    """Return the key of the session, made if there is none yet."""
    if not request.session.session_key:
        request.session.save()
    return str(request.session.session_key)


def _remember(request: HttpRequest, name: str, party: Party, until: datetime) -> None:
    request.session[name] = {"party": party.pk, "until": until.timestamp()}


def _remembered(request: HttpRequest, name: str, at: datetime) -> int | None:
    kept = request.session.get(name)
    if not kept:
        return None
    if at.timestamp() >= kept["until"]:
        del request.session[name]
        return None
    return int(kept["party"])


def admit(request: HttpRequest, party: Party, *, at: datetime) -> None:
    """Let this browser read the file as `party`; nothing but the party's id is remembered."""
    request.session.cycle_key()
    _remember(request, _TRACKED, party, at + timedelta(minutes=settings.CASEWORK_TRACKING_MINUTES))


def admitted(request: HttpRequest, *, at: datetime) -> Party | None:
    """Return the party this browser may read as, None once the time is over; it begins anew."""
    pk = _remembered(request, _TRACKED, at)
    party = Party.objects.select_related("file__unit").filter(pk=pk).first() if pk else None
    if party is not None:
        until = at + timedelta(minutes=settings.CASEWORK_TRACKING_MINUTES)
        _remember(request, _TRACKED, party, until)
    return party


def dismiss(request: HttpRequest) -> None:
    """End reading in this browser, which may be anybody's: receipt and draft go as well."""
    request.session.pop(_TRACKED, None)
    drop_receipt(request)
    drafts.drop(request)


def keep_receipt(request: HttpRequest, party: Party, *, at: datetime) -> None:
    """Remember whose receipt this browser may show."""
    _remember(request, _FILED, party, at + RECEIPT_SHOWN)


def receipt(request: HttpRequest, *, at: datetime) -> Party | None:
    """Return the party whose receipt this browser may still show."""
    pk = _remembered(request, _FILED, at)
    return Party.objects.select_related("file__unit").filter(pk=pk).first() if pk else None


def drop_receipt(request: HttpRequest) -> None:
    """The visitor has noted the code: it is not shown again."""
    request.session.pop(_FILED, None)
