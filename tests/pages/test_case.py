"""The case workspace: what is shown, what is masked, and what it costs."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.models import Contact, Note, Reveal
from casework.services import records
from common.actors import Outside
from common.models import File
from deadlines.models import Deadline
from documents.models import Evidence
from tests import cast

BUDGET = 28  # one each for its tickets, its referrals and the failed messages in the menu


@pytest.fixture
def number(accepted):
    return accepted().file.number


def test_the_workspace_keeps_its_budget(as_, number, django_assert_max_num_queries):
    client = as_("officer")
    client.get(reverse("case", args=[number]))

    with django_assert_max_num_queries(BUDGET):
        response = client.get(reverse("case", args=[number]))

    assert response.status_code == 200


@pytest.mark.parametrize("tab", ["", "evidence", "contacts", "papers", "grading"])
def test_every_tab_answers(as_, number, tab):
    assert as_("officer").get(reverse("case", args=[number]), {"tab": tab}).status_code == 200


def test_an_unknown_tab_is_not_found(as_, number):
    assert as_("officer").get(reverse("case", args=[number]), {"tab": "x"}).status_code == 404


def test_a_telephone_number_is_masked_until_somebody_says_why(as_, number):
    client = as_("officer")
    page = client.get(reverse("case", args=[number])).content.decode()
    party = (
        client.get(reverse("case", args=[number]))
        .context["complaint"]
        .file.parties.get(role="COMPLAINANT")
    )
    address = reverse("reveal", args=[number, party.pk, "phone"])

    without_reason = client.post(address, {"field": "phone", "reason": ""})
    shown = client.post(address, {"field": "phone", "reason": "核对回访号码"})

    assert "138****0000" in page
    assert "13800000000" not in page + without_reason.content.decode()
    assert without_reason.status_code == 422
    assert "13800000000" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    kept = Reveal.objects.get()
    assert (kept.field, kept.reason, kept.by.username) == ("phone", "核对回访号码", "officer")


def test_a_clock_explains_its_days(as_, number):
    clock = Deadline.objects.get(file__number=number, code="HANDLING")

    page = as_("officer").get(reverse("clock", args=[number, clock.pk])).content.decode()

    assert "国庆节" in page
    assert "2026-10-12" in page


def _without_codes(page: str) -> str:
    """Return what a page says before anybody opens the codes."""
    return re.sub(r'<details class="audit">.*?</details>', "", page, flags=re.S)


def test_a_clock_names_its_rules_and_calendar_in_words(as_, number):
    clock = Deadline.objects.get(file__number=number, code="HANDLING")

    page = as_("officer").get(reverse("clock", args=[number, clock.pk])).content.decode()

    said = _without_codes(page)
    assert "诚信办案规则（2026年第1版）" in said
    assert "国家工作日历第 1 版" in said
    assert not re.search(r"plan@|CN-1|HANDLING", said)
    assert "plan@2026.1" in page
    assert "CN-1" in page


@pytest.mark.parametrize("place", ["?tab=grading", "/triage"])
def test_grading_speaks_no_codes_but_keeps_them_for_auditors(as_, number, place):
    page = as_("triage").get(f"/cases/{number}{place}").content.decode()

    body = re.search(r"<main.*</main>", page, re.S)[0]
    body = re.sub(r"<form.*?</form>|<[^>]+>", "", _without_codes(body), flags=re.S)
    assert not re.search(r"简报|A11|权重|§|TSJB|ATTITUDE|MEDIATION|REFERRAL", body)
    assert "简报 §5" in page


def test_a_note_and_a_contact_are_written_down(as_, number):
    client = as_("intake")

    client.post(reverse("add_note", args=[number]), {"text": "注意保护投诉人"})
    client.post(
        reverse("add_contact", args=[number]),
        {
            "contact-role": "COMPLAINANT",
            "contact-means": "PHONE",
            "contact-reached": "on",
            "contact-text": "已说明流程",
        },
    )

    assert Note.objects.get().text == "注意保护投诉人"
    assert Contact.objects.get().reached
    assert Deadline.objects.get(file__number=number, code="CONTACT").status.startswith("MET")


def test_a_draft_survives_until_the_note_is_sent(as_, number):
    client = as_("intake")
    client.post(reverse("save_draft", args=[number, "note"]), {"text": "写到一半"})
    page = client.get(reverse("case", args=[number]), {"tab": "contacts"}).content.decode()

    client.post(reverse("add_note", args=[number]), {"text": "写完了"})
    later = client.get(reverse("case", args=[number]), {"tab": "contacts"}).content.decode()

    assert "写到一半" in page
    assert "写到一半" not in later


def test_evidence_is_taken_by_content_and_refused_in_words(as_, number):
    client = as_("intake")
    address = reverse("add_evidence", args=[number])
    picture = SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100)

    client.post(address, {"upload": picture})
    client.post(address, {"upload": SimpleUploadedFile("合同.pdf", b"MZ not a pdf")})

    kept = Evidence.objects.get()
    page = client.get(reverse("case", args=[number]), {"tab": "evidence"}).content.decode()
    assert kept.sha256 in page
    assert "notice red" in page


@pytest.mark.parametrize(("role", "side"), [("COMPLAINANT", "投诉人"), ("RESPONDENT", "被投诉人")])
def test_who_brought_a_file_is_said_in_words(as_, number, role, side):
    records.add_evidence(
        file_id=File.objects.get(number=number).pk,
        stream=BytesIO(b"\xff\xd8\xff\xe0" + b"\0" * 100),
        name="照片.jpg",
        caption="",
        by=Outside(role),
        at=cast.AT,
    )

    page = as_("intake").get(reverse("case", args=[number]), {"tab": "evidence"}).content.decode()

    assert f'<div class="meta">{side} · ' in page
    assert f">{role}" not in page
