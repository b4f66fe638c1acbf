"""What pages may ask of notifications."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import roles_with
from common.models import File
from notifications.channels import channel
from notifications.models import Delivery, Notice
from notifications.probing import Standing, Way, ask, asked, probe_all, standings
from notifications.sending import TELL, NotByHand, NotThen, told, told_together

__all__ = [
    "TELL",
    "NotByHand",
    "NotThen",
    "Standing",
    "Way",
    "ask",
    "asked",
    "by_hand",
    "inbox",
    "mark_read",
    "probe_all",
    "silent_channels",
    "standings",
    "told",
    "told_together",
]


def inbox(user: User) -> QuerySet[Notice]:
    """Notices of a user about files the user may (still) see, newest first."""
    return Notice.objects.filter(user=user, file__in=File.objects.visible_to(user)).select_related(
        "file"
    )


def mark_read(notice_ids: list[int], *, by: User, at: datetime) -> int:
    """Mark notices of one's own inbox as read; give how many were unread."""
    return Notice.objects.unread().filter(pk__in=notice_ids, user=by).update(read_at=at)


def by_hand(user: User) -> QuerySet[Delivery]:
    """Deliveries that a person must make and this one may, oldest first.

    Only of visible files, and only where a role that tells parties is held over the unit.
    """
    telling = roles_with(TELL)
    here = Q(pk__in=[])
    for posting in user.current_postings:
        if posting.role in telling:
            here |= Q(unit__path__startswith=posting.unit.path)
    return (
        Delivery.objects.by_hand()
        .filter(file__in=File.objects.visible_to(user).filter(here))
        .select_related("file__parent", "document")
        .order_by("created_at", "pk")
    )


def silent_channels() -> list[str]:
    """Codes of the channels that are not configured: a page shows them, nothing pretends."""
    return [code for code in ("EMAIL", "SMS") if not channel(code).ready()]
