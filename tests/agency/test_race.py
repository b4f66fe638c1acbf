"""The same at the same moment, over connections of their own: one effect, one outcome."""

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection

from archives import services as archives
from casework.models import AgencyAnswer, Complaint, Referral
from casework.services import agency_link, answers, referral
from common.errors import Refusal
from common.models import Event
from config import consistency
from deadlines.services import seed_calendar
from tests import cast
from tests.agency import recording
from tests.casework import referring as rf

pytestmark = pytest.mark.slow
ROUNDS = 5
PATIENCE = 60  # seconds for one answer on a busy machine


@pytest.fixture
def server(transactional_db: Any, live_server: Any, settings: Any, tmp_path: Any) -> Any:
    """A real server with a thread for each request; the police joined by a channel."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CASEWORK_EVIDENCE_DIR = tmp_path / "evidence"
    settings.CASEWORK_CHANNELS = {"POLICE": recording.PATH}
    seed_calendar(at=cast.AT)
    archives.seed()
    cast.unit()
    return urlsplit(live_server.url)


def referred() -> Referral:
    """A theft handed over to the police yesterday."""
    now = datetime.now(UTC) - timedelta(days=1)
    at = now.astimezone(rf.SHANGHAI).replace(tzinfo=None).isoformat()
    return rf.dispatched(rf.a_complaint(at, "THEFT", "S2"), "POLICE", at)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let each act begin when all are ready, in a thread of its own; return what came of them."""
    start = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait(PATIENCE)
        try:
            came[place] = act()
        except Refusal as refusal:
            came[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def posting(server: Any, path: str, body: bytes, headers: dict[str, str]) -> Callable[[], Any]:
    """Return an act that posts over a connection of its own; it returns status and Location."""

    def post() -> tuple[int, str]:
        line = http.client.HTTPConnection(server.hostname, server.port, timeout=PATIENCE)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            line.close()

    return post


def signed(server: Any, kind: str, found: Referral, **facts: Any) -> Callable[[], Any]:
    """Return an act by which the system of the police answers."""
    now = datetime.now(UTC)
    body = recording.message(kind, found.file.number, now, **facts)
    headers = {"Content-Type": "application/json", **recording.headers(body, now)}
    return posting(server, "/agency/police/answers", body, headers)


@pytest.mark.parametrize("systems", [2, 4])
def test_the_same_message_on_several_connections_has_one_effect(systems: int, server: Any) -> None:
    for turn in range(ROUNDS):
        found = referred()
        act = signed(server, "ACKNOWLEDGED", found, id=f"race-{systems}-{turn}", receipt_no="12")

        came = at_once([act] * systems)

        assert came == [(200, "")] * systems
        assert found.answers.count() == 1
        assert Event.objects.filter(file=found.file, name="acknowledged").count() == 1


def test_the_same_press_on_two_connections_is_one_answer(server: Any) -> None:
    for turn in range(ROUNDS):
        found = referred()
        now = datetime.now(UTC)
        made = agency_link.issue(referral_id=found.pk, by=cast.member("liaison"), at=now)
        path = f"{urlsplit(made.address).path}/answer/accepted"
        form = {"once": f"{turn}" * 22, "confirmed": "on", "file_no": "甬公立字〔2026〕7号"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        act = posting(server, path, urlencode(form).encode(), headers)

        (first, there), (second, again) = at_once([act, act])

        assert (first, second) == (302, 302)
        assert there == again
        assert found.answers.count() == 1
        assert Event.objects.filter(file=found.file, name="agency_accepted").count() == 1


def test_a_result_and_a_recall_at_once_leave_one_outcome(server: Any) -> None:
    ends: Counter[str] = Counter()
    officer = cast.member("officer")
    for turn in range(ROUNDS * 2):
        found = referred()

        def recall(pk: int = found.pk) -> str:
            referral.recall(
                referral_id=pk,
                reason="材料送错了部门，商定收回。",
                agreed=True,
                by=officer,
                at=datetime.now(UTC),
            )
            return "recalled"

        result = signed(
            server, "RESULT", found, id=f"result-{turn}", result_class="PENALTY", doc_no="1"
        )
        (status, _location), other = at_once([result, recall])

        there = Referral.objects.get(pk=found.pk)
        ends[there.state] += 1
        assert (status, other, there.state) in {
            (200, "WRONG_STATE", "RESULT_RECEIVED"),
            (202, "recalled", "RECALLED"),
        }
        complaint = Complaint.objects.get(pk=there.complaint_id)
        assert complaint.state == (
            "IN_REFERRAL" if there.state == "RESULT_RECEIVED" else "IN_VERIFICATION"
        )
    assert sum(ends.values()) == ROUNDS * 2


def test_two_answers_that_exclude_each_other_are_never_both_applied(server: Any) -> None:
    for turn in range(ROUNDS):
        found = referred()
        came = at_once(
            [
                signed(server, "RETURNED", found, id=f"a-{turn}", reason_code="OTHER"),
                signed(server, "RESULT", found, id=f"b-{turn}", result_class="NO_VIOLATION"),
            ]
        )

        assert sorted(status for status, _location in came) == [200, 202]
        assert found.answers.filter(event__isnull=False).count() == 1
        assert AgencyAnswer.objects.filter(referral=found).count() == 2


def test_a_result_that_comes_twice_is_registered_once_by_two_liaisons(server: Any) -> None:
    found = referred()
    signed(server, "RESULT", found, result_class="PENALTY", doc_no="1")()
    liaisons = [cast.member("liaison"), cast.person("liaison2", "LIAISON")]

    def registering(who: Any) -> Callable[[], str]:
        def register() -> str:
            answers.register(
                referral_id=found.pk, tellable="已依法处理。", by=who, at=datetime.now(UTC)
            )
            return "registered"

        return register

    came = at_once([registering(who) for who in liaisons])

    assert sorted(came)[1] == "registered"
    assert Complaint.objects.get(pk=found.complaint_id).outcome == "UPHELD"
    assert Event.objects.filter(name="agency_result").count() == 1
    assert list(consistency.faults(datetime.now(UTC))) == []
