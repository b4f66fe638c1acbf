"""How a party acts on the tracking page: one form, one service, refusals beside the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.actors import Outside
from common.errors import Refusal
from portals.forms import HouseForm
from portals.public.track import Desk

READ_AND_ACT = require_http_methods(["GET", "HEAD", "POST"])


def me(desk: Desk) -> Outside:
    """Return the party that reads as actor."""
    return Outside(desk.party.role, desk.party.pk)


def take_act(
    request: HttpRequest,
    desk: Desk,
    template: str,
    form: HouseForm,
    act: Callable[[dict[str, Any]], str],
    **context: Any,
) -> HttpResponse:
    """Show a form, or take it: one service, its refusal beside the field, a conflict as 409."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = act(form.cleaned_data)
            except Refusal as refusal:
                if refusal.status != 422:
                    raise
                form.refuse(refusal)
            else:
                messages.success(request, said)
                return redirect("track_case")
    context |= {"desk": desk, "form": form, "number": desk.complaint.file.number}
    return render(request, f"public/track/{template}.html", context, status=status)


def lead_back(request: HttpRequest, *, door: bool) -> HttpResponse | None:
    """Lead back from a page whose act is not open; a POST still asks the service, which refuses."""
    if door or request.method == "POST":
        return None
    messages.info(request, _("There is nothing more to do on that page."))
    return redirect("track_case")
