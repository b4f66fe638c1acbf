"""The sweep: what is due follows from the rows and the moment, not from who looked how often."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, connections

from accounts.models import User
from common.models import File
from deadlines import services
from deadlines.models import CalendarVersion, Deadline
from outbox.models import Message
from outbox.services import deliver_due
from policies.pack import PolicyPack
from tests.deadlines.conftest import Heard, MakeFile, day, end_of, moment


def statuses() -> dict[str, str]:
    return dict(Deadline.objects.values_list("code", "status"))


def test_a_clock_turns_amber_and_then_red_and_is_announced_once(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    clock = services.start(file, "ACCEPTANCE", at=moment("2026-09-24 10:00"), pack=pack)

    seen = []
    for at in ("2026-10-08 23:59", "2026-10-09 00:00", "2026-10-12 23:59", "2026-10-13 00:00"):
        services.sweep(moment(at))
        seen.append(statuses()["ACCEPTANCE"])
    services.sweep(moment("2026-10-20"))
    deliver_due(moment("2026-10-20"))

    assert seen == ["RUNNING", "AMBER", "AMBER", "OVERDUE"]
    (message,) = heard
    assert message.payload == {
        "deadline_id": clock.pk,
        "file_id": file.pk,
        "code": "ACCEPTANCE",
        "due_at": end_of(clock).isoformat(),
    }
    assert message.file_id == file.pk
    assert message.posted_at == clock.due_at


def test_each_clock_passes_as_its_rule_says(file: File, pack: PolicyPack, heard: Heard) -> None:
    for code in ("RESULT_FEEDBACK", "SUPPLEMENT", "MEDIATION_FIRST", "CONTACT"):
        services.start(file, code, at=moment("2026-02-02"), pack=pack)
    services.suspend(file, ["CONTACT"], at=moment("2026-02-02 10:00"))

    done = services.sweep(moment("2026-03-30"))
    again = services.sweep(moment("2026-03-30"))

    assert (done.expired, again.expired, again.amber) == (3, 0, 0)
    assert statuses() == {
        "RESULT_FEEDBACK": "OVERDUE",
        "SUPPLEMENT": "LAPSED",
        "MEDIATION_FIRST": "AMBER",
        "CONTACT": "SUSPENDED",
    }


def test_a_week_without_a_sweep_changes_nothing_in_the_end(
    file: File, pack: PolicyPack, heard: Heard
) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)

    services.sweep(moment("2026-04-01"))

    assert statuses() == {"RESULT_FEEDBACK": "OVERDUE"}
    assert Message.objects.count() == 1


def test_a_stopped_clock_is_left_alone(file: File, pack: PolicyPack, heard: Heard) -> None:
    for code in ("HANDLING", "TRIAGE"):
        services.start(file, code, at=moment("2026-02-11"), pack=pack)
    services.meet(file, "HANDLING", at=moment("2026-02-12"))
    services.cancel(file, "TRIAGE", at=moment("2026-02-12"))

    services.sweep(moment("2026-04-01"))

    assert statuses() == {"HANDLING": "MET", "TRIAGE": "CANCELLED"}
    assert not Message.objects.exists()


def test_every_end_is_announced_once_also_after_an_extension(
    file: File, pack: PolicyPack, heard: Heard, officer: User
) -> None:
    services.start(file, "VERIFICATION", at=moment("2026-08-03"), pack=pack)
    services.sweep(moment("2026-08-25 00:00"))
    services.extend(
        file,
        "VERIFICATION",
        by=officer,
        asked_at=moment("2026-08-24"),
        at=moment("2026-08-25"),
    )
    services.sweep(moment("2026-08-26"))
    services.sweep(moment("2026-09-15 00:00"))
    services.sweep(moment("2026-09-16"))

    deliver_due(moment("2026-09-16"))
    ends = [datetime.fromisoformat(message.payload["due_at"]) for message in heard]
    assert ends == [moment("2026-08-25 00:00"), moment("2026-09-15 00:00")]


def test_small_batches_reach_everything(new_file: MakeFile, pack: PolicyPack, heard: Heard) -> None:
    for _ in range(7):
        services.start(new_file(), "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)

    done = services.sweep(moment("2026-04-01"), batch=2)

    assert done.expired == 7
    assert not Deadline.objects.to_expire(moment("2026-04-01")).exists()


def test_the_sweep_reads_its_indexes_only(
    file: File, calendar: CalendarVersion, pack: PolicyPack
) -> None:
    services.start(file, "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)
    one = Deadline.objects.get()
    with connection.cursor() as cursor:
        columns = [
            str(field.column) for field in Deadline._meta.concrete_fields if field.column != "id"
        ]
        chosen = ", ".join("f.id" if column == "file_id" else f"d.{column}" for column in columns)
        cursor.execute(
            "INSERT INTO common_file (number, kind, unit_id, sealed, opened_at)"
            " SELECT 'X-' || n, kind, unit_id, sealed, opened_at"
            " FROM common_file, generate_series(1, 1500) n WHERE id = %s",
            [file.pk],
        )
        cursor.execute(
            f"INSERT INTO deadlines_deadline ({', '.join(columns)})"
            f" SELECT {chosen} FROM common_file f, deadlines_deadline d"
            " WHERE f.id <> d.file_id AND d.id = %s",
            [one.pk],
        )
        cursor.execute("ANALYZE deadlines_deadline")

    expiring = Deadline.objects.to_expire(moment("2026-01-01")).order_by("due_at")[:500].explain()
    warning = (
        Deadline.objects.to_turn_amber(moment("2026-01-01")).order_by("amber_at")[:500].explain()
    )

    assert "deadline_to_expire" in expiring
    assert "deadline_to_turn_amber" in warning


@pytest.mark.django_db(transaction=True)
def test_three_sweeps_at_once_make_one_message_each(
    new_file: MakeFile, pack: PolicyPack, heard: Heard
) -> None:
    count, runners = 120, 3
    for _ in range(count):
        services.start(new_file(), "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)
    together = threading.Barrier(runners)

    def run() -> int:
        try:
            together.wait(timeout=20)
            return services.sweep(moment("2026-04-01"), batch=10).expired
        finally:
            connections.close_all()

    with ThreadPoolExecutor(runners) as pool:
        marked = [future.result() for future in [pool.submit(run) for _ in range(runners)]]
    # Runners that stood back leave nothing behind that the next sweep would not find.
    marked.append(services.sweep(moment("2026-04-01")).expired)

    assert sum(marked) == count
    assert Message.objects.filter(topic="deadline.expired").count() == count
    assert (
        Message.objects.filter(topic="deadline.expired").values("key").distinct().count() == count
    )
    assert set(Deadline.objects.values_list("status", flat=True)) == {"OVERDUE"}


@pytest.mark.django_db(transaction=True)
def test_a_meeting_and_a_sweep_at_once_end_as_the_act_says(
    new_file: MakeFile, pack: PolicyPack, heard: Heard
) -> None:
    for turn in range(20):
        file = new_file()
        clock = services.start(file, "RESULT_FEEDBACK", at=moment("2026-02-11"), pack=pack)
        together = threading.Barrier(2)

        def meet(file: File = file, together: threading.Barrier = together) -> None:
            try:
                together.wait(timeout=20)
                services.meet(file, "RESULT_FEEDBACK", at=moment("2026-02-27 23:00"))
            finally:
                connections.close_all()

        def sweep(together: threading.Barrier = together) -> None:
            try:
                together.wait(timeout=20)
                services.sweep(moment("2026-02-28"))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(meet), pool.submit(sweep)]:
                future.result()

        clock.refresh_from_db()
        assert (turn, clock.status, clock.due_on) == (turn, "MET", day("2026-02-27"))
