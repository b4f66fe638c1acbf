"""The inbox (收件箱): one line for each thing the house told this person."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.models import File
from notifications import services as notifications
from portals.officer.screen import staff

PAGE = 50  # notices


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the newest notices, the unread first to the eye."""
    notices = list(notifications.inbox(staff(request)).select_related("file__parent")[:PAGE])
    context = {
        "notices": notices,
        "unread": [notice.pk for notice in notices if notice.read_at is None],
    }
    return render(request, "officer/inbox.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and open the case it is about."""
    user = staff(request)
    notice = notifications.inbox(user).filter(pk=pk).select_related("file__parent").first()
    if notice is None:
        raise Http404
    notifications.mark_read([notice.pk], by=user, at=timezone.now())
    file = notice.file
    if file.kind == File.Kind.REFERRAL:
        return redirect("referral", file.case.number, file.number)
    # A mediation is worked on in the workspace of its complaint.
    return redirect("case", file.case.number)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark the notices that stood on the page as read; what came later stays unread."""
    ids = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal() and len(pk) < 19]
    count = notifications.mark_read(ids, by=staff(request), at=timezone.now())
    messages.success(request, _("%(n)d notices marked as read.") % {"n": count})
    return redirect("inbox")
