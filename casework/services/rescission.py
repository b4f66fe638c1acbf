"""An agency revoked its decision: what we recorded of it leaves the archive (RF-14, brief L4, I12).

The entry is superseded by a withdrawn version; complaint and outcome stay as they were (AS-21).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from archives.kinds import Status, Withdrawal
from archives.models import Entry
from archives.services import withdrawing
from casework import clocks, recording
from casework.models import Complaint, Referral
from casework.services import outcome
from common.lifecycle import lock

#: Kinds of entry that say what the agency found (X10, CM-17).
OF_AN_AGENCY = ("EXTERNAL_PENALTY", "COMPLAINT_UPHELD")


def withdraw_entries(*, referral_id: int, at: datetime) -> None:
    """Withdraw what rests on the revoked result and meet ARCHIVE_WITHDRAW; twice changes nothing.

    If the outcome is still on its way into the archive, it is written first: the log then tells
    both that it was recorded and that it was withdrawn.
    """
    complaint = Referral.objects.get(pk=referral_id).complaint
    if complaint.state == "OUTCOME_RECORDED":
        outcome.write_back(complaint_id=complaint.pk, at=at)
    _withdraw(referral_id, at=at)


@transaction.atomic
def _withdraw(referral_id: int, *, at: datetime) -> None:
    referral = lock(Referral, referral_id)
    entry = standing_entry(referral)
    # The clock first: the archive head is the last lock of all (architecture §4.1).
    clocks.meet(referral.file, "ARCHIVE_WITHDRAW", at=at)
    if entry is not None:
        written = withdrawing.withdraw(entry, because=Withdrawal.RESULT_REVOKED, at=at)
        recording.keep_receipt(referral.complaint, written)


def standing_entry(referral: Referral) -> Entry | None:
    """Return the entry that holds of a revoked result; None if nothing rests on it (any more).

    A result beside the lead one was never recorded, and an outcome of our own verification does
    not rest on an agency.
    """
    complaint: Complaint = referral.complaint
    if referral.revoked_at is None or recording.result_behind(complaint) != referral:
        return None
    # Registered after it was revoked, the outcome says so itself: not upheld.
    entries = Entry.objects.current().filter(
        source_file=complaint.file, event="OUTCOME", kind__in=OF_AN_AGENCY
    )
    return entries.exclude(status=Status.WITHDRAWN).first()
