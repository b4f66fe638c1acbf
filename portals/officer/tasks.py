"""Claim a task, return it to the queue, hand it to somebody."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import roles
from accounts.models import Posting, User
from common.errors import NotPermitted, Refusal
from common.zone import local_date
from portals.forms import HouseForm
from portals.officer.queue import place_of, task_title
from portals.officer.screen import staff
from workflows import worklist
from workflows.models import WorkItem


class Assign(HouseForm):
    """Whom the task goes to."""

    to = forms.ModelChoiceField(label=gettext_lazy("Hand it to"), queryset=User.objects.none())


def _item(request: HttpRequest, task_id: int) -> WorkItem:
    item = (
        WorkItem.objects.visible_to(staff(request))
        .human()
        .select_related("file__unit", "file__referral", "case", "holder", "task")
        .filter(pk=task_id)
        .first()
    )
    if item is None:
        raise Http404
    return item


def _back(request: HttpRequest, item: WorkItem) -> HttpResponse:
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("case", item.case.number)


@login_required
@require_POST
def claim(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a task from the queue and open its file."""
    item = _item(request, task_id)
    worklist.claim(task_id=task_id, by=staff(request), at=timezone.now())
    messages.success(request, _("The task is yours."))
    return redirect(place_of(item))


@login_required
@require_POST
def release(request: HttpRequest, task_id: int) -> HttpResponse:
    """Return a task to the queue."""
    item = _item(request, task_id)
    worklist.release(task_id=task_id, by=staff(request), at=timezone.now())
    messages.success(request, _("The task is back in the queue."))
    return _back(request, item)


@login_required
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    """Hand a task to a person whose role allows it on this file."""
    item, user = _item(request, task_id), staff(request)
    if not user.has_perm("casework.reassign", item.file):
        raise NotPermitted
    form = Assign(request.POST or None)
    chosen = form.fields["to"]
    if isinstance(chosen, forms.ModelChoiceField):
        chosen.queryset = able(item)
    if request.method == "POST" and form.is_valid():
        try:
            worklist.reassign(
                task_id=task_id, to=form.cleaned_data["to"], by=user, at=timezone.now()
            )
        except Refusal as refusal:
            if refusal.status == 409:
                raise
            form.refuse(refusal)
        else:
            messages.success(request, _("The task is handed over."))
            return redirect("case", item.case.number)
    context = {"item": item, "task": task_title(item), "form": form}
    return render(request, "officer/assign.html", context, status=422 if form.errors else 200)


def able(item: WorkItem) -> QuerySet[User]:
    """Return the people who may do the task: a fitting role at the unit or above it."""
    codes = item.file.unit.path.rstrip("/").split("/")
    paths = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
    family = [item.file.pk, item.file.root_id or item.file.pk]
    fitting = User.objects.filter(
        Posting.in_force(local_date(timezone.now()), "postings__"),
        is_active=True,
        postings__role__in=roles.roles_with(item.capability),
        postings__unit__path__in=paths,
    )
    return fitting.exclude(recusals__file_id__in=family).distinct()
