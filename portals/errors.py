"""Error pages in the reader's language, each with a reference that stands in the log."""

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import Conflict, Refusal

logger = logging.getLogger("portals.errors")

#: Crockford's letters: no I, L, O or U to misread over the telephone.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def answer(
    request: HttpRequest, template: str, status: int, code: str = "", **context: Any
) -> HttpResponse:
    """Render an error page and log its reference, without address or input of the visitor."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(8))
    logger.warning("reference %s: %s %s %s", reference, request.method, status, code)
    return render(request, template, {"reference": reference, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return answer(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return answer(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return answer(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return answer(request, "500.html", 500)


def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Answer a refusal that no form took: what was refused, why, and the way on."""
    fragment = request.headers.get("HX-Request") == "true"
    template = "refusal_fragment.html" if fragment else "refusal.html"
    way_back, words = _way_back(request) if error.status in (403, 409) else ("", "")
    return answer(
        request,
        template,
        error.status,
        error.code,
        refusal=error,
        # Reading a page again that does not fit the state would lead here again.
        next_step="" if error.next_step is Conflict.next_step else error.next_step,
        looked=request.method in ("GET", "HEAD"),
        way_back=way_back,
        way_back_words=words,
    )


def _way_back(request: HttpRequest) -> tuple[str, str]:
    """Return where the file stands as it is now, and what that page is called; or nothing."""
    match = request.resolver_match
    if match is None:
        return "", ""
    if "referral" in match.kwargs:
        place = [match.kwargs["number"], match.kwargs["referral"]]
        return reverse("referral", args=place), _("Open the referral as it is now")
    if "number" in match.kwargs:
        return reverse("case", args=[match.kwargs["number"]]), _("Open the case as it is now")
    if match.route.startswith("dead-letters"):
        return reverse("dead_letters"), _("To the failed messages as they are now")
    if match.route.startswith("track/case"):
        return reverse("track_case"), _("See how your case stands now")
    if request.user.is_authenticated:
        return reverse("queue"), _("To the list of cases")
    return "", ""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer an expired form with the words other frameworks give to 419; the status is 403."""
    return answer(request, "419.html", 403, "CSRF")
