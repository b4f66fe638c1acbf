"""What the database refuses of referrals by itself, whoever writes."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from casework.channels import AnswerKind
from casework.models import AgencyAnswer, Packet, PoliceCall, Referral, Sending
from tests import cast
from tests.casework import referring as rf

pytestmark = pytest.mark.usefixtures("seeded")
AT = "2026-03-02T10:00"


@pytest.fixture
def referral() -> Referral:
    """A referral that has left, on paper."""
    return rf.dispatched(rf.a_complaint("2026-03-02T09:00", "THEFT", "S2"), "POLICE", AT)


def refused(text: str, do: Any) -> None:
    with pytest.raises(IntegrityError, match=text), transaction.atomic():
        _at_once(do)


def _at_once(do: Any) -> None:
    do()
    connection.check_constraints()


def change(row: Any, **columns: Any) -> Any:
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**columns)


def test_a_state_changes_only_with_its_event(referral: Referral) -> None:
    refused("without an event", change(referral, state="CLOSED", closed_at=rf.moment(AT)))


@pytest.mark.parametrize(
    "columns",
    # Words are carried hashed: within the transaction of the test their event is there.
    [{"agency": "HRSS"}, {"returns": 2}, {"reminded_at": rf.moment(AT)}],
)
def test_what_was_decided_changes_only_with_its_event(
    referral: Referral, columns: dict[str, Any]
) -> None:
    refused("set without an event", change(referral, **columns))


def test_who_prepared_does_not_approve(referral: Referral) -> None:
    refused("referral_four_eyes", change(referral, approved_by_id=referral.prepared_by_id))


def test_nothing_leaves_unapproved(referral: Referral) -> None:
    columns = {"approved_at": None, "approved_by": None}
    refused("referral_leaves_approved_or_urgent", change(referral, **columns))


def test_an_urgent_one_leaves_only_after_the_call(referral: Referral) -> None:
    assert not PoliceCall.objects.exists()
    columns = {"urgent": True, "dispatched_at": rf.moment("2026-03-03T10:00")}
    refused("before 110 was called", change(referral, **columns))


def test_nothing_leaves_without_a_list_of_materials(referral: Referral) -> None:
    empty = Packet.objects.create(
        referral=referral, version=9, legal_basis="x", facts="x", asks="x",
        created_at=rf.moment(AT), created_by=cast.member("liaison"),
    )  # fmt: skip
    columns = {"packet": empty, "dispatched_at": rf.moment("2026-03-03T10:00")}
    refused("without a list of materials", change(referral, **columns))


@pytest.mark.parametrize("urgent", [{"urgent": True}, {"kind": "MANDATORY_MINOR"}])
def test_what_is_urgent_or_statutory_is_never_recalled(
    referral: Referral, urgent: dict[str, Any]
) -> None:
    columns = {"state": "RECALLED", "recalled_at": rf.moment(AT), **urgent}
    refused("referral_urgent_is_not_recalled", change(referral, **columns))


def test_an_informant_is_named_in_no_packet() -> None:
    found = rf.a_complaint(
        "2026-03-02T09:00", "THEFT", "S2", request_type="REPORT", complainant=None
    )
    contents = rf.contents(particulars=())
    referral = rf.prepared(found, "POLICE", AT, contents=contents)

    def name_them() -> None:
        Packet.objects.create(
            referral=referral, version=2, legal_basis="x", facts="x", asks="x",
            particulars=["complainant_name"], created_at=rf.moment(AT),
            created_by=cast.member("liaison"),
        )  # fmt: skip

    refused("names who reported", name_them)


def test_packets_and_calls_are_only_added_to(referral: Referral) -> None:
    packet = Packet.objects.get(referral=referral)
    refused("append-only", change(packet, asks="改写"))
    refused("append-only", packet.items.all().delete)


def test_a_parcel_stays_as_it_was_made(referral: Referral) -> None:
    parcel = Sending.objects.get(referral=referral)
    refused("stays as it was", change(parcel, body_sha256=hashlib.sha256(b"x").hexdigest()))
    refused("stays as it was", parcel.delete)
    refused("sending_handed_whole", change(parcel, handed_at=rf.moment(AT)))


def test_an_answer_stays_as_it_came(referral: Referral) -> None:
    answer = rf.says(referral, AnswerKind.ACKNOWLEDGED, "2026-03-03T09:00", receipt_no="1")
    refused("stays as it came", change(answer, codes={}))
    refused("stays as it came", AgencyAnswer.objects.all().delete)
    assert AgencyAnswer.objects.filter(pk=answer.pk).update(
        seen_at=rf.moment(AT), seen_by=cast.member("liaison")
    )


@pytest.mark.parametrize("state", ["NOT_ACCEPTED", "TRANSFERRED_OUT", "FED_BACK"])
def test_a_harmed_minor_s_file_does_not_end_before_the_report_has_left(state: str) -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "ATTITUDE", "S1", accept=False)
    grounds = {"refusal_ground": "" if state == "FED_BACK" else "G1"}
    refused("before the report to the police", change(complaint, state=state, **grounds))


def test_what_is_with_an_agency_has_a_referral(referral: Referral) -> None:
    complaint = referral.complaint
    refused("complaint_in_referral_has_lead", change(complaint, lead_referral=None))


def test_one_agency_has_one_open_referral_of_a_complaint(referral: Referral) -> None:
    other = rf.dispatched(referral.complaint, "HRSS", "2026-03-03T10:00")
    refused("referral_one_open_per_agency", change(other, agency="POLICE"))
