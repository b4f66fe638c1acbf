"""Action pages: choices side by side, refusals beside their field, conflicts told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from casework.models import Complaint
from documents.models import Document
from portals.officer.registry import PAGES
from tests import cast


@pytest.fixture
def graded(registered, as_):
    complaint = registered(received_at=datetime.now(UTC) - timedelta(hours=2))
    as_("triage").post(
        f"/cases/{complaint.file.number}/triage/override",
        {
            "override-category": "ATTITUDE",
            "override-severity": "S4",
            "override-route": "MEDIATION",
            "override-reason": "按事实确认为服务态度",
        },
    )
    return Complaint.objects.select_related("file").get(pk=complaint.pk)


def state(complaint):
    return Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk)


def test_a_person_grades_and_the_grading_is_theirs(graded):
    assert (graded.category, graded.severity) == ("ATTITUDE", "S4")
    assert graded.graded_by.username == "triage"


def test_acceptance_and_its_refusals_stand_side_by_side(as_, graded):
    page = as_("officer").get(f"/cases/{graded.file.number}/acceptance").content.decode()

    for words in ("受理并告知双方", "要求补正", "作出不予受理决定", "转送其他机关"):
        assert words in page


def test_what_a_role_may_not_do_has_no_button(as_, graded):
    page = as_("intake").get(f"/cases/{graded.file.number}/acceptance").content.decode()

    assert "受理并告知双方" in page
    assert "作出不予受理决定" not in page


def test_a_refusal_stands_beside_the_field_it_names(as_, graded):
    response = as_("officer").post(
        f"/cases/{graded.file.number}/acceptance/refuse",
        {"refuse-ground": "G1", "refuse-reason": "太短"},
    )

    assert response.status_code == 422
    assert state(graded) == "REGISTERED"
    assert "请改正以下问题" in response.content.decode()


def test_a_preview_numbers_nothing_and_changes_nothing(as_, graded):
    before = Document.objects.count()

    page = (
        as_("officer")
        .post(f"/cases/{graded.file.number}/acceptance/accept", {"preview": "1"})
        .content.decode()
    )

    assert 'class="paper' in page
    assert "王女士" in page
    assert Document.objects.count() == before
    assert state(graded) == "REGISTERED"


def test_an_act_on_a_file_that_moved_on_is_a_conflict(as_, graded):
    client = as_("officer")
    client.post(f"/cases/{graded.file.number}/acceptance/accept")

    response = client.post(f"/cases/{graded.file.number}/acceptance/accept")

    assert response.status_code == 409
    assert "案件已被更新" in response.content.decode()
    assert state(graded) == "ACCEPTED"


def test_a_clerk_cannot_take_a_choice_the_page_does_not_offer(as_, graded):
    response = as_("intake").post(
        f"/cases/{graded.file.number}/acceptance/refuse",
        {"refuse-ground": "G1", "refuse-reason": "不属于本会处理范围的事项"},
    )

    assert response.status_code == 403
    assert state(graded) == "REGISTERED"


def test_a_telephone_complaint_is_registered_on_one_page(as_, seeded):
    response = as_("intake").post(
        reverse("register"),
        {
            "channel": "PHONE",
            "narrative": "保洁员没有按约定时间上门，电话也不接。",
            "complainant_name": "王女士",
            "complainant_phone": "13800000000",
            "requester_role": "USER",
            "respondent_type": "ENTERPRISE",
        },
    )

    complaint = Complaint.objects.get()
    assert complaint.channel == "PHONE"
    assert complaint.file.number in response.content.decode()


TAKEN_DOWN = {
    "channel": "PHONE",
    "narrative": "保洁员没有按约定时间上门，电话也不接。",
    "complainant_name": "王女士",
    "complainant_phone": "138 0000 0000",
    "requester_role": "USER",
    "respondent_type": "ENTERPRISE",
    "preview": "1",
}


def test_the_registration_form_is_seen_before_it_is_numbered(as_, seeded):
    page = as_("intake").post(reverse("register"), TAKEN_DOWN).content.decode()

    assert "登记后编号" in page
    assert "13800000000" in page
    assert not Complaint.objects.exists()
    assert not Document.objects.exists()


def test_a_preview_checks_what_the_registration_would_check(as_, seeded):
    response = as_("intake").post(reverse("register"), TAKEN_DOWN | {"complainant_phone": "12"})

    assert response.status_code == 422
    assert "complainant_phone" in response.context["form"].errors


def test_a_wrong_telephone_number_is_shown_at_its_field(as_, seeded):
    response = as_("intake").post(
        reverse("register"),
        {
            "channel": "PHONE",
            "narrative": "保洁员没有按约定时间上门。",
            "complainant_name": "王女士",
            "complainant_phone": "12",
            "requester_role": "USER",
            "respondent_type": "ENTERPRISE",
        },
    )

    assert response.status_code == 422
    assert "complainant_phone" in response.context["form"].errors
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("name", sorted(page.name for page in PAGES))
def test_no_page_is_open_to_a_stranger(seeded, registered, client, name):
    number = registered().file.number
    client.force_login(
        cast.person("stranger", "OFFICER", at=cast.district()),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    assert client.get(f"/cases/{number}/{name}").status_code == 404
