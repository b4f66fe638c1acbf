"""A file with its officers, the real policy pack, the shipped calendar."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.core.management import call_command

from accounts.models import Posting, User
from common.models import File, Unit
from common.zone import SHANGHAI
from deadlines import services
from deadlines.models import CalendarVersion, Deadline
from outbox import registry
from policies.pack import PolicyPack
from policies.services import pack as policy_pack

MakeFile = Callable[[], File]
MakeUser = Callable[[str, str], User]
Heard = list[registry.Envelope]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime:
    """`2026-03-02 09:00` in Shanghai; without a time, nine in the morning."""
    text = text if " " in text else f"{text} 09:00"
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock_of(file: File, code: str) -> Deadline:
    """The open clock of this code, else the latest; there must be one."""
    clock = services.find(file, code)
    assert clock is not None
    return clock


def end_of(clock: Deadline) -> datetime:
    """The moment at which a clock ends; it must have one."""
    assert clock.due_at is not None
    return clock.due_at


def run(*arguments: str) -> tuple[int, str, str]:
    """Call a command; return its exit code, its data and its talk."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as left:
        code = int(left.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def calendar(db: None) -> CalendarVersion:
    return services.seed_calendar(at=LONG_AGO)


@pytest.fixture
def unit(db: None) -> Unit:
    root, _ = Unit.objects.get_or_create(
        code="root", defaults={"name": "协会", "kind": Unit.Kind.ROOT, "path": "root/"}
    )
    return root


@pytest.fixture
def new_file(unit: Unit, calendar: CalendarVersion) -> Callable[[], File]:
    numbers = count(1)

    def make() -> File:
        return File.objects.create(
            number=f"TS-2026-{next(numbers):06d}",
            kind=File.Kind.COMPLAINT,
            unit=unit,
            opened_at=LONG_AGO,
        )

    return make


@pytest.fixture
def file(new_file: Callable[[], File]) -> File:
    return new_file()


@pytest.fixture
def pack() -> PolicyPack:
    return policy_pack("plan")


@pytest.fixture
def posted(unit: Unit) -> Callable[[str, str], User]:
    """Make a member of staff with one role."""

    def make(name: str, role: str) -> User:
        user = User.objects.create_user(name, full_name=name)
        Posting.objects.create(user=user, unit=unit, role=role, started_on=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def officer(posted: Callable[[str, str], User]) -> User:
    return posted("zhao", "OFFICER")


@pytest.fixture
def investigator(posted: Callable[[str, str], User]) -> User:
    return posted("li", "INVESTIGATOR")


@pytest.fixture
def heard() -> Iterator[list[registry.Envelope]]:
    """One listener of `deadline.expired` alone; the list fills when messages are delivered."""
    topic, name = "deadline.expired", "tests.deadlines"
    others = registry.table().get(topic, {})
    for other in others:
        registry.forget(topic, other)
    envelopes: list[registry.Envelope] = []
    registry.handles(topic, name=name)(envelopes.append)
    yield envelopes
    registry.forget(topic, name)
    for other, handler in others.items():
        registry.handles(topic, name=other)(handler)
