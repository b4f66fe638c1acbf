"""The clocks of a complaint: the pack that rules a file, and the short way to start and stop."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from casework.models import Complaint, Referral
from common.models import Event, File
from common.zone import local_date
from deadlines import services as deadlines
from deadlines.calendar import add_working_days
from deadlines.models import Deadline
from deadlines.reckoning import Terms, reckon
from policies import services as policies
from policies.pack import PolicyPack


def pack_of(file: File, at: datetime) -> PolicyPack:
    """Return the policy pack in force for the unit of `file` at `at`."""
    return policies.pack(file.unit.policy, on=local_date(at))


def start(
    file: File,
    code: str,
    *,
    at: datetime,
    record: tuple[str, int],
    on: date | None = None,
    last_day: date | None = None,
    agency: str | None = None,
) -> Deadline:
    """Start the clock `code`; `on` dates it back, `last_day` fixes an agreed day.

    `agency` gives a clock of an agency its own length (brief §2.9 REFERRAL_ACK, REFERRAL_RESULT).
    """
    pack = pack_of(file, at)
    return deadlines.start(
        file, code, at=at, pack=pack, on=on, record=record, last_day=last_day, agency=agency
    )


def last_day(
    file: File, code: str, *, at: datetime, on: date | None = None, agency: str | None = None
) -> date:
    """Return the last day of the clock `code` if it were started at `at`, dated from `on`."""
    started_on = on or local_date(at)
    pack = pack_of(file, at)
    rule = pack.clock(code, on=started_on, agency=agency)
    found = reckon(
        Terms(
            at,
            started_on,
            rule.unit,
            rule.length,
            rule.roll,
            roll_weekends=pack.calendar.roll_weekends,
        ),
        deadlines.current_calendar(),
    )
    if found is None:
        raise AssertionError(f"{code} has no end although nothing suspends it")
    return found.due_on


def first_call_by(complaint: Complaint) -> date | None:
    """Return the last day for the first call-back, None once somebody tried.

    FOLLOW_UP is the period of all attempts; the first one belongs to its first working days
    (`follow_up.first_attempt_wd` of the pack; brief §2.9 FOLLOW_UP).
    """
    clock = Deadline.objects.filter(file=complaint.file, code="FOLLOW_UP").open().first()
    tried = Event.objects.filter(file=complaint.file, name="follow_up_attempted")
    if clock is None or tried.filter(at__gte=clock.started_at).exists():
        return None
    rule = pack_of(complaint.file, clock.started_at).follow_up
    cal = deadlines.current_calendar()
    return add_working_days(clock.started_on, rule.first_attempt_wd, cal)


def start_result_feedback(complaint: Complaint, *, at: datetime, on: date | None = None) -> None:
    """Start RESULT_FEEDBACK where the pack has it start: with the outcome, or with acceptance (D1).

    Asked at both; at the outcome it also starts what an earlier pack did not start at acceptance.
    `on` is the day an agency's result reached us, when it is registered later (CM-17).
    """
    at_acceptance = pack_of(complaint.file, at).feedback_start == "ACCEPTED"
    running = is_open(complaint.file, "RESULT_FEEDBACK")
    if not running and (complaint.outcome or at_acceptance):
        record = ("CM", complaint.pk)
        start(complaint.file, "RESULT_FEEDBACK", at=at, on=on, record=record)


def reconsider_by(referral: Referral) -> date | None:
    """Return the informational last day to ask the agency again after it filed no case (P3, AS-14).

    Counted from the day the refusal reached us; None if there was none, or the pack names no right.
    """
    if referral.not_filed_at is None:
        return None
    pack = pack_of(referral.file, referral.not_filed_at)
    rule = pack.agencies[referral.agency].reconsideration
    return local_date(referral.not_filed_at) + timedelta(days=rule.days) if rule else None


def latest(file: File, code: str) -> Deadline | None:
    """Return the latest clock of that code on the file, running or not."""
    return Deadline.objects.filter(file=file, code=code).order_by("-pk").first()


def is_open(file: File, code: str) -> bool:
    """Return whether such a clock is still to be met."""
    return Deadline.objects.filter(file=file, code=code).open().exists()


def meet(file: File, *codes: str, at: datetime) -> None:
    """Meet those of the clocks that are open; the others are left as they are."""
    for code in codes:
        if is_open(file, code):
            deadlines.meet(file, code, at=at)


def cancel(file: File, *codes: str, at: datetime) -> None:
    """Cancel those of the clocks that are open."""
    for code in codes:
        if is_open(file, code):
            deadlines.cancel(file, code, at=at)


def ticket_term_changed(file: File) -> None:
    """Tell who shows the governing moment of a file that a ticket of it has another term now."""
    for path in settings.DEADLINE_FOLLOWERS:
        import_string(path)(file)
