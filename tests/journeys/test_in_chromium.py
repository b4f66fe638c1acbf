"""One story with eyes and hands: a telephone in the street, a screen in the office."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from casework.models import Complaint
from tests import cast
from tests.journeys.conftest import the_worker_comes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
#: Told on the console, so that a violation counts as what it is: an error.
WATCH = """document.addEventListener('securitypolicyviolation',
  event => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));"""


class Watched:
    """A page that remembers whom it asked and what went wrong."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        page.add_init_script(WATCH)
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.elsewhere.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def fill(self, **answers: str) -> None:
        """Answer the questions of a page and go on."""
        for name, value in answers.items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value={value}]").check()
            else:
                field.fill(value)
        self.go_on("继续")

    def go_on(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=True).or_(
            self.page.get_by_role("link", name=words, exact=True)
        ).first.click()
        self.page.wait_for_load_state()

    def fits(self) -> bool:
        """Say whether the page needs no sideways scrolling."""
        wide = "document.documentElement.scrollWidth <= window.innerWidth"
        return bool(self.page.evaluate(wide))


@pytest.fixture
def phone(address: str, chromium: Browser) -> Iterator[Watched]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", is_mobile=True, has_touch=True)
    yield Watched(context.new_page(), address)
    context.close()


@pytest.fixture
def desktop(address: str, chromium: Browser) -> Iterator[Watched]:
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")
    yield Watched(context.new_page(), address)
    context.close()


def complain(phone: Watched) -> tuple[str, str]:
    phone.page.goto(f"{phone.base}/")
    phone.page.goto(f"{phone.base}/complain/")
    phone.page.locator("details.more summary").click()
    phone.fill(
        requester_role="USER",
        respondent_type="ENTERPRISE",
        respondent_name="甬安家政服务有限公司",
        respondent_address="宁波市海曙区灵桥路1号",
    )
    phone.fill(problem="QUALITY")
    phone.fill(narrative="保洁员上门时态度恶劣，一直抱怨。", request="要求赔礼道歉。")
    phone.go_on("没有文件，继续")
    phone.fill(complainant_name="赵小满", complainant_phone="13912345678")
    assert phone.fits()
    for name in ("consent_publish", "consent_entrust_mediation"):
        phone.page.locator(f"[name={name}][value=no]").check()
    phone.page.check("[name=truthful]")
    phone.go_on("提交投诉")
    number, code = phone.page.locator(".panel-confirm .big").all_inner_texts()
    return number, code


def grade(desktop: Watched, number: str, route: str) -> None:
    """Log in and decide how grave it is and which way it goes."""
    cast.person("chief", "TRIAGE", "OFFICER")
    desktop.page.goto(f"{desktop.base}/accounts/login/?next=/cases/{number}")
    desktop.page.fill("[name=login]", "chief")
    desktop.page.fill("[name=password]", "correct horse battery")
    desktop.go_on("登录")
    assert number in desktop.page.title()
    desktop.page.goto(f"{desktop.base}/cases/{number}/triage")
    grading = desktop.page.locator("form[action$='/triage/override']")
    grading.locator("[name=override-category]").select_option("ATTITUDE")
    grading.locator("[name=override-severity]").select_option("S4")
    grading.locator("[name=override-route]").select_option(route)
    grading.locator("[name=override-reason]").fill("按事实确认为服务态度")
    grading.locator("button:not([name=preview])").last.click()
    desktop.page.wait_for_url(f"**/cases/{number}")


def track(phone: Watched, number: str, code: str) -> None:
    """Open the own case with number and code."""
    phone.page.goto(f"{phone.base}/track")
    phone.page.fill("[name=number]", number)
    phone.page.fill("[name=query_code]", code)
    phone.go_on("查询")


def test_complained_on_a_telephone_and_accepted_at_a_desk(phone: Watched, desktop: Watched) -> None:
    number, code = complain(phone)
    assert re.fullmatch(r"TS-\d{4}-\d{6}", number)
    assert phone.fits()

    grade(desktop, number, "MEDIATION")
    desktop.page.goto(f"{desktop.base}/cases/{number}/acceptance")
    accepting = desktop.page.locator("form[action$='/acceptance/accept']")
    accepting.locator("button[name=preview]").click()
    assert "赵小满" in desktop.page.content()  # the letter as it would go out
    assert Complaint.objects.get().state == "REGISTERED"
    desktop.page.locator("form[action$='/acceptance/accept'] button:not([name=preview])").click()
    desktop.page.wait_for_url(f"**/cases/{number}")
    assert desktop.fits()
    assert Complaint.objects.get().state == "ACCEPTED"

    track(phone, number, code)
    assert "已受理" in phone.page.content()
    assert phone.fits()
    for eyes in (phone, desktop):
        assert eyes.elsewhere == []
        assert eyes.errors == []


def test_not_accepted_from_the_first_question_to_the_letter(
    phone: Watched, desktop: Watched
) -> None:
    number, code = complain(phone)
    grade(desktop, number, "NOT_ACCEPTED")
    desktop.page.goto(f"{desktop.base}/cases/{number}/acceptance")
    refusing = desktop.page.locator("form[action$='/acceptance/refuse']")
    refusing.locator("[name=refuse-ground]").select_option("G3")
    refusing.locator("[name=refuse-reason]").fill("所述争议不是因生活消费接受家政服务发生的。")
    refusing.locator("button:not([name=preview])").click()
    dialog = desktop.page.locator("dialog[open]")
    dialog.wait_for()
    assert Complaint.objects.get().state == "REGISTERED"  # Asked once more before it is done.
    with desktop.page.expect_navigation():
        dialog.locator("[data-yes]").click()
    assert Complaint.objects.get().state == "NOT_ACCEPTED"
    assert desktop.fits()

    the_worker_comes()
    track(phone, number, code)
    assert "不予受理" in phone.page.content()
    assert phone.fits()
    letter = phone.page.locator(".paper", has_text="投诉不予受理决定书").get_by_role("link")
    with phone.page.expect_download() as fetched:
        letter.click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF")
    for eyes in (phone, desktop):
        assert eyes.elsewhere == []
        assert eyes.errors == []
