"""Merging and the enterprise's reply past the house: the database asks what the guards ask."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from casework.models import Complaint
from casework.services import intake, merging, reply
from common.models import Event, File, Recusal
from tests import cast
from tests.casework.putting import put

LATER = cast.AT + timedelta(hours=1)
Make = Callable[..., Complaint]


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def step(complaint: Complaint, name: str, target: str, **decided: Any) -> None:
    """Write an event by hand, as somebody would who wants the state trigger to agree."""
    Event.objects.create(
        file=complaint.file,
        machine="CM",
        record_id=complaint.pk,
        move_id="CM-09",
        name=name,
        source=complaint.state,
        target=target,
        role="TRIAGE",
        at=LATER,
        decided=decided,
    )


def by_hand(record: Complaint, master_id: int, *, joined: bool = True) -> None:
    """Merge by SQL; with `joined`, also put the file into the family of the master."""
    master = Complaint.objects.get(pk=master_id)
    if joined:
        File.objects.filter(pk=record.file_id).update(root=master.file.root or master.file)
    step(record, "merge_into", "MERGED", merged_into_id=master_id)
    run(
        "UPDATE casework_complaint SET state = 'MERGED', merged_into_id = %s WHERE id = %s",
        master_id,
        record.pk,
    )


def and_commit(attempt: Callable[[], object]) -> None:
    """Do it in a transaction of its own, and ask what the database asks at its end."""
    with transaction.atomic():
        attempt()
        connection.check_constraints()


def refused(words: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=words):
        and_commit(attempt)


def test_merged_by_hand_and_all_is_said(registered: Make) -> None:
    """What the triggers ask is no more than what a lawful merge has."""
    master, record = registered(), registered()

    and_commit(lambda: by_hand(record, master.pk))


def test_a_merged_file_names_its_master_and_no_other_file_does(registered: Make) -> None:
    master, record = registered(), registered()

    refused("complaint_merged_somewhere", lambda: put_state(record, "MERGED", None))
    refused("complaint_merged_somewhere", lambda: put_state(record, "REGISTERED", master.pk))


def put_state(record: Complaint, state: str, master: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the triggers are silent
        cursor.execute(
            "UPDATE casework_complaint SET state = %s, merged_into_id = %s WHERE id = %s",
            [state, master, record.pk],
        )


def test_never_into_itself_nor_into_a_merged_file_nor_in_a_circle(registered: Make) -> None:
    first, second, third = registered(), registered(), registered()
    refused("not_merged_into_itself", lambda: by_hand(first, first.pk, joined=False))
    merging.merge(
        complaint_id=second.pk,
        master_id=first.pk,
        note="同一电话、同一订单。",
        confirmed=True,
        by=cast.member("triage"),
        at=LATER,
    )

    refused("a file that has ended", lambda: by_hand(third, second.pk))
    refused("a file that has ended", lambda: by_hand(first, second.pk))
    refused(
        "merged for good",
        lambda: run(
            "UPDATE casework_complaint SET merged_into_id = %s WHERE id = %s", third.pk, second.pk
        ),
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"complainant": intake.PartyFacts("USER", "王女士", "13811111111")}, "other parties"),
        ({"respondent": intake.PartyFacts("ENTERPRISE", "另一家政")}, "other parties"),
        ({"order_no": "D-2"}, "another event"),
    ],
)
def test_only_what_is_one_matter(registered: Make, changes: dict[str, Any], words: str) -> None:
    master, record = registered(order_no="D-1"), registered(**({"order_no": "D-1"} | changes))

    refused(words, lambda: by_hand(record, master.pk))


def test_nothing_is_lost_in_a_master_that_has_less(registered: Make, accepted: Make) -> None:
    master = registered()
    refused("accepted later or not at all", lambda: by_hand(accepted(), master.pk))
    grave = registered()
    put(grave, "CM", "REGISTERED", category="THEFT", severity="S2", route="REFERRAL",
        graded_at=cast.AT)  # fmt: skip
    grave = Complaint.objects.get(pk=grave.pk)
    refused("graded less", lambda: by_hand(grave, master.pk))


def test_the_master_takes_in_the_earliest_receipt_the_recusals_and_the_seal(
    registered: Make,
) -> None:
    words = "not taken in by its master"
    record, master = registered(), registered()
    refused(words, lambda: by_hand(record, master.pk, joined=False))
    early = registered(received_at=cast.AT - timedelta(days=3))
    refused(words, lambda: by_hand(early, master.pk))
    Recusal.objects.create(
        file=record.file, user=cast.member("officer"), declared_at=cast.AT, reason="亲属"
    )
    refused(words, lambda: by_hand(record, master.pk))
    other = registered()
    File.objects.filter(pk=other.file_id).update(sealed=True)
    refused(words, lambda: by_hand(other, master.pk))


ASK = (
    "UPDATE casework_complaint SET reply_asked_at = now(), reply_asked_of = '甬安家政'"
    " WHERE id = %s"
)


def test_only_an_accepted_minor_matter_is_first_left_to_the_enterprise(
    registered: Make, accepted: Make
) -> None:
    words = "is not one that the enterprise answers first"
    refused(words, lambda: run(ASK, registered().pk))
    refused(words, lambda: run(ASK, accepted("S2", "REFERRAL").pk))
    user = intake.PartyFacts("USER", "某用户", "13822222222")
    refused(words, lambda: run(ASK, accepted(respondent=user).pk))
    # All else in order, the event is missing.
    refused("set without an event", lambda: run(ASK, accepted().pk))


@pytest.fixture
def asked(accepted: Make) -> Complaint:
    return reply.request(
        complaint_id=accepted().pk,
        question="请说明服务经过。",
        by=cast.member("officer"),
        at=LATER,
    )


def test_it_is_asked_once_and_of_somebody(asked: Complaint) -> None:
    again = "UPDATE casework_complaint SET reply_asked_at = now() WHERE id = %s"
    refused("is asked for a reply once", lambda: run(again, asked.pk))
    nobody = "UPDATE casework_complaint SET reply_asked_of = '' WHERE id = %s"
    refused("is asked for a reply once", lambda: run(nobody, asked.pk))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("replied_at = reply_asked_at - interval '1 hour'", "reply_after_request"),
        ("reply_overdue_at = reply_asked_at", "reply_after_request"),
        ("reply_late = true", "late_is_a_reply"),
        ("reply_declined_at = now()", "declined_after_it"),
        (
            "replied_at = now(), reply_overdue_at = now()",
            "in_time_not_overdue",
        ),
    ],
)
def test_what_is_kept_of_a_reply_fits_together(asked: Complaint, columns: str, words: str) -> None:
    refused(words, lambda: run(f"UPDATE casework_complaint SET {columns} WHERE id = %s", asked.pk))


def test_without_a_request_no_enterprise_settles(accepted: Make) -> None:
    complaint = accepted()
    settle = (
        "UPDATE casework_complaint SET state = 'OUTCOME_RECORDED', outcome = 'SETTLED',"
        " outcome_at = now() WHERE id = %s"
    )

    refused("is not settled by an enterprise that was asked", lambda: run(settle, complaint.pk))
