"""Files that may be about the same matter as another: to be compared by a person (CM-09)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casework import guards, sameness
from casework.models import Complaint, Party
from casework.sameness import Same
from casework.states import OPEN
from common.errors import Refusal, WrongState
from common.lifecycle import moves_of
from common.models import File


def of(complaint: Complaint, among: QuerySet[File]) -> list[Complaint]:
    """Return open complaints of the same person that may be the same matter, the likeliest first.

    `among` are the files the reader may see. A number that contradicts, of the respondent or of the
    order, rules a file out; where the respondent is not known to be the same, the event must be.
    """
    person = next((p for p in complaint.file.parties.all() if p.role == "COMPLAINANT"), None)
    if person is None or not complaint.has_complainant:
        return []
    same = Q(pk=None)
    for column in ("id_hash", "phone_hash"):
        if number := getattr(person, column):
            same |= Q(**{column: number})
    theirs = Party.objects.filter(same, role=Party.Role.COMPLAINANT).values("file")
    found = (
        Complaint.objects.filter(file__in=theirs, has_complainant=True, state__in=OPEN)
        .filter(file__in=among)
        .exclude(pk=complaint.pk)
        .select_related("file__unit", "statement")
        .prefetch_related("file__parties")
        .order_by("received_at", "pk")
    )
    likely = [other for other in found if _likely(complaint, other)]
    return sorted(likely, key=lambda other: _certainty(complaint, other))


def refusal(complaint: Complaint, master: Complaint) -> Refusal | None:
    """Return why the record rules out merging `complaint` into `master`, None if it does not.

    The guards of CM-09 are asked, but for the confirmation, which only a person can give.
    """
    row = moves_of(Complaint)["merge_into"]
    if complaint.state not in row.sources:
        return WrongState()
    try:
        for guard in row.guards:
            if guard is not guards.compared:
                guard(complaint, master=master)
    except Refusal as said:
        return said
    return None


def _likely(one: Complaint, other: Complaint) -> bool:
    respondent, event = sameness.respondent(one, other), sameness.event(one, other)
    return (
        sameness.complainant(one, other) is Same.YES
        and Same.NO not in (respondent, event)
        and Same.YES in (respondent, event)
    )


def _certainty(one: Complaint, other: Complaint) -> tuple[bool, bool]:
    respondent, event = sameness.respondent(one, other), sameness.event(one, other)
    return respondent is not Same.YES, event is not Same.YES
