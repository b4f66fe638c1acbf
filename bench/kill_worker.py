"""Kill the worker again and again while messages flow, and count what arrived outside.

    .venv/bin/python -m bench.kill_worker --messages 500 --kills 20

Everything is real: PostgreSQL, the broker, Celery's beat and worker, an SMTP listener (aiosmtpd)
and the shipped SMS gateway over HTTP. Half of the messages are e-mails, half text messages. At each
kill the worker's whole process group gets SIGKILL in the middle of its work; half-way the broker's
contents are wiped too. Counted is what the outside saw, not what we believe:

* lost     = a recipient without a letter;
* doubled  = a recipient with two different letters (another Message-ID, another key);
* repeats  = the same letter handed over again (same Message-ID, same key), because the worker died
             between the other side's "yes" and our mark. SMTP has no key, so they are reported.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ROOT = Path(__file__).resolve().parents[1]
LEASE_SECONDS = 8
"""Short, so that the run does not wait two minutes for the last killed worker's messages."""


@dataclass
class Report:
    """What the outside saw."""

    messages: int = 0
    kills: int = 0
    seconds: float = 0.0
    broker_wipes: int = 0
    lost: int = 0
    doubled: int = 0
    repeats_smtp: int = 0
    repeats_sms: int = 0
    abandoned: int = 0  # attempts whose worker died with the message in hand
    dead_letters: int = 0
    unsent: int = 0
    strangers: int = 0  # letters nobody was to get


@dataclass
class Mailbox:
    """An SMTP listener that writes down what it takes, then answers after a pause."""

    pause: float = 0.03
    taken: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a letter (name given by aiosmtpd)."""
        content = envelope.content
        letter = message_from_bytes(content if isinstance(content, bytes) else b"")
        with self.lock:
            for recipient in envelope.rcpt_tos:
                self.taken[recipient][str(letter["Message-ID"])] += 1
        await asyncio.sleep(self.pause)  # taken, not yet answered: the worst moment to die
        return "250 OK"


@dataclass
class Rig:
    """The servers of one run, and the environment in which children find them."""

    mailbox: Mailbox
    gateway: Any
    environment: dict[str, str]
    folder: Path

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a celery process in a process group of its own."""
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet", *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def free_port() -> int:
    """Give a port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def kill(process: subprocess.Popen[bytes]) -> None:
    """Send SIGKILL to the whole process group of a child of ours."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def rig(environment: Mapping[str, str], folder: Path) -> Iterator[Rig]:
    """Start the listener and the gateway; the caller brings database and broker."""
    from integrations.sms_gateway.fake import FakeGateway

    mailbox = Mailbox()
    listener = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    listener.start()
    try:
        with FakeGateway(0, folder / "sms.jsonl") as gateway:
            threading.Thread(target=gateway.serve_forever, daemon=True).start()
            yield Rig(
                mailbox,
                gateway,
                {
                    **environment,
                    "CASEWORK_SMTP_HOST": listener.hostname,
                    "CASEWORK_SMTP_PORT": str(listener.port),
                    "CASEWORK_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                    "CASEWORK_SMS_GATEWAY_URL": gateway.url,
                    "CASEWORK_OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS),
                    "CASEWORK_LOG_LEVEL": "ERROR",
                },
                folder,
            )
            gateway.shutdown()
    finally:
        listener.stop()


def email_of(number: int) -> str:
    """Address of the n-th reader; each reader gets one letter, so doubles can be counted."""
    return f"reader{number:05}@example.org"


def phone_of(number: int) -> str:
    """Number of the n-th reader."""
    return f"139{number:08}"


def post(file_id: int, numbers: range, at: datetime) -> None:
    """Write deliveries and the messages that ring for them, each in a transaction of its own."""
    from django.db import transaction

    from notifications.models import Delivery
    from outbox import services as outbox

    for number in numbers:
        by_email = number % 2 == 0
        with transaction.atomic():
            delivery = Delivery.objects.create(
                file_id=file_id,
                topic="bench.kill",
                key=f"bench.kill:{number}",
                kind="COMPLAINANT",
                party_id=number,
                channel="EMAIL" if by_email else "SMS",
                address=email_of(number) if by_email else phone_of(number),
                subject=f"案件{number}有新进展" if by_email else "",
                body=f"【诚信办案】案件{number}有新进展",
                created_at=at,
            )
            outbox.post(
                "delivery.prepared",
                key=f"delivery.prepared:{delivery.pk}",
                at=at,
                delivery_id=delivery.pk,
                channel=delivery.channel,
            )


def flow(
    stage: Rig,
    file_id: int,
    *,
    messages: int,
    kills: int,
    wipe: Callable[[], None],
    patience: float,
) -> Report:
    """Let messages flow under kills, wait until the last is delivered, and count."""

    report, began = Report(messages=messages, kills=kills), time.monotonic()
    chance = random.Random(20260302)
    beat = stage.start("beat", "--loglevel", "ERROR")
    worker = None
    shares = [round(messages * turn / (kills + 1)) for turn in range(kills + 2)]
    try:
        for turn in range(kills):
            worker = stage.start("worker", "--concurrency", "2", "--loglevel", "ERROR")
            post(file_id, range(shares[turn], shares[turn + 1]), datetime.now(UTC))
            wait_for_progress(patience, worker)
            time.sleep(chance.uniform(0.0, 0.4))
            kill(worker)
            if turn == kills // 2:
                wipe()
                report.broker_wipes += 1
        post(file_id, range(shares[kills], messages), datetime.now(UTC))
        worker = stage.start("worker", "--concurrency", "2", "--loglevel", "ERROR")
        wait_for(lambda: waiting() == 0, patience)
    finally:
        kill(beat)
        if worker is not None:
            kill(worker)
    report.seconds = round(time.monotonic() - began, 1)
    count(stage, report)
    return report


def delivered() -> int:
    """Messages marked as delivered."""
    from outbox.models import Message

    return Message.objects.filter(delivered_at__isnull=False).count()


def waiting() -> int:
    """Messages still to be delivered."""
    from outbox.models import Message

    return Message.objects.waiting().count()


class Stuck(Exception):
    """The worker does not run, or nothing moves: the rig measures nothing."""


def wait_for_progress(patience: float, worker: subprocess.Popen[bytes]) -> None:
    """Wait until one more message than now is delivered; raise `Stuck` if none is."""
    before = delivered()
    wait_for(lambda: delivered() > before or worker.poll() is not None, patience)
    if delivered() <= before:
        raise Stuck(f"no message delivered; worker ended with {worker.poll()}")


def wait_for(reached: Callable[[], bool], patience: float) -> None:
    """Wait until something is so; give up after `patience` seconds (the counts will tell)."""
    end = time.monotonic() + patience
    while not reached() and time.monotonic() < end:
        time.sleep(0.02)


def count(stage: Rig, report: Report) -> None:
    """Compare what was to be told with what the listener and the gateway's ledger hold."""
    from django.db.models import Sum

    from notifications.models import Delivery
    from outbox.models import Message

    letters = stage.mailbox.taken
    texts: dict[str, list[str]] = defaultdict(list)
    for entry in stage.gateway.ledger.entries.values():
        texts[entry["to"].removeprefix("+86")].append(entry["key"])
    emails = {email_of(number) for number in range(0, report.messages, 2)}
    phones = {phone_of(number) for number in range(1, report.messages, 2)}
    report.lost = len(emails - letters.keys()) + len(phones - texts.keys())
    report.strangers = len(letters.keys() - emails) + len(texts.keys() - phones)
    report.doubled = sum(len(ids) > 1 for ids in letters.values())
    report.doubled += sum(len(keys) > 1 for keys in texts.values())
    report.repeats_smtp = sum(ids.total() - len(ids) for ids in letters.values())
    report.repeats_sms = stage.gateway.ledger.repeats.total()
    report.abandoned = Message.objects.aggregate(all=Sum("crashes"))["all"] or 0
    report.dead_letters = Message.objects.dead().count()
    report.unsent = Delivery.objects.exclude(status="SENT").count()


def a_file(at: datetime) -> int:
    """Give a file for the deliveries to belong to."""
    from common.models import File, Unit

    unit = Unit.objects.create(code="bench", name="bench", kind="ROOT", path="bench/")
    file = File.objects.create(number="BENCH-1", kind="COMPLAINT", unit=unit, opened_at=at)
    return file.pk


def main(arguments: list[str]) -> int:
    """Run with servers of its own and print the report; exit 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description="Kill the worker while messages flow, and count.")
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args(arguments)

    from config.embedded import database_url
    from config.embedded.broker import Broker
    from config.embedded.database import Database
    from config.embedded.lease import leave, use
    from config.embedded.places import Place

    folder = Path(tempfile.mkdtemp(prefix="casework-kill-", dir="/tmp"))
    folder.chmod(0o711)
    database = Database(Place(folder / "d"), throwaway=True)
    broker = Broker(Place(folder / "b"), throwaway=True)
    for server in (database, broker):
        use(server)
    try:
        environment = {
            **os.environ,
            "CASEWORK_HOME": str(folder / "files"),
            "DATABASE_URL": database_url(database),
            "CELERY_BROKER_URL": f"redis+socket://{broker.socket}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        with rig(environment, folder) as stage:
            os.environ.update(stage.environment)
            report = _play(stage, broker.socket, options.messages, options.kills)
    finally:
        for server in (database, broker):
            leave(server)
    print(json.dumps(asdict(report), indent=2))
    return 1 if report.lost or report.doubled or report.dead_letters or report.unsent else 0


def _play(stage: Rig, broker_socket: Path, messages: int, kills: int) -> Report:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    file_id = a_file(datetime.now(UTC))
    report = flow(
        stage,
        file_id,
        messages=messages,
        kills=kills,
        wipe=lambda: flush(broker_socket),
        patience=180,
    )
    connections.close_all()
    return report


def flush(broker_socket: Path) -> None:
    """Forget everything the broker knows."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(broker_socket))
        line.sendall(b"FLUSHALL\r\n")
        line.recv(16)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
