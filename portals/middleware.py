"""Refusals become answers: 403, 409 or 422 with the reason and the next step."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from common.errors import Conflict, Refusal
from portals import errors


class Refusals:
    """Turn a Refusal that no view answered into a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal, or a lock that was not to be had in time."""
        if isinstance(error, OperationalError) and "lock timeout" in str(error):
            error = Conflict()
        if isinstance(error, Refusal):
            return errors.refusal(request, error)
        return None
