"""The public form: six pages, a draft on the server, one registration however often it is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import clocks
from casework.models import Complaint
from common import crypto
from common.errors import Refusal
from portals.public import drafts, filing, forms, staging, steps, visitor
from portals.public.drafts import Draft
from portals.public.steps import Step

#: Characters kept of an answer whose field names no limit: a choice, a day, a sum.
LONGEST_CHOICE = 100


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == steps.CHECK


def _onwards(request: HttpRequest, draft: Draft, step: Step) -> HttpResponseRedirect:
    """Go on: back to the check page for who came from there, else to the next page."""
    if _from_check(request) and not (missing := steps.missing(draft)):
        return HttpResponseRedirect(steps.FINAL.url)
    if _from_check(request):
        return HttpResponseRedirect(missing)
    return HttpResponseRedirect(steps.after(step))


def _page(
    request: HttpRequest, step: Step, form: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "step": step,
        "place": steps.number_of(step),
        "of": len(steps.STEPS),
        "form": form,
        "back": steps.FINAL.url if _from_check(request) else steps.before(step),
        **more,
    }
    return render(request, f"public/complain/{step.name}.html", context, status=status)


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first page; a draft of this browser goes on where it was."""
    draft = drafts.load(request)
    return redirect((steps.missing(draft) or steps.FINAL.url) if draft else steps.WHO.url)


def question(step: Step) -> Any:
    """Return the view of a page of typed answers."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        # A session that ended meanwhile costs the pages before, never what was just typed.
        draft = drafts.load(request) or Draft()
        more: dict[str, Any] = {"problems": forms.PROBLEMS} if step is steps.WHAT else {}
        if request.method != "POST":
            given = draft.answers.get(step.name)
            return _page(request, step, step.form(initial=given), **more)
        form = step.form(request.POST)
        draft.answers[step.name] = _typed(form)
        drafts.save(request, draft)
        if not form.is_valid():
            return _page(request, step, form, 422, **more)
        if step is steps.WHAT and steps.in_question(draft):
            came = f"?from={steps.CHECK}" if _from_check(request) else ""
            return HttpResponseRedirect(reverse("complain_danger") + came)
        return _onwards(request, draft, step)

    return view


def _typed(form: Any) -> dict[str, str]:
    return {
        name: _cut(form.data.get(name, ""), getattr(field, "max_length", None) or LONGEST_CHOICE)
        for name, field in form.fields.items()
        if name in form.data
    }


def _cut(typed: str, most: int) -> str:
    # One character too many stays: what was too long must not be filed as if it were whole.
    return typed if len(typed) <= most else typed.strip()[: most + 1]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def danger(request: HttpRequest) -> HttpResponse:
    """Stop whoever names danger: 110 comes before any form."""
    draft = drafts.load(request) or Draft()
    form = forms.Danger(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft.answers["danger"] = _typed(form)
        drafts.save(request, draft)
        return _onwards(request, draft, steps.WHAT)
    context = {"form": form, "back": steps.WHAT.url}
    return render(
        request, "public/complain/danger.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest) -> HttpResponse:
    """Take files one by one; each is examined at once and waits for the registration."""
    draft = drafts.load(request) or Draft()
    more: dict[str, Any] = {
        "files": draft.files,
        "room": filing.room(draft),
        "onwards": _way_on(request),
    }
    if request.method != "POST":
        return _page(request, steps.EVIDENCE, forms.Evidence(), **more)
    form = forms.Evidence(request.POST, request.FILES)
    if form.is_valid():
        try:
            filing.add_file(
                draft,
                form.cleaned_data["file"],
                form.cleaned_data["caption"],
                address=visitor.address(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            drafts.save(request, draft)
            return HttpResponseRedirect(request.get_full_path())
    return _page(request, steps.EVIDENCE, form, 422, **more)


def _way_on(request: HttpRequest) -> str:
    return steps.FINAL.url if _from_check(request) else steps.after(steps.EVIDENCE)


@never_cache
@require_POST
def remove_file(request: HttpRequest) -> HttpResponse:
    """Drop one of the files."""
    draft = drafts.load(request)
    key = request.POST.get("key", "")
    if draft and any(file.key == key for file in draft.files):
        staging.discard(key)
        draft.files = [file for file in draft.files if file.key != key]
        drafts.save(request, draft)
    came = f"?from={steps.CHECK}" if _from_check(request) else ""
    return HttpResponseRedirect(steps.EVIDENCE.url + came)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show everything once more, take the consents, file."""
    draft = drafts.load(request)
    now = timezone.now()
    if draft is None:
        # Sent twice: the first press has registered it and dropped the draft.
        filed = visitor.receipt(request, at=now) if request.method == "POST" else None
        return redirect("complain_done" if filed else "complain_who")
    if missing := steps.missing(draft):
        return HttpResponseRedirect(missing)
    form = forms.Check(request.POST if request.method == "POST" else None)
    status, changed = 200, False
    if request.method == "POST":
        status = 422
        changed = form.data.get("stamp") != draft.stamp
        if form.is_valid() and not changed:
            answer = _file(request, draft, form)
            if not isinstance(answer, int):
                return answer
            status = answer
    more = {"sections": steps.summary(draft), "draft": draft, "changed": changed}
    return _page(request, steps.FINAL, form, 409 if changed else status, **more)


def _file(request: HttpRequest, draft: Draft, form: forms.Check) -> HttpResponse | int:
    """Register; return the way to the receipt, or the status of the page with the refusal."""
    now = timezone.now()
    try:
        filed = filing.register(
            draft,
            form.cleaned_data,
            browser=visitor.browser(request),
            address=visitor.address(request),
            at=now,
        )
    except Refusal as refusal:
        if refusal.status == 409:
            raise
        form.refuse(refusal)
        return refusal.status
    drafts.drop(request)
    visitor.keep_receipt(request, filed, at=now)
    return redirect("complain_done")


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Show number and query code, and what comes next with its dates."""
    now = timezone.now()
    party = visitor.receipt(request, at=now)
    if party is None:
        return redirect("track")
    complaint = Complaint.objects.select_related("file").get(file_id=party.file_id)
    code = party.query_code or ""
    context = {
        "number": party.file.number,
        "code": crypto.grouped(code),
        "acceptance": clocks.latest(party.file, "ACCEPTANCE"),
        "contact": clocks.latest(party.file, "CONTACT"),
        "handling": clocks.pack_of(party.file, now).clock("HANDLING").length,
        "urgent": complaint.emergency,
        "files": party.file.evidence.filter(party_id=party.pk).count(),
    }
    return render(request, "public/complain/done.html", context)


@never_cache
@require_POST
def noted(request: HttpRequest) -> HttpResponse:
    """The code is noted: it is not shown again here, and the file opens."""
    now = timezone.now()
    party = visitor.receipt(request, at=now)
    if party is None:
        return redirect("track")
    visitor.drop_receipt(request)
    visitor.admit(request, party, at=now)
    return redirect("track_case")
