"""Subjects, entries and the head of the log (architecture §4.3, reliability.md §1.2).

Entries are only ever added. A correction, a dispute, a repair or a removal is a later entry that
`supersedes` the one before; the last of such a line is what holds. Personal data live beside the
log, in `Subject` and `EntryPayload`; the leaf keeps a salted commitment to them.

`…_until` is the last day that still counts.
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from archives.kinds import (
    DISPLAYABLE,
    INTERNAL,
    NEGATIVE,
    Basis,
    EntryClass,
    Kind,
    Reason,
    Status,
    SubjectKind,
)
from common.crypto import EncryptedTextField
from common.zone import SHANGHAI, local_date
from deadlines.models.clocks import MidnightAfter

HEX_SHA256 = r"^[0-9a-f]{64}$"
#: National maximum for the display of serious dishonesty (brief D2): 3 years and a leap day.
DISPLAY_LIMIT = timedelta(days=3 * 365 + 1)


class Subject(models.Model):
    """A worker or an enterprise whose credit is kept; the log knows its random pseudonym."""

    kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    pseudonym = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, null=True, blank=True, unique=True)
    id_number = EncryptedTextField(null=True, blank=True)
    id_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    certificate_no = models.CharField(max_length=32, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    #: The registry shows the enterprise as deregistered; it stays linked to its principals (AS-23).
    deregistered_on = models.DateField(null=True, blank=True)
    #: A dead worker's archive is sealed on proof (brief §6.7).
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="subject_identified_as_its_kind",
                condition=Q(
                    kind="ENTERPRISE", uscc__isnull=False, id_hash=None, certificate_no=None
                )
                | Q(kind="WORKER", uscc=None, id_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="subject_id_and_hash_together",
                condition=Q(id_number__isnull=True, id_hash__isnull=True)
                | Q(id_number__isnull=False, id_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="subject_deregistered_enterprise",
                condition=Q(deregistered_on=None) | Q(kind="ENTERPRISE"),
            ),
            models.CheckConstraint(
                name="subject_sealed_worker", condition=Q(sealed_at=None) | Q(kind="WORKER")
            ),
            models.CheckConstraint(name="subject_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class SubjectName(models.Model):
    """A name under which a subject was met; enterprises change theirs."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["first_seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "name"], name="subject_name_once")
        ]

    def __str__(self) -> str:
        return f"name {self.pk} of {self.subject_id}"


class LogHead(models.Model):
    """The one row all writers of a log queue on: its size, root and right edge, under a key.

    `mac` is a keyed hash over the others: without the application's key nobody writes a head.
    """

    key = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    peaks = models.JSONField(default=list)
    #: Seal of the last entry; "" while there is none.
    seal = models.CharField(max_length=64, blank=True, default="")
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="loghead_size_not_negative", condition=Q(size__gte=0)),
            models.CheckConstraint(
                name="loghead_sealed_when_filled",
                condition=Q(size=0, seal="") | (Q(size__gt=0) & ~Q(seal="")),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions asked of the archive."""

    def current(self) -> "EntryQuerySet":
        """Return the entries that no later one supersedes."""
        return self.filter(successor=None)

    def of(self, subject: Subject) -> "EntryQuerySet":
        """Return the subject's entries, oldest first."""
        return self.filter(subject=subject).order_by("subject_seq")

    def displayed(self, on: object) -> "EntryQuerySet":
        """Return what the public may read on the day `on`: enterprises only (brief D6)."""
        return self.current().filter(
            subject_kind=SubjectKind.ENTERPRISE, display_from__lte=on, display_until__gte=on
        )


class Entry(models.Model):
    """One line of the archive (brief §6.1). Every column is bound by the leaf or by the seal."""

    log = models.ForeignKey(LogHead, on_delete=models.PROTECT, related_name="entries")
    idx = models.BigIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="entries")
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_seq = models.PositiveIntegerField()
    prev_subject_leaf = models.CharField(max_length=64, blank=True)
    identified_by = models.CharField(max_length=12, choices=Basis.choices)
    order_linked = models.BooleanField()

    kind = models.CharField(max_length=24, choices=Kind.choices)
    entry_class = models.CharField(max_length=10, choices=EntryClass.choices)
    status = models.CharField(max_length=14, choices=Status.choices)
    disputed = models.BooleanField(default=False)
    source_file = models.ForeignKey(
        "common.File", on_delete=models.PROTECT, related_name="archive_entries"
    )
    event = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )

    event_on = models.DateField(null=True, blank=True)
    determined_on = models.DateField()
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True)
    display_from = models.DateField(null=True, blank=True)
    display_until = models.DateField(null=True, blank=True)
    scoring = models.BooleanField()
    scored_until = models.DateField(null=True, blank=True)
    retained_until = models.DateField()
    rule_version = models.CharField(max_length=48)

    at = models.DateTimeField()
    commit = models.CharField(max_length=64)
    leaf = models.BinaryField()
    leaf_hash = models.CharField(max_length=64, unique=True)
    #: Keyed hash over index, leaf hash and the seal before: names where a rewritten tail begins.
    seal = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["log", "idx"]
        constraints = [
            models.UniqueConstraint(fields=["log", "idx"], name="entry_index_once"),
            models.UniqueConstraint(
                fields=["log", "subject", "subject_seq"], name="entry_subject_seq_once"
            ),
            models.UniqueConstraint(
                fields=["source_file", "event", "version"], name="entry_key_once"
            ),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="entry_class_known", condition=Q(entry_class__in=EntryClass.values)
            ),
            models.CheckConstraint(
                name="entry_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="entry_identified_as_its_kind",
                condition=Q(subject_kind="ENTERPRISE", identified_by="USCC")
                | Q(subject_kind="WORKER", identified_by__in=["ID_NUMBER", "CERTIFICATE"]),
            ),
            models.CheckConstraint(name="entry_index_not_negative", condition=Q(idx__gte=0)),
            models.CheckConstraint(
                name="entry_first_of_subject_has_no_previous",
                condition=Q(subject_seq=1, prev_subject_leaf="")
                | Q(subject_seq__gt=1, prev_subject_leaf__regex=HEX_SHA256),
            ),
            models.CheckConstraint(
                name="entry_hashes_are_sha256",
                condition=Q(
                    leaf_hash__regex=HEX_SHA256, commit__regex=HEX_SHA256, seal__regex=HEX_SHA256
                ),
            ),
            models.CheckConstraint(
                name="entry_later_version_supersedes",
                condition=Q(version=1) | Q(version__gt=1, supersedes__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_event_before_determination",
                condition=Q(event_on=None) | Q(event_on__lte=F("determined_on")),
            ),
            models.CheckConstraint(
                name="entry_effective_range",
                condition=Q(effective_until=None)
                | Q(effective_from__isnull=False, effective_until__gte=F("effective_from")),
            ),
            models.CheckConstraint(
                name="entry_display_range",
                condition=Q(display_from=None, display_until=None)
                | Q(
                    display_from__isnull=False,  # a comparison with NULL would pass
                    display_until__isnull=False,
                    display_from__gte=F("determined_on"),
                    display_until__gte=F("display_from"),
                    display_until__lte=F("display_from") + DISPLAY_LIMIT,
                ),
            ),
            models.CheckConstraint(  # brief D6: never published by name
                name="entry_worker_never_displayed",
                condition=Q(subject_kind="ENTERPRISE") | Q(display_from=None),
            ),
            models.CheckConstraint(
                name="entry_display_of_displayable_kind",
                condition=Q(display_from=None) | Q(kind__in=DISPLAYABLE),
            ),
            models.CheckConstraint(  # brief §6.1: never score, never shown to third parties
                name="entry_internal_is_neutral",
                condition=~Q(kind__in=INTERNAL) | Q(entry_class="NEUTRAL"),
            ),
            models.CheckConstraint(
                name="entry_pending_kind_is_pending",
                condition=~Q(kind="COMPLAINT_PENDING") | Q(status__in=["PENDING", "WITHDRAWN"]),
            ),
            models.CheckConstraint(
                name="entry_scoring_weighs",
                condition=Q(scoring=False, scored_until=None)
                | (
                    Q(scoring=True)
                    & ~Q(entry_class="NEUTRAL")
                    & ~Q(status__in=["PENDING", "WITHDRAWN"])
                ),
            ),
            models.CheckConstraint(
                name="entry_scored_range",
                condition=Q(scored_until=None) | Q(scored_until__gte=F("determined_on")),
            ),
            models.CheckConstraint(  # [ZJXY] 16: kept while a bar still runs
                name="entry_retained_long_enough",
                condition=Q(retained_until__gt=F("determined_on"))
                & (Q(effective_until=None) | Q(retained_until__gte=F("effective_until")))
                & (Q(display_until=None) | Q(retained_until__gte=F("display_until"))),
            ),
            models.CheckConstraint(  # brief §3.8: the number *and* the service order
                name="entry_negative_worker_has_order",
                condition=Q(subject_kind="ENTERPRISE")
                | ~Q(entry_class__in=NEGATIVE)
                | Q(order_linked=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.idx} {self.kind}"


class EntryPayload(models.Model):
    """What an entry says in words and names: encrypted, beside the log, and erasable (brief D7)."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    #: Canonical JSON and the 256-bit salt of the commitment (hex), each sealed by `common.crypto`.
    body = models.TextField()
    salt = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payload_and_salt_given", condition=~Q(body="") & ~Q(salt="")
            )
        ]

    def __str__(self) -> str:
        return f"payload of entry {self.pk}"


class WriteBackQuerySet(models.QuerySet["WriteBack"]):
    """Counts for reports."""

    def without_entry(self) -> "WriteBackQuerySet":
        """Return the write-backs that were completed for want of an identified subject."""
        return self.filter(reason=Reason.NO_IDENTIFIED_SUBJECT)


class WriteBack(models.Model):
    """The fact that a file's result has reached the archive, or why no entry could be made."""

    file = models.ForeignKey("common.File", on_delete=models.PROTECT, related_name="write_backs")
    event = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    completed_at = models.DateTimeField()
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="write_back"
    )
    reason = models.CharField(max_length=24, blank=True, choices=Reason.choices)

    objects = WriteBackQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "event", "version"], name="writeback_once"),
            models.CheckConstraint(
                name="writeback_entry_or_reason",
                condition=Q(entry__isnull=False, reason="")
                | Q(entry=None, reason__in=Reason.values),
            ),
        ]

    def __str__(self) -> str:
        return f"write-back {self.pk}"


class DispatchHoldQuerySet(models.QuerySet["DispatchHold"]):
    """Questions about who is on hold when: answered from days and moments, by no job."""

    def in_force(self, at: datetime) -> "DispatchHoldQuerySet":
        """Return the holds in force at the second `at`: until 24:00 of the last day, no longer."""
        begun = self.filter(starts_at__lte=at, until__gte=local_date(at))
        return begun.filter(Q(ended_at=None) | Q(ended_at__gt=at))


class DispatchHold(models.Model):
    """A time in which a subject is given no new work (暂停派单), pending the outcome of a file.

    Neither a sanction nor an entry: it stands in no log and is shown to nobody else (brief §4,
    AS-12). A renewal is a row of its own, from the old last day on. What lapses is not touched.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="dispatch_holds")
    source_file = models.ForeignKey(
        "common.File", on_delete=models.PROTECT, related_name="dispatch_holds"
    )
    starts_at = models.DateTimeField()
    #: Last day that still counts (T6: it does not roll).
    until = models.DateField()
    #: When it was lifted or passed on to another file, before its time.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DispatchHoldQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["subject", "until"], name="dispatch_hold_of_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_file", "subject", "starts_at"], name="dispatch_hold_once"
            ),
            models.CheckConstraint(
                name="dispatch_hold_range",
                condition=Q(until__gte=TruncDate("starts_at", tzinfo=SHANGHAI)),
            ),
            models.CheckConstraint(
                name="dispatch_hold_ended_before_its_time",
                condition=Q(ended_at=None) | Q(ended_at__lte=MidnightAfter(F("until"))),
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} of {self.subject_id} until {self.until}"
