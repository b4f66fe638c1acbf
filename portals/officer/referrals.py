"""Around one referral: earlier packets, scans of the agency's papers, answers set aside."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import on_paper
from documents import downloads
from documents.models import Evidence
from portals.officer import packetview
from portals.officer.forms.intake import agency_name
from portals.officer.frame import find_referral, staff


@login_required
def packet(request: HttpRequest, number: str, referral: str, version: int) -> HttpResponse:
    """Show one version of what was to leave, or left."""
    frame = find_referral(request, number, referral)
    found = frame.a_referral.packets.filter(version=version).select_related("created_by").first()
    if found is None:
        raise Http404
    context = {
        "frame": frame,
        "complaint": frame.complaint,
        "referral": frame.a_referral,
        "agency": agency_name(frame.a_referral.agency),
        "packet": packetview.view(frame.a_referral, found),
    }
    return render(request, "officer/packet_page.html", context)


@login_required
def evidence(request: HttpRequest, number: str, referral: str, pk: int) -> HttpResponseBase:
    """Hand out a scan of a paper of the agency, as a download."""
    frame = find_referral(request, number, referral)
    item = Evidence.objects.filter(file=frame.a_referral.file, pk=pk).first()
    if item is None:
        raise Http404
    return downloads.evidence(item)


@login_required
@require_POST
def set_aside(request: HttpRequest, number: str, referral: str, pk: int) -> HttpResponse:
    """Note that a liaison has dealt with an answer that fitted nothing."""
    frame = find_referral(request, number, referral)
    answer = frame.a_referral.answers.filter(pk=pk).first()
    if answer is None:
        raise Http404
    on_paper.set_aside(answer_id=answer.pk, by=staff(request), at=timezone.now())
    messages.success(request, _("Noted. The answer stays on file as it came."))
    return redirect("referral", number, referral)
