"""Each rule of `check_consistency` is broken once, by raw SQL, and named with its file."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from casework.models import Complaint, Mediation
from casework.services import withdrawal
from common.actors import Outside
from config.consistency import faults
from tests import cast
from tests.casework.upholding import uphold

OPEN_TASK = "process_id IN (SELECT process_ptr_id FROM workflows_fileprocess WHERE file_id = %(f)s)"
OPEN_TASK += " AND status IN ('NEW', 'ASSIGNED')"
#: What is done behind the back of the house, and the rules that must name it.
BROKEN = {
    "an event starts from nowhere": (
        ["UPDATE common_event SET source = 'CLOSED' WHERE file_id = %(f)s AND name = 'accept'"],
        {"replay"},
    ),
    "an event is gone": (
        ["DELETE FROM common_event WHERE file_id = %(f)s AND name = 'accept'"],
        {"replay", "decided"},
    ),
    "the record says another state": (
        [
            "UPDATE casework_complaint SET state = 'IN_VERIFICATION', planned_at = accepted_at"
            " WHERE file_id = %(f)s"
        ],
        {"replay", "decided", "desk"},
    ),
    "the task is gone, and its row in the queue": (
        [
            "DELETE FROM workflows_workitem WHERE file_id = %(f)s",
            f"UPDATE viewflow_task SET status = 'DONE' WHERE {OPEN_TASK}",
        ],
        {"desk"},
    ),
    "the queue does not show the task": (
        ["DELETE FROM workflows_workitem WHERE file_id = %(f)s"],
        {"queue"},
    ),
    "the queue shows another task": (
        ["UPDATE workflows_workitem SET node = 'triage' WHERE file_id = %(f)s"],
        {"queue"},
    ),
    "accepted, and no clock for the answer": (
        ["DELETE FROM deadlines_deadline WHERE file_id = %(f)s AND code = 'HANDLING'"],
        {"clock"},
    ),
    "the engine failed": (
        [f"UPDATE viewflow_task SET status = 'ERROR' WHERE {OPEN_TASK}"],
        {"engine", "desk", "queue"},
    ),
    "a message died": (
        [
            "UPDATE outbox_message SET dead_at = posted_at, last_error = 'OSError'"
            " WHERE id = (SELECT min(id) FROM outbox_message WHERE file_id = %(f)s)"
        ],
        {"outbox"},
    ),
    "marked as synced, but nothing in the archive": (
        ["UPDATE casework_complaint SET archive_synced_at = accepted_at WHERE file_id = %(f)s"],
        {"archive", "decided"},
    ),
    "another severity than was decided": (
        ["UPDATE casework_complaint SET severity = 'S3' WHERE file_id = %(f)s"],
        {"decided"},
    ),
    "another moment than was decided": (
        [
            "UPDATE casework_complaint SET accepted_at = accepted_at + interval '1 day'"
            " WHERE file_id = %(f)s"
        ],
        {"decided"},
    ),
}


def behind_the_back(statements: list[str], complaint: Complaint | Mediation) -> None:
    connection.check_constraints()  # what the database asks at commit, before the damage
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement, {"f": complaint.file_id})
            assert cursor.rowcount >= 1, f"nothing was broken by {statement}"
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_named(what: str, accepted: Callable[..., Complaint]) -> None:
    complaint = accepted()
    assert list(faults(cast.AT)) == []
    statements, rules = BROKEN[what]

    behind_the_back(statements, complaint)

    found = list(faults(cast.AT))
    assert {fault.rule for fault in found} == rules
    named = {fault.file for fault in found if fault.rule != "engine"}
    assert named <= {complaint.file.number}


def test_a_clock_that_runs_on_in_a_closed_file_is_named(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted()
    by = Outside("COMPLAINANT")
    withdrawal.withdraw(complaint_id=complaint.pk, own_act=True, reason="已退款", by=by, at=cast.AT)
    assert list(faults(cast.AT)) == []

    behind_the_back(
        [
            "UPDATE deadlines_deadline SET status = 'RUNNING', cancelled_at = NULL"
            " WHERE file_id = %(f)s AND code = 'HANDLING'"
        ],
        complaint,
    )

    assert [(fault.rule, fault.file) for fault in faults(cast.AT)] == [
        ("clock", complaint.file.number)
    ]


def test_a_clock_nobody_swept_is_named(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted()
    later = cast.AT + timedelta(days=40)

    found = {(fault.rule, fault.file) for fault in faults(later)}

    assert found == {("sweep", complaint.file.number)}


def test_every_rule_is_broken_somewhere_above() -> None:
    assert {rule for _statements, rules in BROKEN.values() for rule in rules} | {
        "clock",
        "sweep",
        "findings",
    } == {
        "replay",
        "decided",
        "findings",
        "desk",
        "queue",
        "clock",
        "sweep",
        "engine",
        "outbox",
        "archive",
    }


@pytest.fixture
def upheld(accepted: Callable[..., Complaint]) -> Complaint:
    """A complaint whose findings two signed and an officer confirmed."""
    return uphold(accepted("S3", "VERIFY"))


def test_an_outcome_turned_round_is_named_with_both_values(upheld: Complaint) -> None:
    assert list(faults(cast.AT)) == []

    behind_the_back(
        ["UPDATE casework_complaint SET outcome = 'NOT_UPHELD' WHERE file_id = %(f)s"], upheld
    )

    (fault,) = faults(cast.AT)
    assert (fault.rule, fault.file) == ("decided", upheld.file.number)
    assert fault.what == "outcome: events say 'UPHELD', the record says 'NOT_UPHELD'"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("conclusion = 'NOT_UPHELD'", "findings say 'NOT_UPHELD'"),
        ("facts = '收费已经公示。'", "facts or reasoning were changed"),
        ("confirmed_at = NULL, confirmed_by_id = NULL", "are gone"),
    ],
)
def test_confirmed_findings_turned_round_are_named(
    change: str, told: str, upheld: Complaint
) -> None:
    behind_the_back(
        [
            f"UPDATE casework_findings SET {change} WHERE verification_id IN (SELECT v.id FROM"
            " casework_verification v JOIN casework_complaint c ON c.id = v.complaint_id"
            " WHERE c.file_id = %(f)s)"
        ],
        upheld,
    )

    (fault,) = faults(cast.AT)
    assert (fault.rule, fault.file) == ("findings", upheld.file.number)
    assert told in fault.what


def test_a_name_that_was_changed_is_named_without_being_told(
    proposed: Mediation,
) -> None:
    behind_the_back(
        ["UPDATE casework_mediation SET entrusted_to = '某调解中心' WHERE file_id = %(f)s"],
        proposed,
    )

    (fault,) = faults(cast.AT)
    assert (fault.rule, fault.file) == ("decided", proposed.file.number)
    assert fault.what.startswith("entrusted_to: ")
    assert "某调解中心" not in fault.what


def test_the_command_names_the_file_and_fails(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted()
    behind_the_back(BROKEN["the queue does not show the task"][0], complaint)
    output: Any = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_consistency", "--json", stdout=output, stderr=StringIO())

    assert ended.value.code == 1
    first = json.loads(output.getvalue().splitlines()[0])
    assert (first["rule"], first["file"]) == ("queue", complaint.file.number)
