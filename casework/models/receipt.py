"""What a case file keeps of its entry in the credit archive: index and leaf, as they were given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archives.models import HEX_SHA256
from casework.models.complaint import Complaint


class ArchiveReceipt(models.Model):
    """The archive's answer to a write-back (归档回执); only ever added.

    An archive put back to an earlier state is sound in itself. The files that name its later
    entries are the witness against it (decision 0140).
    """

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="archive_receipts"
    )
    #: What was written back: ACCEPTED (counted as pending) or OUTCOME; its later version with the
    #: number, OUTCOME/2.
    event = models.CharField(max_length=64)
    log = models.CharField(max_length=64)
    idx = models.BigIntegerField()
    leaf_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "event"], name="archive_receipt_once"),
            models.UniqueConstraint(fields=["log", "idx"], name="archive_receipt_entry_once"),
            models.CheckConstraint(name="archive_receipt_index", condition=Q(idx__gte=0)),
            models.CheckConstraint(
                name="archive_receipt_leaf", condition=Q(leaf_hash__regex=HEX_SHA256)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.idx}"
