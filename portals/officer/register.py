"""Registration by telephone or at the counter, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts import units
from accounts.models import User
from casework.models import Complaint, Party
from casework.services import intake
from common import crypto, ids
from common.errors import InvalidInput, NotPermitted, Refusal
from common.models import File, Unit
from documents import services as documents
from portals import places
from portals.officer.forms.intake import Registration
from portals.officer.screen import staff


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Take a complaint down; the number and the query code are shown once, to be read out."""
    user = staff(request)
    if not user.has_perm("casework.register"):
        raise NotPermitted
    now = timezone.now()
    form = Registration(request.POST or None, initial={"received_at": timezone.localtime(now)})
    letter = ""
    if request.method == "POST" and form.is_valid():
        facts = _facts(form.cleaned_data, now)
        unit = _unit(user, form.cleaned_data["district_code"])
        try:
            if "preview" in request.POST:
                letter = _preview(facts, unit, now)
            else:
                return _registered(request, intake.register(facts, unit=unit, by=user, at=now))
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form.refuse(refusal)
    same = _possible_duplicates(user, form) if request.method == "POST" else []
    status = 422 if form.errors else 200
    context = {"form": form, "same": same, "letter": letter}
    return render(request, "officer/register.html", context, status=status)


def _registered(request: HttpRequest, done: intake.Registered) -> HttpResponse:
    shown = {"done": done, "code": crypto.grouped(done.query_code)}
    return render(request, "officer/registered.html", shown)


def _preview(facts: intake.Registration, unit: Unit, at: datetime) -> SafeString:
    """Return the registration form as it would be issued, before it has a number."""
    context = intake.form_preview(facts, unit=unit, at=at)
    page = documents.preview_html("COMPLAINT_REGISTRATION_FORM", context, at=at)
    return mark_safe(page)  # Rendered by our own template, which escapes what people typed.


def _facts(data: dict[str, Any], now: datetime) -> intake.Registration:
    return intake.Registration(
        channel=data["channel"],
        narrative=data["narrative"],
        received_at=data["received_at"] or now,
        title=data["title"],
        request=data["request"],
        requester_role=data["requester_role"],
        complainant=intake.PartyFacts(
            kind=data["requester_role"],
            name=data["complainant_name"],
            phone=data["complainant_phone"],
            id_no=data["complainant_id_no"],
            address=data["complainant_address"],
        ),
        respondent=intake.PartyFacts(
            kind=data["respondent_type"],
            name=data["respondent_name"],
            phone=data["respondent_phone"],
            uscc=data["respondent_uscc"],
            address=data["respondent_address"],
        ),
        vulnerable_victim=data["vulnerable_victim"],
        amount_involved=data["amount_involved"],
        occurred_when=data["occurred_when"],
        occurred_place=data["occurred_place"],
        district_code=places.code_of(data["district_code"]),
        order_no=data["order_no"],
        consent_entrust_mediation=data["consent_entrust_mediation"],
        emergency=data["emergency"],
    )


def _unit(user: User, place: str) -> Unit:
    """Return the unit of the place; without one, the unit where the clerk registers."""
    if place:
        return units.for_district(places.code_of(place))
    mine = [posting.unit for posting in user.current_postings if posting.role == "INTAKE"]
    return mine[0] if mine else units.root()


def _possible_duplicates(user: User, form: Registration) -> list[Complaint]:
    """Return visible complaints of the same telephone number, the latest first."""
    phone = form.data.get("complainant_phone", "")
    try:
        number = ids.normalise_phone(phone) if phone else ""
    except InvalidInput:
        return []
    if not number:
        return []
    files = Party.objects.filter(
        phone_hash=crypto.keyed_hash(number, "phone"), file__in=File.objects.visible_to(user)
    ).values("file_id")
    return list(
        Complaint.objects.filter(file__in=files)
        .select_related("file", "statement")
        .order_by("-pk")[:5]
    )
