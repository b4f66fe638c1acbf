"""The legal clocks: facts in rows, last days derived (brief §2.9, §7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import File
from deadlines.models.calendar import CalendarVersion


class MidnightAfter(models.Func):
    """24:00 of a day in Shanghai (architecture A2)."""

    template = "((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
    output_field = models.DateTimeField()


class MidnightBefore(models.Func):
    """00:00 of a day in Shanghai."""

    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Asia/Shanghai')"
    output_field = models.DateTimeField()


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Questions about clocks."""

    def open(self) -> DeadlineQuerySet:
        """Clocks still to be met: running, amber, overdue or suspended."""
        return self.filter(status__in=Deadline.OPEN)

    def ticking(self) -> DeadlineQuerySet:
        """Clocks whose time passes."""
        return self.filter(status__in=Deadline.TICKING)

    def to_turn_amber(self, at: datetime) -> DeadlineQuerySet:
        """Running clocks that are amber from `at` or earlier."""
        return self.filter(status=Deadline.Status.RUNNING, amber_at__lte=at)

    def to_expire(self, at: datetime) -> DeadlineQuerySet:
        """Clocks whose end has come by `at` and has not been announced.

        A right does not lapse while a request for more time, made in time, waits for its answer.
        """
        held = Q(request_waits=True, at_end=Deadline.AtEnd.LAPSED)
        return self.ticking().filter(due_at__lte=at, expired_for=None).exclude(held)

    def in_due_order(self) -> DeadlineQuerySet:
        """The most urgent first; suspended ones last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")


class Deadline(models.Model):
    """
    One clock of one file.

    The upper half are facts; `nominal_on` to `provisional` are derived from them by
    `deadlines.reckoning` at every write. While the clock is suspended there is no last day.
    """

    class Status(models.TextChoices):
        """Brief §3.0 X6."""

        RUNNING = "RUNNING", _("running")
        AMBER = "AMBER", _("amber")
        OVERDUE = "OVERDUE", _("overdue")
        SUSPENDED = "SUSPENDED", _("suspended")
        MET = "MET", _("met")
        MET_LATE = "MET_LATE", _("met late")
        CANCELLED = "CANCELLED", _("cancelled")
        LAPSED = "LAPSED", _("lapsed")

    class Unit(models.TextChoices):
        """Brief §2.9; DATE is a day laid down in the case itself."""

        WORKING_DAYS = "WD", _("working days")
        CALENDAR_DAYS = "CD", _("calendar days")
        HOURS = "H", _("hours")
        MONTHS = "M", _("months")
        DATE = "DATE", _("date")

    class AtEnd(models.TextChoices):
        """What the clock becomes when its end passes."""

        OVERDUE = "OVERDUE", _("overdue")
        LAPSED = "LAPSED", _("lapsed")
        AMBER = "AMBER", _("stays amber")

    OPEN = ("RUNNING", "AMBER", "OVERDUE", "SUSPENDED")
    TICKING = ("RUNNING", "AMBER")

    # Facts.
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="deadlines")
    machine = models.CharField(_("machine"), max_length=8, blank=True, default="")
    record_id = models.BigIntegerField(_("record"), null=True, blank=True)
    code = models.CharField(_("clock"), max_length=32)
    policy_version = models.CharField(_("policy"), max_length=48)
    started_at = models.DateTimeField(_("started at"))
    started_on = models.DateField(_("counted from"))
    length = models.PositiveSmallIntegerField(_("length"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=4, choices=Unit.choices)
    roll = models.BooleanField(_("rolls over rest days"), default=False)
    #: T5: whether a weekend is a rest day for it; T18: when it turns amber.
    roll_weekends = models.BooleanField(_("rolls over weekends"), default=True)
    amber_wd = models.PositiveSmallIntegerField(_("amber with working days left"), default=2)
    amber_percent = models.PositiveSmallIntegerField(_("amber after percent"), default=50)
    #: Our own step, taken at 00:00 of the last day: the end of the clock is that moment.
    at_dawn = models.BooleanField(_("due when the last day begins"), default=False)
    last_day = models.DateField(_("agreed last day"), null=True, blank=True)
    party = models.BooleanField(_("period of a party"), default=False)
    at_end = models.CharField(_("at its end"), max_length=8, choices=AtEnd.choices)
    extension_asks = ArrayField(
        models.CharField(max_length=24),
        default=list,
        blank=True,
        verbose_name=_("who may ask for more time"),
    )
    extension_approves = models.CharField(
        _("who grants more time"), max_length=24, blank=True, default=""
    )
    extension_times = models.PositiveSmallIntegerField(_("extensions allowed"), default=0)
    extension_length = models.PositiveSmallIntegerField(_("length of an extension"), default=0)

    request_waits = models.BooleanField(_("more time asked for"), default=False)

    # Derived.
    calendar_version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, related_name="+"
    )
    #: T19: the earlier version under which the party was promised the later day.
    kept_version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nominal_on = models.DateField(_("end before rolling"), null=True, blank=True)
    due_on = models.DateField(_("last day"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    amber_at = models.DateTimeField(_("amber from"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)

    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    #: The due moment that the sweep announced last; empty when the present one is unannounced.
    expired_for = models.DateTimeField(_("expiry announced for"), null=True, blank=True)
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["file", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="deadline_to_expire",
                condition=Q(status__in=("RUNNING", "AMBER"), expired_for=None),
            ),
            models.Index(
                fields=["amber_at"], name="deadline_to_turn_amber", condition=Q(status="RUNNING")
            ),
            models.Index(
                fields=["calendar_version"],
                name="deadline_to_recompute",
                condition=Q(status__in=("RUNNING", "AMBER", "OVERDUE", "SUSPENDED")),
            ),
            models.Index(fields=["file", "code"], name="deadline_of_file"),
        ]
        constraints = [
            models.CheckConstraint(
                name="deadline_amber_percent", condition=Q(amber_percent__lte=100)
            ),
            models.UniqueConstraint(
                fields=["file", "code"],
                name="deadline_open_once",
                condition=Q(status__in=("RUNNING", "AMBER", "OVERDUE", "SUSPENDED")),
            ),
            models.CheckConstraint(
                name="deadline_status_known",
                condition=Q(
                    status__in=(
                        "RUNNING",
                        "AMBER",
                        "OVERDUE",
                        "SUSPENDED",
                        "MET",
                        "MET_LATE",
                        "CANCELLED",
                        "LAPSED",
                    )
                ),
            ),
            models.CheckConstraint(
                name="deadline_record_named_whole",
                condition=Q(machine="", record_id=None)
                | (~Q(machine="") & Q(record_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="deadline_length_or_date",
                condition=Q(unit="DATE", length=None, last_day__isnull=False)
                | Q(
                    unit__in=("WD", "CD", "H", "M"),
                    length__isnull=False,
                    length__gte=1,
                    last_day=None,
                ),
            ),
            models.CheckConstraint(
                name="deadline_only_days_and_months_roll",
                condition=Q(roll=False) | Q(unit__in=("CD", "M")),
            ),
            models.CheckConstraint(
                name="deadline_at_end_known", condition=Q(at_end__in=("OVERDUE", "LAPSED", "AMBER"))
            ),
            models.CheckConstraint(
                name="deadline_extension_rule_whole",
                condition=Q(
                    extension_times=0, extension_length=0, extension_approves="", extension_asks=[]
                )
                | (
                    Q(extension_times__gte=1, extension_length__gte=1)
                    & ~Q(extension_approves="")
                    & ~Q(extension_asks=[])
                ),
            ),
            models.CheckConstraint(
                name="deadline_request_only_in_matrix",
                condition=Q(request_waits=False) | Q(extension_times__gte=1),
            ),
            models.CheckConstraint(
                name="deadline_end_derived_whole",
                condition=Q(nominal_on=None, due_on=None, due_at=None, amber_at=None)
                | Q(
                    nominal_on__isnull=False,
                    due_on__isnull=False,
                    due_at__isnull=False,
                    amber_at__isnull=False,
                    nominal_on__lte=F("due_on"),
                    amber_at__lte=F("due_at"),
                ),
            ),
            models.CheckConstraint(
                name="deadline_suspended_has_no_end",
                condition=Q(status="SUSPENDED", due_at=None)
                | Q(status="CANCELLED")
                | (~Q(status__in=("SUSPENDED", "CANCELLED")) & Q(due_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="deadline_ends_at_midnight",
                condition=Q(due_on=None)
                | Q(unit="H")
                | Q(at_dawn=False, due_at=MidnightAfter(F("due_on")))
                | Q(at_dawn=True, due_at=MidnightBefore(F("due_on"))),
            ),
            models.CheckConstraint(
                name="deadline_dawn_of_a_day", condition=Q(at_dawn=False) | Q(unit__in=("WD", "CD"))
            ),
            models.CheckConstraint(
                name="deadline_unrolled_is_nominal",
                condition=Q(due_on=None) | Q(roll=True) | Q(due_on=F("nominal_on")),
            ),
            models.CheckConstraint(
                name="deadline_met_in_time_or_late",
                condition=Q(status="MET", met_at__isnull=False, met_at__lte=F("due_at"))
                | Q(status="MET", met_at__isnull=False, request_waits=True, at_end="LAPSED")
                | Q(status="MET_LATE", met_at__isnull=False, met_at__gt=F("due_at"))
                | (~Q(status__in=("MET", "MET_LATE")) & Q(met_at=None)),
            ),
            models.CheckConstraint(
                name="deadline_cancelled_has_moment",
                condition=Q(status="CANCELLED", cancelled_at__isnull=False)
                | (~Q(status="CANCELLED") & Q(cancelled_at=None)),
            ),
            models.CheckConstraint(
                name="deadline_ends_after_start",
                condition=(Q(met_at=None) | Q(met_at__gte=F("started_at")))
                & (Q(cancelled_at=None) | Q(cancelled_at__gte=F("started_at"))),
            ),
            models.CheckConstraint(
                name="deadline_passed_as_ruled",
                condition=Q(
                    status="OVERDUE",
                    at_end="OVERDUE",
                    expired_for__isnull=False,
                    expired_for=F("due_at"),
                )
                | Q(
                    status="LAPSED",
                    at_end="LAPSED",
                    expired_for__isnull=False,
                    expired_for=F("due_at"),
                )
                | ~Q(status__in=("OVERDUE", "LAPSED")),
            ),
            models.CheckConstraint(
                name="deadline_kept_for_parties_only",
                condition=Q(kept_version=None) | Q(party=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.due_on or '—'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: only `deadlines.services` writes a clock, because it also derives its end."""
        raise TypeError("a clock is written by deadlines.services")

    @property
    def is_open(self) -> bool:
        """Whether the clock is still to be met."""
        return self.status in self.OPEN
