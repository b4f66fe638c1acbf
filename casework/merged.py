"""What became one matter: the master, and the files that were merged into it (CM-09)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from casework.models import Complaint
from common.models import File

#: Sources whose "ticket" is a number of our own; any other stands for a hotline or platform.
OWN_SOURCES = ("own", "web", "withdrawn")


def master_of(complaint: Complaint) -> Complaint:
    """Return the complaint that goes on: itself, or the end of the line it was merged into."""
    while complaint.merged_into is not None:
        complaint = complaint.merged_into
    return complaint


def into(complaint: Complaint) -> QuerySet[Complaint]:
    """Return the complaints merged into this one, also by way of another, in order of receipt."""
    found: set[int] = set()
    last = {complaint.pk}
    while last:  # Not by the family: a ticket handled anew shares its root and is no part of it.
        last = set(Complaint.objects.filter(merged_into__in=last).values_list("pk", flat=True))
        last -= found
        found |= last
    return Complaint.objects.filter(pk__in=found).order_by("received_at", "pk")


def files_of(complaint: Complaint) -> QuerySet[File]:
    """Return the file of a complaint and those merged into it; a merged one has its own only."""
    own = File.objects.filter(pk=complaint.file_id)
    if complaint.state == "MERGED":
        return own
    return own | File.objects.filter(pk__in=into(complaint).values("file_id"))


def tickets_of(complaint: Complaint) -> list[Complaint]:
    """Return the complaints of the matter that came as tickets of a hotline or a platform."""
    return [one for one in (complaint, *into(complaint)) if one.source not in OWN_SOURCES]


def ticket_due(complaint: Complaint) -> datetime | None:
    """Return the earliest term a ticket of the matter sets (brief §2.6, AS-11)."""
    terms = (one.handle_due_at for one in (complaint, *into(complaint)))
    return min((term for term in terms if term), default=None)
