"""Acts of people, the sweep and the work list never wait for each other in a circle."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from casework.models import Complaint
from casework.services import acceptance, extension, triage
from common.actors import Outside
from common.errors import Refusal
from common.zone import SHANGHAI
from deadlines.services import sweep
from tests import cast
from tests.casework.conftest import registered, seeded
from workflows import worklist
from workflows.models import WorkItem

__all__ = ["registered", "seeded"]

pytestmark = pytest.mark.slow
ROUNDS = 4


@pytest.fixture
def db(transactional_db: Any) -> None:
    """Rows that other connections see."""


def together(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts at one moment, each on its own connection; return what was no Refusal."""
    gate, wrong = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            act()
        except Refusal:
            pass
        except Exception as error:  # what a person would see as an error page
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def on(day: str, time: str = "10:00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def test_asking_for_more_time_at_the_last_second_and_the_sweep(registered: Any) -> None:
    last, midnight = on("2026-08-10", "23:59:59"), on("2026-08-11", "00:00:00")
    cases = []
    for _round in range(ROUNDS):
        complaint = registered(received_at=on("2026-08-03", "09:00:00"))
        acceptance.request_supplement(
            complaint_id=complaint.pk,
            items=["服务合同"],
            by=cast.member("intake"),
            at=on("2026-08-03"),
        )
        cases.append(complaint)

    def ask(complaint: Complaint) -> Callable[[], Any]:
        party = complaint.file.parties.get(role="COMPLAINANT")
        return lambda: extension.ask(
            complaint_id=complaint.pk,
            code="SUPPLEMENT",
            reason="合同原件在外地，寄回需要时间。",
            by=Outside("COMPLAINANT", party.pk),
            at=last,
        )

    assert together(*[ask(case) for case in cases], lambda: sweep(midnight)) == []
    # Whoever came first, a request made in time is on file.
    assert [extension.waiting(case, "SUPPLEMENT") is None for case in cases] == [False] * ROUNDS


def test_accepting_reassigning_and_the_sweep(registered: Any) -> None:
    officer = cast.member("officer")
    for _round in range(ROUNDS):
        complaint = registered(received_at=on("2026-08-03", "09:00:00"))
        grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
        triage.grade(
            complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=on("2026-08-04")
        )
        item = WorkItem.objects.get(case=complaint.file)

        def accept(pk: int = complaint.pk) -> None:
            acceptance.accept(complaint_id=pk, by=officer, at=on("2026-08-20"))

        def reassign(pk: int = item.pk) -> None:
            worklist.reassign(task_id=pk, to=officer, by=officer, at=on("2026-08-20"))

        assert together(accept, reassign, lambda: sweep(on("2026-08-20"))) == []


def test_stepping_back_and_claiming_leave_nobody_holding_what_they_cannot_see(
    registered: Any,
) -> None:
    clerk = cast.member("intake")
    for _round in range(ROUNDS):
        complaint = registered()
        grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
        triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
        item = WorkItem.objects.get(case=complaint.file)

        def claim(pk: int = item.pk) -> None:
            worklist.claim(task_id=pk, by=clerk, at=cast.AT)

        def step_back(pk: int = complaint.file_id) -> None:
            worklist.step_back(file_id=pk, reason="当事人是亲属", by=clerk, at=cast.AT)

        assert together(claim, step_back) == []
        assert WorkItem.objects.get(pk=item.pk).holder is None
