"""Ways round the one writer, tried one by one: each is refused, by the house or by the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from casework.models import Complaint, Grading, Mediation
from casework.services import verification
from common.errors import NotPermitted
from common.lifecycle import perform
from common.models import Event, File
from tests import cast

#: Tables that are only ever added to, and what they refuse.
APPEND_ONLY = {
    "common_event": "UPDATE DELETE TRUNCATE",
    "common_eventtext": "UPDATE TRUNCATE",  # typed words may be erased, never changed
    "casework_grading": "UPDATE DELETE TRUNCATE",
    "casework_consent": "UPDATE DELETE TRUNCATE",
    "casework_agreementdraft": "UPDATE DELETE TRUNCATE",
    "casework_agreementsignature": "UPDATE DELETE TRUNCATE",
    "casework_signature": "UPDATE DELETE TRUNCATE",
    "casework_reveal": "UPDATE DELETE TRUNCATE",
    "casework_archivereceipt": "UPDATE DELETE TRUNCATE",
    "casework_packet": "UPDATE DELETE TRUNCATE",
    "casework_packetitem": "UPDATE DELETE TRUNCATE",
    "casework_policecall": "UPDATE DELETE TRUNCATE",
    "casework_ticket": "DELETE TRUNCATE",
    "casework_ticketmessage": "DELETE TRUNCATE",
    "archives_entry": "UPDATE DELETE TRUNCATE",
    "archives_writeback": "UPDATE DELETE TRUNCATE",
}
CELLS = [
    (table, operation) for table, refused in APPEND_ONLY.items() for operation in refused.split()
]


@pytest.fixture
def complaint(registered: Callable[..., Complaint]) -> Complaint:
    return registered()


def at_commit() -> None:
    """Ask now what the database asks when the transaction ends."""
    connection.check_constraints()


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def and_commit(attempt: Callable[[], object]) -> None:
    """Do it in a transaction of its own, and ask what the database asks at its end."""
    with transaction.atomic():
        attempt()
        at_commit()


def state_of(complaint: Complaint) -> str:
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


@pytest.mark.django_db(transaction=True)
def test_a_state_set_by_hand_does_not_survive_the_commit(complaint: Complaint) -> None:
    with pytest.raises(IntegrityError, match="without an event"), transaction.atomic():
        run("UPDATE casework_complaint SET state = 'WITHDRAWN' WHERE id = %s", complaint.pk)

    assert state_of(complaint) == "REGISTERED"


@pytest.mark.django_db(transaction=True)
def test_an_event_of_an_earlier_transaction_is_no_excuse(complaint: Complaint) -> None:
    """The same step was taken once; taking it again by hand needs an event of its own."""
    run(
        "INSERT INTO common_event (file_id, machine, record_id, move_id, name, source, target,"
        " role, at, rule_version, data, decided, text_hash) VALUES"
        " (%s, 'CM', %s, 'CM-21', 'withdraw', 'REGISTERED', 'WITHDRAWN', 'COMPLAINANT', now(),"
        " '', '{}', '{}', '')",
        complaint.file_id,
        complaint.pk,
    )

    with pytest.raises(IntegrityError, match="without an event"), transaction.atomic():
        run("UPDATE casework_complaint SET state = 'WITHDRAWN' WHERE id = %s", complaint.pk)


@pytest.mark.parametrize(("table", "operation"), CELLS)
def test_what_was_written_stays_written(db: Any, table: str, operation: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1",
            [table],
        )
        (column,) = cursor.fetchone()
    statements = {
        "UPDATE": f'UPDATE {table} SET "{column}" = "{column}"',
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table} CASCADE",
    }

    with pytest.raises(DatabaseError, match=r"append-only|refused"), transaction.atomic():
        run(statements[operation])


def test_every_table_with_such_a_trigger_is_in_the_list(db: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgname LIKE %s AND tgrelid::regclass::text ~ '^(common|casework)_'",
            ["%append_only%"],
        )
        guarded = {name for (name,) in cursor.fetchall()}

    assert guarded == {name for name in APPEND_ONLY if not name.startswith("archives_")}


def test_a_record_cannot_be_saved(complaint: Complaint) -> None:
    with pytest.raises(TypeError):
        complaint.save()


def test_a_record_cannot_be_created_past_its_birth(complaint: Complaint) -> None:
    file = File.objects.create(
        number="TS-2026-999999", kind="COMPLAINT", unit=cast.unit(), opened_at=cast.AT
    )
    facts = {
        "file": file,
        "channel": "WEB",
        "source": "x",
        "ticket_no": "x",
        "received_at": cast.AT,
        "clock_from": cast.AT,
    }
    with pytest.raises(TypeError):
        Complaint.objects.create(**facts)
    with pytest.raises(IntegrityError, match="without an event"):
        and_commit(lambda: Complaint.objects.bulk_create([Complaint(**facts)]))


def test_a_state_cannot_be_assigned(complaint: Complaint) -> None:
    with pytest.raises(AttributeError):
        complaint.state = "WITHDRAWN"


def withdrawn_by_update(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(state="WITHDRAWN")


def withdrawn_by_bulk_update(complaint: Complaint) -> None:
    complaint.__dict__["state"] = "WITHDRAWN"
    Complaint.objects.bulk_update([complaint], ["state"])


def withdrawn_by_the_base_class(complaint: Complaint) -> None:
    complaint.__dict__["state"] = "WITHDRAWN"
    models.Model.save(complaint)


def withdrawn_by_the_transition_itself(complaint: Complaint) -> None:
    complaint.withdraw(by=cast.Outside("COMPLAINANT"), at=cast.AT, own_act=True)
    models.Model.save(complaint)


def withdrawn_by_an_expression(complaint: Complaint) -> None:
    Complaint._base_manager.filter(pk=complaint.pk).update(state=models.Value("WITHDRAWN"))


@pytest.mark.parametrize(
    "attempt",
    [
        withdrawn_by_update,
        withdrawn_by_bulk_update,
        withdrawn_by_the_base_class,
        withdrawn_by_the_transition_itself,
        withdrawn_by_an_expression,
    ],
)
def test_no_query_of_the_orm_changes_a_state(
    attempt: Callable[[Complaint], None], complaint: Complaint
) -> None:
    with pytest.raises(IntegrityError, match="without an event"):
        and_commit(lambda: attempt(complaint))

    assert state_of(complaint) == "REGISTERED"


def deleted_by_the_record(complaint: Complaint) -> None:
    complaint.delete()


def deleted_by_a_query(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).delete()


def deleted_with_its_file(complaint: Complaint) -> None:
    File.objects.filter(pk=complaint.file_id).delete()


def deleted_raw(complaint: Complaint) -> None:
    run("DELETE FROM casework_complaint WHERE id = %s", complaint.pk)
    at_commit()


@pytest.mark.parametrize(
    "attempt", [deleted_by_the_record, deleted_by_a_query, deleted_with_its_file, deleted_raw]
)
def test_a_record_is_never_deleted(
    attempt: Callable[[Complaint], None], complaint: Complaint
) -> None:
    refusals = (TypeError, ProtectedError, IntegrityError)
    with pytest.raises(refusals), transaction.atomic():
        attempt(complaint)

    assert Complaint.objects.filter(pk=complaint.pk).exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_orm_changes_no_event_and_no_grading(
    change: str, accepted: Callable[..., Complaint]
) -> None:
    complaint = accepted()
    for rows in (
        Event.objects.filter(file=complaint.file),
        Grading.objects.filter(complaint=complaint),
    ):
        before = rows.count()
        assert before
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            rows.update(at=cast.AT) if change == "update" else rows.delete()
        assert rows.count() == before


def test_no_account_is_above_the_roles(complaint: Complaint) -> None:
    """There is no superuser: not a flag, not a way to make one, not a right without a role."""
    nobody = cast.person("root")

    assert not hasattr(nobody, "is_superuser")
    assert not hasattr(User.objects, "create_superuser")
    with pytest.raises(NotPermitted):
        perform(Complaint, complaint.pk, "accept", by=nobody, at=cast.AT, rule_version="plan@test")


def test_no_admin_site_is_mounted() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


@pytest.mark.parametrize(
    "change",
    [
        "severity = 'S3'",
        "accepted_at = accepted_at - interval '1 day'",
        "agency = 'MARKET'",
    ],
)
def test_what_was_decided_does_not_change_without_its_event(
    accepted: Callable[..., Complaint], change: str
) -> None:
    complaint = accepted()
    connection.check_constraints()
    column = change.split()[0]
    with pytest.raises(IntegrityError, match=f"{column} set without an event"):
        and_commit(
            lambda: run(f"UPDATE casework_complaint SET {change} WHERE id = %s", complaint.pk)
        )


def test_written_findings_stay_as_they_were_signed(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted("S3", "VERIFY")
    verification.start(
        complaint_id=complaint.pk,
        plan="查阅服务合同与付款记录",
        facts_disputed=True,
        by=cast.member("officer"),
        at=cast.AT,
    )
    findings = verification.write_findings(
        complaint_id=complaint.pk,
        conclusion="UPHELD",
        facts="收费未公示。",
        reasoning="价目表上没有该项收费。",
        by=cast.member("investigator"),
        at=cast.AT,
    )
    for change in ("conclusion = 'NOT_UPHELD'", "facts = ''", "drafted_at = now()"):
        with (
            pytest.raises(IntegrityError, match="are written: UPDATE refused"),
            transaction.atomic(),
        ):
            run(f"UPDATE casework_findings SET {change} WHERE id = %s", findings.pk)
    with pytest.raises(IntegrityError, match="are written: DELETE refused"):
        run("DELETE FROM casework_findings WHERE id = %s", findings.pk)


def test_the_triggers_know_every_column_that_a_record_calls_decided(db: None) -> None:
    known: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgname LIKE '%\\_decided\\_has\\_event'"
        )
        for table, arguments in cursor.fetchall():
            known.setdefault(table, set()).update(arguments.split("\\000")[1:-1])
    for model in (Complaint, Mediation):
        hashed = {f"{name}*" for name in model.decided_words}
        assert known[model._meta.db_table] == set(model.decided) | hashed
