"""The agreement on the page of the mediator: worded, signed, concluded."""

import pytest

from casework import refusals
from casework.models import AgreementSignature, Mediation
from casework.services import agreement
from tests import agreeing
from tests.pages.mediating import (
    DEAL,
    STORY,
    THEN,
    address,
    cards,
    concluded,
    consented,
    in_session,
    scheduled,
    shown,
    signed,
)

__all__ = ["consented", "in_session", "scheduled"]


def test_the_result_is_written_with_the_terms_in_sight(as_, in_session):
    concluded(as_, in_session)

    page = as_("officer").get(address(in_session, "feedback")).content.decode()

    for words in (STORY, "要求赔礼道歉", "某家政", "当面赔礼道歉", "当场履行完毕"):
        assert words in page[: page.index('class="choices')]


def test_signatures_on_paper_are_recorded_by_who_holds_the_task(as_, in_session):
    as_("mediator").post(address(in_session, "mediation", "draft"), DEAL)

    stranger = as_("mediator2").post(address(in_session, "mediation", "sign"), signed(in_session))

    assert stranger.status_code == 409
    assert Mediation.objects.get(pk=in_session.pk).state == "IN_SESSION"


def test_each_step_of_an_agreement_is_one_line(as_, in_session):
    concluded(as_, in_session)

    entries = as_("mediator").get(address(in_session)).context["entries"]

    assert sorted((e.title, e.who) for e in entries if "协议" in e.title) == sorted(
        [
            ("拟定协议并送双方", "mediator · 调解员"),
            ("投诉人签署协议（第1稿）", "王女士，当场纸质签署，mediator记录"),
            ("被投诉人签署协议（第1稿）", "某家政，当场纸质签署，mediator记录"),
            ("达成调解协议", "系统依mediator此前的决定办理"),
        ]
    )


def test_the_wording_waits_on_the_page_for_signatures(as_, in_session):
    client = as_("mediator")
    client.post(address(in_session, "mediation", "draft"), DEAL)

    page = client.get(address(in_session, "mediation"))

    assert [(key, card.folded) for key, card in cards(page).items()] == [
        ("sign", False),
        ("end", False),
        ("schedule", True),
        ("draft", True),
        ("crime", True),
    ]
    assert shown(page, "draft-terms") == "当面赔礼道歉"
    assert "待签署的协议（第1稿）" in page.content.decode()
    client.post(address(in_session, "mediation", "sign"), signed(in_session, "RESPONDENT"))
    left = cards(client.get(address(in_session, "mediation")))["sign"].form
    assert [code for code, _words in left.fields["parties"].choices] == ["COMPLAINANT"]


def test_a_signature_under_an_earlier_wording_is_a_conflict(as_, in_session):
    client = as_("mediator")
    client.post(address(in_session, "mediation", "draft"), DEAL)
    stale = signed(in_session)
    client.post(address(in_session, "mediation", "draft"), DEAL | {"draft-terms": "书面致歉"})

    page = client.post(address(in_session, "mediation", "sign"), stale)

    assert page.status_code == 409
    assert "协议文字已有修改" in page.content.decode()
    assert Mediation.objects.get(pk=in_session.pk).state == "IN_SESSION"


def test_both_signatures_of_one_press_are_on_file_or_none(as_, in_session, monkeypatch):
    agreeing.draft(in_session, at=THEN)
    sign = agreement.sign

    def complainant_alone(**facts):
        if facts["by"].role == "RESPONDENT":
            raise refusals.WordingPast
        return sign(**facts)

    monkeypatch.setattr(agreement, "sign", complainant_alone)
    page = as_("mediator").post(address(in_session, "mediation", "sign"), signed(in_session))

    assert page.status_code == 422
    assert not AgreementSignature.objects.exists()


@pytest.mark.parametrize("draft", ["", "x", "-1", "0", str(2**63), "9" * 5000, "\0"])
def test_no_number_of_a_wording_is_taken_that_was_not_on_the_page(as_, in_session, draft):
    agreeing.draft(in_session, at=THEN)
    page = as_("mediator").post(
        address(in_session, "mediation", "sign"), signed(in_session) | {"sign-draft": draft}
    )

    assert page.status_code in (409, 422)
    assert not AgreementSignature.objects.exists()
