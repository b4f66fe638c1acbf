"""The clocks of a complaint: the pack that rules a file, and the short way to start and stop."""

from datetime import date, datetime

from common.models import File
from common.zone import local_date
from deadlines import services as deadlines
from deadlines.models import Deadline
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
) -> Deadline:
    """Start the clock `code`; `on` dates it back, `last_day` fixes an agreed day."""
    return deadlines.start(
        file, code, at=at, pack=pack_of(file, at), on=on, record=record, last_day=last_day
    )


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
