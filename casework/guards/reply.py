"""Guards of the enterprise's own reply (CM-10a … CM-10d, brief §2.9 ENTERPRISE_REPLY)."""

from datetime import datetime
from typing import Any

from casework import refusals
from casework.guards.looking import deadline_of
from casework.states import MEDIATION_OPEN, SERIOUS_ROUTES, Severity
from common.actors import Actor

MINOR = (Severity.S3, Severity.S4)
WORDS_LEAST = 5


def enterprise_may_settle(record: Any, **_: Any) -> None:
    """CM-10a, CM-10b: S3 and S4 only, and somebody who can say that it is settled."""
    if not record.has_complainant:
        raise refusals.NoComplainant
    if record.severity not in MINOR:
        raise refusals.TooGraveForTheEnterprise


def reply_not_asked_yet(record: Any, **_: Any) -> None:
    """CM-10a: once."""
    if record.reply_asked_at:
        raise refusals.ReplyAskedOnce


def nothing_proposed(record: Any, **_: Any) -> None:
    """CM-10a, CM-10b, CM-10c2: no mediation is open; its own steps come first."""
    if record.mediations.filter(state__in=MEDIATION_OPEN).exists():
        raise refusals.MediationGoesFirst


def enterprise_named(record: Any, *, enterprise: str, **_: Any) -> None:
    """CM-10a: the respondent is an enterprise, or a worker whose employer is named (0341)."""
    kind = _kind_of_respondent(record)
    if kind not in ("ENTERPRISE", "WORKER"):
        raise refusals.NoEnterprise
    if not enterprise.strip():
        raise refusals.EmployerUnnamed(field="enterprise")


def request_worded(record: Any, *, reason: str, **_: Any) -> None:
    """CM-10a: the enterprise is told what it is asked."""
    if len(reason.strip()) < WORDS_LEAST:
        raise refusals.ReplyRequestEmpty(field="question")


def reply_asked(record: Any, **_: Any) -> None:
    """CM-10b … CM-10d: the enterprise was asked (CM-10a)."""
    if record.reply_asked_at is None:
        raise refusals.ReplyNotAsked


def not_replied_yet(record: Any, **_: Any) -> None:
    """CM-10c1, CM-10d: one reply."""
    if record.replied_at:
        raise refusals.RepliedAlready


def reply_by_the_asked(record: Any, *, by: Actor, **_: Any) -> None:
    """CM-10d: a worker does not answer on its own page for the employer that was asked."""
    if by.user_pk is None and _kind_of_respondent(record) != "ENTERPRISE":
        raise refusals.EmployerAsked


def reply_worded(record: Any, *, reason: str, **_: Any) -> None:
    """CM-10d: the reply says something."""
    if len(reason.strip()) < WORDS_LEAST:
        raise refusals.ReplyEmpty(field="reply")


def reply_period_over(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-10c1: the last day is over, and this has not been said before."""
    clock = deadline_of(record, "ENTERPRISE_REPLY")
    over = clock is not None and clock.due_at is not None and at >= clock.due_at
    if record.reply_overdue_at or not over:
        raise refusals.ReplyNotDue


def confirmed_in_writing(record: Any, *, by: Actor, written: bool, **_: Any) -> None:
    """CM-10b: on the complainant's own page, or in writing before the clerk."""
    if by.user_pk is not None and not written:
        raise refusals.ConfirmationNotWritten(field="written")


def settlement_worded(record: Any, *, reason: str, **_: Any) -> None:
    """CM-10b: the settlement record says how it was settled."""
    if len(reason.strip()) < WORDS_LEAST:
        raise refusals.SettlementEmpty(field="words")


def replied(record: Any, **_: Any) -> None:
    """CM-10c2: there is a reply that can be turned down."""
    if record.replied_at is None:
        raise refusals.NoReplyYet


def not_turned_down_yet(record: Any, **_: Any) -> None:
    """CM-10c2: once."""
    if record.reply_declined_at:
        raise refusals.ReplyDeclinedAlready


def reply_not_awaited(record: Any, **_: Any) -> None:
    """CM-11, MD-01: the enterprise has its days; a serious matter does not wait for them."""
    if reply_awaited(record):
        raise refusals.ReplyAwaited


def reply_awaited(record: Any) -> bool:
    """Return whether the enterprise still has time to reply and the file waits for it."""
    answered = record.replied_at or record.reply_overdue_at
    return bool(record.reply_asked_at and not answered and record.route not in SERIOUS_ROUTES)


def _kind_of_respondent(record: Any) -> str:
    kinds = [party.kind for party in record.file.parties.all() if party.role == "RESPONDENT"]
    return str(kinds[0]) if kinds else ""
