"""More time: asked for in time, granted by another person, by the matrix of brief §2.9."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import InvalidInput, NotPermitted, WrongState
from common.models import File
from deadlines.models import Deadline, Extension, Suspension
from deadlines.reckoning import MOMENT
from deadlines.services.clocks import ClockNotOpen, NoSuchClock, RightLapsed
from deadlines.services.settling import lock, settle_again, write


class NotExtendable(WrongState):
    """The clock is not in the extension matrix: nobody may extend it."""

    code = "NOT_EXTENDABLE"
    message = _("This period cannot be extended.")
    next_step = ""


class ExtensionsUsedUp(WrongState):
    """The clock has been extended as often as the matrix allows."""

    code = "EXTENSIONS_USED_UP"
    message = _("This period has already been extended as often as the rules allow.")
    next_step = ""


class AskedTooLate(WrongState):
    """The request was lodged after the last day (T16)."""

    code = "EXTENSION_ASKED_TOO_LATE"
    message = _("The extension was asked for after the last day of the period.")
    next_step = ""


class AskedInFuture(InvalidInput):
    """The request would lie after its own approval, or before the clock began."""

    code = "EXTENSION_ASKED_AT_IMPOSSIBLE"
    message = _("The request must lie between the beginning of the period and its approval.")


class NotTheApprover(NotPermitted):
    """The matrix names another role."""

    code = "EXTENSION_NOT_THE_APPROVER"
    message = _("The rules give this approval to another role.")


class NotTheAsker(NotPermitted):
    """The matrix lets others ask."""

    code = "EXTENSION_NOT_THE_ASKER"
    message = _("The rules let another role ask for this extension.")


class ApproverAsked(NotPermitted):
    """Nobody grants his own request."""

    code = "EXTENSION_FOUR_EYES"
    message = _("An extension is granted by another person than the one who asked for it.")


@transaction.atomic
def extend(
    file: File,
    code: str,
    *,
    by: Actor,
    asked_at: datetime,
    at: datetime,
    asked_by: Actor | None = None,
) -> Extension:
    """
    Grant, at `at`, the extension asked for at `asked_at`; return it.

    The length is the matrix's and is added to the nominal end, then rolled (T16). `by` grants;
    `asked_by` is who asked, where a member of staff did.

    Raises:
        NoSuchClock, ClockNotOpen, RightLapsed: there is nothing left to extend.
        NotExtendable, ExtensionsUsedUp, AskedTooLate, AskedInFuture: the matrix says no.
        NotTheApprover, NotTheAsker, ApproverAsked: the wrong person.
    """
    deadline = _locked(file, code)
    if not deadline.extension_times:
        raise NotExtendable
    role, granter = _approver(deadline, by)
    asker = _asker(deadline, asked_by, granter)
    number = _extensions_left(deadline)
    if not deadline.started_at <= asked_at <= at:
        raise AskedInFuture(field="asked_at")
    _in_time(deadline, asked_at=asked_at, at=at)
    _forget_the_wait(deadline, at=at)
    extension = Extension.objects.create(
        deadline=deadline,
        number=number,
        length=deadline.extension_length,
        asked_at=asked_at,
        asked_by_id=asker,
        granted_at=at,
        granted_by_id=granter,
        granted_role=role,
        due_before_at=deadline.due_at,
    )
    deadline.request_waits = False
    settle_again(deadline, at=at)
    return extension


@transaction.atomic
def lodge_request(file: File, code: str, *, asked_by: Actor, at: datetime) -> str:
    """Note that more time is asked for at `at`; return the role in which `asked_by` asks.

    Until the answer a right does not lapse (`DeadlineQuerySet.to_expire`): who asks on the last
    evening is not shut out because nobody was there to answer.

    Raises:
        NoSuchClock, ClockNotOpen, RightLapsed, NotExtendable, ExtensionsUsedUp, AskedTooLate,
        NotTheAsker: as a grant of the request would be refused.
    """
    deadline = _latest(file, code)
    if deadline.status == Deadline.Status.LAPSED and at <= (deadline.due_at or at):
        # The sweep was faster than a request made in time (architecture §4.1).
        deadline.status, deadline.expired_for = Deadline.Status.AMBER, None
    _refuse_unless_open(deadline)
    _extensions_left(deadline)
    roles = asked_by.roles_for(file) & frozenset(deadline.extension_asks)
    if not roles:
        raise NotTheAsker
    _in_time(deadline, asked_at=at, at=at)
    deadline.request_waits = True
    write(deadline)
    return min(roles)


@transaction.atomic
def deny_request(file: File, code: str, *, by: Actor, asked_by: Actor | None) -> None:
    """Note that a request was refused; the clock goes on as it is, or lapses with the next sweep.

    Raises:
        NotTheApprover, ApproverAsked: the wrong person.
    """
    deadline = _locked(file, code)
    _role, granter = _approver(deadline, by)
    _asker(deadline, asked_by, granter)
    deadline.request_waits = False
    write(deadline)


def _extensions_left(deadline: Deadline) -> int:
    """Return the number of the next extension."""
    if not deadline.extension_times:
        raise NotExtendable
    number = len(deadline.extensions.all()) + 1
    if number > deadline.extension_times:
        raise ExtensionsUsedUp
    return number


def _locked(file: File, code: str) -> Deadline:
    deadline = _latest(file, code)
    _refuse_unless_open(deadline)
    return deadline


def _latest(file: File, code: str) -> Deadline:
    deadlines = lock(Deadline.objects.filter(file=file, code=code))
    if not deadlines:
        raise NoSuchClock
    return next((clock for clock in deadlines if clock.is_open), deadlines[-1])


def _refuse_unless_open(deadline: Deadline) -> None:
    if deadline.status == Deadline.Status.LAPSED:
        raise RightLapsed
    if not deadline.is_open:
        raise ClockNotOpen


def _forget_the_wait(deadline: Deadline, *, at: datetime) -> None:
    """Let the days a request lay unanswered after the end not count (as T15).

    Otherwise a late yes could grant days that are over.
    """
    due_at = deadline.due_at
    kept_alive = deadline.request_waits and deadline.at_end == Deadline.AtEnd.LAPSED
    if kept_alive and due_at is not None and at > due_at:
        Suspension.objects.create(
            deadline=deadline,
            cause="ANSWER_AWAITED",
            suspended_at=due_at - MOMENT,
            resumed_at=at,
        )


def _in_time(deadline: Deadline, *, asked_at: datetime, at: datetime) -> None:
    due_at = deadline.due_at
    if due_at is None:  # Suspended: the end has not come.
        return
    if asked_at > due_at:
        raise AskedTooLate(field="asked_at")
    if at > due_at and deadline.at_end == Deadline.AtEnd.LAPSED and not deadline.request_waits:
        # What has ended is not prolonged, unless the request came before the end.
        raise RightLapsed


def _approver(deadline: Deadline, by: Actor) -> tuple[str, int]:
    """Return the role and the account that grant; silence and the clock grant nothing."""
    if deadline.extension_approves not in by.roles_for(deadline.file) or by.user_pk is None:
        raise NotTheApprover
    return deadline.extension_approves, by.user_pk


def _asker(deadline: Deadline, asked_by: Actor | None, granter: int) -> int | None:
    if asked_by is None:
        return None
    if not asked_by.roles_for(deadline.file) & frozenset(deadline.extension_asks):
        raise NotTheAsker
    if asked_by.user_pk == granter:
        raise ApproverAsked
    return asked_by.user_pk
