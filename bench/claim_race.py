"""Let officers press the same button at the same moment, over HTTP, and count who has it.

    .venv/bin/python -m bench.claim_race --rounds 50 --officers 2 8

Everything is real: PostgreSQL, gunicorn with threads, one connection and one log-in for each
officer. In each round a new task lies in the queue and all officers claim it at once; in the same
number of rounds all of them accept the same complaint at once. Right is: one of them has it (302),
each of the others is told so (409), and nobody sees an error.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
#: Any 32 letters do: cookie and field must agree, which is what the check compares.
_TOKEN = "r" * 32
PATIENCE = 60  # seconds for one answer on a busy machine


@dataclass(frozen=True)
class Person:
    """Somebody logged in: the session's key and the cookie's name."""

    name: str
    session: str
    cookie: str


def press(
    address: tuple[str, int], person: Person, path: str, fields: Mapping[str, str], start: Any
) -> int:
    """Open a connection of one's own, wait at `start`, post, and return the status."""
    line = http.client.HTTPConnection(*address, timeout=PATIENCE)
    line.connect()
    body = urlencode({"csrfmiddlewaretoken": _TOKEN, **fields})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{person.cookie}={person.session}; csrftoken={_TOKEN}",
    }
    start.wait(PATIENCE)
    try:
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def race(
    address: tuple[str, int], people: Sequence[Person], path: str, fields: Mapping[str, str]
) -> Counter[int]:
    """Let all people post the same at once; return how often each status came."""
    start = threading.Barrier(len(people))
    statuses: list[int] = []
    lock = threading.Lock()

    def run(person: Person) -> None:
        try:
            status = press(address, person, path, fields, start)
        except OSError:
            status = 0  # no answer at all
        with lock:
            statuses.append(status)

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def right(counts: Counter[int], people: int) -> bool:
    """Say whether one had it and every other was told so."""
    return counts == Counter({302: 1, 409: people - 1}) or (people == 1 and counts == {302: 1})


# --- the rig: needs Django ----------------------------------------------------------------------


def log_in(username: str, role: str) -> Person:
    """Make an account with one role at the root unit, and a session of it."""
    from django.conf import settings
    from django.test import Client

    from tests import cast

    client = Client()
    client.force_login(
        cast.person(username, role), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    name = settings.SESSION_COOKIE_NAME
    return Person(username, client.cookies[name].value, name)


def a_complaint(*, graded: bool) -> tuple[str, int]:
    """Register a complaint, graded if asked; return its number and its open task."""
    from casework.services import intake, triage
    from common.actors import Outside
    from tests import cast
    from workflows.models import WorkItem

    at = datetime.now(UTC)
    facts = intake.Registration(
        channel="WEB",
        narrative="保洁员上门时态度恶劣，一直抱怨。",
        received_at=at,
        request="要求赔礼道歉",
        complainant=intake.PartyFacts("USER", "王女士", "13800000000"),
        respondent=intake.PartyFacts("ENTERPRISE", "某家政", "057487654321"),
    )
    complaint = intake.register(facts, unit=cast.unit(), by=Outside("COMPLAINANT"), at=at).complaint
    if graded:
        grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
        triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=at)
    item = WorkItem.objects.get(file=complaint.file)
    return complaint.file.number, item.pk


def play(address: tuple[str, int], *, officers: int, rounds: int) -> dict[str, Any]:
    """Run the rounds and return what came; `wrong` lists the rounds that were not right."""
    from casework.models import Complaint
    from common.models import Event
    from workflows.models import WorkItem

    clerks = [log_in(f"clerk-{n}", "INTAKE") for n in range(officers)]
    wrong: list[str] = []
    claims: Counter[int] = Counter()
    acceptances: Counter[int] = Counter()
    for turn in range(rounds):
        _number, task = a_complaint(graded=True)
        came = race(address, clerks, f"/tasks/{task}/claim", {})
        claims += came
        if not right(came, officers) or WorkItem.objects.get(pk=task).holder_id is None:
            wrong.append(f"claim {turn}: {dict(came)}")
        number, _task = a_complaint(graded=True)
        came = race(address, clerks, f"/cases/{number}/acceptance/accept", {})
        acceptances += came
        accepted = Event.objects.filter(file__number=number, name="accept").count()
        state = Complaint.objects.get(file__number=number).state
        if not right(came, officers) or accepted != 1 or state != "ACCEPTED":
            wrong.append(f"accept {turn}: {dict(came)}, {accepted} events, {state}")
    return {
        "officers": officers,
        "rounds": rounds,
        "claims": dict(claims),
        "acceptances": dict(acceptances),
        "wrong": wrong,
    }


@contextmanager
def server(environment: Mapping[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """Run gunicorn as the demo does, with a thread for each of eight officers."""
    from config.launcher import free_port

    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    command += ["--log-level", "warning", "--no-control-socket"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output
        )
    try:
        _wait_for(port, process)
        yield ("127.0.0.1", port)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("GET", "/track")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            line.close()
    raise RuntimeError("the web server does not answer")


def main(arguments: list[str]) -> int:
    """Run with servers of its own, print the report, exit 1 if any round was not right."""
    parser = argparse.ArgumentParser(description="Let officers press the same button at once.")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--officers", type=int, nargs="+", default=[2, 8])
    options = parser.parse_args(arguments)

    from config.embedded import database_url
    from config.embedded.database import Database
    from config.embedded.lease import leave, use
    from config.embedded.places import Place

    folder = Path(tempfile.mkdtemp(prefix="casework-race-", dir="/tmp"))
    folder.chmod(0o711)
    database = Database(Place(folder / "d"), throwaway=True)
    use(database)
    try:
        os.environ |= {
            "CASEWORK_HOME": str(folder / "files"),
            "DATABASE_URL": database_url(database),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        reports = _with_django(folder, options.rounds, options.officers)
    finally:
        leave(database)
    print(json.dumps(reports, indent=2))
    return 1 if any(report["wrong"] for report in reports) else 0


def _with_django(folder: Path, rounds: int, officers: Sequence[int]) -> list[dict[str, Any]]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with server(os.environ, folder / "web.log") as address:
        reports = [play(address, officers=count, rounds=rounds) for count in officers]
    connections.close_all()
    return reports


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
