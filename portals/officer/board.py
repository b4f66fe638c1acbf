"""The board of referrals (移送台账): by agency, by what is owed, in due order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User
from casework.models import Complaint, Referral
from common.models import File
from deadlines import services as deadlines
from deadlines.calendar import WorkingCalendar
from policies import services as policies
from portals.officer import boardtabs, clocks, competence, keyset, owing
from portals.officer.boardtabs import ALL, PREPARE
from portals.officer.forms.intake import agency_name, category_name
from portals.officer.frame import staff

PAGE = 25  # rows


@dataclass(frozen=True)
class Row:
    """One line of the board: a referral, or a matter of which none is prepared yet."""

    url: str
    title: str
    number: str
    case: str
    agency: str
    severity: str
    state: str
    tone: str
    receipt: str
    due_tone: str
    due_words: str
    due: str
    since: datetime | None
    #: How far the ladder towards a silent agency has come: "", "reminded", "supervised".
    rung: str = ""


@dataclass(frozen=True)
class Cell:
    """How much of one question is open at one agency."""

    key: str
    label: str | Promise
    count: int
    tone: str


def _column(column: boardtabs.Column) -> tuple[str, str, list[Cell]]:
    """Return an agency, its name, and what it owes."""
    shown = [tab for tab in (*boardtabs.TABS, ALL) if not tab.ours or tab is ALL]
    cells = [
        Cell(tab.key, tab.label, n, "red" if tab.red and n else "")
        for tab in shown
        for n in [column.counts[tab.key]]
    ]
    return column.agency, agency_name(column.agency), cells


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show what is owed, by us and by agencies, and the referrals of one question."""
    user, now = staff(request), timezone.now()
    wanted = request.GET.get("q", "").strip()
    found = _exactly(wanted, user)
    if found:
        return redirect(found)
    tabs, columns = boardtabs.counted(user, now)
    tab = boardtabs.BY_KEY.get(request.GET.get("owed", ""), ALL)
    agency = request.GET.get("agency", "")
    after = request.GET.get("after", "")
    rows: list[Row]
    if tab is PREPARE:
        rows, cursor = _matters(user, now, agency=agency, after=after)
    else:
        # Who looks for a number looks among those that have ended, too.
        among = Q() if wanted and "owed" not in request.GET else tab.where(now)
        chosen = boardtabs.referrals(user).filter(among, _narrowed(agency, wanted))
        page, cursor = keyset.page(_loaded(chosen), after, size=PAGE)
        rows = _rows(page, at=now)
    context = {
        "ours": [one for one in tabs if one.tab.ours and one.tab is not ALL],
        "theirs": [one for one in tabs if not one.tab.ours or one.tab is ALL],
        "columns": [_column(one) for one in columns],
        "tab": tab,
        "tabs": list(boardtabs.BY_KEY.values()),
        "over": boardtabs.OVER,
        "agency": agency,
        "agency_words": agency_name(agency) if agency else "",
        "filtered": bool(wanted or agency),
        "agencies": [(code, agency_name(code)) for code in policies.pack().agencies],
        "rows": rows,
        "q": wanted,
        "first": _address(request, after="") if after else "",
        "next": _address(request, after=cursor) if cursor else "",
    }
    return render(request, "officer/board.html", context)


def _exactly(wanted: str, user: User) -> str:
    """Return the address of the one visible referral or case so numbered, "" if there is none."""
    if not wanted:
        return ""
    file = (
        File.objects.visible_to(user)
        .filter(number__iexact=wanted, kind__in=(File.Kind.REFERRAL, File.Kind.COMPLAINT))
        .select_related("parent")
        .first()
    )
    if file is None or file.kind == File.Kind.COMPLAINT:
        return ""
    return reverse("referral", args=[file.case.number, file.number])


def _narrowed(agency: str, wanted: str) -> Q:
    """Return the conditions of agency and search: our numbers, and those the agency gave."""
    condition = Q(agency=agency) if agency else Q()
    if wanted:
        condition &= (
            Q(file__number__icontains=wanted)
            | Q(complaint__file__number__icontains=wanted)
            | Q(receipt_no__icontains=wanted)
            | Q(agency_file_no__icontains=wanted)
            | Q(result_doc_no__icontains=wanted)
        )
    return condition


def _loaded(found: Any) -> Any:
    return found.select_related("file", "complaint__file", "complaint__statement")


def rows_of(found: Any, *, at: datetime) -> list[Row]:
    """Return referrals as the board shows them, in due order."""
    return _rows(_loaded(found), at=at)


def _rows(page: Iterable[Referral], *, at: datetime) -> list[Row]:
    cal = deadlines.current_calendar()
    return [_row(one, at=at, cal=cal) for one in page]


def _row(referral: Referral, *, at: datetime, cal: WorkingCalendar) -> Row:
    complaint = referral.complaint
    due_at: datetime | None = getattr(referral, "due_at", None)
    tone, words, due = _due(due_at, at, cal)
    return Row(
        url=reverse("referral", args=[complaint.file.number, referral.file.number]),
        title=complaint.statement.title or complaint.statement.narrative[:30],
        number=referral.file.number,
        case=complaint.file.number,
        agency=agency_name(referral.agency),
        severity=complaint.severity,
        state=referral.get_state_display(),
        tone=owing.TONES.get(referral.state, ""),
        receipt=referral.receipt_no or referral.agency_file_no,
        due_tone=tone,
        due_words=str(words),
        due=due,
        since=referral.dispatched_at or referral.prepared_at,
        rung="supervised"
        if referral.supervision_signed_at
        else "reminded"
        if referral.reminded_at
        else "",
    )


def _due(
    due_at: datetime | None, at: datetime, cal: WorkingCalendar
) -> tuple[str, str | Promise, str]:
    """Return tone, what is left, and the date; nothing where no clock runs."""
    if due_at is None:
        return "grey", "", ""
    tone = clocks.tone_of(due_at, at=at, amber_at=clocks.amber_by_rule(due_at, cal))
    return tone, clocks.left(due_at, at=at, cal=cal), clocks.due_words(due_at)


def _matters(user: User, at: datetime, *, agency: str, after: str) -> tuple[list[Row], str]:
    """Return the matters to be prepared, the urgent first; few enough for one page by offset."""
    start = int(after) if after.isdecimal() and len(after) < 6 else 0
    found = boardtabs.to_prepare(user).select_related("file__unit", "statement")
    shown = [
        (one, code)
        for one in found
        for code in [next(iter(competence.suggested(one)), "")]
        if not agency or code == agency
    ]
    cal = deadlines.current_calendar()
    rows = [_matter(one, code, at=at, cal=cal) for one, code in shown[start : start + PAGE]]
    more = len(shown) > start + PAGE
    return rows, str(start + PAGE) if more else ""


def _matter(complaint: Complaint, agency: str, *, at: datetime, cal: WorkingCalendar) -> Row:
    tone, words, due = _due(getattr(complaint, "due_at", None), at, cal)
    return Row(
        url=reverse("refer", args=[complaint.file.number]),
        title=complaint.statement.title or complaint.statement.narrative[:30],
        number=complaint.file.number,
        case=complaint.file.number,
        agency=agency_name(agency) if agency else "",
        severity=complaint.severity,
        state=category_name(complaint.category),
        tone="",
        receipt="",
        due_tone=tone,
        due_words=str(words),
        due=due,
        since=complaint.received_at,
    )


def _address(request: HttpRequest, *, after: str) -> str:
    query = {name: value for name, value in request.GET.items() if name != "after" and value}
    if after:
        query["after"] = after
    return f"?{urlencode(query)}"
