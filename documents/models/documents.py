"""A numbered paper and the counter its number comes from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from common.models import File
from documents import storage


class Counter(models.Model):
    """The last number of a kind of paper in a year: the row every allotment queues on."""

    kind = models.CharField(max_length=48)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Counter of papers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="counter_once_per_kind_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Questions asked of papers."""

    def rendered(self) -> DocumentQuerySet:
        """Papers that exist as PDF: only these count as sent or served (architecture §4.3)."""
        return self.filter(rendered_at__isnull=False)

    def of(self, file: File) -> DocumentQuerySet:
        """Papers of one file, oldest first."""
        return self.filter(file=file).order_by("issued_at", "pk")


class Document(models.Model):
    """A numbered official paper. Only ever added to; the PDF's columns are filled once.

    `context` is the canonical JSON of everything printed (issuer, number, token and the typed
    context of the kind), encrypted, since letters name people; `context_sha256` is its SHA-256
    before encryption. The random token inside makes the hash useless for guessing names.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=48)
    machine = models.CharField(max_length=8, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=64)
    template_version = models.CharField(max_length=16)
    context = EncryptedTextField()
    context_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Codes of those the paper is for (COMPLAINANT, RESPONDENT …); never names.
    recipients = models.JSONField(default=list, blank=True)
    token = models.CharField(max_length=32, unique=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    rendered_topic = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(storage=storage.papers, blank=True, max_length=120)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Paper")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["file", "issued_at"], name="document_of_file"),
            models.Index(fields=["machine", "record_id"], name="document_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "serial"], name="document_number_once_per_kind_and_year"
            ),
            models.CheckConstraint(name="document_serial_from_one", condition=Q(serial__gte=1)),
            models.CheckConstraint(
                name="document_record_has_machine",
                condition=Q(machine="", record_id__isnull=True)
                | (~Q(machine="") & Q(record_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="document_rendered_whole_or_not",
                condition=Q(pdf="", pdf_sha256="", pdf_size__isnull=True, rendered_at__isnull=True)
                | (
                    ~Q(pdf="")
                    & Q(pdf_sha256__regex=r"^[0-9a-f]{64}$")
                    & Q(pdf_size__gt=0, rendered_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_rendered(self) -> bool:
        """Whether the PDF exists, that is, whether the paper may count as sent."""
        return self.rendered_at is not None
