"""Notes, contacts, evidence and reveals: what is written down around a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from casework.services import records
from common.errors import Refusal
from portals.forms import HouseForm
from portals.officer import drafts
from portals.officer.forms.result import ContactLog, EvidenceUpload, NoteForm, Recuse, RevealForm
from portals.officer.registry import BY_NAME
from portals.officer.screen import Frame, find, staff
from portals.officer.shown import party_view
from workflows import worklist


def _back(frame: Frame, tab: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{frame.url}?tab={tab}")


def _refused(request: HttpRequest, frame: Frame, tab: str, form: HouseForm) -> HttpResponse:
    """Go back to the tab with the first error in words; what was typed lies in the draft."""
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
        break
    return _back(frame, tab)


@login_required
@require_POST
def add_note(request: HttpRequest, number: str) -> HttpResponse:
    """Write an internal note."""
    frame = find(request, number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, frame, "contacts", form)
    records.note(
        file_id=frame.complaint.file_id,
        text=form.cleaned_data["text"],
        by=staff(request),
        at=timezone.now(),
    )
    drafts.keep(request, "note", number, {})
    messages.success(request, _("The note is on file."))
    return _back(frame, "contacts")


@login_required
@require_POST
def add_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Log a contact with a party; the first that reached the complainant meets its clock."""
    frame = find(request, number)
    form = ContactLog(request.POST, prefix="contact")
    if not form.is_valid():
        return _refused(request, frame, "contacts", form)
    party = frame.complaint.file.parties.filter(role=form.cleaned_data["role"]).first()
    if party is None:
        messages.error(request, _("This file has no such party."))
        return _back(frame, "contacts")
    try:
        records.contact(
            complaint_id=frame.complaint.pk,
            party_id=party.pk,
            means=form.cleaned_data["means"],
            reached=form.cleaned_data["reached"],
            text=form.cleaned_data["text"],
            by=staff(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.refuse(refusal)
        return _refused(request, frame, "contacts", form)
    messages.success(request, _("The contact is on file."))
    return _back(frame, "contacts")


@login_required
@require_POST
def add_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """Take a file of evidence in: type by content, size, SHA-256."""
    frame = find(request, number)
    form = EvidenceUpload(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, frame, "evidence", form)
    upload = form.cleaned_data["upload"]
    try:
        kept = records.add_evidence(
            file_id=frame.complaint.file_id,
            stream=upload,
            name=upload.name,
            caption=form.cleaned_data["caption"],
            by=staff(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, str(refusal))
        return _back(frame, "evidence")
    messages.success(request, _("On file with SHA-256 %(hash)s…") % {"hash": kept.sha256[:12]})
    return _back(frame, "evidence")


@login_required
@never_cache
def reveal(request: HttpRequest, number: str, pk: int, field: str) -> HttpResponseBase:
    """Show one masked particular, for a reason, on the record."""
    frame = find(request, number)
    party = frame.complaint.file.parties.filter(pk=pk).first()
    if party is None or field not in records.REVEALABLE:
        raise Http404
    form = RevealForm(request.POST or None, initial={"field": field})
    context = {
        "frame": frame,
        "complaint": frame.complaint,
        "party": party,
        "label": next((f.label for f in party_view(party).facts if f.field == field), field),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        context["value"] = records.reveal(
            party_id=party.pk,
            field=field,
            reason=form.cleaned_data["reason"],
            by=staff(request),
            at=timezone.now(),
        )
        return render(request, "officer/reveal.html", context)
    return render(request, "officer/reveal.html", context, status=422 if form.errors else 200)


@login_required
def recuse(request: HttpRequest, number: str) -> HttpResponseBase:
    """Step back from a file: afterwards it is not there for this person (brief C14)."""
    frame = find(request, number)
    form = Recuse(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            worklist.step_back(
                file_id=frame.complaint.file_id,
                reason=form.cleaned_data["reason"],
                by=staff(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("You are off the case %(number)s; it goes on without you.") % {"number": number},
            )
            return redirect("queue")
    context = {"frame": frame, "complaint": frame.complaint, "form": form}
    return render(request, "officer/recuse.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def save_draft(request: HttpRequest, kind: str, **place: str) -> HttpResponse:
    """Keep what is being typed, for this person, until it is sent or the person logs out."""
    page = BY_NAME.get(kind)
    if page is None:
        number, typed = (
            find(request, place["number"]).number,
            {"text": request.POST.getlist("text")},
        )
    else:
        frame = page.on(request, **place)
        number, typed = page.place(frame)[-1], page.typed(frame, request.POST)
    kept = drafts.keep(request, kind, number, typed)
    return HttpResponse(status=204 if kept else 413)
