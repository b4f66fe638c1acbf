"""Verification (核查): plan, findings and the two signatures under them."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.complaint import Complaint
from common.crypto import keyed_hash

USER = settings.AUTH_USER_MODEL


class Verification(models.Model):
    """The verification of one complaint: how it will be looked into."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="verifications")
    plan = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(concluded_at=None),
                name="verification_one_open_per_complaint",
            ),
            models.CheckConstraint(name="verification_has_plan", condition=~Q(plan="")),
        ]

    def __str__(self) -> str:
        return f"verification of {self.complaint_id}"


class Findings(models.Model):
    """One version of the findings; a returned version stays on the file."""

    class Conclusion(models.TextChoices):
        UPHELD = "UPHELD", _("upheld")
        PARTLY = "PARTLY", _("partly upheld")
        NOT_UPHELD = "NOT_UPHELD", _("not upheld")

    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, related_name="findings"
    )
    version = models.PositiveSmallIntegerField()
    conclusion = models.CharField(max_length=12, choices=Conclusion.choices)
    facts = models.TextField()
    reasoning = models.TextField()
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "version"], name="findings_version_once"
            ),
            models.UniqueConstraint(
                fields=["verification"],
                condition=Q(returned_at=None),
                name="findings_one_current",
            ),
            models.CheckConstraint(
                name="findings_confirmed_pair",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="findings_not_returned_and_confirmed",
                condition=Q(returned_at=None) | Q(confirmed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version} {self.conclusion}"

    def mark(self) -> str:
        """Return the keyed hash of what is found; the event of the confirmation carries it."""
        said = [self.pk, self.conclusion, self.facts, self.reasoning]
        return keyed_hash(json.dumps(said, ensure_ascii=False), "casework.findings")


class Signature(models.Model):
    """An investigator's name under findings; two different people are needed ([CF] art. 42)."""

    findings = models.ForeignKey(Findings, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: Keyed hash of the signer's resident ID: two accounts of one person sign once.
    person = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["findings", "user"], name="signature_once_per_user"),
            models.UniqueConstraint(
                fields=["findings", "person"], name="signature_once_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} under {self.findings_id}"
