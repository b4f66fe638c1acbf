"""Parties: complainant, respondent, agent — symmetrical, each with a code of its own (D8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.kinds import Basis
from archives.models import Subject
from common.crypto import EncryptedTextField, keyed_hash
from common.models import File

#: Encrypted particular → the column by which equal ones meet, and the purpose of its key.
_MEET_BY = {"phone": ("phone_hash", "phone"), "id_no": ("id_hash", "resident_id")}


def with_hash(name: str, value: str) -> dict[str, str]:
    """Return the particular `name` with the hash it meets by, if it has one; "" has none."""
    if name not in _MEET_BY:
        return {name: value}
    column, purpose = _MEET_BY[name]
    return {name: value, column: keyed_hash(value, purpose) if value else ""}


class Party(models.Model):
    """A person or enterprise in a file. Particulars are encrypted; equal ones meet by keyed hash.

    `query_code` opens the public tracking page together with the file's number (architecture A4).
    """

    class Role(models.TextChoices):
        COMPLAINANT = "COMPLAINANT", _("complainant")
        RESPONDENT = "RESPONDENT", _("respondent")

    class Kind(models.TextChoices):
        USER = "USER", _("user")
        WORKER = "WORKER", _("worker")
        ENTERPRISE = "ENTERPRISE", _("enterprise")
        UNKNOWN = "UNKNOWN", _("not yet known")

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=16, choices=Role.choices)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=100, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    email = EncryptedTextField(blank=True, default="")
    address = EncryptedTextField(blank=True, default="")
    id_type = models.CharField(max_length=32, blank=True)
    id_no = EncryptedTextField(blank=True, default="")
    id_hash = models.CharField(max_length=64, blank=True, db_index=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    certificate_no = models.CharField(max_length=64, blank=True)
    query_code = EncryptedTextField(blank=True, default="")
    query_code_hash = models.CharField(max_length=64, blank=True)

    #: Set when the party is identified to the standard of brief §3.8.
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    identified_at = models.DateTimeField(null=True, blank=True)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: What proved it, and whether a service order ties the worker to the event (brief §3.8).
    identified_by_number = models.CharField(max_length=16, choices=Basis.choices, blank=True)
    order_linked = models.BooleanField(default=False)

    class Meta:
        ordering = ["file_id", "role", "pk"]
        constraints = [
            # Joint complainants come with their representatives (brief C5) in a later release.
            models.UniqueConstraint(fields=["file", "role"], name="party_one_of_each_role"),
            models.CheckConstraint(
                name="party_identified_whole",
                condition=Q(
                    subject=None,
                    identified_at=None,
                    identified_by=None,
                    identified_by_number="",
                    order_linked=False,
                )
                | (
                    Q(
                        subject__isnull=False,
                        identified_at__isnull=False,
                        identified_by__isnull=False,
                    )
                    & ~Q(identified_by_number="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.file_id}"

    def put(self, name: str, value: str) -> None:
        """Set a particular, and with it the hash it meets by; the caller saves."""
        for column, stored in with_hash(name, value).items():
            setattr(self, column, stored)
