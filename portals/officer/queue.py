"""The queue: what is open, in due order, with tabs, filters and search that live in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from accounts import roles
from accounts.models import User
from casework import states
from casework.models import Complaint, Party
from common import crypto, ids
from common.errors import InvalidInput
from common.models import File
from common.text import bigrams
from common.zone import SHANGHAI
from deadlines import services as deadlines
from deadlines.calendar import WorkingCalendar
from portals.officer import clocks, closed, keyset, worktabs
from portals.officer.forms.intake import agency_name, categories
from portals.officer.screen import staff
from portals.officer.shown import STATE_TONES
from workflows.models import WorkItem, WorkItemQuerySet

PAGE = 25  # rows


@dataclass(frozen=True)
class Row:
    """One line of the queue. `may` says whether the person could claim the task."""

    task_id: int
    number: str
    #: Where the task is done: the case, or the referral in it.
    url: str
    title: str
    task: str | Promise
    state: str
    tone: str
    severity: str
    category: str
    parties: str
    holder: str
    mine: bool
    may: bool
    due_tone: str
    due_words: str
    due: str
    share: int


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Show one tab of the work list."""
    user = staff(request)
    now = timezone.now()
    wanted = request.GET.get("q", "").strip()
    exact = _exactly(wanted, user)
    if exact:
        return redirect(exact)
    tabs = worktabs.counted(user, now)
    tab = worktabs.BY_KEY.get(request.GET.get("tab", "")) or worktabs.first(tabs)
    after = request.GET.get("after", "")
    rows: list[Row] | list[closed.Ended]
    if tab is worktabs.CLOSED:
        rows, cursor = closed.rows(
            user,
            wanted=wanted,
            narrowed=_narrowed(request),
            after=after,
            size=PAGE,
            names=dict(categories()),
        )
    else:
        items = worktabs.visible(user).filter(tab.where(user, now), _narrowed(request))
        found = loaded(_searched(items, wanted, user))
        page, cursor = keyset.page(found, after, size=PAGE, key="task_id")
        rows = as_rows(page, user, at=now)
    context = {
        "tabs": tabs,
        "tab": tab,
        "rows": rows,
        "q": wanted,
        "perms_register": user.has_perm("casework.register"),
        "filters": _choices(request),
        "filtered": bool(wanted or request.GET.get("severity") or request.GET.get("category")),
        "first": _address(request, after="") if after else "",
        "next": _address(request, after=cursor) if cursor else "",
    }
    return render(request, "officer/queue.html", context)


def as_rows(items: list[WorkItem], user: User, *, at: datetime) -> list[Row]:
    """Return work items as the queue shows them."""
    cal = deadlines.current_calendar()
    names = dict(categories())
    held = {capability for role in user.roles_anywhere() for capability in roles.GRANTS[role]}
    return [_row(item, user, held, names, at=at, cal=cal) for item in items]


def loaded(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Add what a row shows; particulars of parties stay unread, and so undecrypted."""
    parties = Party.objects.only("file_id", "role", "kind", "name")
    return (
        items.with_clock()
        .select_related(
            "case__complaint__statement", "file__mediation", "file__referral", "holder", "task"
        )
        .prefetch_related(Prefetch("case__parties", queryset=parties))
    )


def _row(
    item: WorkItem,
    user: User,
    held: set[str],
    names: dict[str, str],
    *,
    at: datetime,
    cal: WorkingCalendar,
) -> Row:
    complaint: Complaint = item.case.complaint
    by_role = {party.role: party.name for party in item.case.parties.all()}
    due_at = _due(item, at)
    tone, words = _left(item, due_at, at=at, cal=cal)
    return Row(
        task_id=item.pk,
        number=item.case.number,
        url=place_of(item),
        title=complaint.statement.title,
        task=task_title(item),
        state=str(states.Complaint(item.state).label),
        tone=STATE_TONES.get(item.state, ""),
        severity=item.severity,
        category=names.get(item.category, ""),
        parties=" → ".join(by_role.get(role) or "--" for role in ("COMPLAINANT", "RESPONDENT")),
        holder=str(item.holder) if item.holder else "",
        mine=item.holder_id == user.pk,
        may=item.kind == WorkItem.Kind.TASK and item.capability in held,
        due_tone=tone,
        due_words=str(words),
        due=clocks.due_words(due_at, exact=_in_hours(item)) if due_at else "",
        share=clocks.share(item.case.opened_at, due_at, at),
    )


def _due(item: WorkItem, at: datetime) -> datetime | None:
    """Return the moment the row tells: behind a clock that only warns, a later one may be red."""
    strict: datetime | None = getattr(item, "strict_at", None)
    return strict if _warns(item) and strict and strict <= at else item.due_at


def _left(
    item: WorkItem, due_at: datetime | None, *, at: datetime, cal: WorkingCalendar
) -> tuple[str, str | Promise]:
    if due_at is None:
        return clocks.PAUSED
    governs = due_at == item.due_at
    warns = governs and _warns(item)
    tone = clocks.tone_of(
        due_at,
        at=at,
        amber_at=(governs and getattr(item, "amber_at", None)) or clocks.amber_by_rule(due_at, cal),
        stays_amber=warns,
    )
    hours = governs and _in_hours(item)
    return tone, clocks.left(due_at, at=at, cal=cal, hours=hours, warns=warns)


def _warns(item: WorkItem) -> bool:
    return getattr(item, "at_end", None) == "AMBER"


def _in_hours(item: WorkItem) -> bool:
    return getattr(item, "unit_of_time", None) == "H"


def place_of(item: WorkItem) -> str:
    """Return the address at which the item is dealt with."""
    if item.file.kind == File.Kind.REFERRAL:
        return reverse("referral", args=[item.case.number, item.file.number])
    return reverse("case", args=[item.case.number])


def task_title(item: WorkItem) -> str | Promise:
    """Return the title of the node: a session to hold names its time, a referral its agency."""
    title: str | Promise = item.task.flow_task.task_title
    referral = getattr(item.file, "referral", None)
    if referral is not None:
        return f"{title} · {agency_name(referral.agency)}"
    mediation = getattr(item.file, "mediation", None)
    if item.node == "session" and mediation is not None and mediation.session_at:
        return f"{title} · {mediation.session_at.astimezone(SHANGHAI):%m-%d %H:%M}"
    return title


def _narrowed(request: HttpRequest) -> Q:
    """Return the chosen filters; work items and complaints name these columns alike."""
    chosen = {name: request.GET.get(name, "") for name in ("severity", "category")}
    return Q(**{name: value for name, value in chosen.items() if value})


def _searched(items: WorkItemQuerySet, wanted: str, user: User) -> WorkItemQuerySet:
    """Narrow by number, telephone number or words; every word must occur."""
    if not wanted:
        return items
    match = Q(case__number__icontains=wanted)
    try:
        phone = ids.normalise_phone(wanted)
    except InvalidInput:
        phone = ""
    if phone:
        match |= Q(case__parties__phone_hash=crypto.keyed_hash(phone, "phone"))
    terms = bigrams(wanted)
    if terms:
        match |= Q(case__complaint__statement__terms__contains=terms)
    found = File.objects.visible_to(user).filter(
        pk__in=WorkItem.objects.filter(match).values("case_id")
    )
    return items.filter(case__in=found)


def _exactly(wanted: str, user: User) -> str:
    """Return the address of the one visible complaint or referral so numbered, open or not."""
    if not wanted:
        return ""
    kinds = (File.Kind.COMPLAINT, File.Kind.REFERRAL)
    named = File.objects.visible_to(user).filter(kind__in=kinds, number__iexact=wanted)
    file = named.select_related("parent").first()
    if file is None:
        return ""
    if file.kind == File.Kind.REFERRAL:
        return reverse("referral", args=[file.case.number, file.number])
    return reverse("case", args=[file.number])


def _address(request: HttpRequest, *, after: str) -> str:
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    if after:
        query["after"] = after
    return f"?{urlencode(query)}"


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "name": "severity",
            "chosen": request.GET.get("severity", ""),
            "options": states.Severity.choices,
        },
        {
            "name": "category",
            "chosen": request.GET.get("category", ""),
            "options": categories(),
        },
    ]
