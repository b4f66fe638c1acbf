"""What changes the end of a clock: suspensions (T15) and extensions (T16)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deadlines.models.clocks import Deadline


class Suspension(models.Model):
    """
    A time during which a clock did not run (T15).

    The same clock may be stopped for several causes at once; each has its own row and its own end.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="suspensions")
    cause = models.CharField(_("cause"), max_length=32, blank=True, default="")
    suspended_at = models.DateTimeField(_("suspended at"))
    resumed_at = models.DateTimeField(_("resumed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["suspended_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "cause"],
                name="suspension_open_once",
                condition=Q(resumed_at=None),
            ),
            models.CheckConstraint(
                name="suspension_ends_after_start",
                condition=Q(resumed_at=None) | Q(resumed_at__gte=F("suspended_at")),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.suspended_at:%Y-%m-%d} – {self.resumed_at:%Y-%m-%d}"
            if self.resumed_at
            else "open"
        )


class Extension(models.Model):
    """More time, asked for in time and granted by somebody else (T16, extension matrix)."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField(_("number"))
    length = models.PositiveSmallIntegerField(_("length"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_role = models.CharField(_("granted as"), max_length=24)
    #: The end that was in force; empty while the clock was suspended.
    due_before_at = models.DateTimeField(_("due before"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["deadline", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "number"], name="extension_numbered_once"),
            models.CheckConstraint(
                name="extension_has_length", condition=Q(number__gte=1, length__gte=1)
            ),
            models.CheckConstraint(
                name="extension_asked_before_granted", condition=Q(asked_at__lte=F("granted_at"))
            ),
            models.CheckConstraint(
                name="extension_asked_in_time",
                condition=Q(due_before_at=None) | Q(asked_at__lte=F("due_before_at")),
            ),
            models.CheckConstraint(
                name="extension_four_eyes",
                condition=Q(asked_by=None) | ~Q(asked_by=F("granted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.length}"
