"""Requests for more time (延期申请): asked by one person, decided by another (brief §2.9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.complaint import Complaint

USER = settings.AUTH_USER_MODEL


class ExtensionRequest(models.Model):
    """One request for one clock of a complaint, and the answer to it."""

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="extension_requests"
    )
    #: The clock, VERIFICATION or SUPPLEMENT: the two that people of this release may extend.
    code = models.CharField(max_length=32)
    #: INVESTIGATOR for VERIFICATION, COMPLAINANT for SUPPLEMENT.
    asked_role = models.CharField(max_length=24)
    #: Who asked; where a party did, the clerk who took it down, if one did.
    asked_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    reason = models.TextField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted = models.BooleanField(null=True, blank=True)
    #: Why it was refused.
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "code"],
                condition=Q(decided_at=None),
                name="extension_one_open_per_clock",
            ),
            models.CheckConstraint(
                name="extension_request_decided_whole",
                condition=Q(decided_at=None, decided_by=None, granted=None, answer="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False),
                violation_error_message=_("A decision carries its moment and its person."),
            ),
            models.CheckConstraint(
                name="extension_request_refused_with_reason",
                condition=~Q(granted=False) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="extension_request_decided_after",
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(name="extension_request_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.complaint_id}"
