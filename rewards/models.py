"""The vault (保密库): who an informant is, sealed, and tied to nothing but the file."""

from django.db import models

from common.models import File


class SealedIdentity(models.Model):
    """One statement of an informant's identity, encrypted before it is written (brief C23, WR-02).

    It names no party, no account and no subject, and knows the day it was sealed but not the
    moment, so that it cannot be laid beside a list of calls. Rows are only ever added; a corrected
    identity is another row.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    payload = models.TextField(editable=False)
    #: Keyed hash of file and identity together: the same identity on two files has two marks, so
    #: the column cannot be joined; within one file it makes sealing happen exactly once.
    mark = models.CharField(max_length=64, editable=False)
    sealed_on = models.DateField()

    class Meta:
        verbose_name_plural = "sealed identities"
        constraints = [
            models.UniqueConstraint(fields=["file", "mark"], name="sealed_identity_once_per_file")
        ]

    def __str__(self) -> str:
        return f"sealed identity {self.pk}"
