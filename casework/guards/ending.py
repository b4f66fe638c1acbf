"""Guards of withdrawal, feedback, call-back and progress answer (CM-21…24, CM-32)."""

from datetime import date, datetime
from typing import Any

from casework import refusals
from casework.states import MEDIATION_OPEN, REFERRAL_OWED
from common.zone import local_date
from policies import services as policies


def own_free_act(record: Any, *, own_act: bool, **_: Any) -> None:
    """CM-21: the complainant's own act, not coerced; there is a complainant."""
    if not record.has_complainant:
        raise refusals.NoComplainant
    if not own_act:
        raise refusals.NotOwnAct(field="own_act")


def feedback_not_sent(record: Any, **_: Any) -> None:
    """CM-22a happens once."""
    if record.feedback_sent_at:
        raise refusals.FeedbackSentAlready


def archive_not_synced(record: Any, **_: Any) -> None:
    """CM-22b happens once."""
    if record.archive_synced_at:
        raise refusals.ArchiveSyncedAlready


def last_attempt_on_another_day(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-22c: the last attempt falls on another day than all before, or CM-24 could never come."""
    rule = policies.pack(record.file.unit.policy).follow_up
    days = [local_date(call.at) for call in record.follow_ups.filter(reached=False)]
    if len(days) >= rule.attempts:
        raise refusals.TooManyAttempts
    wanted = rule.days - len({*days, local_date(at)})
    if wanted > rule.attempts - len(days) - 1:
        raise refusals.CallOnAnotherDay


def unreachable(record: Any, **_: Any) -> None:
    """CM-24: three attempts on two different days; without a complainant there is nobody."""
    if not record.has_complainant:
        return
    rule = policies.pack(record.file.unit.policy).follow_up
    missed = [local_date(call.at) for call in record.follow_ups.filter(reached=False)]
    if len(missed) < rule.attempts or len(set(missed)) < rule.days:
        raise refusals.NotUnreachable


def lawful_wait(
    record: Any, *, at: datetime, wait_ground: str, by_when: date, handling_open: bool, **_: Any
) -> None:
    """CM-32: the record proves the ground, if HANDLING is open or one is named; the day is to come.

    Brief §2.9.1. Once HANDLING is met no ground is needed, but an untrue one is not written either.
    """
    if not record.has_complainant:
        raise refusals.NoComplainant
    if (handling_open or wait_ground) and wait_ground not in wait_grounds(record):
        raise refusals.NoLawfulWait(field="wait_ground")
    if by_when < local_date(at):
        raise refusals.DayIsPast(field="by_when")


def wait_grounds(record: Any) -> set[str]:
    """Return the wait grounds the record proves now."""
    grounds = set()
    if (
        record.state == "IN_MEDIATION"
        and record.mediations.filter(
            consented_at__isnull=False, session_at__isnull=False, state__in=MEDIATION_OPEN
        ).exists()
    ):
        grounds.add("MEDIATION")
    if (
        record.state == "IN_VERIFICATION"
        and record.verifications.filter(concluded_at=None).exists()
    ):
        grounds.add("VERIFICATION")
    at_agency = record.referrals.filter(state__in=(*REFERRAL_OWED, "RETURNED"))
    if record.state == "IN_REFERRAL" and at_agency.exists():
        grounds.add("AGENCY")
    return grounds
