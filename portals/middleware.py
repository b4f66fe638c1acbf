"""What stands between every request and every view: language, second factor, refusals."""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from viewflow.workflow import FlowLockFailed

from accounts.models import User
from common.errors import Conflict, Refusal
from portals import errors

#: SQLSTATE: lock not to be had in time, deadlock, serialisation failure.
LOCK_NOT_HAD = {"55P03", "40P01", "40001"}
#: How Django writes the key of a session.
_SESSION_KEY = re.compile(r"[0-9a-z]{8,40}")


class NoNul:
    """Answer once, for every view, what PostgreSQL can neither store nor compare: a NUL.

    In an address it is no page, in a query a mistake; a cookie that can name no session is none.
    Fields of forms refuse it themselves, in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if key and not _SESSION_KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        if "\0" in request.path_info:
            return errors.not_found(request)
        if "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        return self.get_response(request)


class NotKept:
    """Let no browser keep a page somebody read while logged in: Back after log-out shows none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class ChosenLanguage:
    """Speak Chinese unless the reader chose otherwise in the footer (architecture A8).

    What the browser says is not asked: many phones and terminals in use here are set to English by
    their makers, and the letters are Chinese in any case.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        request.LANGUAGE_CODE = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class Refusals:
    """Turn a Refusal that no view answered into a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal, or a lock that was not to be had."""
        if lost_a_lock(error):
            error = Conflict()
        if isinstance(error, Refusal):
            return errors.refusal(request, error)
        return None


def lost_a_lock(error: Exception) -> bool:
    """Return whether others were at the same rows: nothing was written, and a retry may succeed."""
    if isinstance(error, FlowLockFailed):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and state in LOCK_NOT_HAD


class SecondFactor:
    """Send people whose role demands a second factor to its set-up, before anything else.

    The roles are `settings.CASEWORK_MFA_ROLES` (architecture §4.4); empty asks nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect while the second factor is missing; log-in and language stay open."""
        demanded = set(settings.CASEWORK_MFA_ROLES)
        if not demanded or request.path.startswith(("/accounts/", "/i18n/")):
            return None
        user = request.user
        if not isinstance(user, User) or not (user.roles_anywhere() & demanded):
            return None
        if is_mfa_enabled(user):
            return None
        messages.warning(request, _("Your role needs a second factor. Please set it up first."))
        return redirect("mfa_activate_totp")
