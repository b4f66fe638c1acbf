"""Without a broker complaints are filed and letters ordered all the same, and nothing is lost."""

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as house
from django.test import Client
from kombu.exceptions import OperationalError

from archives import services as archives
from bench import kill_worker
from casework.models import Complaint
from config import celery
from config.embedded.broker import Broker
from config.embedded.lease import leave, use
from config.embedded.places import Place
from deadlines.services import seed_calendar
from documents.models import Document
from notifications.models import Delivery
from outbox.models import Message
from tests import cast
from tests.public.conftest import CONTACT, fill, press
from tests.worker.test_kill import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
#: What a look at the house asks for: the public start, the desk, the pages of what goes wrong.
PAGES = ("/", "/complain/who", "/track", "/desk", "/cases?tab=open", "/channels", "/dead-letters")


@pytest.fixture
def shelves(settings, tmp_path):
    """Folders that the test and its worker share, as web server and worker do."""
    home = Path(os.environ["CASEWORK_HOME"])
    for name in ("evidence", "staged", "papers"):
        setattr(settings, f"CASEWORK_{name.upper()}_DIR", home / name)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    return home


@pytest.fixture
def dead_socket(monkeypatch, tmp_path):
    """This process, which serves the pages, knows no broker but one that is gone."""
    monkeypatch.setitem(celery.app.conf, "broker_url", f"redis+socket://{tmp_path}/gone.sock")
    celery.app.pool.force_close_all()
    with pytest.raises(OperationalError), celery.app.connection_for_write() as line:
        line.ensure_connection(max_retries=1, interval_start=0)


@pytest.fixture
def broker():
    """A broker that is started only when the test says so."""
    server = Broker(Place(Path(os.environ["CASEWORK_HOME"]) / "away"))
    yield server
    leave(server)
    shutil.rmtree(server.place.broker, ignore_errors=True)


def test_a_complaint_is_filed_and_a_letter_ordered_without_a_broker_and_all_is_told_later(
    shelves, dead_socket, broker, tmp_path
):
    seed_calendar(at=datetime.now(UTC))
    archives.seed()
    staff = {name: cast.member(name) for name in ("triage", "officer")}

    visitor = Client()
    fill(visitor)
    receipt = press(visitor)
    assert receipt.status_code == 200
    number = receipt.context["number"]
    _order_the_letter(number, staff)
    for path in PAGES:
        assert _enter(staff["officer"]).get(path).status_code == 200, path

    assert Document.objects.filter(pdf_sha256="").count() == Document.objects.count() > 0
    assert Message.objects.filter(delivered_at__isnull=False).count() == 0
    owed = Message.objects.waiting().count()
    assert owed > 3

    use(broker)
    with kill_worker.rig(_environment(broker), tmp_path) as stage, _Supervisor(stage) as work:
        kill_worker.wait_for(work.done, patience=120)

    assert kill_worker.waiting() == 0
    assert not Message.objects.dead().exists()
    assert not Document.objects.filter(pdf_sha256="").exists()
    assert not Delivery.objects.filter(status="PENDING").exists()
    letters = stage.mailbox.taken[CONTACT["complainant_email"]]
    assert set(letters.values()) == {1}
    assert len(letters) == Delivery.objects.filter(channel="EMAIL", status="SENT").count() > 0
    texts = stage.gateway.ledger.entries.values()
    assert len(texts) == Delivery.objects.filter(channel="SMS", status="SENT").count() > 0
    assert {entry["to"] for entry in texts} >= {f"+86{CONTACT['complainant_phone']}"}


def test_when_the_broker_comes_back_work_goes_on_and_nothing_is_lost(broker, tmp_path):
    """A worker with a hint in hand may end when its broker goes; it is started again (0363)."""
    file_id = kill_worker.a_file(cast.AT)
    use(broker)
    with kill_worker.rig(_environment(broker), tmp_path) as stage, _Supervisor(stage) as work:
        kill_worker.post(file_id, range(10), datetime.now(UTC))
        kill_worker.wait_for(work.done, patience=60)
        assert kill_worker.waiting() == 0, "the rig does not run: nothing would be measured"

        leave(broker)
        time.sleep(2)  # what hints the worker had in hand are used up
        kill_worker.post(file_id, range(10, 30), datetime.now(UTC))
        time.sleep(4)  # the beat would ring every two seconds, and cannot
        assert kill_worker.waiting() == 20
        use(broker)
        kill_worker.wait_for(work.done, patience=120)

    report = kill_worker.Report(messages=30)
    kill_worker.count(stage, report)
    assert (report.lost, report.doubled, report.strangers) == (0, 0, 0)
    assert (report.dead_letters, report.unsent) == (0, 0)


class _Supervisor:
    """Beat and worker, started again when they end, as the launcher or systemd does."""

    COMMANDS = (
        ("beat", "--loglevel", "ERROR"),
        ("worker", "--concurrency", "2", "--loglevel", "ERROR"),
    )

    def __init__(self, stage):
        self.stage = stage
        self.running = {}

    def __enter__(self):
        for command in self.COMMANDS:
            self.running[command] = self.stage.start(*command)
        return self

    def __exit__(self, *_error):
        for process in self.running.values():
            kill_worker.kill(process)

    def done(self):
        """Start again what has ended; return whether nothing waits any more."""
        for command, process in self.running.items():
            if process.poll() is not None:
                self.running[command] = self.stage.start(*command)
        return kill_worker.waiting() == 0


def _environment(broker):
    """What a worker is told: the database of the test, and the broker."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": f"redis+socket://{broker.socket}",
        "CASEWORK_BASE_URL": house.CASEWORK_BASE_URL,
    }


def _order_the_letter(number, staff):
    """Grade and accept on the pages: the acceptance orders a letter for each party."""
    graded = _enter(staff["triage"]).post(
        f"/cases/{number}/triage/override",
        {
            "override-category": "ATTITUDE",
            "override-severity": "S4",
            "override-route": "MEDIATION",
            "override-reason": "按事实确认为服务态度",
        },
    )
    accepted = _enter(staff["officer"]).post(f"/cases/{number}/acceptance/accept")
    assert (graded.status_code, accepted.status_code) == (302, 302)
    assert Complaint.objects.get(file__number=number).state == "ACCEPTED"


def _enter(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
