"""What the guards of intake ask, the database asks again: of SQL, not only of services."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from casework.models import Complaint, Progress, Supplement
from casework.services import acceptance, progress, triage, verification
from common.zone import local_date
from tests import cast

Registered = Callable[..., Complaint]


def graded(registered: Registered, severity: str = "S4", route: str = "MEDIATION") -> Complaint:
    complaint = registered()
    grade = triage.Grade(
        "ATTITUDE", severity, route, reason="按事实确认", police_report=severity == "S1"
    )
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
    connection.check_constraints()
    return complaint


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def accept_by_hand(complaint: Complaint, ends_on: object = None) -> None:
    """Write an acceptance straight into the row; what is asked at commit is tried elsewhere."""
    with transaction.atomic():
        run(
            "UPDATE casework_complaint SET state = 'ACCEPTED', accepted_at = %s,"
            " accepted_by_id = %s, limitation_ends_on = %s WHERE id = %s",
            cast.AT,
            cast.member("intake").pk,
            ends_on,
            complaint.pk,
        )
        transaction.set_rollback(True)


def test_a_whole_complaint_is_let_through(registered: Registered) -> None:
    accept_by_hand(graded(registered))


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE casework_party SET name = '' WHERE role = 'COMPLAINANT'",
        "UPDATE casework_party SET phone = '', email = '' WHERE role = 'COMPLAINANT'",
        "UPDATE casework_party SET name = '' WHERE role = 'RESPONDENT'",
        "UPDATE casework_party SET phone = '', address = '' WHERE role = 'RESPONDENT'",
        "UPDATE casework_statement SET request = E' \\n '",
        "DELETE FROM casework_party WHERE role = 'COMPLAINANT'",
    ],
)
def test_nothing_is_accepted_without_its_materials(registered: Registered, gone: str) -> None:
    complaint = graded(registered)
    run(gone)
    with pytest.raises(IntegrityError, match="accepted without its materials"):
        accept_by_hand(complaint)


def test_an_order_number_leads_to_the_respondent(registered: Registered) -> None:
    complaint = graded(registered)
    run("UPDATE casework_party SET phone = '', address = '' WHERE role = 'RESPONDENT'")
    run("UPDATE casework_statement SET order_no = 'DD-1'")
    accept_by_hand(complaint)


def test_s1_waits_for_no_materials(registered: Registered) -> None:
    complaint = graded(registered, "S1", "EMERGENCY")
    run("UPDATE casework_statement SET request = '', occurred_on = '2020-01-01'")
    accept_by_hand(complaint)


def test_a_known_day_asks_for_the_end_of_the_three_years(registered: Registered) -> None:
    complaint = graded(registered)
    today = local_date(cast.AT)
    run("UPDATE casework_statement SET occurred_on = %s", today - timedelta(days=400))
    for ends_on in (None, today - timedelta(days=400)):
        with pytest.raises(IntegrityError, match="without the end of its limitation"):
            accept_by_hand(complaint, ends_on)
    with pytest.raises(IntegrityError, match="complaint_accepted_in_time"):
        accept_by_hand(complaint, today - timedelta(days=1))
    accept_by_hand(complaint, today)


def test_the_service_writes_the_end_of_the_three_years_down(registered: Registered) -> None:
    complaint = registered(occurred_on=local_date(cast.AT) - timedelta(days=30))
    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
    done = acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=cast.AT)
    connection.check_constraints()
    assert done.limitation_ends_on is not None
    assert done.limitation_ends_on.isoformat() == "2029-08-27"
    assert done.last_event.decided["limitation_ends_on"] == "2029-08-27"


def test_a_progress_answer_names_a_day_to_come(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted("S3", "VERIFY")
    verification.start(
        complaint_id=complaint.pk,
        plan="查阅服务合同与付款记录",
        facts_disputed=True,
        by=cast.member("officer"),
        at=cast.AT,
    )
    today = local_date(cast.AT)
    progress.answer(
        complaint_id=complaint.pk,
        wait_ground="VERIFICATION",
        remains="核实双方陈述",
        who_acts="核查人员",
        by_when=today,
        by=cast.member("officer"),
        at=cast.AT,
    )
    with pytest.raises(IntegrityError, match="progress_day_to_come"), transaction.atomic():
        Progress.objects.update(by_when=today - timedelta(days=1))


def test_a_supplement_is_due_and_answered_after_it_was_asked_for(registered: Registered) -> None:
    acceptance.request_supplement(
        complaint_id=registered().pk,
        items=["服务合同"],
        by=cast.member("intake"),
        at=cast.AT,
    )
    asked = Supplement.objects.filter()
    with pytest.raises(IntegrityError, match="supplement_due_after"), transaction.atomic():
        asked.update(due_on=local_date(cast.AT) - timedelta(days=1))
    with pytest.raises(IntegrityError, match="supplement_answered_after"), transaction.atomic():
        asked.update(answered_at=cast.AT - timedelta(minutes=1))
