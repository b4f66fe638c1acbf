"""The way in for parties: file number and query code, with one answer to every wrong pair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import throttle
from accounts.throttle import MINUTE, Limit
from casework import merged
from casework.models import Complaint, Mediation, Party
from casework.services import intake
from common import crypto
from common.errors import InvalidInput, Refusal
from common.models import File
from portals.public import forms, visitor

_DASHES = re.compile(r"[\s\-‐‑‒–—_.]+")
_NUMBER = re.compile(r"([A-Z]{2})(\d{4})(\d{6,})")


class WrongPair(InvalidInput):
    """Unknown number, other code, code of another file: all the same to the visitor."""

    code = "WRONG_PAIR"
    message = gettext_lazy("File number and query code do not belong together.")
    next_step = gettext_lazy(
        "Compare both with your receipt or letter. After several wrong tries the number is locked "
        "for a quarter of an hour."
    )


@dataclass(frozen=True)
class Desk:
    """What stands open before a party: itself, the complaint, the last mediation, the moment."""

    party: Party
    complaint: Complaint
    mediation: Mediation | None
    at: datetime

    @property
    def is_complainant(self) -> bool:
        """Whether it is the complainant who reads."""
        return self.party.role == Party.Role.COMPLAINANT


def find(number: str, code: str, *, address: str, at: datetime) -> Party:
    """Return the party this number and code open; either party has a code of its own (D8).

    Raises:
        throttle.TooManyAttempts: on this number, from this address, or of all together.
        WrongPair: nothing else is told, whatever is wrong.
    """
    number = normalise_number(number)
    code = crypto.normalise_query_code(code)
    noted = throttle.attempt(_limits(number, address, at=at), at=at)
    file = File.objects.filter(number=number, kind=File.Kind.COMPLAINT, sealed=False).first()
    parties = Party.objects.filter(file=file).select_related("file") if file else ()
    # Every party is compared, and one that is nobody's, so that time tells nothing either.
    fits = [party for party in parties if intake.same_secret(code, party.query_code_hash)]
    intake.same_secret(code, crypto.keyed_hash("", "query-code"))
    found = next((party for party in fits if _may_read(party)), None)
    if found is None:
        raise WrongPair
    throttle.forgive(noted)
    return found


def _may_read(party: Party) -> bool:
    # A respondent learns of a complaint when it is accepted (CM-06), never before and not at all
    # if it is not. A file sealed meanwhile closes to everybody, also where it was open.
    if party.file.sealed:
        return False
    if party.role == Party.Role.COMPLAINANT:
        return True
    return Complaint.objects.filter(file_id=party.file_id, accepted_at__isnull=False).exists()


def _limits(number: str, address: str, *, at: datetime) -> list[tuple[Limit, str]]:
    on_number = Limit("track-number", settings.CASEWORK_WRONG_CODES_PER_NUMBER, 15 * MINUTE)
    return [(on_number, number), *throttle.guesses("track", address, at=at)]


def normalise_number(typed: str) -> str:
    """Return a file number as it is stored: capitals, half width, hyphens in their places."""
    plain = _DASHES.sub("", unicodedata.normalize("NFKC", typed)).upper()
    parts = _NUMBER.fullmatch(plain)
    return "-".join(parts.groups()) if parts else plain


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; open the file or tell one thing for every wrong pair."""
    form = forms.Track(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                party = find(
                    form.cleaned_data["number"],
                    form.cleaned_data["query_code"],
                    address=visitor.address(request),
                    at=now,
                )
            except Refusal as refusal:
                form.refuse(refusal)
                status = refusal.status
            else:
                visitor.admit(request, party, at=now)
                return redirect("track_case")
    # The code is not put back into the page: it would stand in the browser's memory.
    return render(request, "public/track/track.html", {"form": form}, status=status)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the file in this browser."""
    visitor.dismiss(request)
    messages.success(request, _("The file is closed in this browser."))
    return redirect("track")


def tracked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the Desk of the party this browser may read as, or lead to the way in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        party = visitor.admitted(request, at=now)
        if party is None or not _may_read(party):
            messages.warning(
                request, _("For your safety the file closes after a while. Please open it again.")
            )
            return redirect("track")
        return view(request, desk_of(party, at=now), *args, **kwargs)

    return guarded


def desk_of(party: Party, *, at: datetime) -> Desk:
    """Return what stands open before `party`."""
    complaint = Complaint.objects.select_related("file__unit", "statement").get(
        file_id=party.file_id
    )
    mediation = complaint.mediations.select_related("file", "mediator").order_by("pk").last()
    return Desk(party, complaint, mediation, at)


@require_POST
@tracked
def joined(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Lead from a joined file to the one that goes on, as the same side of it (brief CM-09).

    Number and code of the joined file were proved; that both sides are the same was compared when
    the files were joined.
    """
    master = merged.master_of(desk.complaint)
    party = Party.objects.select_related("file").filter(
        file_id=master.file_id, role=desk.party.role
    ).first()  # fmt: skip
    if party is None or party.pk == desk.party.pk or not _may_read(party):
        raise Http404
    visitor.admit(request, party, at=desk.at)
    return redirect("track_case")
