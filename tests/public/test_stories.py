"""Stories of parties through the public pages; staff act by their services in between."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.models import Complaint, Mediation, Party
from casework.services import acceptance, extension, mediation, triage
from common.actors import Outside
from documents import services as documents
from documents.models import Document, Evidence
from tests import agreeing, cast
from tests.casework.upholding import uphold
from tests.public.conftest import ADDRESS, NAME, PHONE, enter, text_of
from tests.public.test_complain import PNG


@pytest.fixture
def complaint(filed):
    filed()
    return Complaint.objects.get()


@pytest.fixture
def taken_up(complaint):
    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
    return acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=cast.AT)


@pytest.fixture
def proposed(taken_up):
    return mediation.propose(
        complaint_id=taken_up.pk,
        by=cast.member("officer"),
        at=cast.AT,
        entrusted_to="甬城人民调解委员会",
    )


def browser_of(complaint, role) -> Client:
    party = Party.objects.get(file=complaint.file, role=role)
    return enter(complaint.file.number, str(party.query_code))


YES = {"consents": "yes", "entrustment": "on"}


def test_a_supplement_is_asked_for_and_answered_with_a_file(complaint):
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=cast.AT
    )
    browser = browser_of(complaint, "COMPLAINANT")
    page = text_of(browser.get("/track/case"))
    assert "服务合同" in page
    assert "/track/case/supplement" in page

    browser.post("/track/case/evidence", {"file": SimpleUploadedFile("合同.png", PNG)})
    browser.post("/track/case/supplement", {"answer": "合同照片已上传。"})

    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.state == "REGISTERED"
    assert complaint.supplement.answer == "合同照片已上传。"
    assert Evidence.objects.get().uploaded_role == "COMPLAINANT"


def test_a_late_supplement_is_refused_beside_its_field(complaint, clock):
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=cast.AT
    )
    clock.shift(60 * 24 * 3600)
    browser = browser_of(complaint, "COMPLAINANT")

    page = browser.post("/track/case/supplement", {"answer": "合同照片已上传。"})

    assert page.status_code == 422
    assert "合同照片已上传。" in text_of(page)


def test_a_complainant_asks_for_more_time_once_and_reads_the_answer(complaint):
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=cast.AT
    )
    browser = browser_of(complaint, "COMPLAINANT")
    assert "/track/case/more-time" in text_of(browser.get("/track/case"))

    short = browser.post("/track/case/more-time", {"reason": "忙"})
    assert short.status_code == 422
    browser.post("/track/case/more-time", {"reason": "合同原件在外地亲戚家中，正在寄回。"})
    page = text_of(browser.get("/track/case"))
    assert "答复之前，您的补正权利不会因到期而终止" in page
    assert "/track/case/more-time" not in page

    asked = extension.waiting(complaint, "SUPPLEMENT")
    assert asked is not None
    extension.refuse(
        request_id=asked.pk,
        reason="照片即可，无需等待合同原件。",
        by=cast.member("intake"),
        at=cast.AT,
    )
    assert "照片即可，无需等待合同原件。" in text_of(browser.get("/track/case/supplement"))


def test_both_sides_agree_to_mediation_each_on_its_own_page(proposed):
    theirs = browser_of(proposed.complaint, "RESPONDENT")
    mine = browser_of(proposed.complaint, "COMPLAINANT")

    asked = text_of(mine.get("/track/case"))
    mine.post("/track/case/mediation", YES)
    waiting = text_of(mine.get("/track/case"))
    theirs.post("/track/case/mediation", YES)

    proposed = Mediation.objects.get(pk=proposed.pk)
    assert proposed.state == "CONSENTED"
    assert {c.how for c in proposed.consents.all()} == {"ONLINE"}
    assert "已建议调解，正在征求双方意见" in asked
    assert "正在确定办理方式" not in asked
    assert "等待另一方" in waiting
    assert "双方均同意调解" in text_of(theirs.get("/track/case"))


def test_without_consent_to_the_organisation_there_is_no_yes(proposed):
    browser = browser_of(proposed.complaint, "COMPLAINANT")

    page = browser.post("/track/case/mediation", {"consents": "yes"})

    assert page.status_code == 422
    assert not proposed.consents.exists()


def test_an_answer_stands(proposed):
    browser = browser_of(proposed.complaint, "COMPLAINANT")
    browser.post("/track/case/mediation", YES)

    again = browser.post("/track/case/mediation", {"consents": "no"})

    assert again.status_code == 409
    assert proposed.consents.get().given


def test_a_respondent_who_declines_ends_the_proposal(proposed):
    browser_of(proposed.complaint, "RESPONDENT").post("/track/case/mediation", {"consents": "no"})

    mine = text_of(browser_of(proposed.complaint, "COMPLAINANT").get("/track/case"))

    proposed = Mediation.objects.get(pk=proposed.pk)
    assert proposed.termination_ground == "T2"
    assert "一方不同意调解" in mine


def test_a_party_ends_a_mediation_that_leads_nowhere(proposed):
    mine = browser_of(proposed.complaint, "COMPLAINANT")
    theirs = browser_of(proposed.complaint, "RESPONDENT")
    mine.post("/track/case/mediation", YES)
    theirs.post("/track/case/mediation", YES)

    theirs.post("/track/case/no-agreement", {"statement": "双方差距太大。", "sure": "on"})

    proposed = Mediation.objects.get(pk=proposed.pk)
    assert proposed.termination_ground == "T3"
    assert Complaint.objects.get().outcome == "MEDIATION_TERMINATED"


def test_a_complaint_is_withdrawn_for_good_after_a_page_of_consequences(complaint):
    browser = browser_of(complaint, "COMPLAINANT")
    assert "无法撤销" in text_of(browser.get("/track/case/withdraw"))
    unsure = browser.post("/track/case/withdraw", {"final": "on", "reason": "已退款"})
    assert unsure.status_code == 422

    browser.post("/track/case/withdraw", {"final": "on", "own_act": "on", "reason": "已退款"})

    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.state == "WITHDRAWN"
    assert "/track/case/withdraw" not in text_of(browser.get("/track/case"))


def test_a_respondent_cannot_withdraw(taken_up):
    browser = browser_of(taken_up, "RESPONDENT")

    page = browser.post("/track/case/withdraw", {"final": "on", "own_act": "on"})

    assert page.status_code == 404
    taken_up = Complaint.objects.get(pk=taken_up.pk)
    assert taken_up.state == "ACCEPTED"


def test_a_respondent_never_reads_who_the_complainant_is(proposed):
    browser = browser_of(proposed.complaint, "RESPONDENT")
    pages = ["", "/mediation", "/evidence", "/no-agreement"]

    read = "".join(text_of(browser.get(f"/track/case{page}", follow=True)) for page in pages)

    assert "赵*" in read
    code = Party.objects.get(file=proposed.complaint.file, role="COMPLAINANT").query_code
    assert code
    for secret in (NAME, PHONE, ADDRESS, "灵桥路", "zhao.xiaoman", code):
        assert secret not in read


def test_each_side_sees_its_own_papers_only(proposed):
    for paper in Document.objects.all():
        documents.render(paper.pk, at=cast.AT)
    form = Document.objects.get(kind="COMPLAINT_REGISTRATION_FORM")
    mine = browser_of(proposed.complaint, "COMPLAINANT")
    theirs = browser_of(proposed.complaint, "RESPONDENT")

    assert mine.get(f"/track/case/papers/{form.pk}").status_code == 200
    assert theirs.get(f"/track/case/papers/{form.pk}").status_code == 404
    assert {p.recipients[0] for p in theirs.get("/track/case").context["papers"]} == {"RESPONDENT"}


def test_a_paper_without_a_pdf_is_not_handed_out(complaint):
    form = Document.objects.get(kind="COMPLAINT_REGISTRATION_FORM")
    browser = browser_of(complaint, "COMPLAINANT")

    assert browser.get(f"/track/case/papers/{form.pk}").status_code == 404
    assert "生成中" in text_of(browser.get("/track/case"))


def test_one_sides_files_stay_its_own(taken_up):
    mine = browser_of(taken_up, "COMPLAINANT")
    theirs = browser_of(taken_up, "RESPONDENT")
    mine.post("/track/case/evidence", {"file": SimpleUploadedFile("合同.png", PNG)})
    kept = Evidence.objects.get()

    assert mine.get(f"/track/case/files/{kept.pk}").status_code == 200
    assert theirs.get(f"/track/case/files/{kept.pk}").status_code == 404
    assert "合同.png" not in text_of(theirs.get("/track/case"))


def test_the_agreement_is_read_by_both_when_there_is_one(proposed):
    mine = browser_of(proposed.complaint, "COMPLAINANT")
    theirs = browser_of(proposed.complaint, "RESPONDENT")
    assert mine.get("/track/case/agreement").status_code == 404
    for party in proposed.complaint.file.parties.all():
        mediation.answer(
            mediation_id=proposed.pk, party_id=party.pk, consents=True, how="PHONE",
            by=Outside(party.role, party.pk), at=cast.AT,
        )  # fmt: skip
    mediator = cast.member("mediator")
    mediation.schedule(
        mediation_id=proposed.pk, mediator=mediator, session_at=cast.AT, mode="ONSITE",
        place="协会三楼调解室", by=mediator, at=cast.AT, notice_waived=True,
    )  # fmt: skip
    assert "协会三楼调解室" in text_of(theirs.get("/track/case"))
    mediation.open_session(mediation_id=proposed.pk, both_present=True, by=mediator, at=cast.AT)
    worded = agreeing.draft(proposed, facts="双方对押金有争议。", terms=["三日内退还押金"])
    for browser in (mine, theirs):
        assert "阅读并签署" in text_of(browser.get("/track/case"))
        assert "三日内退还押金" in text_of(browser.get("/track/case/agreement"))
    assert "请先勾选" in text_of(mine.post("/track/case/agreement", {"draft": worded.pk}))
    for draft in ("", "x", "-1", worded.pk + 1, 2**63, "9" * 5000, "\0"):
        sent = theirs.post("/track/case/agreement", {"draft": draft, "agrees": "on"})
        assert sent.status_code in (409, 422)
    mine.post("/track/case/agreement", {"draft": worded.pk, "agrees": "on"})
    assert "等待对方签署" in text_of(mine.get("/track/case"))
    theirs.post("/track/case/agreement", {"draft": worded.pk, "agrees": "on"})

    for browser in (mine, theirs):
        assert "三日内退还押金" in text_of(browser.get("/track/case/agreement"))
    assert NAME not in text_of(theirs.get("/track/case/agreement"))
    assert Mediation.objects.get().state == "AGREED"
    assert "协议已履行" in text_of(mine.get("/track/case"))


def test_the_promise_of_a_first_call_is_on_the_page(complaint):
    page = text_of(browser_of(complaint, "COMPLAINANT").get("/track/case"))

    assert "与您联系" in page


def test_who_withdrew_sees_nothing_of_the_matter_carried_on(complaint):
    grade = triage.Grade("QUALITY", "S2", "VERIFY", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
    acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=cast.AT)
    mine = browser_of(complaint, "COMPLAINANT")
    mine.post("/track/case/withdraw", {"own_act": "on", "final": "on", "reason": "已退款"})
    thread = Complaint.objects.get(file__parent=complaint.file)
    uphold(thread)
    assert thread.file.deadlines.open().filter(code="RESULT_FEEDBACK").exists()

    page = mine.get("/track/case")

    assert page.context["limits"] == []
    assert {paper.file for paper in page.context["papers"]} == {complaint.file}
    assert thread.file.number not in text_of(page)
