"""The official calendar, version by version (brief §7.1 T19)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CalendarVersion(models.Model):
    """
    The official calendar as it was known from one import to the next; never changed afterwards.

    `confirmed_years` are the years whose notice of the State Council is wholly in it (T19).
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    digest = models.CharField(_("SHA-256 of its days and years"), max_length=64)
    source = models.CharField(_("source"), max_length=120)
    confirmed_years = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("confirmed years")
    )
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(name="calendar_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="calendar_digest_is_sha256", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"CN-{self.number}"


class CalendarDay(models.Model):
    """A day about which a notice says something: off, or worked although it is a weekend."""

    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    date = models.DateField(_("date"))
    is_working = models.BooleanField(_("is worked"))
    name = models.CharField(_("holiday"), max_length=40)
    notice_no = models.CharField(_("number of the notice"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("day of a notice")
        verbose_name_plural = _("days of notices")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["version", "date"], name="calendar_day_once"),
            models.CheckConstraint(name="calendar_day_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
