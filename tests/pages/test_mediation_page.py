"""The pages of a mediator: what is typed stays, the matter is in sight, the next task is there."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from casework.models import Complaint, Mediation
from casework.services import mediation, outcome
from common.actors import Outside
from documents.models import Document
from tests import cast
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
)
from workflows.models import WorkItem

__all__ = ["consented", "in_session", "scheduled"]


def test_the_result_comes_first_in_session_and_a_further_session_is_folded(as_, in_session):
    page = as_("mediator").get(address(in_session, "mediation"))

    assert [(key, card.folded) for key, card in cards(page).items()] == [
        ("draft", False),
        ("end", False),
        ("schedule", True),
        ("crime", True),
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


def test_a_suspected_crime_is_reported_and_the_civil_part_goes_on(as_, in_session):
    client = as_("mediator")
    short = client.post(address(in_session, "mediation", "crime"), {"crime-reason": "偷东西"})

    client.post(
        address(in_session, "mediation", "crime"),
        {"crime-reason": "服务人员承认拿走了用户的手镯。", "crime-civil_part": "on"},
    )

    assert short.status_code == 422
    event = in_session.file.events.get(name="crime_suspected")
    assert event.text.body == "服务人员承认拿走了用户的手镯。"
    assert Mediation.objects.get(pk=in_session.pk).state == "IN_SESSION"
    liaison = as_("liaison").get(address(in_session))
    assert address(in_session, "refer") in [link.url for link in liaison.context["next"].others]


def test_where_nothing_civil_is_left_the_mediation_ends_with_the_report(as_, in_session):
    as_("mediator").post(
        address(in_session, "mediation", "crime"),
        {"crime-reason": "服务人员承认拿走了用户的手镯。"},
    )

    assert Mediation.objects.get(pk=in_session.pk).state == "TERMINATED"
