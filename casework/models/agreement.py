"""The agreement before it is one: the terms put to both parties, and their signatures (MD-08)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.mediation import Mediation
from casework.models.party import Party

USER = settings.AUTH_USER_MODEL


class AgreementDraft(models.Model):
    """A wording of the agreement, as both parties read it. The latest version is the current one.

    Signatures belong to the wording that was signed: other words are a new version, unsigned.
    Only ever added to.
    """

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    facts = models.TextField()
    terms = models.JSONField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    performance_due_on = models.DateField(null=True, blank=True)
    performed_at_once = models.BooleanField(default=False)
    fault_admitted = models.BooleanField(default=False)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["mediation", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["mediation", "version"], name="agreementdraft_version_once"
            ),
            models.CheckConstraint(
                name="agreementdraft_whole",
                condition=Q(version__gte=1) & ~Q(facts="") & ~Q(terms=[]),
            ),
            models.CheckConstraint(
                name="agreementdraft_is_due",
                condition=Q(performance_due_on__isnull=False) | Q(performed_at_once=True),
                violation_error_message=_("The agreement does not say by when it is performed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id}/{self.version}"


class AgreementSignature(models.Model):
    """A party's signature under one wording (brief C18). Only ever added to."""

    class How(models.TextChoices):
        """On the own page after reading it there, or on paper, kept in the file."""

        ONLINE = "ONLINE", _("read and signed on the own page")
        IN_PERSON = "IN_PERSON", _("signed on paper in the session")
        WRITTEN = "WRITTEN", _("signed copy received")

    draft = models.ForeignKey(AgreementDraft, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=12, choices=How.choices)
    at = models.DateTimeField()
    #: Whoever recorded a signature on paper; nobody, where the party signed on its own page.
    entered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "party"], name="agreementsignature_once_per_party"
            ),
            models.CheckConstraint(
                name="agreementsignature_paper_is_recorded",
                condition=Q(how="ONLINE", entered_by=None)
                | Q(how__in=["IN_PERSON", "WRITTEN"], entered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.party_id}"
