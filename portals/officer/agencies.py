"""The page of an agency: what may be expected of it, its offices, its referrals, its record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import roles_with
from accounts.units import places as all_places
from casework import channels
from casework.models import AgencyOffice, Sending
from casework.services import offices as service
from common.errors import NotPermitted, Refusal
from common.models import File, Unit
from deadlines.models import Deadline
from policies import services as policies
from policies.schema import Agency
from portals.forms import HouseForm
from portals.officer import board, boardtabs, competence
from portals.officer.forms import office as forms
from portals.officer.forms.intake import agency_name
from portals.officer.frame import staff

KEEP = "referral.keep_offices"
LISTED = 25  # open referrals


@dataclass(frozen=True)
class Score:
    """How often an agency answered in time; `open_late` is overdue and not answered yet."""

    in_time: int
    late: int
    open_late: int


@login_required
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show an agency; enter an office of it (POST)."""
    user, profile = staff(request), _profile(code)
    form = _new_office(user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form is None:
            raise NotPermitted
        if form.is_valid() and _taken(
            form,
            lambda: service.add(
                unit_id=form.cleaned_data["unit"].pk,
                agency=code,
                name=form.cleaned_data["name"],
                contact=form.to_contact(),
                by=user,
            ),
        ):
            messages.success(request, _("The office is on the list."))
            return redirect("agency", code)
    return render(
        request,
        "officer/agency.html",
        _context(request, user, code, profile, form),
        status=422 if form is not None and form.errors else 200,
    )


@login_required
def office(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write down whom to ask for at an office."""
    user, found = staff(request), _office(request, code, pk)
    service.permit(found.unit, user)
    form = forms.OfficeContact(request.POST or None, initial=forms.contact_of(found))
    if request.method == "POST" and form.is_valid():
        service.change(office_id=found.pk, contact=form.to_contact(), by=user)
        messages.success(request, _("Written down."))
        return redirect("agency", code)
    context = {"office": found, "code": code, "agency": agency_name(code), "form": form}
    return render(request, "officer/office.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close_office(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Offer an office no longer, or again."""
    user, found = staff(request), _office(request, code, pk)
    if found.active:
        service.close(office_id=found.pk, by=user)
        messages.success(request, _("The office is offered no longer."))
    else:
        service.reopen(office_id=found.pk, by=user)
        messages.success(request, _("The office is offered again."))
    return redirect("agency", code)


def _taken(form: HouseForm, do: Any) -> bool:
    try:
        do()
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.refuse(refusal)
        return False
    return True


def _profile(code: str) -> Agency:
    profile = policies.pack().agencies.get(code)
    if profile is None:
        raise Http404
    return profile


def _context(
    request: HttpRequest, user: User, code: str, profile: Agency, form: forms.NewOffice | None
) -> dict[str, Any]:
    now, pack = timezone.now(), policies.pack()
    found = boardtabs.referrals(user).filter(boardtabs.ALL.where(now), agency=code)
    units, scores = _keeps(user), _scores(user, code)
    places = {place: name for _group, listed in all_places() for place, name in listed}
    return {
        "code": code,
        "agency": agency_name(code),
        "profile": profile,
        "ack": competence.period_words(pack, "REFERRAL_ACK", code),
        "result": competence.period_words(pack, "REFERRAL_RESULT", code),
        "by_system": channels.agency(code) is not None,
        "offices": [
            {
                "office": one,
                "place": places.get(one.district_code, one.district_code),
                "keeps": any(one.unit.path.startswith(unit.path) for unit in units),
            }
            for one in offices_for(user).filter(agency=code)
        ],
        "form": form,
        "rows": board.rows_of(
            found.order_by(F("due_at").asc(nulls_last=True), "pk")[:LISTED], at=now
        ),
        "count": found.count(),
        "scores": [
            (_("Receipts"), scores["REFERRAL_ACK"]),
            (_("Results"), scores["REFERRAL_RESULT"]),
        ],
    }


def offices_for(user: User) -> QuerySet[AgencyOffice]:
    """Return the offices for files the person may see: of their units, of those above and below."""
    paths = user.posted_paths()
    if not paths:
        return AgencyOffice.objects.none()
    below = [Q(unit__path__startswith=path) for path in paths]
    above = [Q(unit__path__in=_ancestors(path)) for path in paths]
    found = AgencyOffice.objects.filter(reduce(or_, [*below, *above])).select_related("unit")
    return found.order_by("-active", "unit__path", "name")


def _ancestors(path: str) -> list[str]:
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]


def _keeps(user: User) -> list[Unit]:
    """Return the units whose offices the person keeps, and with them all below."""
    wanted = roles_with(KEEP)
    return [posting.unit for posting in user.current_postings if posting.role in wanted]


def _new_office(user: User, data: Any) -> forms.NewOffice | None:
    units = _keeps(user)
    if not units:
        return None
    form = forms.NewOffice(data)
    field = form.fields["unit"]
    if isinstance(field, ModelChoiceField):
        below = reduce(or_, [Q(path__startswith=unit.path) for unit in units])
        field.queryset = Unit.objects.filter(below)
    return form


def _office(request: HttpRequest, code: str, pk: int) -> AgencyOffice:
    found = offices_for(staff(request)).filter(agency=code, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _scores(user: User, code: str) -> dict[str, Score]:
    """Return by clock how an agency kept its periods, over the referrals the person may see.

    A period counts for the agency that had the referral when it began, wherever it went later.
    """
    went = Sending.objects.filter(
        referral__file=OuterRef("file"), kind="REFERRAL", created_at__lte=OuterRef("started_at")
    ).order_by("-created_at", "-pk")
    periods = (
        Deadline.objects.filter(
            file__in=File.objects.visible_to(user), code__in=boardtabs.OWED_BY_AGENCY
        )
        .annotate(was_at=Subquery(went.values("agency")[:1]))
        .filter(was_at=code)
    )
    counts = {
        (row["code"], row["status"]): row["n"]
        for row in periods.order_by().values("code", "status").annotate(n=Count("pk"))
    }
    return {
        clock: Score(
            in_time=counts.get((clock, "MET"), 0),
            late=counts.get((clock, "MET_LATE"), 0),
            open_late=counts.get((clock, "OVERDUE"), 0),
        )
        for clock in boardtabs.OWED_BY_AGENCY
    }
