"""A file a party or an officer put into the file, with the hash taken on arrival."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import File
from documents import storage


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions asked of evidence."""

    def of(self, file: File) -> EvidenceQuerySet:
        """Evidence of one file, in the order of arrival."""
        return self.filter(file=file).order_by("uploaded_at", "pk")

    def shown_to(self, reader: str) -> EvidenceQuerySet:
        """Evidence whose `visible_to` names the reader (STAFF, COMPLAINANT, RESPONDENT …)."""
        return self.filter(visible_to__contains=[reader])


class Evidence(models.Model):
    """An evidence file: kept as it came, hashed on arrival, never changed or removed by us."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="evidence")
    #: Role of whoever brought it: STAFF, COMPLAINANT, RESPONDENT …; the party's id, if known.
    uploaded_role = models.CharField(max_length=24)
    party_id = models.BigIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=160)
    caption = models.CharField(max_length=300, blank=True)
    blob = models.FileField(storage=storage.evidence, max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField()
    visible_to = models.JSONField(default=list)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Evidence file")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            # Each side hands in under a name of its own: a shared row would show it to the other.
            models.UniqueConstraint(
                fields=["file", "uploaded_role", "party_id", "sha256"],
                nulls_distinct=False,
                name="evidence_once_per_side",
            ),
            models.CheckConstraint(name="evidence_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="evidence_has_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name
