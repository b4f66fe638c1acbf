"""What a complaint keeps of the enterprise's own reply (CM-10a … CM-10d)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

#: Columns whose every change an event carries; the name of the enterprise as a keyed hash.
DECIDED: Final = (
    "reply_asked_at",
    "reply_overdue_at",
    "replied_at",
    "reply_late",
    "reply_declined_at",
)
DECIDED_WORDS: Final = ("reply_asked_of",)


class EnterpriseReply(models.Model):
    """Asked once, overdue, replied, turned down. What was said stands in the texts of the events.

    `reply_late` counts for the enterprise (brief §3.1 CM-10c); so does `reply_overdue_at`, where
    nothing came at all.
    """

    #: CM-10a: when it was asked, and who: the respondent, or the employer of a worker.
    reply_asked_at = models.DateTimeField(null=True, blank=True)
    reply_asked_of = models.CharField(max_length=100, blank=True, default="")
    reply_overdue_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_late = models.BooleanField(default=False)
    reply_declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


CONSTRAINTS: Final = [
    models.CheckConstraint(
        name="complaint_reply_asked_whole",
        condition=Q(reply_asked_at=None, reply_asked_of="", reply_overdue_at=None, replied_at=None)
        | (Q(reply_asked_at__isnull=False, accepted_at__isnull=False) & ~Q(reply_asked_of="")),
    ),
    models.CheckConstraint(
        name="complaint_reply_after_request",
        condition=(Q(replied_at=None) | Q(replied_at__gte=F("reply_asked_at")))
        & (Q(reply_overdue_at=None) | Q(reply_overdue_at__gt=F("reply_asked_at"))),
    ),
    models.CheckConstraint(
        name="complaint_reply_late_is_a_reply",
        condition=Q(reply_late=False) | Q(replied_at__isnull=False),
    ),
    models.CheckConstraint(
        name="complaint_reply_in_time_not_overdue",
        condition=Q(replied_at=None) | Q(reply_late=True) | Q(reply_overdue_at=None),
    ),
    models.CheckConstraint(
        name="complaint_reply_declined_after_it",
        condition=Q(reply_declined_at=None)
        | Q(replied_at__isnull=False, reply_declined_at__gte=F("replied_at")),
    ),
]
