"""Who comes with a link: found by its token, guesses counted, one page for every wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts import throttle
from accounts.throttle import TooManyAttempts
from casework.models import AgencyLink, Referral
from casework.refusals import LinkOver
from casework.services import agency_link
from portals.public import visitor

#: Less than any other page may do: no script and no call, only styles, pictures and our own forms.
POLICY: Final = {"script-src": ["'none'"], "connect-src": ["'none'"], "manifest-src": ["'none'"]}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """What stands open before an office: its link, the referral, the token it came with."""

    link: AgencyLink
    referral: Referral
    token: str
    at: datetime


def linked(view: View) -> View:
    """Give the view the Desk behind the token in the address, or answer with the one wrong page.

    No cookie, no log-in: the token is all there is, so a forged request has nothing to use
    (csrf-exempt), and no other site may read it from a link (no-referrer).
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _answer(request, view, token, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    strict: View = csp_replace(POLICY)(guarded)  # type: ignore[arg-type]
    return csrf_exempt(never_cache(strict))


def _answer(
    request: HttpRequest, view: View, token: str, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    now = timezone.now()
    limits = throttle.guesses("agency-link", visitor.address(request), at=now)
    try:
        noted = throttle.attempt(limits, at=now)
    except TooManyAttempts as refusal:
        return render(request, "agency/wait.html", {"refusal": refusal}, status=refusal.status)
    link = agency_link.find(token, at=now)
    if link is None:
        return unknown(request)
    throttle.forgive(noted)
    try:
        return view(request, Desk(link, link.referral, token, now), *args, **kwargs)
    except LinkOver:  # It ended while the office was writing.
        return unknown(request)


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer for every link that leads nowhere, whyever: never made, expired, taken back."""
    return render(request, "agency/unknown.html", status=404)
