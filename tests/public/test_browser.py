"""Every public page in Chromium: fit for everybody, nothing from elsewhere, no sideways scroll."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from archives import services as archives
from casework.channels import AnswerKind
from casework.models import Complaint
from casework.services import (
    acceptance,
    answers,
    intake,
    mediation,
    merging,
    progress,
    reply,
    triage,
)
from common.actors import Outside
from deadlines.services import seed_calendar
from documents.models import Document
from tests import agreeing, cast
from tests.casework import referring as rf
from tests.chromium import path as chromium_path
from tests.public.conftest import CONTACT, STORY, WHO

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
#: Pictures for people, if a folder is named; the tests need none.
PICTURES = os.environ.get("CASEWORK_PICTURES", "")
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture
def seeded(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    """Reference rows at the real time, shelves of this test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_STAGED_DIR = tmp_path / "staged"
    now = datetime.now(UTC)
    seed_calendar(at=now)
    archives.seed()
    cast.unit()


@pytest.fixture
def address(seeded: None) -> Iterator[str]:
    """A web server on loopback that also hands out static files."""
    server = LiveServerThread("127.0.0.1", static_handler=StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright's loop runs in this thread; the test's own queries are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()
        # The test's own queries went over a connection that only lives while the loop runs.
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Eyes:
    """A reader who looks at every page it comes to."""

    def __init__(self, page: Page, base: str, size: str) -> None:
        self.page, self.base, self.size = page, base, size
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda message: self._said(message.type, message.text))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.elsewhere.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        # Statuses of refused forms are told on the console too; they are what was asked for.
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(f"{self.base}{path}")

    def press(self, words: str) -> None:
        """Press the button or link with these words."""
        self.page.get_by_text(words, exact=True).first.click()
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Check the page and keep a picture of it."""
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.size}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert self.elsewhere == []
        assert self.complaints == []


@pytest.fixture(params=list(SIZES))
def eyes(
    request: pytest.FixtureRequest, address: str, chromium: Browser
) -> Iterator[Callable[[], Eyes]]:
    """Return a function that opens a fresh browser of a telephone or a desk."""
    contexts = []

    def look() -> Eyes:
        context = chromium.new_context(viewport=SIZES[request.param], locale="zh-CN")
        contexts.append(context)
        return Eyes(context.new_page(), address, request.param)

    yield look
    for context in contexts:
        context.close()


def _fill(eyes: Eyes, answers: dict[str, str]) -> None:
    for name, value in answers.items():
        field = eyes.page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            eyes.page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)


def _file_a_complaint(eyes: Eyes, picture: Path) -> tuple[str, str]:
    eyes.go("/complain/")
    eyes.press("继续")
    eyes.look("who-wrong")
    eyes.press("有助于找到对方的其他信息（均为选填）")
    _fill(eyes, WHO)
    eyes.press("继续")
    eyes.look("what")
    _fill(eyes, {"problem": "SAFETY"})
    eyes.press("继续")
    eyes.look("danger")
    _fill(eyes, {"danger": "no"})
    eyes.press("继续")
    eyes.look("story")
    _fill(eyes, STORY)
    eyes.press("继续")
    eyes.page.set_input_files("[name=file]", str(picture))
    eyes.press("添加此文件")
    eyes.look("evidence")
    eyes.press("继续")
    _fill(eyes, CONTACT | {"complainant_phone": "139"})
    eyes.press("继续")
    eyes.look("contact-wrong")
    _fill(eyes, CONTACT)
    eyes.press("继续")
    eyes.look("check")
    _fill(eyes, {"consent_publish": "no", "consent_entrust_mediation": "yes"})
    eyes.page.check("[name=truthful]")
    eyes.press("提交投诉")
    eyes.look("done")
    number, code = eyes.page.locator(".panel-confirm .big").all_inner_texts()
    eyes.press("已保存，查看办理进度")
    eyes.look("case-registered")
    return number, code


def _enter(eyes: Eyes, number: str, code: str) -> None:
    eyes.go("/track")
    _fill(eyes, {"number": number, "query_code": "00000000"})
    eyes.press("查询")
    eyes.look("track-wrong")
    _fill(eyes, {"number": number, "query_code": code})
    eyes.press("查询")


def test_all_pages_are_fit_for_everybody(eyes, tmp_path):
    picture = tmp_path / "聊天记录.txt"
    picture.write_text("约好上门", encoding="utf-8")
    mine = eyes()
    mine.go("/")
    mine.look("start")
    mine.go("/track")
    mine.look("track")
    number, code = _file_a_complaint(mine, picture)
    _enter(eyes(), number, code)
    mine.go("/track/case/withdraw")
    mine.look("withdraw")
    mine.go("/track/case/evidence")
    mine.look("add-evidence")

    now = datetime.now(UTC)
    complaint = Complaint.objects.get()
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["服务合同"], by=cast.member("intake"), at=now
    )
    mine.go("/track/case")
    mine.look("case-supplement")
    mine.go("/track/case/supplement")
    mine.look("supplement")
    _fill(mine, {"answer": "没有书面合同，聊天记录已上传。"})
    mine.press("提交补正")

    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=now)
    acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=now)
    mediation.propose(
        complaint_id=complaint.pk,
        by=cast.member("officer"),
        at=now,
        entrusted_to="甬城人民调解委员会",
    )
    mine.go("/track/case")
    mine.look("case-proposed")
    mine.go("/track/case/mediation")
    mine.look("consent")
    theirs = eyes()
    respondent = complaint.file.parties.get(role="RESPONDENT")
    for one, code_of in ((mine, None), (theirs, respondent.query_code)):
        if code_of:
            _enter(one, number, code_of)
            one.look("case-respondent")
            one.go("/track/case/mediation")
        _fill(one, {"consents": "yes"})
        one.page.check("[name=entrustment]")
        one.press("提交答复")
    mediator = cast.member("mediator")
    held = complaint.mediations.get()
    mediation.schedule(
        mediation_id=held.pk,
        mediator=mediator,
        session_at=now,
        mode="ONSITE",
        place="协会三楼调解室",
        by=mediator,
        at=now,
        notice_waived=True,
    )
    mine.go("/track/case")
    mine.look("case-session")
    mine.go("/track/case/no-agreement")
    mine.look("no-agreement")
    mediation.open_session(mediation_id=held.pk, both_present=True, by=mediator, at=now)
    worded = agreeing.draft(
        held,
        facts="双方对服务是否合格有争议。",
        terms=["三日内退还押金2000元", "就缺勤一事书面致歉"],
        at=now,
    )
    theirs.go("/track/case")
    theirs.look("case-to-sign")
    theirs.go("/track/case/agreement")
    theirs.look("sign")
    for role in ("COMPLAINANT", "RESPONDENT"):
        agreeing.sign(worded, role, at=now)
    theirs.go("/track/case")
    theirs.look("case-agreed")
    theirs.go("/track/case/agreement")
    theirs.look("agreement")
    theirs.go(f"/v/{Document.objects.get(kind='MEDIATION_STATEMENT').token}")
    theirs.look("paper")
    theirs.go("/")
    _fill(theirs, {"paper": "家协调〔2026〕第1号"})
    theirs.press("查验")
    theirs.look("paper-unknown")
    mine.page.context.clear_cookies()
    mine.go("/")
    mine.press("长辈版")
    mine.look("start-elder")
    mine.go("/complain/what")
    mine.look("what-elder")


def _registered(ticket: str) -> tuple[Complaint, str]:
    """Register a complaint of one person about one enterprise; return it with its code."""
    facts = intake.Registration(
        channel="WEB",
        source="web",
        ticket_no=ticket,
        narrative="保洁员上门时态度恶劣，一直抱怨。",
        request="要求赔礼道歉",
        received_at=datetime.now(UTC),
        complainant=intake.PartyFacts("USER", "王女士", "13800000000"),
        respondent=intake.PartyFacts("ENTERPRISE", "某家政", "057487654321"),
    )
    by = Outside("COMPLAINANT")
    done = intake.register(facts, unit=cast.unit(), by=by, at=facts.received_at)
    return done.complaint, done.query_code


def test_the_pages_of_a_joined_file_and_of_the_enterprise_s_answer(eyes):
    (complaint, code), (second, second_code) = _registered("a"), _registered("b")
    now = datetime.now(UTC)
    merging.merge(
        complaint_id=second.pk,
        master_id=complaint.pk,
        note="同一电话、同一次服务。",
        confirmed=True,
        by=cast.member("triage"),
        at=now,
    )
    mine = eyes()
    _enter(mine, second.file.number, second_code)
    mine.look("case-joined")
    mine.press(f"打开{complaint.file.number}")
    mine.look("case-master")

    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=now)
    acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=now)
    reply.request(
        complaint_id=complaint.pk,
        question="请说明服务经过，与投诉人协商解决后答复本会。",
        by=cast.member("officer"),
        at=now,
    )
    theirs = eyes()
    _enter(theirs, complaint.file.number, complaint.file.parties.get(role="RESPONDENT").query_code)
    theirs.look("case-asked")
    theirs.press("查看并答复")
    theirs.press("提交答复")
    theirs.look("reply-wrong")
    _fill(theirs, {"reply": "已向投诉人赔礼道歉，并退还服务费。", "claims_settled": "yes"})
    theirs.press("提交答复")
    theirs.look("case-answered")
    _enter(mine, complaint.file.number, code)
    mine.look("case-replied")
    mine.press("查看并答复")
    mine.look("settled")
    _fill(mine, {"settled": "yes", "words": "费用已经退还。"})
    mine.press("提交答复")
    mine.look("case-settled")


def _at(days_ago: int, hour: int = 9) -> str:
    day = datetime.now(rf.SHANGHAI).date() - timedelta(days=days_ago)
    return f"{day:%Y-%m-%d}T{hour:02}:00"


def test_a_matter_at_an_authority_is_fit_for_everybody(eyes, settings, tmp_path):
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    complaint = rf.a_complaint(_at(12), "THEFT", "S2")
    found = rf.dispatched(complaint, "POLICE", _at(12, 10))
    rf.dispatched(complaint, "MARKET_REGULATOR", _at(12, 11))
    mine, theirs = eyes(), eyes()
    for one, role in ((mine, "COMPLAINANT"), (theirs, "RESPONDENT")):
        party = complaint.file.parties.get(role=role)
        _enter(one, complaint.file.number, str(party.query_code))
    rf.night(_at(1))
    rf.says(found, AnswerKind.ACKNOWLEDGED, _at(1, 10), receipt_no="甬公（海）受案字〔2026〕1182号")
    progress.answer(
        complaint_id=complaint.pk,
        wait_ground="AGENCY",
        remains="公安机关已受案，正在调查。",
        who_acts="公安机关",
        by_when=date.fromisoformat(_at(-20)[:10]),
        by=cast.member("liaison"),
        at=rf.moment(_at(1, 11)),
    )
    mine.go("/track/case")
    mine.look("case-referred")
    theirs.go("/track/case")
    theirs.look("case-referred-respondent")
    rf.says(found, AnswerKind.NOT_FILED, _at(1, 12), doc_no="1号")
    answers.go_on_after_not_filed(
        referral_id=found.pk, by=cast.member("liaison"), at=rf.moment(_at(1, 13))
    )
    mediation.propose(
        complaint_id=complaint.pk, by=cast.member("officer"), at=rf.moment(_at(1, 14))
    )
    mine.go("/track/case")
    mine.look("case-not-filed")
