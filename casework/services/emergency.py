"""Danger now (紧急): the call to 110, put on record at once (CM-02c, brief §2.9 REFERRAL_S1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import refusals
from casework.models import Complaint, PoliceCall
from common.actors import Actor, account_of
from common.lifecycle import lock, perform


@transaction.atomic
def record_call(
    *, complaint_id: int, called_at: datetime, reference: str, told: str, by: Actor, at: datetime
) -> PoliceCall:
    """Put the call to 110 on record: when, to whom, what was told.

    Raises:
        NotUrgent: neither S1, nor suspected so, nor a harmed minor.
        MomentImpossible: the call lies in the future or before the complaint.
    """
    complaint = lock(Complaint, complaint_id)
    if called_at > at or called_at < complaint.received_at.replace(second=0, microsecond=0):
        raise refusals.MomentImpossible(field="called_at")
    call = PoliceCall.objects.create(
        complaint=complaint,
        called_at=called_at,
        reference=reference.strip(),
        told=told.strip(),
        recorded_at=at,
        by_id=account_of(by),
    )
    perform(Complaint, complaint_id, "police_called", by=by, at=at, call_id=call.pk)
    return call
