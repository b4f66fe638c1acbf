"""Referral to agencies, to the day of AS-12, AS-13, AS-14 and AS-16."""

from datetime import date

import pytest

from casework import refusals
from casework.channels import AnswerKind as K
from casework.models import AgencyAnswer, Complaint, Referral, Sending
from casework.services import answers, emergency, ladder, progress, referral, withdrawal
from common.actors import Outside
from common.errors import Conflict
from tests import cast
from tests.casework import referring as rf

pytestmark = pytest.mark.usefixtures("seeded")


def state(record) -> str:
    return type(record)._base_manager.values_list("state", flat=True).get(pk=record.pk)


def test_theft_goes_to_the_police_and_comes_back_with_a_decision() -> None:
    """AS-12."""
    complaint = rf.a_complaint("2026-03-06T20:30", "THEFT", "S2")
    found = rf.prepared(complaint, "POLICE", "2026-03-06T21:00")
    assert state(complaint) == "IN_REFERRAL"
    assert rf.clock(found, "REFERRAL") == (date(2026, 3, 9), "AMBER")
    rf.approved(found, "2026-03-09T09:00")
    referral.dispatch(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-03-09T10:00")
    )
    assert rf.clock(found, "REFERRAL")[1] == "MET"
    assert rf.clock(found, "REFERRAL_ACK")[0] == date(2026, 3, 12)
    rf.says(found, K.ACKNOWLEDGED, "2026-03-10T09:00", receipt_no="甬公受案字〔2026〕12号")
    progress.answer(
        complaint_id=complaint.pk,
        wait_ground="AGENCY",
        remains="公安机关已受案。",
        who_acts="公安机关",
        by_when=date(2026, 4, 9),
        by=cast.member("liaison"),
        at=rf.moment("2026-03-10T10:00"),
    )
    assert rf.clock(complaint, "HANDLING") == (date(2026, 3, 17), "MET")
    assert rf.clock(complaint, "PROGRESS_NOTE")[0] == date(2026, 3, 31)

    rf.types_in(
        found,
        K.RESULT,
        "2026-04-03T15:00",
        now="2026-04-07T09:00",
        result_class="PENALTY",
        doc_no="行政处罚决定书〔2026〕3号",
        decided_on=date(2026, 4, 2),
    )

    assert state(found) == "RESULT_RECEIVED"
    assert state(complaint) == "OUTCOME_RECORDED"
    assert rf.clock(complaint, "RESULT_FEEDBACK")[0] == date(2026, 4, 15)
    assert Complaint.objects.get(pk=complaint.pk).outcome == "UPHELD"


def test_a_silent_agency_is_reminded_then_supervised_and_never_given_up() -> None:
    """AS-13, first half."""
    complaint = rf.a_complaint("2026-03-02T09:00", "FALSE_ADVERTISING", "S2")
    found = rf.dispatched(complaint, "MARKET_REGULATOR", "2026-03-02T10:00")
    assert rf.clock(found, "REFERRAL_ACK")[0] == date(2026, 3, 11)
    assert rf.clock(complaint, "PROGRESS_NOTE")[0] == date(2026, 3, 23)
    progress.answer(
        complaint_id=complaint.pk,
        wait_ground="AGENCY",
        remains="尚待部门签收。",
        who_acts="市场监管部门",
        by_when=date(2026, 4, 1),
        by=cast.member("liaison"),
        at=rf.moment("2026-03-11T10:00"),
    )
    assert rf.clock(complaint, "HANDLING") == (date(2026, 3, 11), "MET")
    assert rf.clock(complaint, "PROGRESS_NOTE")[0] == date(2026, 4, 1)

    rf.night("2026-03-12T00:00")
    there = Referral.objects.get(pk=found.pk)
    assert there.reminded_at == rf.moment("2026-03-12T00:00")
    assert list(there.sendings.values_list("kind", flat=True)) == ["REFERRAL", "REMINDER"]
    rf.night("2026-03-18T23:59")
    assert Referral.objects.get(pk=found.pk).supervised_at is None
    rf.night("2026-03-19T00:00")
    assert Referral.objects.get(pk=found.pk).supervised_at == rf.moment("2026-03-19T00:00")

    ladder.sign_order(
        referral_id=found.pk, by=cast.member("officer"), at=rf.moment("2026-03-19T09:00")
    )
    rf.night("2026-05-01T00:00")
    assert state(found) == "DISPATCHED"
    assert state(complaint) == "IN_REFERRAL"
    rf.says(found, K.ACKNOWLEDGED, "2026-05-06T09:00", receipt_no="1")
    there = Referral.objects.get(pk=found.pk)
    assert (there.reminded_at, there.supervised_at) == (None, None)


def test_the_reminder_waits_for_a_working_day() -> None:
    complaint = rf.a_complaint("2026-01-30T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-02-10T10:00")  # due Fri 02-13, Sat works
    assert rf.clock(found, "REFERRAL_ACK")[0] == date(2026, 2, 13)
    other = rf.dispatched(complaint, "HRSS", "2026-09-18T10:00")  # due Thu 09-24, then 中秋
    rf.night("2026-02-14T00:00")
    assert Referral.objects.get(pk=found.pk).reminded_at == rf.moment("2026-02-14T00:00")
    assert rf.clock(other, "REFERRAL_ACK")[0] == date(2026, 9, 24)
    rf.night("2026-09-27T00:00")
    assert Referral.objects.get(pk=other.pk).reminded_at is None
    rf.night("2026-09-28T00:00")
    assert Referral.objects.get(pk=other.pk).reminded_at == rf.moment("2026-09-28T00:00")


def test_a_wage_matter_is_returned_sent_on_and_the_third_return_goes_to_commerce() -> None:
    """AS-13, second half."""
    liaison = cast.member("liaison")
    complaint = rf.a_complaint("2026-03-02T09:00", "WAGE_ARREARS", "S2")
    found = rf.dispatched(complaint, "MARKET_REGULATOR", "2026-03-03T10:00")
    rf.says(found, K.RETURNED, "2026-03-06T11:00", reason_code="NOT_COMPETENT", words="属劳动监察")
    assert rf.clock(found, "REFERRAL") == (date(2026, 3, 9), "AMBER")
    with pytest.raises(refusals.SameAgencyAgain):
        referral.reroute(
            referral_id=found.pk,
            agency="MARKET_REGULATOR",
            by=liaison,
            at=rf.moment("2026-03-09T09:00"),
        )
    referral.reroute(
        referral_id=found.pk, agency="HRSS", by=liaison, at=rf.moment("2026-03-09T09:00")
    )
    assert rf.clock(found, "REFERRAL_ACK")[0] == date(2026, 3, 16)
    late = rf.says(found, K.RETURNED, "2026-03-10T09:00", reason_code="NOT_COMPETENT")
    referral.reroute(
        referral_id=found.pk, agency="CIVIL_AFFAIRS", by=liaison, at=rf.moment("2026-03-11T09:00")
    )
    rf.says(found, K.RETURNED, "2026-03-12T09:00", reason_code="OTHER_PLACE")
    assert late.event is not None
    with pytest.raises(refusals.ThirdReturn):
        referral.reroute(
            referral_id=found.pk, agency="HRSS", by=liaison, at=rf.moment("2026-03-13T09:00")
        )
    referral.reroute(
        referral_id=found.pk, agency="COMMERCE", by=liaison, at=rf.moment("2026-03-13T09:00")
    )
    assert state(found) == "DISPATCHED"
    assert Referral.objects.get(pk=found.pk).returns == 3


def test_police_file_no_case_and_the_complaint_goes_on() -> None:
    """AS-14."""
    complaint = rf.a_complaint("2026-04-20T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-04-20T10:00")
    rf.says(found, K.ACKNOWLEDGED, "2026-04-21T09:00", receipt_no="1")
    rf.says(found, K.NOT_FILED, "2026-05-08T10:00", doc_no="不予立案通知书1号")
    assert rf.clock(found, "NOT_FILED_NOTICE") == (date(2026, 5, 9), "AMBER")
    assert state(complaint) == "IN_REFERRAL"  # somebody registers what it means

    answers.go_on_after_not_filed(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-05-09T09:00")
    )

    assert state(complaint) == "IN_VERIFICATION"
    assert rf.clock(complaint, "VERIFICATION")[0] == date(2026, 5, 28)
    assert rf.clock(found, "NOT_FILED_NOTICE")[1] == "AMBER"  # told when the letter exists
    rf.printed("NOT_FILED_LETTER", "2026-05-09T09:05")
    assert rf.clock(found, "NOT_FILED_NOTICE")[1] == "MET"
    rf.says(found, K.FILED_AFTER_RECONSIDERATION, "2026-05-20T10:00", file_no="A1")
    assert state(complaint) == "IN_REFERRAL"
    assert state(found) == "AGENCY_ACCEPTED"


def test_only_an_officer_ends_it_after_a_refusal() -> None:
    complaint = rf.a_complaint("2026-04-20T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-04-20T10:00")
    rf.says(found, K.NOT_FILED, "2026-05-08T10:00")  # without a receipt before
    end = {"referral_id": found.pk, "as_outcome": True, "at": rf.moment("2026-05-08T11:00")}
    with pytest.raises(refusals.OfficerEndsIt):
        answers.go_on_after_not_filed(
            by=cast.member("liaison"), reason="证据不足，不再核查。", **end
        )


def test_withdrawal_does_not_bury_serious_facts() -> None:
    """AS-16."""
    complaint = rf.a_complaint("2026-07-14T09:00", "INJURY_ABUSE", "S1", accept=False)
    liaison = cast.member("liaison")
    found = rf.prepared(complaint, "POLICE", "2026-07-14T09:10")
    assert state(complaint) == "REGISTERED"
    with pytest.raises(refusals.PoliceNotCalled):
        referral.dispatch(referral_id=found.pk, by=liaison, at=rf.moment("2026-07-14T09:20"))
    emergency.record_call(
        complaint_id=complaint.pk,
        called_at=rf.moment("2026-07-14T09:15"),
        reference="接警员016",
        told="两岁儿童手臂淤青，疑似被保姆拍打。",
        by=liaison,
        at=rf.moment("2026-07-14T09:20"),
    )
    referral.dispatch(referral_id=found.pk, by=liaison, at=rf.moment("2026-07-14T09:30"))
    assert rf.clock(complaint, "REFERRAL_S1")[1] == "MET"
    assert rf.clock(found, "RATIFY")[0] == date(2026, 7, 15)
    from casework.services import acceptance

    acceptance.accept(
        complaint_id=complaint.pk, by=cast.member("intake"), at=rf.moment("2026-07-14T10:00")
    )
    assert state(complaint) == "IN_REFERRAL"
    assert rf.clock(complaint, "HANDLING")[0] == date(2026, 7, 23)

    party = complaint.file.parties.get(role="COMPLAINANT")
    withdrawal.withdraw(
        complaint_id=complaint.pk,
        own_act=True,
        reason="已私下赔偿",
        by=Outside("COMPLAINANT", party.pk),
        at=rf.moment("2026-07-20T09:00"),
    )

    assert state(complaint) == "WITHDRAWN"
    assert rf.clock(complaint, "HANDLING")[1] == "CANCELLED"
    thread = Complaint.objects.get(channel="STAFF_FOUND")
    there = Referral.objects.get(pk=found.pk)
    assert (there.complaint_id, there.state, there.file.parent_id) == (
        thread.pk,
        "DISPATCHED",
        thread.file_id,
    )
    assert state(thread) == "IN_REFERRAL"
    assert thread.police_report
    with pytest.raises(refusals.NeverRecalled):
        referral.recall(
            referral_id=found.pk,
            reason="家长要求撤回本次移送。",
            agreed=True,
            by=cast.member("officer"),
            at=rf.moment("2026-07-21T09:00"),
        )


def test_the_same_answer_twice_counts_once_and_a_strange_one_is_kept() -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-03-02T10:00")
    answer = rf.an_answer(K.ACKNOWLEDGED, "2026-03-03T09:00", receipt_no="1")
    how = {"referral_id": found.pk, "agency": "POLICE", "way": "CHANNEL", "by": Outside("AGENCY")}
    first = answers.receive(answer, at=rf.moment("2026-03-03T09:00"), **how)
    again = answers.receive(answer, at=rf.moment("2026-03-03T09:05"), **how)
    strange = rf.says(found, K.ACKNOWLEDGED, "2026-03-04T09:00", receipt_no="2")

    assert first.pk == again.pk
    assert (strange.event, strange.refused_code) == (None, "WRONG_STATE")
    assert AgencyAnswer.objects.count() == 2


def test_who_prepared_does_not_approve_and_nothing_leaves_unapproved() -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    both = cast.person("liaison", "OFFICER")
    found = rf.prepared(complaint, "POLICE", "2026-03-02T10:00")
    how = {"referral_id": found.pk, "at": rf.moment("2026-03-02T11:00")}
    with pytest.raises(refusals.NotApprovedYet):
        referral.dispatch(by=both, **how)
    with pytest.raises(refusals.SamePerson):
        referral.approve(packet_id=found.packet_id, by=both, **how)
    changed = referral.compose(
        contents=rf.contents(facts="补充：另有监控录像一段。"), by=both, **how
    )
    with pytest.raises(refusals.PacketChanged):
        referral.approve(packet_id=found.packet_id, by=cast.member("officer"), **how)
    referral.approve(packet_id=changed.packet_id, by=cast.member("officer"), **how)
    referral.compose(contents=rf.contents(), by=both, **how)
    with pytest.raises(refusals.NotApprovedYet):
        referral.dispatch(by=both, **how)


def test_of_an_informant_nothing_leaves() -> None:
    complaint = rf.a_complaint(
        "2026-03-02T09:00", "THEFT", "S2", request_type="REPORT", complainant=None
    )
    with pytest.raises(refusals.InformantStaysHidden):
        rf.prepared(complaint, "POLICE", "2026-03-02T10:00")
    found = rf.prepared(
        complaint,
        "POLICE",
        "2026-03-02T10:00",
        contents=rf.contents(particulars=("respondent_name",)),
    )
    assert "complainant" not in str(Referral.objects.get(pk=found.pk).packet.particulars)


def test_a_recalled_referral_leaves_our_own_verification() -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-03-02T10:00")
    officer = cast.member("officer")
    how = {"referral_id": found.pk, "reason": "材料送错了部门，商定收回。", "by": officer}
    with pytest.raises(refusals.AgencyMustAgree):
        referral.recall(agreed=False, at=rf.moment("2026-03-03T09:00"), **how)
    referral.recall(agreed=True, at=rf.moment("2026-03-03T09:00"), **how)
    assert state(complaint) == "IN_VERIFICATION"
    assert rf.clock(complaint, "VERIFICATION")[0] == date(2026, 3, 24)
    rf.says(found, K.RESULT, "2026-03-03T10:00", result_class="PENALTY")
    assert state(found) == "RECALLED"
    assert AgencyAnswer.objects.get().refused_code == "WRONG_STATE"


def test_paper_is_brought_by_a_person() -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-03-02T10:00")
    parcel = Sending.objects.get()
    assert parcel.way == "PAPER"
    rf.printed("REFERRAL_LETTER", "2026-03-02T10:30")
    how = {
        "sending_id": parcel.pk,
        "how": "IN_PERSON",
        "to": "值班民警",
        "by": cast.member("liaison"),
    }
    referral.hand_over(on=rf.moment("2026-03-02T11:00"), at=rf.moment("2026-03-02T12:00"), **how)
    with pytest.raises(refusals.HandedAlready):
        referral.hand_over(
            on=rf.moment("2026-03-02T11:00"), at=rf.moment("2026-03-02T12:00"), **how
        )
    assert state(found) == "DISPATCHED"


def test_a_result_and_a_recall_leave_one_outcome() -> None:
    complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", "2026-03-02T10:00")
    rf.says(found, K.RESULT, "2026-03-03T10:00", result_class="NO_VIOLATION")
    with pytest.raises(Conflict):
        referral.recall(
            referral_id=found.pk,
            reason="材料送错了部门，商定收回。",
            agreed=True,
            by=cast.member("officer"),
            at=rf.moment("2026-03-03T11:00"),
        )
    answers.register(
        referral_id=found.pk,
        tellable="未发现违法。",
        by=cast.member("liaison"),
        at=rf.moment("2026-03-03T12:00"),
    )
    assert Complaint.objects.get(pk=complaint.pk).outcome == "NOT_UPHELD"
