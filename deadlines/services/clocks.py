"""Start a clock, meet it, cancel it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput, WrongState
from common.models import File
from common.zone import local_date
from deadlines.models import Deadline
from deadlines.services.settling import lock, settle, write
from policies.pack import PolicyPack
from policies.schema import ClockRule

S: Final = Deadline.Status

#: Clocks that outlive a terminal state; service or write-back stops them (brief §3.0 X4).
NOTICE_CLOCKS: Final = frozenset(
    {
        "TERMINATION_NOTICE",
        "DECISION_SERVICE",
        "REPORT_RESULT",
        "ARCHIVE_WITHDRAW",
        "RESULT_FEEDBACK",
    }
)


class ClockAlreadyRuns(WrongState):
    """The file has an open clock of this code that began on another day."""

    code = "CLOCK_ALREADY_RUNS"
    message = _("This period is already running.")
    next_step = ""


class NoSuchClock(WrongState):
    """The file never had a clock of this code."""

    code = "NO_SUCH_CLOCK"
    message = _("This period has not been started for this file.")
    next_step = ""


class ClockNotOpen(WrongState):
    """The clock was stopped earlier, in another way."""

    code = "CLOCK_NOT_OPEN"
    message = _("This period is no longer running.")
    next_step = ""


class RightLapsed(WrongState):
    """The time of the right, or of the measure, has passed (brief §3.0 X6)."""

    code = "RIGHT_LAPSED"
    message = _("The time for this has passed.")
    next_step = ""


class BeforeStart(InvalidInput):
    """The act lies before the moment at which the clock was set going."""

    code = "BEFORE_START"
    message = _("The act cannot lie before the beginning of the period.")


@transaction.atomic
def start(
    file: File,
    code: str,
    *,
    at: datetime,
    pack: PolicyPack,
    on: date | None = None,
    length: int | None = None,
    record: tuple[str, int] | None = None,
    last_day: date | None = None,
    agency: str | None = None,
) -> Deadline:
    """
    Set a clock of brief §2.9 going for `file` and return it.

    `on` is the legal day from which it counts, when that is not the day of `at` (a clock dated
    back). `length` replaces the pack's length, in the pack's unit; `last_day` replaces the whole
    period by a date laid down in the case, which does not roll. `agency` picks an agency's own
    period. Starting the same clock from the same day again changes nothing.

    Raises:
        ClockAlreadyRuns: an open clock of this code began on another day.
        ValueError: hours run from `at` itself and cannot be dated back.
    """
    started_on = on or local_date(at)
    rule = pack.clock(code, on=started_on, agency=agency)
    if rule.unit == "H" and on is not None:
        raise ValueError(f"{code} runs by the minute from `at`; it has no day to be dated from")
    already = Deadline.objects.open().filter(file=file, code=code).first()
    if already is not None:
        if already.started_on == started_on:
            return already
        raise ClockAlreadyRuns
    machine, record_id = record or ("", None)
    deadline = Deadline(
        file=file,
        machine=machine,
        record_id=record_id,
        code=code,
        policy_version=pack.version,
        started_at=at,
        started_on=started_on,
        party=rule.party,
        at_end=_at_end(rule),
        roll_weekends=pack.calendar.roll_weekends,
        amber_wd=pack.queues.amber_remaining_wd,
        amber_percent=pack.queues.hour_amber_percent,
    )
    _lay_down(deadline, rule, length=length, last_day=last_day)
    settle(deadline, at=at)
    write(deadline)
    return deadline


def _at_end(rule: ClockRule) -> Deadline.AtEnd:
    if rule.lapses:
        return Deadline.AtEnd.LAPSED
    return Deadline.AtEnd.AMBER if rule.on_expiry == "AMBER" else Deadline.AtEnd.OVERDUE


def _lay_down(
    deadline: Deadline, rule: ClockRule, *, length: int | None, last_day: date | None
) -> None:
    """Write the rule of the pack into the clock: a change of the rules does not reach it."""
    if last_day is not None:
        deadline.unit, deadline.last_day = Deadline.Unit.DATE, last_day
        return
    deadline.unit, deadline.roll = rule.unit, rule.roll
    deadline.at_dawn = rule.kind == "AT_DAWN"
    deadline.length = rule.length if length is None else length
    if rule.extension is not None:
        if rule.extension.unit != rule.unit:
            raise ValueError(f"{rule.code} is extended in another unit than it runs in")
        deadline.extension_asks = list(rule.extension.asks)
        deadline.extension_approves = rule.extension.approves
        deadline.extension_times = rule.extension.times
        deadline.extension_length = rule.extension.length


def find(file: File, code: str) -> Deadline | None:
    """Return the open clock of this code, else the latest one, else None."""
    clocks = Deadline.objects.filter(file=file, code=code)
    return clocks.open().first() or clocks.order_by("-pk").first()


@transaction.atomic
def meet(file: File, code: str, *, at: datetime) -> Deadline:
    """
    Stop a clock because what it asked for was done at `at`.

    In time means `at` <= due, whatever the sweep has done meanwhile: an expired clock becomes MET
    by an act that was in time, MET_LATE by a late one. Meeting a suspended clock ends the
    suspension at `at`. A clock once met stays as it is.

    Raises:
        NoSuchClock: the file never had this clock.
        ClockNotOpen: it was cancelled.
        RightLapsed: the act is late and the right had lapsed.
        BeforeStart: `at` lies before the start.
    """
    deadline = _locked(file, code)
    if deadline.status in (S.MET, S.MET_LATE):
        return deadline
    if deadline.status == S.CANCELLED:
        raise ClockNotOpen
    if at < deadline.started_at:
        raise BeforeStart(field="at")
    if deadline.status != S.LAPSED:
        _end_suspensions(deadline, at=at)
        settle(deadline, at=at)
    if deadline.due_at is None:
        raise AssertionError(f"clock {deadline.pk} has no end although nothing suspends it")
    # While a request for more time, made in time, waits, the right has not ended.
    kept_alive = deadline.request_waits and deadline.at_end == Deadline.AtEnd.LAPSED
    late = at > deadline.due_at and not kept_alive
    if late and deadline.at_end == Deadline.AtEnd.LAPSED:
        raise RightLapsed
    deadline.status = S.MET_LATE if late else S.MET
    deadline.met_at = at
    write(deadline)
    return deadline


@transaction.atomic
def cancel(file: File, code: str, *, at: datetime) -> Deadline:
    """
    Stop a clock because it no longer matters; it does not count in the KPI.

    Cancelling twice changes nothing.

    Raises:
        NoSuchClock: the file never had this clock.
        ClockNotOpen: it was met or has lapsed.
    """
    deadline = _locked(file, code)
    if deadline.status == S.CANCELLED:
        return deadline
    if not deadline.is_open:
        raise ClockNotOpen
    _cancel(deadline, at=at)
    return deadline


@transaction.atomic
def cancel_all(file: File, *, at: datetime, keep: Collection[str] = ()) -> list[Deadline]:
    """Stop every open clock of `file` except those in `keep`; return them (brief §3.0 X4)."""
    deadlines = lock(Deadline.objects.open().filter(file=file).exclude(code__in=keep))
    for deadline in deadlines:
        _cancel(deadline, at=at)
    return deadlines


def _cancel(deadline: Deadline, *, at: datetime) -> None:
    _end_suspensions(deadline, at=at)
    # An expiry acts with its due moment, although the clock may have been started since.
    deadline.status, deadline.cancelled_at = S.CANCELLED, max(at, deadline.started_at)
    write(deadline)


def _locked(file: File, code: str) -> Deadline:
    """Lock the open clock of this code, else the latest one."""
    deadlines = lock(Deadline.objects.filter(file=file, code=code))
    if not deadlines:
        raise NoSuchClock
    return next((deadline for deadline in deadlines if deadline.is_open), deadlines[-1])


def _end_suspensions(deadline: Deadline, *, at: datetime) -> None:
    """Close what is still open: a stopped clock has no suspension going on."""
    for row in deadline.suspensions.all():
        if row.resumed_at is None:
            row.resumed_at = max(at, row.suspended_at)
            row.save(update_fields=["resumed_at"])
