"""What the case makes of an agency's answer: the paper beside the form, both ways side by side."""

import pytest

from casework.channels import AnswerKind as K
from casework.models import Complaint, Referral
from tests.pages import referring as rf


@pytest.fixture
def matter(accepted):
    return rf.theft(accepted)


def at(complaint, rest=""):
    return f"/cases/{complaint.file.number}/agency_result{rest}"


def cards(page):
    return {card.choice.key: card.refusal for card in page.context["cards"]}


def test_the_result_is_registered_beside_the_agencys_paper(as_, matter):
    found = rf.brought(matter)
    rf.says(
        found, K.RESULT, result_class="PENALTY", doc_no="甬公行罚决字3号", words="行政拘留十日。"
    )
    client = as_("liaison")
    case, page = client.get(f"/cases/{matter.file.number}"), client.get(at(matter))

    client.post(at(matter, "/register"), {"register-tellable": "公安机关已依法作出处理。"})

    assert case.context["next"].first.url == at(matter)
    assert cards(page) == {"register": ""}
    assert "甬公行罚决字3号" in page.content.decode()
    assert "行政拘留十日" in page.content.decode()
    complaint = Complaint.objects.get(pk=matter.pk)
    assert (complaint.state, complaint.outcome) == ("OUTCOME_RECORDED", "UPHELD")
    letter = as_("officer").get(f"/cases/{matter.file.number}/feedback")
    (card,) = letter.context["cards"]
    assert card.form.initial["result"] == "公安机关已依法作出处理。"


def test_after_a_refusal_both_ways_stand_side_by_side(as_, matter):
    rf.says(rf.brought(matter), K.NOT_FILED, doc_no="1", words="无犯罪事实。")

    liaison, officer = as_("liaison").get(at(matter)), as_("officer").get(at(matter))

    assert cards(liaison)["verify"] == ""
    assert "只有负责人" in cards(liaison)["end"]
    assert cards(officer) == {"verify": "", "end": ""}


def test_the_liaison_lets_it_go_on_by_verification(as_, matter):
    found = rf.brought(matter)
    rf.says(found, K.NOT_FILED, doc_no="1")

    as_("liaison").post(at(matter, "/verify"))

    assert Complaint.objects.get(pk=matter.pk).state == "IN_VERIFICATION"
    assert Referral.objects.get(pk=found.pk).not_filed_told_at is None
    rf.printed("NOT_FILED_LETTER")
    assert Referral.objects.get(pk=found.pk).not_filed_told_at is not None


def test_an_officer_ends_it_with_reasons(as_, matter):
    rf.says(rf.brought(matter), K.NOT_FILED, doc_no="1")
    client = as_("officer")

    short = client.post(at(matter, "/end"), {"end-reason": "证据不足"})
    client.post(at(matter, "/end"), {"end-reason": "双方陈述矛盾，又无其他证据可以核查。"})

    assert short.status_code == 422
    assert Complaint.objects.get(pk=matter.pk).outcome == "NOT_UPHELD"


def test_there_is_nothing_to_do_while_the_agency_is_silent(as_, matter):
    rf.brought(matter)

    assert as_("liaison").get(at(matter)).status_code == 409
    assert as_("liaison").post(at(matter, "/verify")).status_code == 409


def test_registered_twice_is_a_conflict(as_, matter):
    rf.says(rf.brought(matter), K.RESULT, result_class="PENALTY", doc_no="1")
    client = as_("liaison")
    words = {"register-tellable": "公安机关已依法作出处理。"}
    client.post(at(matter, "/register"), words)

    assert client.post(at(matter, "/register"), words).status_code == 409


def test_beside_an_agency_the_civil_part_may_be_mediated(as_, matter):
    rf.brought(matter)
    client = as_("officer")
    number = matter.file.number

    page = client.get(f"/cases/{number}/way")
    client.post(f"/cases/{number}/way/propose", {"propose-entrusted_to": ""})

    assert [card.choice.key for card in page.context["cards"]] == ["propose"]
    assert matter.mediations.get().state == "PROPOSED"
    assert Complaint.objects.get(pk=matter.pk).state == "IN_REFERRAL"


def test_of_what_is_urgent_nothing_is_mediated(as_, accepted):
    child = rf.theft(accepted, severity="S1", route="EMERGENCY")
    rf.called(child)
    rf.prepared(child)

    assert as_("officer").get(f"/cases/{child.file.number}/way").status_code == 409
