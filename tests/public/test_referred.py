"""A matter at an authority: its complainant reads how it stands, its respondent reads nothing."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.channels import AnswerKind as K
from casework.models import Complaint, Party, Referral
from casework.services import (
    acceptance,
    answers,
    ladder,
    mediation,
    outcome,
    progress,
    referral,
    triage,
)
from common.actors import Outside
from documents import services as documents
from documents.models import Document
from tests import cast
from tests.casework import referring as rf
from tests.casework.conftest import seeded
from tests.public.conftest import enter, text_of

__all__ = ["seeded"]
#: What a respondent must not come across.
SECRETS = ("公安", "有关机关", "办理机关", "移送", "回执", "YS-", "部门", "甬公受案字")
WORDS = "嫌疑人另有同类作案线索，拟传唤。"


@pytest.fixture
def clock(seeded: None, settings: Any, tmp_path: Any) -> Any:
    """Papers and pictures of this test; the clock stands where a test puts it."""
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    with time_machine.travel(rf.moment("2026-04-20T12:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def complaint(clock: Any) -> Complaint:
    """A theft, accepted on 2026-04-20."""
    return rf.a_complaint("2026-04-20T09:00", "THEFT", "S2")


@pytest.fixture
def found(complaint: Complaint) -> Referral:
    """It is handed to the police the same morning."""
    return rf.dispatched(complaint, "POLICE", "2026-04-20T10:00")


def browser(complaint: Complaint, role: str) -> Client:
    party = Party.objects.get(file=complaint.file, role=role)
    return enter(complaint.file.number, str(party.query_code))


def page(complaint: Complaint, role: str = "COMPLAINANT") -> Any:
    return browser(complaint, role).get("/track/case")


def stage(complaint: Complaint) -> Any:
    (told,) = page(complaint).context["referrals"]
    return told


# --- the respondent ----------------------------------------------------------------------------


def as_read(complaint: Complaint) -> str:
    """Return the respondent's page without what differs by itself."""
    shown = text_of(page(complaint, "RESPONDENT"))
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)


def test_for_the_respondent_the_page_stays_as_it_was(complaint, clock):
    before = as_read(complaint)
    found = rf.prepared(complaint, "POLICE", "2026-04-20T10:00")
    assert as_read(complaint) == before
    rf.approved(found, "2026-04-20T10:30")
    referral.dispatch(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-04-20T11:00")
    )
    assert as_read(complaint) == before
    rf.says(found, K.ACKNOWLEDGED, "2026-04-20T11:30", receipt_no="甬公受案字〔2026〕12号")
    assert as_read(complaint) == before
    rf.says(found, K.RESULT, "2026-04-20T11:45", result_class="PENALTY", words=WORDS)
    assert as_read(complaint) == before


@pytest.mark.parametrize("kind", [K.ACCEPTED, K.RETURNED, K.NOT_FILED, K.RESULT])
def test_the_respondent_comes_across_nothing_of_a_referral(kind, complaint, found):
    facts = {K.RETURNED: {"reason_code": "OTHER"}, K.RESULT: {"result_class": "PENALTY"}}
    rf.says(found, kind, "2026-04-20T11:00", words=WORDS, **facts.get(kind, {}))
    if kind is K.RESULT:
        answers.register(
            referral_id=found.pk,
            tellable="公安机关已作出处理。",
            by=cast.member("liaison"),
            at=rf.moment("2026-04-20T11:30"),
        )
    if kind is K.NOT_FILED:
        answers.go_on_after_not_filed(
            referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-04-20T11:30")
        )

    shown = page(complaint, "RESPONDENT")

    assert shown.context["referrals"] == []
    assert [secret for secret in (*SECRETS, WORDS) if secret in text_of(shown)] == []


def test_a_respondent_in_verification_goes_on_reading_that(clock):
    complaint = rf.a_complaint("2026-04-20T09:00", "THEFT", "S2")
    from casework.services import verification

    verification.start(
        complaint_id=complaint.pk,
        plan="调取小区出入口监控录像",
        facts_disputed=True,
        by=cast.member("officer"),
        at=rf.moment("2026-04-20T09:30"),
    )
    before = as_read(complaint)
    rf.dispatched(complaint, "POLICE", "2026-04-20T10:00")

    assert Complaint.objects.get(pk=complaint.pk).state == "IN_REFERRAL"
    assert as_read(complaint) == before


# --- the complainant ---------------------------------------------------------------------------


def test_handed_over_it_says_to_whom_since_when_and_what_comes_next(complaint, found):
    shown = page(complaint)
    (told,) = shown.context["referrals"]

    assert told.agency == "公安机关"
    assert (str(told.stage.heading), str(told.stage.turn)) == ("已移送", "办理机关")
    assert told.since == date(2026, 4, 20)
    assert told.due.startswith("2026-04-23")
    assert shown.context["state"][0] == "有关机关办理中"
    assert "机关办理" in [str(step.label) for step in shown.context["steps"]]
    assert "公安机关" in text_of(shown)


def test_what_is_not_handed_over_yet_is_ours_to_hand_over(complaint):
    rf.prepared(complaint, "POLICE", "2026-04-20T10:00")

    told = stage(complaint)

    assert (str(told.stage.heading), str(told.stage.turn)) == ("正在移送", "本会")
    assert told.due.startswith("2026-04-21")


def test_the_receipt_number_and_the_day_of_the_result_are_told(complaint, found, clock):
    rf.says(found, K.ACKNOWLEDGED, "2026-04-21T09:00", receipt_no="甬公受案字〔2026〕12号")
    clock.move_to(rf.moment("2026-04-21T10:00"))

    told = stage(complaint)

    assert told.receipt == "甬公受案字〔2026〕12号"
    assert told.due.startswith("2026-05-21")
    assert "甬公受案字〔2026〕12号" in text_of(page(complaint))


def test_a_late_authority_is_said_to_be_late_and_what_we_did(complaint, found, clock):
    rf.night("2026-04-24T00:00")
    clock.move_to(rf.moment("2026-04-24T09:00"))
    reminded = stage(complaint)
    rf.night("2026-05-06T00:00")
    at = rf.moment("2026-05-06T09:00")
    ladder.sign_order(referral_id=found.pk, by=cast.member("officer"), at=at)
    clock.move_to(at)
    urged = stage(complaint)

    assert reminded.reminded == date(2026, 4, 24)
    assert "仍在等待" in reminded.left
    assert urged.urged == date(2026, 5, 6)
    assert "督办" in text_of(page(complaint))


def test_returned_it_is_ours_again(complaint, found, clock):
    rf.says(found, K.RETURNED, "2026-04-21T09:00", reason_code="NOT_COMPETENT", words=WORDS)
    clock.move_to(rf.moment("2026-04-21T10:00"))

    told = stage(complaint)

    assert (str(told.stage.heading), str(told.stage.turn)) == ("已退回", "本会")
    assert told.due.startswith("2026-04-22")
    assert WORDS not in text_of(page(complaint))


def test_police_file_no_case_and_the_day_to_ask_again_is_named(complaint, found, clock):
    """AS-14: received on Friday 05-08, told by 05-09, last day for information 05-15."""
    rf.says(found, K.NOT_FILED, "2026-05-08T10:00", doc_no="1号", words=WORDS)
    clock.move_to(rf.moment("2026-05-08T11:00"))
    before = stage(complaint)
    assert (str(before.stage.heading), before.again) == ("办理机关已答复", None)
    assert before.due.startswith("2026-05-09")
    assert "不予立案" not in text_of(page(complaint))

    answers.go_on_after_not_filed(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-05-09T09:00")
    )
    rf.printed("NOT_FILED_LETTER", "2026-05-09T09:05")
    clock.move_to(rf.moment("2026-05-15T23:59"))
    told = stage(complaint)
    shown = page(complaint)
    assert (told.again.days, told.again.by, told.again.over) == (7, date(2026, 5, 15), False)
    assert "最后一日为2026-05-15" in text_of(shown)
    assert shown.context["state"][0] == "核查中"
    assert WORDS not in text_of(shown)

    clock.move_to(rf.moment("2026-05-16T00:00"))
    assert stage(complaint).again.over


def test_other_authorities_give_no_such_day(clock):
    complaint = rf.a_complaint("2026-04-20T09:00", "FALSE_ADVERTISING", "S2")
    found = rf.dispatched(complaint, "MARKET_REGULATOR", "2026-04-20T10:00")
    rf.says(found, K.NOT_FILED, "2026-04-20T11:00")
    answers.go_on_after_not_filed(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment("2026-04-20T11:30")
    )
    rf.printed("NOT_FILED_LETTER", "2026-04-20T11:35")

    told = stage(complaint)

    assert (str(told.stage.heading), told.again) == ("不予立案（受理）", None)


def test_a_result_is_told_when_a_person_has_read_it_and_only_what_may_be_told(
    complaint, found, clock
):
    rf.says(found, K.RESULT, "2026-04-30T10:00", result_class="PENALTY", words=WORDS)
    clock.move_to(rf.moment("2026-04-30T11:00"))
    before = stage(complaint)
    assert (str(before.stage.heading), before.tellable) == ("办理机关已答复", "")
    assert before.due.startswith("2026-05-13")  # seven working days from when it came

    answers.register(
        referral_id=found.pk,
        tellable="公安机关已对被投诉人作出行政处罚。",
        by=cast.member("liaison"),
        at=rf.moment("2026-05-06T09:00"),
    )
    clock.move_to(rf.moment("2026-05-06T10:00"))
    shown = text_of(page(complaint))
    assert "公安机关已对被投诉人作出行政处罚。" in shown
    assert "办理机关认定投诉属实" in shown
    assert WORDS not in shown
    theirs = text_of(page(complaint, "RESPONDENT"))
    assert "投诉已被认定属实。" in theirs
    assert "行政处罚" not in theirs


def test_a_revoked_decision_is_told_at_once(complaint, found, clock):
    rf.types_in(found, K.RESULT, "2026-04-30T10:00", result_class="PENALTY")
    rf.says(found, K.REVOKED, "2026-05-06T10:00", words=WORDS)
    clock.move_to(rf.moment("2026-05-06T11:00"))

    told = stage(complaint)

    assert (str(told.stage.heading), told.tellable) == ("办理机关已撤销原决定", "")
    assert WORDS not in text_of(page(complaint))


def test_what_was_taken_back_before_it_left_was_never_there(complaint, clock):
    found = rf.prepared(complaint, "POLICE", "2026-04-20T10:00")
    how = {"reason": "材料送错了部门，商定收回。", "agreed": True, "by": cast.member("officer")}
    referral.recall(referral_id=found.pk, at=rf.moment("2026-04-20T11:00"), **how)

    assert page(complaint).context["referrals"] == []

    other = rf.dispatched(complaint, "POLICE", "2026-04-20T11:10")
    referral.recall(referral_id=other.pk, at=rf.moment("2026-04-20T11:30"), **how)
    assert str(stage(complaint).stage.heading) == "移送已撤回"


def test_two_authorities_stand_side_by_side_the_lead_one_first(complaint, found):
    rf.dispatched(complaint, "HRSS", "2026-04-20T11:00")

    told = page(complaint).context["referrals"]

    assert [one.agency for one in told] == ["公安机关", "人力资源和社会保障部门"]


def test_progress_answers_and_every_step_are_listed(complaint, found, clock):
    rf.says(found, K.ACKNOWLEDGED, "2026-04-21T09:00", receipt_no="12")
    progress.answer(
        complaint_id=complaint.pk,
        wait_ground="AGENCY",
        remains="公安机关已受案。",
        who_acts="公安机关",
        by_when=date(2026, 5, 21),
        by=cast.member("liaison"),
        at=rf.moment("2026-04-21T10:00"),
    )
    clock.move_to(rf.moment("2026-04-21T11:00"))

    lines = page(complaint).context["lines"]

    assert [line.title for line in lines][:5] == [
        "进展答复",
        "办理机关已签收",
        "已移送有关机关",
        "决定移送有关机关",
        "投诉已受理",
    ]
    assert lines[0].text == "公安机关已受案。 下一步：公安机关，最迟 2026-05-21。"
    assert lines[2].text == "公安机关"


def test_the_civil_part_is_mediated_beside_the_referral_and_both_are_shown(complaint, found, clock):
    held = mediation.propose(
        complaint_id=complaint.pk, by=cast.member("officer"), at=rf.moment("2026-04-20T11:00")
    )
    mine = page(complaint)
    assert mine.context["doors"].consent
    assert "民事部分的调解同时进行" in text_of(mine)
    assert "公安机关" in text_of(mine)
    theirs = page(complaint, "RESPONDENT")
    assert theirs.context["doors"].consent
    assert theirs.context["state"][0] == "建议调解"

    for role in ("COMPLAINANT", "RESPONDENT"):
        party = complaint.file.parties.get(role=role)
        mediation.answer(
            mediation_id=held.pk,
            party_id=party.pk,
            consents=True,
            entrustment=True,
            how="ONLINE",
            by=Outside(role, party.pk),
            at=rf.moment("2026-04-20T11:30"),
        )
    assert Complaint.objects.get(pk=complaint.pk).state == "IN_REFERRAL"
    assert page(complaint).context["state"][0] == "有关机关办理中"
    theirs = page(complaint, "RESPONDENT")
    assert theirs.context["state"][0] == "调解中"
    assert [secret for secret in SECRETS if secret in text_of(theirs)] == []


def test_a_closed_case_still_says_what_the_authority_found(complaint, found, clock):
    rf.types_in(found, K.RESULT, "2026-04-30T10:00", result_class="NO_VIOLATION")
    at = rf.moment("2026-05-06T09:00")
    outcome.write_back(complaint_id=complaint.pk, at=at)
    outcome.feedback_sent(
        complaint_id=complaint.pk, by=cast.member("officer"), at=at, document_id=None
    )
    clock.move_to(at)

    told = stage(complaint)

    assert Referral.objects.get(pk=found.pk).state == "CLOSED"
    assert told.tellable == "公安机关已依法作出处理。"


def test_an_urgent_matter_is_shown_before_it_is_accepted(clock):
    complaint = rf.a_complaint("2026-04-20T09:00", "INJURY_ABUSE", "S1", accept=False)
    rf.prepared(complaint, "POLICE", "2026-04-20T09:10")

    shown = page(complaint)

    assert shown.context["state"][0] == "已登记"
    assert [one.agency for one in shown.context["referrals"]] == ["公安机关"]


def test_the_letter_that_ends_a_mediation_for_a_crime_names_neither_crime_nor_lead(clock):
    complaint = rf.a_complaint("2026-04-20T09:00", "ATTITUDE", "S4", accept=False)
    officer, at = cast.member("officer"), rf.moment("2026-04-20T10:00")
    mild = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.regrade(complaint_id=complaint.pk, grade=mild, by=officer, at=at)
    acceptance.accept(complaint_id=complaint.pk, by=officer, at=at)
    mediation.propose(complaint_id=complaint.pk, by=officer, at=at)
    grade = triage.Grade(
        "INJURY_ABUSE", "S1", "EMERGENCY", reason="新发现人身伤害", police_report=True
    )
    triage.regrade(complaint_id=complaint.pk, grade=grade, by=officer, at=at)
    rf.prepared(complaint, "POLICE", "2026-04-20T11:00")

    decisions = Document.objects.filter(kind="TERMINATION_DECISION")
    said = " ".join(documents.context_of(one).model_dump_json() for one in decisions)
    shown = page(complaint, "RESPONDENT")

    assert decisions.count() == 2
    assert "T8" in said
    assert [word for word in ("犯罪", "公安", "移送", "伤害") if word in said] == []
    assert '"lead_found":true' not in said
    assert [secret for secret in SECRETS if secret in text_of(shown)] == []
