"""The case workspace: everything about one file, and the next step."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.roles import ROLES
from casework import merged
from casework.models import Complaint, Party
from casework.services import records
from casework.states import SERIOUS_ROUTES, TERMINAL
from common.models import File
from deadlines import services as deadlines
from deadlines.models import Deadline
from documents import downloads
from documents.models import Document, Evidence
from notifications import services as notifications
from policies import services as policies
from portals.officer import (
    byhand,
    clocks,
    drafts,
    nextstep,
    progress,
    referralview,
    ticketing,
    timeline,
)
from portals.officer.forms.intake import agency_name, category_name
from portals.officer.forms.result import ContactLog, EvidenceUpload, NoteForm, Why
from portals.officer.pages.merging import Merging
from portals.officer.queue import task_title
from portals.officer.screen import Frame, find, staff
from portals.officer.shown import STATE_TONES, grading_views, party_view, suggestion_view
from workflows.models import WorkItem

TABS: dict[str, str | Promise] = {
    "": _("Timeline"),
    "evidence": _("Evidence"),
    "contacts": _("Contacts and notes"),
    "papers": _("Papers"),
    "grading": _("Grading"),
}


@login_required
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the file `number`: identity, steps, next step, clocks, parties and one tab."""
    frame = find(request, number)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        raise Http404
    complaint = frame.complaint
    cal = deadlines.current_calendar()
    running = Deadline.objects.filter(File.within(frame.complaint.file.number)).in_due_order()
    shown = clocks.show_all(running, at=frame.at, cal=cal)
    context: dict[str, Any] = {
        "frame": frame,
        "complaint": complaint,
        "state_tone": STATE_TONES.get(complaint.state, ""),
        "statement": complaint.statement,
        "category": category_name(complaint.category),
        "agency": agency_name(complaint.agency),
        "steps": progress.steps(
            complaint.state,
            graded=complaint.graded_at is not None,
            serious=complaint.route in SERIOUS_ROUTES,
        ),
        "emergency": _is_emergency(complaint),
        "clocks": clocks.in_due_order(
            [
                *(clock for clock in shown if not clock.over),
                *ticketing.as_clocks(complaint, at=frame.at, cal=cal),
            ]
        ),
        "tickets": ticketing.views(complaint, at=frame.at, cal=cal),
        "clocks_over": [clock for clock in shown if clock.over],
        "parties": [party_view(party) for party in complaint.file.parties.all()],
        "to_tell": byhand.count(staff(request), complaint.file)
        if frame.allows(staff(request), notifications.TELL)
        else 0,
        "logs_contacts": frame.allows(staff(request), "casework.note"),
        "next": nextstep.panel(frame, request.user),
        "duplicates": Merging.likely(frame, staff(request)),
        "goes_on": _goes_on(frame, request),
        "merged_cases": _merged_cases(frame, request),
        "calls": frame.calls if _is_emergency(complaint) else [],
        "referrals": referralview.panel(frame),
        "tasks": _tasks(frame, request),
        "tabs": TABS.items(),
        "tab": tab,
        **_tab(request, frame, tab),
    }
    return render(request, "officer/case.html", context)


def _is_emergency(complaint: Complaint) -> bool:
    """Whether 110 comes first: graded S1, or so reported or suggested and not graded yet."""
    if complaint.state in TERMINAL:
        return False
    if complaint.graded_at:
        return complaint.severity == "S1"
    return complaint.emergency or complaint.statement.suggestion.get("severity") == "S1"


def _goes_on(frame: Frame, request: HttpRequest) -> dict[str, Any] | None:
    """Return the case a merged one goes on in, and whether the person may open it."""
    if frame.complaint.state != "MERGED":
        return None
    file = merged.master_of(frame.complaint).file
    return {"number": file.number, "opens": _visible(request, [file.pk]) == {file.pk}}


def _merged_cases(frame: Frame, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the cases merged into this one, each with its ticket if it came as one."""
    goes_on = frame.has_merged and frame.complaint.state != "MERGED"
    others = list(merged.into(frame.complaint).select_related("file")) if goes_on else []
    opens = _visible(request, [other.file_id for other in others])
    return [
        {
            "case": one,
            "ticket": one.ticket_no if one.source not in merged.OWN_SOURCES else "",
            "opens": one.file_id in opens,
        }
        for one in others
    ]


def _visible(request: HttpRequest, files: list[int]) -> set[int]:
    if not files:
        return set()
    seen = File.objects.visible_to(request.user).filter(pk__in=files)
    return set(seen.values_list("pk", flat=True))


def _tasks(frame: Frame, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the open tasks of the case with what the person may do about who holds them."""
    user = staff(request)
    items = WorkItem.objects.human().filter(case=frame.complaint.file)
    reassigns = frame.allows(user, "casework.reassign")
    return [
        {
            "pk": item.pk,
            "title": task_title(item),
            "holder": item.holder,
            "claim": item.holder is None and frame.allows(user, item.capability),
            "release": item.holder is not None and (item.holder == user or reassigns),
            "assign": reassigns,
        }
        for item in items.select_related("file__mediation", "file__referral", "holder", "task")
    ]


def _tab(request: HttpRequest, frame: Frame, tab: str) -> dict[str, Any]:
    file = frame.complaint.file
    if tab == "evidence":
        files = Evidence.objects.filter(file__in=merged.files_of(frame.complaint))
        files = files.select_related("uploaded_by", "file").order_by("-uploaded_at")
        brought = [(item, _brought_by(item, file)) for item in files]
        return {"evidence": brought, "upload_form": EvidenceUpload()}
    if tab == "contacts":
        return {
            "contact_form": ContactLog(prefix="contact"),
            "note_form": NoteForm(initial=drafts.load(request, "note", file.number).dict()),
            "entries": [e for e in timeline.entries(frame.complaint) if e.kind != "steps"],
        }
    if tab == "papers":
        papers = Document.objects.filter(File.within(frame.complaint.file.number)).select_related(
            "issued_by"
        )
        return {"papers": [(paper, _readers(paper)) for paper in papers.order_by("-issued_at")]}
    if tab == "grading":
        return {
            "gradings": grading_views(frame.complaint),
            "suggestion": suggestion_view(frame.complaint.statement.suggestion),
        }
    only = request.GET.get("only", "")
    return {
        "entries": timeline.entries(frame.complaint, only),
        "filters": timeline.FILTERS.items(),
        "only": only,
    }


def _brought_by(item: Evidence, file: File) -> str:
    """Return who brought a file, in words: the side, the person if it was staff, another case."""
    side = str(ROLES.get(item.uploaded_role, ""))
    elsewhere = item.file.number if item.file_id != file.pk else ""
    return " · ".join(word for word in (elsewhere, side, str(item.uploaded_by or "")) if word)


def _readers(paper: Document) -> str:
    """Return whom a paper is for, in words: two copies of one decision bear the same title."""
    words = dict(Party.Role.choices)
    comma = pgettext("punctuation", ", ")
    return comma.join(str(words.get(code, code)) for code in paper.recipients)


@login_required
def clock(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Explain day by day why a deadline ends when it does (brief §7)."""
    frame = find(request, number)
    deadline = Deadline.objects.filter(File.within(frame.complaint.file.number), pk=pk).first()
    if deadline is None:
        raise Http404
    context = {
        "frame": frame,
        "complaint": frame.complaint,
        "deadline": deadline,
        "clock": clocks.show(deadline, at=frame.at, cal=deadlines.current_calendar()),
        "lines": deadlines.explain(deadline),
        "rules": policies.by_version(deadline.policy_version).head.title,
        "calendar": clocks.calendar_name(deadline),
    }
    return render(request, "officer/clock.html", context)


@login_required
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Hand out the PDF of a paper of this file; one that holds secrets only for a reason."""
    frame = find(request, number)
    document = Document.objects.filter(File.within(frame.complaint.file.number), pk=pk).first()
    if document is None or not document.is_rendered:
        raise Http404
    if records.holds_secrets(document):
        return _secret_paper(request, frame, document)
    return downloads.paper(document, inline="inline" in request.GET)


def _secret_paper(request: HttpRequest, frame: Frame, document: Document) -> HttpResponseBase:
    form = Why(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        records.open_paper(
            document_id=document.pk,
            reason=form.cleaned_data["reason"],
            by=staff(request),
            at=frame.at,
        )
        return downloads.paper(document)
    context = {"frame": frame, "complaint": frame.complaint, "paper": document, "form": form}
    status = 422 if form.errors else 200
    return render(request, "officer/open_paper.html", context, status=status)


@login_required
def evidence(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Hand out a file of evidence, as a download."""
    frame = find(request, number)
    item = Evidence.objects.filter(file__in=merged.files_of(frame.complaint), pk=pk).first()
    if item is None:
        raise Http404
    return downloads.evidence(item)
