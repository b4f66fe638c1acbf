"""A penalty is rescinded: within three working days nothing of it counts; the log tells both."""

from datetime import date

import pytest

from archives import services as archives
from archives.models import Entry
from archives.services import ledger
from archives.verify import verify
from casework.channels import AnswerKind as K
from casework.models import ArchiveReceipt, Complaint, Referral
from casework.services import answers, followup, identify, outcome, rescission
from common.models import Event
from config import consistency
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.casework import referring as rf
from tests.casework.test_archive_receipts import sql
from workflows.models import WorkItem

pytestmark = pytest.mark.usefixtures("seeded")
USCC = "91640100MA774ECW4K"
COMPANY = {"respondent": rf.intake.PartyFacts("ENTERPRISE", "甬安家政", "057487654321")}


def accused(*, identified: bool = True) -> Complaint:
    """A false advertisement of a company, which is identified by its number."""
    complaint = rf.a_complaint("2026-03-02T09:00", "FALSE_ADVERTISING", "S2", **COMPANY)
    if identified:
        identify.respondent(
            complaint_id=complaint.pk,
            name="甬安家政",
            uscc=USCC,
            by=cast.member("officer"),
            at=rf.moment("2026-03-02T09:30"),
        )
    return complaint


def a_penalty(*, identified: bool = True, result_class: str = "PENALTY") -> Referral:
    """It is punished by the market regulator, which is registered on 2026-04-03."""
    found = rf.dispatched(accused(identified=identified), "MARKET_REGULATOR", "2026-03-02T10:00")
    rf.types_in(found, K.RESULT, "2026-04-03T15:00", result_class=result_class, doc_no="3号")
    return found


def closed(found: Referral) -> Complaint:
    """Send the result, call back, close on 2026-04-08."""
    at = rf.moment("2026-04-07T09:00")
    how = {"complaint_id": found.complaint_id, "at": at}
    outcome.write_back(**how)
    outcome.feedback_sent(by=cast.member("officer"), document_id=None, **how)
    complaint = Complaint.objects.get(pk=found.complaint_id)
    followup.done(
        complaint_id=complaint.pk,
        satisfaction="SATISFIED",
        remark="已接到处理结果",
        by=cast.member("intake"),
        at=rf.moment("2026-04-08T09:00"),
    )
    return Complaint.objects.get(pk=complaint.pk)


def revoke(found: Referral, at: str = "2026-05-06T10:00") -> None:
    """Let the agency rescind it."""
    rf.says(found, K.REVOKED, at, words="复议决定撤销。", doc_no="复议2号")


def work(at: str) -> None:
    """Let the worker do what is due."""
    while outbox.deliver_due(rf.moment(at)).handled:
        pass


def entries(found: Referral) -> list[tuple[str, int, str]]:
    """Return the entries of the outcome: kind, version, status."""
    rows = Entry.objects.filter(source_file=found.complaint.file, event="OUTCOME")
    return list(rows.order_by("version").values_list("kind", "version", "status"))


def faults() -> list[consistency.Fault]:
    return [
        fault
        for fault in consistency.faults(rf.moment("2026-05-12T09:00"))
        if fault.rule != "sweep"
    ]


def test_a_closed_case_has_three_working_days_and_the_entry_is_withdrawn_at_once() -> None:
    found = a_penalty()
    complaint = closed(found)
    assert (complaint.state, entries(found)) == ("CLOSED", [("EXTERNAL_PENALTY", 1, "ACTIVE")])
    assert Referral.objects.get(pk=found.pk).state == "CLOSED"

    revoke(found)
    # Thursday, Friday, and the Saturday that makes up for 劳动节.
    assert rf.clock(found, "ARCHIVE_WITHDRAW") == (date(2026, 5, 9), "RUNNING")
    work("2026-05-06T10:01")

    assert entries(found) == [
        ("EXTERNAL_PENALTY", 1, "ACTIVE"),
        ("EXTERNAL_PENALTY", 2, "WITHDRAWN"),
    ]
    assert rf.clock(found, "ARCHIVE_WITHDRAW") == (date(2026, 5, 9), "MET")
    withdrawn = Entry.objects.current().get(source_file=complaint.file, event="OUTCOME")
    assert (withdrawn.scoring, withdrawn.display_from) == (False, None)
    assert ledger.payload_of(withdrawn)["withdrawn"] == "RESULT_REVOKED"
    there = Complaint.objects.get(pk=complaint.pk)
    assert (there.state, there.outcome) == ("CLOSED", "UPHELD")  # the statistics keep it (AS-21)
    assert Referral.objects.get(pk=found.pk).state == "RESULT_RECEIVED"


def test_the_file_keeps_a_receipt_of_both_and_everything_holds() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)
    work("2026-05-06T10:01")

    kept = ArchiveReceipt.objects.filter(complaint=found.complaint_id).order_by("idx")
    assert [one.event for one in kept] == ["ACCEPTED", "OUTCOME", "OUTCOME/2"]
    assert verify(archives.MAIN).holds
    assert faults() == []


def test_the_liaison_registers_the_second_version_and_it_is_told_and_closed() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)

    at = rf.moment("2026-05-07T09:00")
    items = WorkItem.objects.filter(file=found.file)
    assert items.get().node == "registration"
    answers.register(
        referral_id=found.pk, tellable="处罚决定已被撤销。", by=cast.member("liaison"), at=at
    )
    assert items.get().node == "telling"
    answers.result_told(referral_id=found.pk, by=cast.member("officer"), at=at)

    assert Referral.objects.get(pk=found.pk).state == "CLOSED"
    assert not items.exists()
    work("2026-05-07T09:01")
    assert faults() == []


def test_told_twice_it_is_withdrawn_once() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)
    work("2026-05-06T10:01")
    events = Event.objects.count()

    rescission.withdraw_entries(referral_id=found.pk, at=rf.moment("2026-05-07T09:00"))

    assert [version for _kind, version, _status in entries(found)] == [1, 2]
    assert Event.objects.count() == events


def test_done_after_the_third_working_day_it_is_late() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)

    work("2026-05-11T00:00")

    assert rf.clock(found, "ARCHIVE_WITHDRAW") == (date(2026, 5, 9), "MET_LATE")
    assert entries(found)[-1] == ("EXTERNAL_PENALTY", 2, "WITHDRAWN")


def test_done_in_the_last_minutes_it_is_in_time() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)

    work("2026-05-09T23:58")

    assert rf.clock(found, "ARCHIVE_WITHDRAW")[1] == "MET"


def test_a_criminal_case_ends_in_an_acquittal() -> None:
    found = a_penalty(result_class="CRIMINAL_TRANSFER")
    closed(found)
    revoke(found)
    work("2026-05-06T10:01")

    assert entries(found) == [
        ("COMPLAINT_UPHELD", 1, "ACTIVE"),
        ("COMPLAINT_UPHELD", 2, "WITHDRAWN"),
    ]


def test_what_is_still_on_its_way_into_the_archive_is_withdrawn_too() -> None:
    found = a_penalty()
    Message.objects.filter(topic="complaint.outcome_recorded").update(
        not_before=rf.moment("2026-06-01T00:00")
    )
    revoke(found, "2026-04-07T10:00")
    work("2026-04-07T10:01")
    work("2026-06-01T00:00")

    assert [(version, status) for _kind, version, status in entries(found)] == [
        (1, "ACTIVE"),
        (2, "WITHDRAWN"),
    ]
    assert verify(archives.MAIN).holds


def test_without_an_identified_respondent_nothing_stood_and_the_clock_is_met() -> None:
    found = a_penalty(identified=False)
    closed(found)
    revoke(found)
    work("2026-05-06T10:01")

    assert entries(found) == []
    assert rf.clock(found, "ARCHIVE_WITHDRAW")[1] == "MET"
    assert faults() == []


def test_a_result_beside_the_lead_one_leaves_the_entry_alone() -> None:
    complaint = accused()
    lead = rf.dispatched(complaint, "MARKET_REGULATOR", "2026-03-02T10:00")
    beside = rf.dispatched(complaint, "HRSS", "2026-03-02T11:00")
    for one in (beside, lead):
        rf.types_in(one, K.RESULT, "2026-04-03T15:00", result_class="PENALTY", doc_no="3号")
    work("2026-04-03T16:00")
    revoke(beside)
    work("2026-05-06T10:01")

    assert entries(lead) == [("EXTERNAL_PENALTY", 1, "ACTIVE")]
    assert rf.clock(beside, "ARCHIVE_WITHDRAW")[1] == "MET"


def test_revoked_before_it_was_registered_it_never_becomes_an_entry() -> None:
    complaint = accused()
    found = rf.dispatched(complaint, "MARKET_REGULATOR", "2026-03-02T10:00")
    rf.says(found, K.RESULT, "2026-04-03T15:00", result_class="PENALTY")
    revoke(found, "2026-04-07T09:00")
    work("2026-04-07T09:01")

    assert rf.clock(found, "ARCHIVE_WITHDRAW")[1] == "MET"
    assert Complaint.objects.get(pk=complaint.pk).state == "IN_REFERRAL"


@pytest.mark.parametrize("result_class", ["NO_VIOLATION", "MEDIATED", "DISMISSED"])
def test_only_a_penalty_or_a_criminal_case_is_revoked(result_class: str) -> None:
    found = a_penalty(result_class=result_class)
    strange = rf.says(found, K.REVOKED, "2026-05-06T10:00")

    assert strange.refused_code == "NOTHING_TO_REVOKE"
    assert Referral.objects.get(pk=found.pk).result_version == 1


def test_it_is_revoked_once() -> None:
    found = a_penalty()
    revoke(found)
    again = rf.says(found, K.REVOKED, "2026-05-07T10:00")

    assert again.refused_code == "NOTHING_TO_REVOKE"


def test_the_nightly_question_finds_what_was_left_standing() -> None:
    found = a_penalty()
    closed(found)
    revoke(found)
    sql(
        "UPDATE deadlines_deadline SET status = 'MET', met_at = started_at"
        " WHERE code = 'ARCHIVE_WITHDRAW'"
    )

    assert ("archive", found.file.number) in {(fault.rule, fault.file) for fault in faults()}
