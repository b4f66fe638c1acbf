"""Whatever the order of events, the end of a clock is that of the definition (T15, T16)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.models import Unit
from common.zone import end_of_day
from deadlines import services
from deadlines.calendar import Span
from policies.pack import PolicyPack
from tests.deadlines import oracles
from tests.deadlines.conftest import Heard, MakeFile, clock_of, moment

START = moment("2026-01-05")
CAUSES = ("APPRAISAL", "COURT", "RECUSAL")

acts = st.lists(
    st.tuples(
        st.integers(0, 9),  # days since the act before
        st.sampled_from(["suspend", "resume", "extend", "sweep"]),
        st.sampled_from(CAUSES),
    ),
    max_size=14,
)


class Model:
    """The same life, told by lists; the end by brute force over a foreign calendar."""

    def __init__(self, unit: str, length: int, extension: int) -> None:
        self.unit, self.length, self.extension = unit, length, extension
        self.open: dict[str, date] = {}
        self.closed: list[Span] = []
        self.extended = 0

    def end(self, suspended: list[Span]) -> date:
        total = self.length + self.extension * self.extended
        start = START.date()
        if self.unit == "WD":
            return oracles.working_days(start, total, oracles.by_holidays, suspended)
        return oracles.calendar_days(start, total, oracles.by_holidays, suspended)

    def due_on(self) -> date | None:
        """The last day, or None while a suspension lasts that began before it."""
        if not self.open:
            return self.end(self.closed)
        first = min(self.open.values())
        end = self.end([span for span in self.closed if span[0] < first])
        return None if first <= end else end


@pytest.fixture
def granter(unit: Unit, officer: User) -> User:
    officer.postings.create(unit=unit, role="COMMITTEE", started_on=date(2020, 1, 1))
    return officer


@pytest.mark.parametrize("code", ["VERIFICATION", "SANCTION_CASE"])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=acts)
def test_suspend_resume_and_extend_in_any_order_give_the_end_of_the_definition(
    new_file: MakeFile,
    pack: PolicyPack,
    granter: User,
    heard: Heard,
    life: list[tuple[int, str, str]],
    code: str,
) -> None:
    rule = pack.clock(code)
    assert rule.extension is not None
    model = Model(rule.unit, rule.length, rule.extension.length)
    file = new_file()
    services.start(file, code, at=START, pack=pack)
    at = START

    for days, act, cause in life:
        at += timedelta(days=days, minutes=1)
        today = at.date()
        due_on = model.due_on()
        if act == "suspend" and cause not in model.open:
            services.suspend(file, [code], at=at, cause=cause)
            model.open[cause] = today
        elif act == "resume" and cause in model.open:
            services.resume(file, [code], at=at, cause=cause)
            model.closed.append((model.open.pop(cause), today))
        elif act == "extend" and not model.extended and (due_on is None or today <= due_on):
            services.extend(file, code, by=granter, asked_at=at, at=at)
            model.extended += 1
        elif act == "sweep":
            services.sweep(at)

        clock = clock_of(file, code)
        expected = model.due_on()
        assert clock.due_on == expected
        assert (clock.status == "SUSPENDED") == (expected is None)
        if expected is not None:
            assert clock.due_at == end_of_day(expected)
            lines = services.explain(clock)
            assert lines[-1].date == expected
            assert [line.date for line in lines] == sorted(line.date for line in lines)

    services.sweep(at)
    clock = clock_of(file, code)
    if clock.due_at is not None:
        assert (clock.status == "OVERDUE") == (clock.due_at <= at)
