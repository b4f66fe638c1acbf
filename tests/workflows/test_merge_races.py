"""Two people merge, accept or recuse at one moment: one is first, the other is told (409)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from casework.models import Complaint
from casework.services import acceptance, merging, records, triage
from common.errors import Conflict, Refusal
from common.models import File
from deadlines.services import sweep
from tests import cast
from tests.casework.conftest import registered, seeded
from workflows.models import WorkItem

__all__ = ["registered", "seeded"]

pytestmark = pytest.mark.slow
ROUNDS = 5
LATER = cast.AT + timedelta(hours=1)


@pytest.fixture
def db(transactional_db: Any) -> None:
    """Rows that other connections see."""


def together(*acts: Callable[[], Any]) -> list[Refusal | None]:
    """Run the acts at one moment, each on its own connection; return what each was refused."""
    gate = threading.Barrier(len(acts))
    said: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            act()
        except Exception as error:
            said[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    strange = [error for error in said if error is not None and not isinstance(error, Refusal)]
    assert strange == []
    return said


def merge(record: Complaint, master: Complaint) -> Callable[[], Any]:
    by = cast.member("triage")
    return lambda: merging.merge(
        complaint_id=record.pk,
        master_id=master.pk,
        note="同一电话、同一订单。",
        confirmed=True,
        by=by,
        at=LATER,
    )


def states(*complaints: Complaint) -> list[str]:
    pks = [complaint.pk for complaint in complaints]
    found = Complaint.objects.filter(pk__in=pks).order_by("pk")
    return list(found.values_list("state", flat=True))


def test_two_merges_crosswise_end_one_file(registered: Any) -> None:
    for _round in range(ROUNDS):
        one, other = registered(), registered()

        said = together(merge(one, other), merge(other, one))

        assert sorted(states(one, other)) == ["MERGED", "REGISTERED"]
        (loser,) = [error for error in said if error is not None]
        assert isinstance(loser, Conflict)
        assert loser.status == 409


def test_a_line_and_a_ring_of_merges_leave_one_file(registered: Any) -> None:
    for _round in range(ROUNDS):
        a, b, c = registered(), registered(), registered()

        said = together(merge(a, b), merge(b, c), merge(c, a))

        assert states(a, b, c).count("REGISTERED") >= 1
        assert all(error is None or error.status == 409 for error in said)
        # Whoever was merged is in the family of somebody who goes on.
        for merged in Complaint.objects.filter(pk__in=[a.pk, b.pk, c.pk], state="MERGED"):
            root = Complaint.objects.get(file=File.objects.get(pk=merged.file_id).root)
            assert root.state == "REGISTERED"


def test_merging_and_accepting(registered: Any) -> None:
    clerk = cast.member("intake")
    for _round in range(ROUNDS):
        record, master = registered(), registered()
        grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
        triage.grade(complaint_id=record.pk, grade=grade, by=cast.member("triage"), at=cast.AT)

        def accept(pk: int = record.pk) -> None:
            acceptance.accept(complaint_id=pk, by=clerk, at=LATER)

        said = together(merge(record, master), accept, lambda: sweep(LATER))

        # Accepted first, it is not merged into what was not; merged first, it is not accepted.
        assert states(record) == (["ACCEPTED"] if said[1] is None else ["MERGED"])
        assert [error is None for error in said[:2]].count(True) == 1
        assert said[1] is None or said[1].status == 409


def test_merging_and_stepping_back_leave_nobody_with_a_task_they_cannot_see(
    registered: Any,
) -> None:
    person = cast.member("officer")
    for _round in range(ROUNDS):
        record, master = registered(), registered()

        def recuse(file: int = record.file_id) -> None:
            records.recuse(file_id=file, reason="当事人是亲属", by=person, at=LATER)

        assert together(merge(record, master), recuse) == [None, None]
        for complaint in (record, master):
            assert File.objects.get(pk=complaint.file_id).recuses(person.pk)
        assert WorkItem.objects.filter(case__in=[record.file, master.file]).count() == 1
