"""More time and recusal, through the pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from casework.models import ExtensionRequest
from casework.services import verification
from deadlines.models import Deadline
from tests import cast
from workflows.models import WorkItem

NOW = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def under_verification(accepted):
    complaint = accepted("S3", at=NOW, received_at=NOW - timedelta(hours=1))
    verification.start(
        complaint_id=complaint.pk,
        plan="核对服务订单，分别走访双方当事人",
        facts_disputed=True,
        by=cast.member("officer"),
        at=NOW,
    )
    return complaint


def test_an_investigator_asks_and_the_officer_sees_both_answers_side_by_side(
    as_, under_verification
):
    number = under_verification.file.number
    before = Deadline.objects.get(file=under_verification.file, code="VERIFICATION").due_on
    asked = as_("investigator").post(
        f"/cases/{number}/extension/ask", {"ask-reason": "须向平台调取服务订单和监控记录。"}
    )
    page = as_("officer").get(f"/cases/{number}/extension").content.decode()
    request = ExtensionRequest.objects.get()

    as_("officer").post(f"/cases/{number}/extension/grant", {"grant-request_id": request.pk})

    assert asked.status_code == 302
    assert "批准延期" in page
    assert "不予延期" in page
    request.refresh_from_db()
    assert request.granted
    after = Deadline.objects.get(file=under_verification.file, code="VERIFICATION").due_on
    assert after > before


def test_an_extension_is_refused_only_with_reasons(as_, under_verification):
    number = under_verification.file.number
    as_("investigator").post(
        f"/cases/{number}/extension/ask", {"ask-reason": "须向平台调取服务订单和监控记录。"}
    )
    request = ExtensionRequest.objects.get()

    response = as_("officer").post(
        f"/cases/{number}/extension/refuse",
        {"refuse-request_id": request.pk, "refuse-reason": "不行"},
    )

    request.refresh_from_db()
    assert response.status_code == 422
    assert request.decided_at is None


def test_whoever_steps_back_no_longer_sees_the_case_and_its_tasks_go_back(as_, registered):
    number = registered().file.number
    task = WorkItem.objects.get().pk
    client = as_("triage")
    client.post(reverse("claim", args=[task]))

    page = client.get(reverse("recuse", args=[number])).content.decode()
    client.post(reverse("recuse", args=[number]), {"reason": "被投诉人是我的亲属。"})

    assert "我与本案有利害关系，申请回避" in page
    assert client.get(reverse("case", args=[number])).status_code == 404
    assert WorkItem.objects.get().holder is None


def test_nobody_steps_back_without_a_reason(as_, registered):
    number = registered().file.number

    response = as_("triage").post(reverse("recuse", args=[number]), {"reason": ""})

    assert response.status_code == 422
    assert as_("triage").get(reverse("case", args=[number])).status_code == 200


def test_an_ended_case_is_found_in_its_tab_and_by_telephone(as_, accepted):
    complaint = accepted(received_at=NOW, at=NOW)
    as_("intake").post(
        f"/cases/{complaint.file.number}/withdraw/withdraw",
        {"withdraw-reason": "双方已经自行和解。", "withdraw-own_act": "on"},
    )
    client = as_("officer")

    ended = client.get("/cases", {"tab": "closed", "q": "13800000000"}).content.decode()
    under_way = client.get("/cases", {"tab": "open"}).content.decode()

    assert complaint.file.number in ended
    assert "已撤回" in ended
    assert complaint.file.number not in under_way


def test_an_emergency_shows_110_and_since_when_it_is_graded(as_, accepted):
    number = accepted("S1", "EMERGENCY", at=NOW, received_at=NOW).file.number

    page = as_("officer").get(reverse("case", args=[number])).content.decode()

    assert 'href="tel:110"' in page
    assert "定为 S1" in page


@pytest.mark.parametrize("tab", ["referral", "open"])
def test_the_referral_tab_leads_to_the_board(as_, seeded, tab):
    page = as_("officer").get("/cases", {"tab": tab}).content.decode()

    assert ("移送台账" in page) == (tab == "referral")


def test_an_s1_case_offers_no_way_that_could_only_be_refused(as_, accepted):
    number = accepted("S1", "EMERGENCY", at=NOW, received_at=NOW).file.number
    client = as_("officer")

    page = client.get(reverse("case", args=[number])).content.decode()

    assert f"/cases/{number}/refer" not in page  # the liaison's
    assert f"/cases/{number}/way" not in page
    assert client.get(f"/cases/{number}/way").status_code == 409
