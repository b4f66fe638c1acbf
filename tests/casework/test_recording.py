"""Letter, event and archive say the same of what is recorded (brief §3.8, CM-13)."""

import pytest
from django.db import connection

from archives.models import Entry, WriteBack
from casework import result_papers
from casework.models import Complaint
from casework.services import identify, outcome
from common.models import Event
from tests import cast
from tests.casework.putting import put

USCC = "91640100MA774ECW4K"
ID_NO = "11010519491231002X"


def ended(complaint, result, **more):
    put(complaint, "CM", "OUTCOME_RECORDED", outcome=result, **more)
    return Complaint.objects.get(pk=complaint.pk)


def by_number(complaint, **who):
    identify.respondent(
        complaint_id=complaint.pk, name="甬安家政", by=cast.member("officer"), at=cast.AT, **who
    )


def written(complaint):
    """Write back, and return what the letter said before and the event after."""
    contexts = result_papers.result_contexts(
        complaint, process="已核查", result="已办结", at=cast.AT
    )
    outcome.write_back(complaint_id=complaint.pk, at=cast.AT)
    event = Event.objects.get(file=complaint.file, name="archive_synced")
    return {context["archive"] for context in contexts}, event.data["identified"]


@pytest.mark.parametrize(("admitted", "weight"), [(True, "MINOR"), (False, "NEUTRAL")])
def test_a_settlement_weighs_only_with_an_admitted_fault(proposed, admitted, weight):
    put(proposed, "MD", "AGREED", fault_admitted=admitted)
    complaint = ended(proposed.complaint, "SETTLED")
    by_number(complaint, uscc=USCC)

    said, identified = written(complaint)

    entry = Entry.objects.get(source_file=complaint.file, event="OUTCOME")
    assert (said, identified) == ({"TO_BE_RECORDED"}, True)
    assert entry.entry_class == weight


@pytest.mark.parametrize(
    ("result", "linked", "recorded"),
    [
        ("UPHELD", True, True),
        ("UPHELD", False, False),
        ("PARTLY", False, False),
        ("NOT_UPHELD", False, True),
    ],
)
def test_a_worker_without_a_service_order_gets_no_entry_that_takes_points_off(
    accepted, result, linked, recorded
):
    complaint = accepted()
    by_number(complaint, id_no=ID_NO, order_linked=linked)
    complaint = ended(complaint, result)

    said, identified = written(complaint)

    assert said == ({"TO_BE_RECORDED"} if recorded else {"NO_IDENTIFIED_SUBJECT"})
    assert identified is recorded
    entered = WriteBack.objects.get(file=complaint.file, event="OUTCOME").entry is not None
    assert entered is recorded


def test_nobody_known_is_nobody_recorded(accepted):
    assert written(ended(accepted(), "UPHELD")) == ({"NO_IDENTIFIED_SUBJECT"}, False)


@pytest.mark.parametrize("micros", [0, 120_000, 123_450, 123_456])
def test_a_moment_is_the_same_moment_however_it_is_written(registered, micros):
    received = cast.AT.replace(microsecond=micros)

    complaint = registered(received_at=received)
    connection.check_constraints()  # what is asked at commit is asked now

    assert complaint.clock_from == received
