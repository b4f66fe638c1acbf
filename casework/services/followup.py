"""Call-back (回访) after feedback: reached and closed, or tried three times (CM-22c … CM-24)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import guards
from casework.models import Complaint, FollowUp
from casework.refusals import NotUnreachable
from casework.services.hotline import telling
from casework.services.outcome import close
from common.actors import SYSTEM, Actor, account_of
from common.lifecycle import perform


@transaction.atomic
def attempt(*, complaint_id: int, remark: str, by: Actor, at: datetime) -> Complaint:
    """Log a call-back that reached nobody (CM-22c); the last one closes the file (CM-24)."""
    complaint = perform(Complaint, complaint_id, "follow_up_attempted", by=by, at=at)
    FollowUp.objects.create(
        complaint=complaint, reached=False, remark=remark, at=at, by_id=account_of(by)
    )
    try:
        guards.unreachable(complaint)
    except NotUnreachable:
        return complaint
    return unreachable(complaint_id=complaint_id, at=at)


@transaction.atomic
def done(
    *, complaint_id: int, satisfaction: str, remark: str, by: Actor, at: datetime
) -> Complaint:
    """Record what the complainant answered, and close (CM-23)."""
    complaint = perform(
        Complaint, complaint_id, "follow_up_done", by=by, at=at, satisfaction=satisfaction
    )
    FollowUp.objects.create(
        complaint=complaint,
        reached=True,
        satisfaction=satisfaction,
        remark=remark,
        at=at,
        by_id=account_of(by),
    )
    telling.tell_call_back(complaint, by=by, at=at)
    return close(complaint, at=at)


@transaction.atomic
def unreachable(*, complaint_id: int, at: datetime) -> Complaint:
    """Close after three attempts on at least two days (CM-24)."""
    complaint = perform(Complaint, complaint_id, "follow_up_unreachable", by=SYSTEM, at=at)
    return close(complaint, at=at)
