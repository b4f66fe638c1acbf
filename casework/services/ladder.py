"""The ladder towards a silent agency: reminder, supervision order, never a close (RF-07, RF-08)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from casework import clocks, guards, referral_papers, sending
from casework.channels import ParcelKind
from casework.models import Referral
from casework.news import tell
from casework.states import REFERRAL_OWED
from common.actors import SYSTEM, Actor
from common.lifecycle import lock, perform
from common.zone import local_date


@transaction.atomic
def missed(*, referral_id: int, missed_on: date, at: datetime) -> Referral:
    """An answer was due on `missed_on` and did not come: the agency is reminded next working day.

    `at` is the end of that day. Where the next day works, the reminder falls due at once.
    """
    referral = lock(Referral, referral_id)
    if referral.state not in REFERRAL_OWED or referral.reminded_at:
        return referral
    record = ("RF", referral.pk)
    reminder = clocks.start(referral.file, "REMINDER", at=at, on=missed_on, record=record)
    if reminder.due_at is not None and reminder.due_at <= at:
        return remind(referral_id=referral_id, missed_on=missed_on, at=at)
    return referral


@transaction.atomic
def remind(*, referral_id: int, missed_on: date, at: datetime) -> Referral:
    """Remind the agency (RF-07); from the missed day on SUPERVISION runs."""
    before = lock(Referral, referral_id)
    facts = _facts(before, missed_on)
    letter = referral_papers.reminder(before, missed_on, by=SYSTEM, at=at)
    sending.lay_down(
        before, ParcelKind.REMINDER, facts, agency=before.agency, at=at, document=letter
    )
    referral = perform(
        Referral, referral_id, "ack_or_result_overdue", by=SYSTEM, at=at, missed_on=missed_on
    )
    clocks.meet(referral.file, "REMINDER", at=at)
    clocks.start(referral.file, "SUPERVISION", at=at, on=missed_on, record=("RF", referral.pk))
    tell("referral.reminded", referral.last_event, at=at)
    return referral


@transaction.atomic
def supervise(*, referral_id: int, missed_on: date, at: datetime) -> Referral:
    """Draft the supervision order when more than five working days are over (RF-08)."""
    referral = perform(
        Referral, referral_id, "overdue_more_than_5wd", by=SYSTEM, at=at, missed_on=missed_on
    )
    clocks.meet(referral.file, "SUPERVISION", at=at)
    tell("referral.supervision_drafted", referral.last_event, at=at)
    return referral


@transaction.atomic
def sign_order(*, referral_id: int, by: Actor, at: datetime) -> Referral:
    """Sign the supervision order (RF-08a): it leaves, with a copy to the lead department."""
    before = lock(Referral, referral_id)
    guards.order_waits(before)
    missed_on = missed_day(before)
    facts = _facts(before, missed_on)
    letter = referral_papers.supervision_order(before, missed_on, by=by, at=at)
    sending.lay_down(
        before, ParcelKind.SUPERVISION, facts, agency=before.agency, at=at, document=letter
    )
    referral = perform(Referral, referral_id, "sign_supervision", by=by, at=at)
    tell("referral.supervised", referral.last_event, at=at)
    return referral


@transaction.atomic
def withhold_order(*, referral_id: int, reason: str, by: Actor, at: datetime) -> Referral:
    """Hold the supervision order back, with reasons on file (RF-08b)."""
    return perform(Referral, referral_id, "withhold_supervision", by=by, at=at, reason=reason)


def missed_day(referral: Referral) -> date:
    """Return the day on which the answer was due that did not come."""
    event = referral.file.events.filter(name="ack_or_result_overdue").order_by("-pk").first()
    if event is None:
        raise AssertionError("nothing was missed")
    return date.fromisoformat(event.data["missed_on"])


def _facts(referral: Referral, missed_on: date) -> dict[str, str]:
    sent_on = local_date(referral.dispatched_at or referral.prepared_at)
    return {
        "referral_number": referral.file.number,
        "case_number": referral.complaint.file.number,
        "sent_before_on": sent_on.isoformat(),
        "due_on": missed_on.isoformat(),
    }
