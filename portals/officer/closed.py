"""Cases that have ended (已办结): no task is left, so they are read from the complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from casework.models import Complaint, Party
from casework.states import TERMINAL
from common import crypto, ids
from common.errors import InvalidInput
from common.models import Event, File
from common.text import bigrams


@dataclass(frozen=True)
class Ended:
    """One line of the tab of ended cases."""

    number: str
    title: str
    parties: str
    severity: str
    category: str
    state: str
    outcome: str
    at: datetime | None


def ended(user: User) -> QuerySet[Complaint]:
    """Return the complaints of visible files that have ended."""
    visible = File.objects.visible_to(user)
    return Complaint.objects.filter(file__in=visible, state__in=TERMINAL)


def rows(
    user: User, *, wanted: str, narrowed: Q, after: str, size: int, names: dict[str, str]
) -> tuple[list[Ended], str]:
    """Return the newest ended cases and the cursor of the next page, "" at the end."""
    found = ended(user).filter(narrowed)
    if wanted:
        found = found.filter(file__in=_matching(wanted))
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    steps = Event.objects.filter(file=OuterRef("file"), machine="CM").order_by("-at", "-pk")
    parties = Party.objects.only("file_id", "role", "kind", "name")
    complaints = list(
        found.annotate(ended_at=Subquery(steps.values("at")[:1]))
        .select_related("file", "statement")
        .prefetch_related(Prefetch("file__parties", queryset=parties))
        .order_by("-pk")[: size + 1]
    )
    shown = [_row(complaint, names) for complaint in complaints[:size]]
    return shown, str(complaints[size - 1].pk) if len(complaints) > size else ""


def _row(complaint: Complaint, names: dict[str, str]) -> Ended:
    by_role = {party.role: party.name for party in complaint.file.parties.all()}
    return Ended(
        number=complaint.file.number,
        title=complaint.statement.title,
        parties=" → ".join(by_role.get(role) or "--" for role in ("COMPLAINANT", "RESPONDENT")),
        severity=complaint.severity,
        category=names.get(complaint.category, ""),
        state=complaint.get_state_display(),
        outcome=complaint.get_outcome_display() if complaint.outcome else "",
        at=getattr(complaint, "ended_at", None),
    )


def _matching(wanted: str) -> QuerySet[File]:
    match = Q(number__icontains=wanted)
    try:
        phone = ids.normalise_phone(wanted)
    except InvalidInput:
        phone = ""
    if phone:
        match |= Q(parties__phone_hash=crypto.keyed_hash(phone, "phone"))
    terms = bigrams(wanted)
    if terms:
        match |= Q(complaint__statement__terms__contains=terms)
    return File.objects.filter(match)
