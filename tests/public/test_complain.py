"""The public form: filed once, nothing lost, nothing in addresses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.models import Complaint, Party
from documents import services as documents
from documents.models import Document, Evidence
from tests import cast
from tests.public.conftest import CONSENTS, CONTACT, NAME, PHONE, STORY, WHO, fill, press, text_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_a_complaint_is_filed_page_by_page(visitor):
    fill(visitor)

    page = press(visitor)

    complaint = Complaint.objects.get()
    assert page.status_code == 200
    assert complaint.file.number in text_of(page)
    assert complaint.source == "web"
    assert complaint.statement.title == "收费、退款纠纷"
    assert (complaint.statement.consent_publish, complaint.statement.consent_entrust_mediation) == (
        False,
        True,
    )
    party = complaint.file.parties.get(role="COMPLAINANT")
    assert (party.name, party.phone) == (NAME, f"{PHONE}")
    assert f"{party.query_code[:4]}-{party.query_code[4:]}" in text_of(page)
    assert "2026-10-12" in text_of(page)  # ACCEPTANCE across Mid-Autumn and National Day (AS-01)


@pytest.mark.parametrize(
    ("chosen", "unit"), [("330203", "330203"), ("elsewhere", "root"), ("", "root")]
)
def test_the_place_chosen_decides_which_unit_gets_it(visitor, chosen, unit):
    cast.district()
    fill(visitor)
    visitor.post("/complain/story", STORY | {"district_code": chosen})

    press(visitor)

    assert Complaint.objects.get().file.unit.code == unit


def test_a_place_nobody_offered_is_told_beside_the_question(visitor):
    fill(visitor)

    page = visitor.post("/complain/story", STORY | {"district_code": "999999"})

    assert page.status_code == 422
    assert "名单中没有这个地点" in text_of(page)


def test_pressing_twice_files_once_and_shows_the_same_receipt(visitor):
    fill(visitor)
    draft = visitor.get("/complain/check").context["draft"]
    answer = CONSENTS | {"token": draft.token, "stamp": draft.stamp}

    first = visitor.post("/complain/check", answer, follow=True)
    second = visitor.post("/complain/check", answer, follow=True)

    assert Complaint.objects.count() == 1
    assert second.context["number"] == first.context["number"]


def test_a_second_press_that_overtakes_the_session_finds_the_same_complaint(visitor):
    fill(visitor)
    session = dict(visitor.session.items())
    first = press(visitor)
    late = visitor.session
    late.update(session)
    late.save()

    second = press(visitor)

    assert Complaint.objects.count() == 1
    assert second.context["number"] == first.context["number"]


def test_the_code_is_gone_once_it_is_noted(visitor, filed):
    number, code = filed()
    assert code in text_of(visitor.get("/complain/done"))

    case = visitor.post("/complain/noted", follow=True)

    assert number in text_of(case)
    assert code not in text_of(case)
    assert visitor.get("/complain/done").status_code == 302


def test_a_missing_answer_is_told_above_and_beside_its_question(visitor):
    page = visitor.post("/complain/what", {})

    assert page.status_code == 422
    assert text_of(page).count("请选择最符合的一项") == 2
    assert 'href="#id_problem"' in text_of(page)
    assert "<title>错误：" in text_of(page)


def test_the_name_of_the_respondent_is_optional_only_for_whom_it_is_not_known(visitor):
    asked = visitor.get("/complain/who").context["form"]
    refused = visitor.post("/complain/who", WHO | {"respondent_name": ""})
    taken = visitor.post(
        "/complain/who", WHO | {"respondent_type": "UNKNOWN", "respondent_name": ""}
    )

    assert asked.fields["respondent_name"].required
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "不清楚的，请选择" in text_of(refused)


@pytest.mark.parametrize(
    ("page", "answer", "told"),
    [
        ("/complain/what", {}, "发生了什么问题？请选择最符合的一项"),
        ("/complain/who", {}, "请选择“您是”。"),
        ("/complain/check", {}, "知晓捏造事实须承担责任。未作真实性承诺"),
    ],
)
def test_the_list_of_errors_has_one_mark_between_question_and_answer(visitor, page, answer, told):
    fill(visitor)

    assert told in text_of(visitor.post(page, answer))


def test_what_was_typed_wrongly_is_still_there(visitor):
    page = visitor.post("/complain/contact", CONTACT | {"complainant_phone": "139"})
    again = visitor.get("/complain/contact")

    assert page.status_code == 422
    assert NAME in text_of(page)
    assert NAME in text_of(again)


def test_nobody_reaches_the_last_page_past_a_question(visitor):
    visitor.post("/complain/who", WHO)
    visitor.post("/complain/story", STORY)

    assert visitor.get("/complain/check")["Location"] == "/complain/what"


def test_changing_an_answer_leads_back_to_the_check(visitor):
    fill(visitor)

    answer = visitor.post("/complain/story?from=check", STORY | {"amount_involved": "1500"})

    assert answer["Location"] == "/complain/check"
    assert "1500" in text_of(visitor.get("/complain/check"))


def test_a_draft_changed_in_another_window_is_not_filed_unseen(visitor):
    fill(visitor)

    page = press(visitor, stamp="of-an-older-page")

    assert page.status_code == 409
    assert not Complaint.objects.exists()


def test_without_the_declaration_nothing_is_filed(visitor):
    fill(visitor)

    page = press(visitor, truthful="")

    assert page.status_code == 422
    assert not Complaint.objects.exists()


def test_danger_is_stopped_at_110_and_filed_as_urgent(visitor):
    visitor.post("/complain/who", WHO)
    stop = visitor.post("/complain/what", {"problem": "SAFETY"}, follow=True)
    visitor.post("/complain/story", STORY)
    visitor.post("/complain/contact", CONTACT)
    assert 'href="tel:110"' in text_of(stop)
    assert visitor.get("/complain/check")["Location"] == "/complain/danger"

    visitor.post("/complain/danger", {"danger": "yes"})
    press(visitor)

    assert Complaint.objects.get().emergency


def test_files_wait_for_their_complaint_and_go_with_it(visitor, settings):
    fill(visitor)
    visitor.post(
        "/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG), "caption": "地面"}
    )
    refused = visitor.post("/complain/evidence", {"file": SimpleUploadedFile("单.pdf", b"MZ exe")})
    assert refused.status_code == 422
    assert not Evidence.objects.exists()

    press(visitor)

    kept = Evidence.objects.get()
    assert (kept.name, kept.caption, kept.uploaded_role) == ("地面.png", "地面", "COMPLAINANT")
    assert kept.party_id == Party.objects.get(role="COMPLAINANT").pk
    assert not list(settings.CASEWORK_STAGED_DIR.iterdir())


def test_the_registration_form_names_the_files_that_came_with_the_complaint(visitor):
    fill(visitor)
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("单据.png", PNG + b"2")})

    press(visitor)

    form = Document.objects.get(kind="COMPLAINT_REGISTRATION_FORM")
    assert documents.context_of(form).model_dump()["evidence"] == ("地面.png", "单据.png")


def test_a_file_that_cannot_be_kept_leaves_nothing_registered_and_the_next_press_files_it(
    visitor, settings
):
    fill(visitor)
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    most, settings.CASEWORK_EVIDENCE_MAX_BYTES = settings.CASEWORK_EVIDENCE_MAX_BYTES, 8
    refused = press(visitor)
    settings.CASEWORK_EVIDENCE_MAX_BYTES = most
    assert (refused.status_code, Complaint.objects.count()) == (422, 0)

    press(visitor)

    form = Document.objects.get(kind="COMPLAINT_REGISTRATION_FORM")
    assert documents.context_of(form).model_dump()["evidence"] == ("地面.png",)
    assert Evidence.objects.count() == 1


def test_a_press_after_a_broken_one_hands_over_what_still_waits(visitor):
    fill(visitor)
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    before = dict(visitor.session.items())
    press(visitor)
    visitor.cookies.clear()
    session = visitor.session
    session.update(before)
    session.save()
    visitor.cookies["sessionid"] = session.session_key

    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("后补.png", PNG + b"3")})
    press(visitor)

    assert Complaint.objects.count() == 1
    assert sorted(Evidence.objects.values_list("name", flat=True)) == ["后补.png", "地面.png"]


def test_a_removed_file_is_not_filed(visitor, settings):
    fill(visitor)
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    (waiting,) = settings.CASEWORK_STAGED_DIR.iterdir()

    visitor.post("/complain/evidence/remove", {"key": waiting.name})
    press(visitor)

    assert not Evidence.objects.exists()
    assert not list(settings.CASEWORK_STAGED_DIR.iterdir())


def test_a_stranger_cannot_remove_somebody_elses_file(visitor, settings):
    fill(visitor)
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    (waiting,) = settings.CASEWORK_STAGED_DIR.iterdir()

    Client().post("/complain/evidence/remove", {"key": waiting.name})

    assert waiting.exists()


def test_forgotten_files_are_dropped_after_a_day(visitor, clock, settings):
    visitor.post("/complain/evidence", {"file": SimpleUploadedFile("地面.png", PNG)})
    (old,) = settings.CASEWORK_STAGED_DIR.iterdir()
    clock.shift(3 * 365 * 24 * 3600)  # the file system's own clock cannot be moved

    Client().post("/complain/evidence", {"file": SimpleUploadedFile("另.png", PNG)})

    assert not old.exists()


def test_many_complaints_in_a_row_are_told_to_wait_and_keep_their_draft(visitor, settings):
    settings.CASEWORK_COMPLAINTS_PER_BROWSER = 1
    fill(visitor)
    press(visitor)
    fill(visitor)

    page = press(visitor)

    assert page.status_code == 429
    assert "草稿已保留" in text_of(page)
    assert Complaint.objects.count() == 1


def test_the_draft_lies_sealed_in_the_session(visitor):
    fill(visitor)

    kept = str(dict(visitor.session.items()))

    assert NAME not in kept
    assert PHONE not in kept
    assert "complaint_draft" in kept


def test_one_address_cannot_fill_the_disk_with_drafts(clock, settings):
    settings.CASEWORK_FILES_PER_ADDRESS = 2
    names = ["一.png", "二.png", "三.png"]

    pages = [
        Client().post("/complain/evidence", {"file": SimpleUploadedFile(name, PNG)})
        for name in names
    ]

    assert [page.status_code for page in pages] == [302, 302, 422]
    assert len(list(settings.CASEWORK_STAGED_DIR.iterdir())) == 2


def test_a_story_beyond_its_limit_fills_no_row_and_is_not_filed_cut(visitor):
    fill(visitor)

    page = visitor.post("/complain/story", STORY | {"narrative": "长" * 1_000_000})

    assert page.status_code == 422
    assert len(str(dict(visitor.session.items()))) < 50_000
    assert visitor.get("/complain/check")["Location"] == "/complain/story"


@pytest.mark.parametrize("page", ["who", "what", "story", "evidence", "contact", "check"])
def test_no_page_of_the_form_is_stored_by_browsers(visitor, page):
    fill(visitor)

    assert "no-store" in visitor.get(f"/complain/{page}")["Cache-Control"]
