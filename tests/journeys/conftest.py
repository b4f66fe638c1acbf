"""A town in which complaints are handled: portals, the clock and the worker; nothing else acts."""

import html
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from accounts.models import User
from archives.services import seed as seed_archive
from archives.services import writeback
from casework.models import Complaint, Mediation
from common.zone import SHANGHAI
from config import consistency
from deadlines.models import Deadline
from deadlines.services import seed_calendar, sweep
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.chromium import path as chromium_path
from tests.hotline import system

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIRST_DAY = datetime(2025, 1, 2, 8, 0, tzinfo=SHANGHAI)
#: Check digit right, enterprise invented.
USCC = "91640100MA774ECW4K"
RESPONDENT = "甬安家政服务有限公司"
ADDRESS = "海曙区示例路12号"


def run_worker(at: datetime) -> None:
    """Do what the background does: sweep the clocks, deliver until nothing is due."""
    sweep(at)
    while outbox.deliver_due(at).handled:
        pass


def the_worker_comes() -> None:
    """Let the background do its work at the real time; the rows must tell one story afterwards."""
    now = datetime.now(SHANGHAI)
    run_worker(now)
    assert list(consistency.faults(now)) == []


@dataclass(frozen=True)
class Receipt:
    """What a party holds in hand: number and query code."""

    number: str
    code: str


class Party:
    """A complainant or respondent at the tracking page, in a browser of its own."""

    def __init__(self, receipt: Receipt) -> None:
        self.client = Client()
        answer = self.client.post("/track", {"number": receipt.number, "query_code": receipt.code})
        assert answer.status_code == 302, "number and code do not open the case"

    def read(self, page: str = "") -> str:
        """Return a page of the case as text."""
        return text_of(self.client.get(f"/track/case{page}"))

    def sign(self) -> str:
        """Read the agreement on the table and sign the wording that stands there."""
        page = self.client.get("/track/case/agreement").content.decode()
        found = re.search(r'name="draft"[^>]*value="(\d+)"', page)
        assert found, "there is nothing to sign"
        return self.send("agreement", draft=found[1], agrees="on")

    def send(self, page: str, status: int = 302, **fields: Any) -> str:
        """Send a form of the case and return the answer as text."""
        answer = self.client.post(f"/track/case/{page}", fields)
        assert answer.status_code == status, told(answer)
        return text_of(answer)


class Desk:
    """A member of the staff at the officer portal."""

    def __init__(self, user: User, number: str = "") -> None:
        self.client, self.number = Client(), number
        self.client.force_login(user, backend=BACKEND)

    def read(self, page: str = "", **query: str) -> str:
        """Return a page of the case as text."""
        return text_of(self.client.get(f"/cases/{self.number}{page}", query))

    def claim(self) -> None:
        """Take the open task of the case from the case page."""
        page = self.client.get(f"/cases/{self.number}").content.decode()
        (address,) = re.findall(r'action="(/tasks/\d+/claim)"', page)
        assert self.client.post(address).status_code == 302

    def act(self, page: str, choice: str, status: int = 302, **fields: Any) -> str:
        """Press the button of a choice; return the answer as text."""
        answer = self.client.post(
            f"/cases/{self.number}/{page}/{choice}",
            {f"{choice}-{name}": value for name, value in fields.items()},
        )
        assert answer.status_code == status, told(answer)
        return text_of(answer)

    def shown(self, page: str, choice: str, field: str) -> str:
        """Return what a hidden field of a choice holds, as the browser would send it back."""
        found = self.client.get(f"/cases/{self.number}/{page}").content.decode()
        name = re.escape(f"{choice}-{field}")
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', found)
        assert tag, f"the page shows no field {choice}-{field}"
        value = re.search(r'value="([^"]*)"', tag[0])
        return value[1] if value else ""

    def letters(self, title: str) -> list[str]:
        """Return the text of each PDF with this title in the paper tab, the latest first."""
        page = self.client.get(f"/cases/{self.number}", {"tab": "papers"}).content.decode()
        found = []
        for row in page.split('<div class="paper">')[1:]:
            named = re.search(r"<strong>([^<]*)</strong>", row)
            address = re.search(r'href="([^"?]*/papers/\d+)"', row)
            if named and title in named[1] and address:
                answer = self.client.get(address[1])
                if not answer.streaming:  # It holds secrets: a reason is asked for.
                    answer = self.client.post(address[1], {"reason": "当面交付当事人"})
                found.append(_printed(answer))
        return found


def _printed(answer: Any) -> str:
    """Return the words of a PDF, without the blanks of its layout."""
    pdf = b"".join(answer.streaming_content)
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s+", "", done.stdout.decode())


def text_of(answer: Any) -> str:
    """Return a page without its markup."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def told(answer: Any) -> str:
    """Return status and the refusals of a page, for the message of a failing test."""
    errors = re.findall(r'class="[^"]*wrong-text[^"]*"[^>]*>([^<]+)', answer.content.decode())
    return f"{answer.status_code}: {errors or text_of(answer)[:600]}"


class Town:
    """The office, its people and its clock."""

    def __init__(self, clock: Any, tickets: Path) -> None:
        self._clock, self.now, self._tickets = clock, FIRST_DAY, tickets

    def at(self, moment: str) -> None:
        """Let time pass until `moment` (Shanghai); the worker runs at every midnight between."""
        end = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        assert end >= self.now, "a story does not run backwards"
        # Before the first complaint no clock runs, so there is nothing to walk through.
        first = self.now.date() if Complaint.objects.exists() else end.date()
        midnight = datetime.combine(first, datetime.min.time(), SHANGHAI)
        while (midnight := midnight + timedelta(days=1)) < end:
            self._move(midnight)
        self._move(end)

    def _move(self, to: datetime) -> None:
        self._clock.move_to(to)
        self.now = to
        run_worker(to)

    def work(self) -> None:
        """Give the worker time to do what the last step ordered."""
        run_worker(self.now)

    def staff(self, name: str, number: str = "") -> Desk:
        """Return somebody of the cast at the portal."""
        return Desk(cast.member(name), number)

    def complain(self, problem: str = "QUALITY", **changes: str) -> Receipt:
        """Complain through the public form, page by page, and read number and code."""
        visitor = Client(REMOTE_ADDR=changes.pop("address", "10.0.0.1"))
        story = {
            "narrative": "保洁员上门时态度恶劣，一直抱怨，说话很难听。",
            "request": "要求赔礼道歉，退还服务费200元。",
        }
        who = {"requester_role": "USER", "respondent_type": "ENTERPRISE"}
        who |= {"respondent_name": RESPONDENT, "respondent_address": ADDRESS}
        contact = {"complainant_name": "赵小满", "complainant_phone": "13912345678"}
        for page, fields in (("who", who), ("story", story), ("contact", contact)):
            given = {name: changes.get(name, value) for name, value in fields.items()}
            assert visitor.post(f"/complain/{page}", given).status_code == 302
            if page == "who":
                visitor.post("/complain/what", {"problem": problem})
        if problem == "SAFETY":
            visitor.post("/complain/danger", {"danger": "no"})
        draft = visitor.get("/complain/check").context["draft"]
        consents = {"consent_publish": "no", "consent_entrust_mediation": "yes", "truthful": "on"}
        done = visitor.post(
            "/complain/check",
            consents | {"token": draft.token, "stamp": draft.stamp},
            follow=True,
        )
        number = re.search(r"TS-\d{4}-\d{6}", text_of(done))
        code = re.search(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", text_of(done))
        assert number, told(done)
        assert code, told(done)
        return Receipt(number[0], code[0])

    def at_counter(self, **changes: str) -> Receipt:
        """Let a clerk take a complaint down, and read number and code from the page."""
        fields = {
            "channel": "COUNTER",
            "narrative": "保洁员没有按约定时间上门，电话也不接。",
            "request": "要求退还定金300元。",
            "complainant_name": "王桂英",
            "complainant_phone": "13800000000",
            "requester_role": "USER",
            "respondent_type": "ENTERPRISE",
            "respondent_name": RESPONDENT,
            "respondent_address": ADDRESS,
        } | changes
        page = self.staff("intake").client.post("/cases/new", fields)
        number = re.search(r"TS-\d{4}-\d{6}", text_of(page))
        code = re.search(r'id="code">([0-9A-Z]{4}-?[0-9A-Z]{4})<', page.content.decode())
        assert number, told(page)
        assert code, told(page)
        return Receipt(number[0], code[1])

    def push(self, ticket_no: str, **changes: Any) -> str:
        """Let the 12345 hotline push a ticket, and return the number the door answers with."""
        record = {
            "channel": "T12345",
            "source": "12345",
            "ticket_no": ticket_no,
            "request_type": "COMPLAINT",
            "narrative": "市民反映保洁员上门时态度恶劣，要求处理。",
            "received_at": self.now.isoformat(),
            "requester_name": "赵小满",
            "requester_phone": "13912345678",
            "requester_role": "USER",
            "respondent_name": RESPONDENT,
            "respondent_type": "ENTERPRISE",
        } | changes
        self._tickets.write_text(json.dumps(record, ensure_ascii=False) + "\n")
        answer = StringIO()
        file, at = str(self._tickets), f"--at={self.now.isoformat()}"
        call_command("import_complaints", file, at, stdout=answer)
        return str(json.loads(answer.getvalue().splitlines()[0])["number"])

    def merge(self, number: str, master: str, status: int = 302, **changes: Any) -> str:
        """Let the triage desk merge a case into another, after comparing both."""
        desk = self.staff("triage", number)
        pk = Complaint.objects.get(file__number=master).pk
        given = {"master": pk, "note": "同一电话、同一企业、同一次服务。", "confirmed": "on"}
        return desk.act("merging", "merge", status, **(given | changes))

    def grade(self, number: str, severity: str, route: str, category: str = "ATTITUDE") -> None:
        """Let the triage desk decide otherwise than the rules, with a reason."""
        desk = self.staff("triage", number)
        desk.claim()
        desk.act(
            "triage",
            "override",
            category=category,
            severity=severity,
            route=route,
            reason="按事实确认",
        )

    def accept(self, number: str) -> None:
        """Let the intake desk accept."""
        desk = self.staff("intake", number)
        desk.claim()
        desk.act("acceptance", "accept")
        self.work()

    def respondent_of(self, number: str) -> Party:
        """Read the letter to the respondent and open the case with the code in it."""
        (letter,) = self.staff("officer", number).letters("投诉受理告知书")
        code = re.search(r"查询码([0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4})", letter)
        assert code, "the letter to the respondent names no query code"
        return Party(Receipt(number, code[1]))

    def state(self, number: str) -> str:
        """Return the state of the complaint."""
        return str(Complaint.objects.values_list("state", flat=True).get(file__number=number))

    def mediation(self, number: str) -> Mediation:
        """Return the last mediation of the complaint, to be looked at."""
        return Mediation.objects.filter(complaint__file__number=number).latest("pk")

    def staff_found(self, number: str) -> Complaint:
        """Return the file that carries a withdrawn matter on, to be looked at."""
        return Complaint.objects.select_related("file").get(
            channel="STAFF_FOUND", file__parent__number=number
        )

    def clock(self, number: str, code: str) -> tuple[str, str]:
        """Return last day and status of the latest clock of this code in the family of the file."""
        file = Complaint.objects.get(file__number=number).file
        mine = Deadline.objects.filter(file=file) | Deadline.objects.filter(file__parent=file)
        found = mine.filter(code=code).latest("pk")
        return (found.due_on.isoformat() if found.due_on else "", found.status)

    def amber_from(self, number: str, code: str) -> date:
        """Return the day from which the clock is shown amber."""
        found = Deadline.objects.filter(file__number=number, code=code).latest("pk")
        assert found.amber_at is not None
        return timezone.localtime(found.amber_at, SHANGHAI).date()

    @contextmanager
    def archive_away(self) -> Iterator[None]:
        """Let every write-back fail, as if the archive could not be reached."""
        with patch.object(writeback, "complete", side_effect=OSError("the archive is away")):
            yield

    def retry_dead_letters(self) -> int:
        """Let the administrator put dead letters back; return how many there were."""
        dead = list(Message.objects.dead().values_list("pk", flat=True))
        for pk in dead:
            outbox.retry(pk, by=cast.member("officer"), at=self.now)
        self.work()
        return len(dead)

    def assert_one_story(self) -> None:
        """Ask the house whether its rows tell one story, and whether the archive holds."""
        self.work()
        connection.check_constraints()
        assert list(consistency.faults(self.now)) == []
        assert not Message.objects.dead().exists()
        assert not Message.objects.waiting().exists()
        call_command("verify_archive", stdout=StringIO())


@pytest.fixture
def town(db: Any, settings: Any, tmp_path: Path) -> Iterator[Town]:
    """The office on an empty morning; when the story is over, everything must hold."""
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_STAGED_DIR = tmp_path / "staged"
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    # Static files as they lie in the tree: no collectstatic before a test.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    with time_machine.travel(FIRST_DAY, tick=False) as clock:
        seed_calendar(at=FIRST_DAY)
        seed_archive()
        for name in cast.STAFF:
            cast.member(name)
        here = Town(clock, tmp_path / "tickets.jsonl")
        yield here
        here.assert_one_story()


class Hotline:
    """The system of the 12345 hotline, which speaks at our address and gets what we say."""

    def __init__(self, town: Town, settings: Any) -> None:
        self._town, self._settings, self._said = town, settings, 0
        self.system = system.begin_anew()
        settings.CASEWORK_CHANNELS = system.JOINED

    def say(self, kind: str, ticket_no: str, status: int = 200, **facts: Any) -> str:
        """Send a message now and return the number of our case from the answer."""
        self._said += 1
        body = system.message(
            kind, ticket_no, at=self._town.now, message_id=f"m{self._said}", **facts
        )
        answer = system.post(Client(), body)
        assert answer.status_code == status, answer.content
        return str(answer.json().get("case_number", ""))

    def push(self, ticket_no: str, handle_due_at: str, **changes: Any) -> str:
        """Dispatch a ticket; the term is in Shanghai time, the signature is wanted in a day."""
        facts = {
            "request_type": "COMPLAINT",
            "received_at": self._town.now.isoformat(),
            "narrative": "地板没有擦，迟到两小时，服务质量很差。",
            "request": "要求退还服务费200元。",
            "requester_role": "USER",
            "requester_name": "赵小满",
            "requester_phone": "13912345678",
            "respondent_type": "ENTERPRISE",
            "respondent_name": RESPONDENT,
            "respondent_address": ADDRESS,
            "dispatched_at": self._town.now.isoformat(),
            "sign_due_at": (self._town.now + timedelta(days=1)).isoformat(),
            "handle_due_at": f"{handle_due_at}+08:00",
        }
        return self.say("TICKET", ticket_no, **(facts | changes))

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """Return what we told it of this kind, in the order it arrived."""
        return [dict(parcel.facts) for parcel in self.system.got(kind)]

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Let there be no system: everything goes by hand."""
        self._settings.CASEWORK_CHANNELS = {}
        yield
        self._settings.CASEWORK_CHANNELS = system.JOINED


@pytest.fixture
def hotline(town: Town, settings: Any) -> Iterator[Hotline]:
    """The hotline of the town."""
    yield Hotline(town, settings)
    system.begin_anew()


@pytest.fixture
def address(transactional_db: Any, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A web server on loopback that also hands out static files, at the real time."""
    settings.CASEWORK_STAGED_DIR = tmp_path / "staged"
    settings.CASEWORK_PAPERS_DIR = tmp_path / "papers"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    seed_calendar(at=FIRST_DAY)
    seed_archive()
    cast.unit()
    server = LiveServerThread("127.0.0.1", static_handler=StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    # Playwright's loop runs in this thread; the test's own queries are not asynchronous.
    with (
        patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}),
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()
        # While the loop runs in this thread the test's own queries go over a connection of their
        # own; nobody reaches it afterwards, and it would keep the test database open.
        connections.close_all()
