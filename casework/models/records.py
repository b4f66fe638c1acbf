"""What is written down around a file: contacts, notes, progress answers, call-backs, reveals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.models.complaint import Complaint
from casework.models.party import Party
from common.models import File
from common.zone import SHANGHAI
from documents.models import Document

USER = settings.AUTH_USER_MODEL


class Contact(models.Model):
    """One attempt to speak or write to a party (联系记录)."""

    class Means(models.TextChoices):
        PHONE = "PHONE", _("telephone")
        SMS = "SMS", _("text message")
        EMAIL = "EMAIL", _("e-mail")
        POST = "POST", _("post")
        VISIT = "VISIT", _("in person")
        ONLINE = "ONLINE", _("tracking page")

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="contacts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts")
    means = models.CharField(max_length=8, choices=Means.choices)
    reached = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.means} {self.at:%F}"


class Note(models.Model):
    """An internal note (内部备注); parties never see it."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Progress(models.Model):
    """A written progress answer (进展答复): what remains, who acts, by when (brief §2.9.1)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="progress")
    wait_ground = models.CharField(
        max_length=16, choices=states.WaitGround.choices, blank=True, default=""
    )
    remains = models.TextField()
    who_acts = models.CharField(max_length=200)
    by_when = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="progress_day_to_come",
                condition=Q(by_when__gte=TruncDate("at", tzinfo=SHANGHAI)),
                violation_error_message=_("A progress answer names today or a later day."),
            )
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class FollowUp(models.Model):
    """One call-back (回访), reached or not (brief §2.9 FOLLOW_UP)."""

    class Satisfaction(models.TextChoices):
        SATISFIED = "SATISFIED", _("satisfied")
        BASICALLY_SATISFIED = "BASICALLY_SATISFIED", _("basically satisfied")
        DISSATISFIED = "DISSATISFIED", _("dissatisfied")

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="follow_ups")
    reached = models.BooleanField()
    satisfaction = models.CharField(
        max_length=24, choices=Satisfaction.choices, blank=True, default=""
    )
    remark = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="follow_up_reached_has_answer",
                condition=Q(reached=False, satisfaction="")
                | (Q(reached=True) & ~Q(satisfaction="")),
            )
        ]

    def __str__(self) -> str:
        return f"call-back {self.pk}"


class Reveal(models.Model):
    """Somebody looked at a masked particular: who, when, what, why (brief §5.10, I9)."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reveals")
    field = models.CharField(max_length=16)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.field} of {self.party_id}"
