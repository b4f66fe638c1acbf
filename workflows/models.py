"""Processes, and the work list that is projected from their tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from viewflow.workflow.models import Process, Task

from accounts import roles
from common.models import File, Unit
from deadlines.models import Deadline

#: Clocks that ask nothing of a desk: a window of rights, a minimum lead, the parties' own periods,
#: what an agency owes and the ladder behind it (they act by themselves and stand on the board).
NOT_OURS = (
    "REOPEN_WINDOW",
    "SESSION_NOTICE",
    "PERFORMANCE",
    "ENTERPRISE_REPLY",
    "REFERRAL_ACK",
    "REFERRAL_RESULT",
    "REMINDER",
    "SUPERVISION",
)


class FileProcess(Process):  # type: ignore[misc]  # viewflow ships no types
    """The flow of one file."""

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="process")

    class Meta:
        verbose_name_plural = "file processes"


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Questions of the queue."""

    def visible_to(self, user: Any) -> WorkItemQuerySet:
        """Return items of files the user may see."""
        return self.filter(file__in=File.objects.visible_to(user))

    def human(self) -> WorkItemQuerySet:
        """Return tasks for people."""
        return self.filter(kind=WorkItem.Kind.TASK)

    def held_by(self, user: Any) -> WorkItemQuerySet:
        """Return what `user` has claimed."""
        return self.filter(holder_id=user.pk)

    def free_for(self, user: Any) -> WorkItemQuerySet:
        """Return unclaimed tasks that one of the user's roles may take."""
        mine = {capability for role in user.roles_anywhere() for capability in roles.GRANTS[role]}
        return self.human().filter(holder=None, capability__in=mine)

    def with_clock(self) -> WorkItemQuerySet:
        """Add what the tone of an item depends on, under the names used below.

        The governing clock is the open one of the case that ends when the item says; a ticket's
        own term has none. `strict_at` is the first end of a clock that does more than warn.
        """
        family = Deadline.objects.open().filter(
            Q(file=OuterRef("case"))
            | (Q(file__parent=OuterRef("case")) & ~Q(file__kind=File.Kind.COMPLAINT))
        )
        governing = family.filter(due_at=OuterRef("due_at")).order_by("pk")
        strict = family.exclude(code__in=NOT_OURS).exclude(at_end=Deadline.AtEnd.AMBER)
        return self.annotate(
            amber_at=Subquery(governing.values("amber_at")[:1]),
            at_end=Coalesce(Subquery(governing.values("at_end")[:1]), Value("")),
            unit_of_time=Subquery(governing.values("unit")[:1]),
            strict_at=Subquery(strict.in_due_order().values("due_at")[:1]),
        )

    @staticmethod
    def red(at: datetime) -> Q:
        """Return the condition, on items with their clock, that they are overdue at `at` (T18).

        A clock that only warns stays amber at its end; another of the family may be red behind it.
        """
        warns = Q(at_end=Deadline.AtEnd.AMBER)
        return (Q(due_at__lte=at) & ~warns) | Q(strict_at__lte=at)

    def by_due(self) -> WorkItemQuerySet:
        """Order by due moment, what has none last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "task_id")


class WorkItem(models.Model):
    """One open task or wait: the row of a queue. Kept in step by `workflows.projection` alone."""

    class Kind(models.TextChoices):
        TASK = "TASK"
        WAIT = "WAIT"

    task = models.OneToOneField(
        Task, on_delete=models.CASCADE, primary_key=True, related_name="work_item"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    #: The file the task belongs to, and the head of its family, which people know it by.
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="work_items")
    case = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=32)
    page = models.CharField(max_length=32, blank=True)
    queue = models.CharField(max_length=24, blank=True)
    capability = models.CharField(max_length=64, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="work_items",
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    #: The governing moment of the file (brief §2.9.1); empty while its clocks are suspended.
    due_at = models.DateTimeField(null=True, blank=True)
    severity = models.CharField(max_length=2, blank=True)
    category = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=32)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("due_at").asc(nulls_last=True), F("task_id"), name="work_by_due"),
            models.Index(
                F("holder"),
                F("due_at").asc(nulls_last=True),
                F("task_id"),
                name="work_held_by_due",
                condition=Q(holder__isnull=False),
            ),
            models.Index(
                F("queue"), F("due_at").asc(nulls_last=True), F("task_id"), name="work_queue_due"
            ),
            models.Index(fields=["case"], name="work_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="work_claimed_whole",
                condition=Q(holder=None, claimed_at=None)
                | Q(holder__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="work_wait_has_no_holder", condition=Q(kind="TASK") | Q(holder=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} of {self.file_id}"
