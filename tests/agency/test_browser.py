"""The pages for an office in Chromium, on a telephone and on a desk, without any script."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from archives import services as archives
from casework.models import Referral
from casework.services import agency_link, referral
from deadlines.services import seed_calendar
from documents import evidence
from tests import cast
from tests.agency.conftest import PDF, state
from tests.casework import referring as rf
from tests.chromium import path as chromium_path

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
#: Pictures for people, if a folder is named; the tests need none.
PICTURES = os.environ.get("CASEWORK_PICTURES", "")
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture
def address(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A web server on loopback that also hands out static files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    seed_calendar(at=datetime.now(UTC))
    archives.seed()
    cast.unit()
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


class Office:
    """A person at an office: acts where no script runs, is looked after where axe can."""

    def __init__(self, chromium: Browser, base: str, size: str) -> None:
        self.base, self.size = base, size
        self.contexts = [
            chromium.new_context(viewport=SIZES[size], java_script_enabled=scripts)
            for scripts in (False, True)
        ]
        self.page, self.eyes = (context.new_page() for context in self.contexts)
        self.elsewhere: list[str] = []
        for page in (self.page, self.eyes):
            page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.elsewhere.append(request.url)

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
            self.page.screenshot(path=f"{PICTURES}/agency-{name}-{self.size}.png", full_page=True)
        _same(self.page, self.eyes)
        wide = self.eyes.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"
        found = Axe().run(self.eyes)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert self.elsewhere == []
        assert self.contexts[0].cookies() == []


def _same(page: Page, eyes: Page) -> None:
    """Put the very page before the eyes: what came in answer to a press cannot be opened anew."""
    eyes.goto(page.url)
    html = page.content().replace("<head>", f'<head><base href="{page.url}">')
    eyes.set_content(html)
    eyes.wait_for_load_state()


@pytest.fixture(params=list(SIZES))
def office(
    request: pytest.FixtureRequest, address: str, chromium: Browser
) -> Iterator[Callable[[], Office]]:
    """Return a person at an office, on a telephone or at a desk."""
    person = Office(chromium, address, request.param)
    yield person
    for context in person.contexts:
        context.close()


@pytest.fixture
def referred(address: str) -> Referral:
    """A theft handed over to the police yesterday, with a photograph and a thing."""
    now = datetime.now(UTC) - timedelta(days=1)
    at = now.astimezone(rf.SHANGHAI).replace(tzinfo=None).isoformat()
    complaint = rf.a_complaint(
        at, "THEFT", "S2", amount_involved=8000, occurred_place="海曙区灵桥路1号"
    )
    kept = evidence.add_evidence(
        complaint.file, by=cast.member("liaison"), at=now, stream=BytesIO(PDF), name="购买凭证.pdf"
    )
    told = rf.contents(
        particulars=(
            "complainant_name",
            "complainant_phone",
            "respondent_name",
            "respondent_phone",
            "amount",
            "occurred",
        ),
        evidence_ids=(kept.pk,),
    )
    return rf.dispatched(complaint, "POLICE", at, contents=told)


def _path(found: Referral) -> str:
    made = agency_link.issue(referral_id=found.pk, by=cast.member("liaison"), at=datetime.now(UTC))
    return urlsplit(made.address).path


def test_an_office_answers_by_telephone_without_any_script(office, referred, tmp_path):
    scan = tmp_path / "决定书.pdf"
    scan.write_bytes(PDF)
    path = _path(referred)
    office.go(path)
    office.look("packet")
    office.press("告知处理结果")
    office.look("result")
    office.press("提交答复")
    office.look("result-wrong")
    office.page.check("[name=result_class][value=PENALTY]")
    office.page.fill("[name=doc_no]", "行政处罚决定书〔2026〕3号")
    office.page.fill("[name=decided_on]", "2026-01-05")
    office.page.fill("[name=words]", "行政拘留十日。可以告知当事人处罚结果，其他内容不宜告知。")
    office.page.set_input_files("[name=papers]", [str(scan)])
    office.page.check("[name=confirmed]")
    office.press("提交答复")
    office.look("answered")
    assert state(referred) == "RESULT_RECEIVED"
    office.press("返回移送事项")
    office.look("packet-answered")
    office.go(f"{path}/answer/acknowledged")
    office.look("unfit")
    office.go(f"{path}/answer/revoked")
    office.look("revoked")
    agency_link.revoke(referral_id=referred.pk, by=cast.member("liaison"), at=datetime.now(UTC))
    office.go(path)
    office.look("unknown")


def test_a_matter_is_returned_and_the_page_says_so(office, referred):
    path = _path(referred)
    office.go(path)
    office.press("退回")
    office.look("return")
    office.page.check("[name=reason_code][value=NOT_COMPETENT]")
    office.page.fill("[name=words]", "发生地不在本辖区，请移送江北分局。")
    office.page.check("[name=confirmed]")
    office.press("提交答复")
    office.press("返回移送事项")
    office.look("packet-returned")
    assert state(referred) == "RETURNED"
    referral.reroute(
        referral_id=referred.pk, agency="HRSS", by=cast.member("liaison"), at=datetime.now(UTC)
    )
    office.go(path)
    office.look("unknown-rerouted")
