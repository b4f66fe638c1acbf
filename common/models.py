"""Files, events and units: what every record of the house stands on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Unit(models.Model):
    """A node of the jurisdiction tree: association, city, district, desk."""

    class Kind(models.TextChoices):
        ROOT = "ROOT"
        CITY = "CITY"
        DISTRICT = "DISTRICT"

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    #: Codes from the root, each followed by "/": a subtree is one prefix.
    path = models.CharField(max_length=255, unique=True)
    #: Digits of the administrative division code that fall to this unit (GB/T 2260), "" = none.
    district_prefix = models.CharField(max_length=6, blank=True, default="")
    policy = models.CharField(max_length=32, default="plan")

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="unit_only_root_has_no_parent",
                condition=Q(kind="ROOT", parent__isnull=True)
                | (~Q(kind="ROOT") & Q(parent__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["district_prefix"],
                name="unit_district_prefix_once",
                condition=~Q(district_prefix=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileQuerySet(models.QuerySet["File"]):
    """The one access rule of the house lives here (architecture §4.1, §7)."""

    def visible_to(self, user: Any) -> FileQuerySet:
        """Return the files `user` may see: postings' subtrees, without seals and recusals."""
        if not getattr(user, "is_active", False):
            return self.none()
        within = Q(pk__in=[])
        for path in user.posted_paths():
            within |= Q(unit__path__startswith=path)
        # The head of a family has no root of its own: its recusals stand on itself.
        return (
            self.filter(within, sealed=False)
            .exclude(recusals__user_id=user.pk)
            .exclude(root__recusals__user_id=user.pk)
        )


class File(models.Model):
    """A file (卷): the folder of one lifecycle record and the lock of its family."""

    class Kind(models.TextChoices):
        COMPLAINT = "COMPLAINT"
        MEDIATION = "MEDIATION"
        REFERRAL = "REFERRAL"

    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="files")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    #: The head of the family; its row is the lock of the whole family. Itself, for a head.
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="family"
    )
    sealed = models.BooleanField(default=False)
    opened_at = models.DateTimeField()

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="file_kind_known",
                condition=Q(kind__in=["COMPLAINT", "MEDIATION", "REFERRAL"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def case(self) -> File:
        """The complaint's file this file belongs to: itself, or the one it was opened in.

        Not the head of the family: a matter carried on after a withdrawal is a case of its own.
        """
        inside = self.kind != self.Kind.COMPLAINT and self.parent
        return inside or self

    @classmethod
    def within(cls, number: str) -> Q:
        """Return the condition "of the case with this number" for rows that name a `file`.

        Of its own file and of those opened in it; not of a matter carried on after a withdrawal.
        """
        opened_in_it = Q(file__parent__number=number) & ~Q(file__kind=cls.Kind.COMPLAINT)
        return Q(file__number=number) | opened_in_it

    def recuses(self, user_pk: int | None) -> bool:
        """Return whether this person may take no part in the family of the file (brief §3)."""
        family = [self.pk, self.root_id or self.pk]
        return (
            user_pk is not None
            and Recusal.objects.filter(user_id=user_pk, file_id__in=family).exists()
        )


class Recusal(models.Model):
    """A person who may take no part in a family of files and no longer sees it."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals"
    )
    declared_at = models.DateTimeField()
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "user"], name="recusal_once_per_file")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} / {self.file_id}"


class Event(models.Model):
    """One step of a record: who, when, from where to where. Only ever added to.

    `at` is the legal moment, `recorded_at` the real one. `data` holds codes and ids; what people
    typed is an `EventText`, of which the event keeps a salted hash.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="events")
    machine = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
    move_id = models.CharField(max_length=12)
    name = models.CharField(max_length=64)
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    #: The database transaction that wrote the step; the state trigger looks for it.
    xact = models.BigIntegerField(
        db_default=models.Func(function="txid_current", output_field=models.BigIntegerField()),
        editable=False,
    )
    rule_version = models.CharField(max_length=48, blank=True)
    data = models.JSONField(default=dict)
    #: The columns of the record that this step set, and to what (`common.decided`).
    decided = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["file", "id"], name="event_of_file"),
            models.Index(fields=["machine", "record_id", "id"], name="event_of_record"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_birth_has_no_source_else_known",
                condition=Q(source="") | ~Q(target=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.name}"


class EventText(models.Model):
    """What a person typed with an event; erasable, unlike the event."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="text"
    )
    body = models.TextField()
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"text of event {self.pk}"
