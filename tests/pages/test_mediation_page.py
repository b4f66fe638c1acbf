"""The pages of a mediator: what is typed stays, the matter is in sight, the next task is there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from casework import refusals
from casework.models import AgreementSignature, Complaint, Mediation
from casework.services import agreement, mediation, outcome
from common.actors import Outside
from documents.models import Document
from tests import agreeing, cast
from workflows.models import WorkItem

THEN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
STORY = "保洁员上门时态度恶劣，一直抱怨。"
DEAL = {
    "draft-facts": "双方对服务态度有争议。",
    "draft-terms": "当面赔礼道歉",
    "draft-performed_at_once": "on",
    "draft-lawful": "on",
    "card": "draft",
}


def concluded(as_, opened):
    """Put the deal to both and record both signatures, as the mediator does in the session."""
    client = as_("mediator")
    assert client.post(address(opened, "mediation", "draft"), DEAL).status_code == 302
    return client.post(address(opened, "mediation", "sign"), signed(opened))


def signed(opened, *roles):
    return {
        "sign-draft": opened.drafts.latest("version").pk,
        "sign-parties": roles or ("COMPLAINANT", "RESPONDENT"),
        "sign-how": "IN_PERSON",
    }


@pytest.fixture
def consented(accepted):
    """A mediation both agreed to: the complainant on the page, the respondent by telephone."""
    complaint = accepted(at=THEN, received_at=THEN)
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=THEN)
    for role, clerk, how in (
        ("COMPLAINANT", None, "ONLINE"),
        ("RESPONDENT", cast.member("intake").pk, "PHONE"),
    ):
        party = complaint.file.parties.get(role=role)
        mediation.answer(
            mediation_id=opened.pk,
            party_id=party.pk,
            consents=True,
            how=how,
            by=Outside(role, party_id=party.pk, entered_by=clerk),
            at=THEN,
        )
    return Mediation.objects.get(pk=opened.pk)


@pytest.fixture
def scheduled(consented):
    return mediation.schedule(
        mediation_id=consented.pk,
        mediator=cast.member("mediator"),
        session_at=THEN,
        mode="ONSITE",
        place="协会二楼调解室",
        notice_waived=True,
        by=cast.member("mediator"),
        at=THEN,
    )


@pytest.fixture
def in_session(scheduled):
    return mediation.open_session(
        mediation_id=scheduled.pk, both_present=True, by=cast.member("mediator"), at=THEN
    )


def address(record, *parts):
    return "/".join(["/cases", record.complaint.file.number, *parts])


def cards(page):
    return {card.choice.key: card for card in page.context["cards"]}


def shown(page, name):
    """Return what the field of a card shows."""
    return cards(page)[name.partition("-")[0]].form[name.partition("-")[2]].value()


def test_the_result_comes_first_in_session_and_a_further_session_is_folded(as_, in_session):
    page = as_("mediator").get(address(in_session, "mediation"))

    assert [(key, card.folded) for key, card in cards(page).items()] == [
        ("draft", False),
        ("end", False),
        ("schedule", True),
    ]
    assert "<details><summary><h2>安排调解</h2></summary>" in page.content.decode()
    for words in ("预览调解书", "预览终止调解决定书", "预览调解通知书"):
        assert words in page.content.decode()


def test_another_cards_button_keeps_what_is_typed(as_, in_session):
    client = as_("mediator")
    typed = DEAL | {"card": ["end", "draft"], "end-role": "COMPLAINANT", "end-statement": ""}

    refused = client.post(address(in_session, "mediation", "end"), typed)
    seen = client.post(
        address(in_session, "mediation", "end"),
        typed | {"end-statement": "谈不拢", "preview": "1"},
    )
    later = client.get(address(in_session, "mediation"))

    assert refused.status_code == 422
    for page in (refused, seen, later):
        assert shown(page, "draft-terms") == "当面赔礼道歉"
        assert shown(page, "draft-lawful")
    assert not cards(refused)["draft"].form.errors
    assert shown(later, "end-statement") == "谈不拢"


def test_what_is_typed_survives_the_success_of_another_card_and_not_its_own(as_, in_session):
    client = as_("mediator")
    soon = f"{timezone.localtime() + timedelta(minutes=5):%Y-%m-%dT%H:%M}"
    next_session = {
        "schedule-session_at": soon,
        "schedule-mode": "VIDEO",
        "schedule-place": "会议号 100",
        "schedule-notice_waived": "on",
    }
    client.post(
        address(in_session, "mediation", "schedule"),
        DEAL | next_session | {"card": ["schedule", "draft"]},
    )
    client.post(address(in_session, "mediation", "open"), {"open-both_present": "on"})

    page = client.get(address(in_session, "mediation"))

    assert Mediation.objects.get(pk=in_session.pk).session_mode == "VIDEO"
    assert shown(page, "draft-terms") == "当面赔礼道歉"
    assert shown(page, "schedule-place") is None
    assert cards(page)["schedule"].folded


def test_a_draft_is_saved_as_it_is_typed_and_sealed(as_, in_session):
    client = as_("mediator")

    saved = client.post(address(in_session, "drafts", "mediation"), DEAL)

    assert saved.status_code == 204
    page = client.get(address(in_session, "mediation"))
    assert shown(page, "draft-facts") == "双方对服务态度有争议。"
    drafts = Session.objects.get(pk=client.session.session_key).get_decoded()["drafts"]
    assert "赔礼道歉" not in str(drafts)


def test_a_draft_too_long_to_keep_says_so_and_leaves_the_one_before(as_, in_session):
    client = as_("mediator")
    client.post(address(in_session, "drafts", "mediation"), DEAL)

    answer = client.post(
        address(in_session, "drafts", "mediation"), DEAL | {"draft-terms": "字" * 30_000}
    )

    assert answer.status_code == 413
    assert shown(client.get(address(in_session, "mediation")), "draft-terms") == "当面赔礼道歉"


def test_nobody_else_sees_the_draft(as_, in_session):
    as_("mediator").post(address(in_session, "drafts", "mediation"), DEAL)

    assert shown(as_("mediator2").get(address(in_session, "mediation")), "draft-terms") is None


def test_the_server_checks_before_the_person_is_asked(as_, in_session):
    client = as_("mediator")
    where = address(in_session, "mediation", "draft")

    incomplete = client.post(where, DEAL | {"draft-lawful": "", "check": "1"})
    fine = client.post(where, DEAL | {"check": "1"})

    assert incomplete.status_code == 422
    assert cards(incomplete)["draft"].form.errors
    assert fine.status_code == 204
    assert Mediation.objects.get(pk=in_session.pk).state == "IN_SESSION"
    assert not Document.objects.filter(kind="MEDIATION_STATEMENT").exists()


def test_what_a_guard_refuses_is_not_asked_about_either(as_, in_session):
    day = timezone.localdate() - timedelta(days=2)

    page = as_("mediator").post(
        address(in_session, "mediation", "draft"),
        DEAL | {"draft-performed_at_once": "", "draft-performance_due_on": day, "check": "1"},
    )

    assert page.status_code == 422
    assert "performance_due_on" in cards(page)["draft"].form.errors


def test_a_session_in_the_past_is_refused_beside_its_field(as_, consented):
    page = as_("mediator").post(
        address(consented, "mediation", "schedule"),
        {
            "schedule-session_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}",
            "schedule-mode": "ONSITE",
            "schedule-place": "调解室",
            "schedule-notice_waived": "on",
        },
    )

    assert page.status_code == 422
    assert "该时间已过" in str(cards(page)["schedule"].form.errors["session_at"])


def test_story_request_and_parties_stand_above_the_choices(as_, in_session):
    page = as_("mediator").get(address(in_session, "mediation")).content.decode()

    for words in (STORY, "要求赔礼道歉", "王女士", "某家政"):
        assert words in page[: page.index('class="choices')]


def test_the_result_is_written_with_the_terms_in_sight(as_, in_session):
    concluded(as_, in_session)

    page = as_("officer").get(address(in_session, "feedback")).content.decode()

    for words in (STORY, "要求赔礼道歉", "某家政", "当面赔礼道歉", "当场履行完毕"):
        assert words in page[: page.index('class="choices')]


def test_who_fixed_a_session_has_it_on_the_work_list_with_its_time(as_, scheduled):
    item = WorkItem.objects.get(file=scheduled.file)

    page = as_("mediator").get("/cases?tab=mine").content.decode()

    assert (item.node, item.holder) == ("session", cast.member("mediator"))
    assert f"主持调解 · {timezone.localtime(THEN):%m-%d %H:%M}" in page
    assert "主持调解 · " in as_("mediator").get(address(scheduled)).content.decode()


def test_what_follows_stays_with_the_mediator_and_can_be_returned(as_, in_session):
    item = WorkItem.objects.get(file=in_session.file)
    client = as_("mediator")

    assert (item.node, item.holder) == ("result", cast.member("mediator"))
    stranger = as_("mediator2").post(address(in_session, "mediation", "draft"), DEAL)
    assert stranger.status_code == 409
    client.post(f"/tasks/{item.pk}/release")
    taken = as_("mediator2").post(address(in_session, "mediation", "draft"), DEAL)
    assert taken.status_code == 302


def test_a_mediator_who_left_is_given_nothing(scheduled):
    mediator = cast.member("mediator")
    mediator.postings.update(ended_on=timezone.localdate())

    mediation.no_agreement(
        mediation_id=scheduled.pk,
        statement="不谈了",
        lead_found=False,
        by=Outside("COMPLAINANT"),
        at=THEN,
    )

    item = WorkItem.objects.get(file=scheduled.file)
    assert (item.node, item.holder) == ("serve", None)


def test_each_consent_is_one_line_under_the_name_of_who_gave_it(as_, consented):
    page = as_("mediator").get(address(consented))

    lines = [(e.title, e.who) for e in page.context["entries"] if "同意" in e.title]
    assert sorted(lines) == [
        ("投诉人同意调解", "王女士，本人在查询页面提交"),
        ("被投诉人同意调解", "某家政，电话宣读并同意，intake记录"),
    ]
    started = next(e for e in page.context["entries"] if e.title == "启动调解")
    assert started.who == "系统依officer此前的决定办理"


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


def test_a_paper_names_whom_it_is_for_and_folds_its_fingerprint(as_, consented):
    page = as_("officer").get(address(consented), {"tab": "papers"}).content.decode()

    assert re.search(r"调解意见征询书</strong> <span class=\"to\">致投诉人<", page)
    assert re.search(r"调解意见征询书</strong> <span class=\"to\">致被投诉人<", page)
    assert page.count("SHA-256") == page.count("<summary>文件校验值</summary>")


def test_the_story_stands_before_the_tabs(as_, consented):
    page = as_("officer").get(address(consented)).content.decode()

    assert page.index(STORY) < page.index('class="tabs underlined"')


def test_the_clock_of_the_first_contact_leads_to_its_form(as_, registered):
    complaint = registered(received_at=THEN)

    page = as_("intake").get(f"/cases/{complaint.file.number}").content.decode()
    form = as_("intake").get(f"/cases/{complaint.file.number}?tab=contacts").content.decode()

    assert "?tab=contacts#log-contact" in page
    assert 'id="log-contact"' in form


def test_a_step_that_is_over_leads_to_the_case_and_not_to_itself(as_, consented):
    client = as_("officer")
    where = address(consented, "acceptance")

    looked = client.get(where)
    pressed = client.post(f"{where}/accept")

    for page in (looked, pressed):
        assert page.status_code == 409
        assert f'href="{address(consented)}"' in page.content.decode()
        assert f'href="{where}' not in page.content.decode()
    assert "没有保存" not in looked.content.decode()
    assert "没有保存" in pressed.content.decode()


def test_the_letters_leave_the_page_without_a_loop(as_, in_session):
    concluded(as_, in_session)
    complaint = Complaint.objects.get(pk=in_session.complaint_id)
    outcome.send_letter(
        complaint_id=complaint.pk,
        process="组织双方调解。",
        result="双方达成协议。",
        by=cast.member("officer"),
        at=complaint.outcome_at,
    )

    page = as_("officer").get(address(in_session, "feedback"))

    assert page.status_code == 409
    assert "查看案件最新情况" in page.content.decode()


@pytest.mark.parametrize("preview", [{}, {"preview": "1"}])
@pytest.mark.parametrize("typed", [{"terms": "退还费用\n" * 31}, {"facts": "\u200b"}])
def test_what_the_statement_cannot_print_is_refused_beside_its_field(
    as_, in_session, typed, preview
):
    told = DEAL | {f"draft-{name}": words for name, words in typed.items()}
    page = as_("mediator").post(address(in_session, "mediation", "draft"), told | preview)

    assert page.status_code == 422
    assert list(cards(page)["draft"].form.errors) == list(typed)
    assert not in_session.drafts.exists()


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
