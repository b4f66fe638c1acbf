"""The fakes speak by themselves: in any voice, again and again, also after a restart."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest

from casework.channels import Forged, Unreadable
from config.embedded.places import CHECKOUT
from integrations.faking.ledger import Ledger
from integrations.faking.moods import Voice
from integrations.signed.signature import Signer
from tests.integrations.bodies import AGENCIES, BODIES, HOTLINE, POLICE, SECRET, code, enclosure
from tests.integrations.conftest import eventually, served

KIND = {"POLICE": "ACKNOWLEDGED", "MARKET_REGULATOR": "ACKNOWLEDGED", "HOTLINE_12345": "TICKET"}


@pytest.fixture(params=BODIES, ids=code)
def body(request, settings):
    setattr(settings, f"{request.param.channel.name}_SECRETS", [SECRET])
    return request.param


@pytest.fixture
def fake(body, run_fake):
    return run_fake(body)


def read(body, message):
    return body.channel().read(message.headers, message.body, at=datetime.now(UTC))


def ended(fake, message_id):
    """How a message ended, once it has."""
    eventually(lambda: fake.ledger.outcomes[message_id]["ended"])
    outcome = fake.ledger.outcomes[message_id]
    return outcome["ended"], outcome["statuses"]


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_it_repeats_a_message_until_we_say_yes(body, fake, door):
    door.statuses = [503, 500, 429, 302, 404]

    message_id = fake.answer(KIND[body.code])

    assert ended(fake, message_id) == ("HEARD", ["503", "500", "429", "302", "404", "200"])
    assert {read(body, came).message_id for came in door.came} == {message_id}
    assert len({came.body for came in door.came}) == 1


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_it_stops_where_it_is_told_that_nobody_lives_there_any_more(body, fake, door):
    door.statuses = [410]

    assert ended(fake, fake.answer(KIND[body.code])) == ("GIVEN_UP", ["410"])


@pytest.mark.parametrize("voice", [Voice.TWICE, Voice.LATE])
def test_what_is_said_twice_has_one_id(body, fake, door, voice):
    message_id = fake.answer(KIND[body.code], voice=voice)

    assert ended(fake, message_id) == ("HEARD", ["200", "200"])
    assert [read(body, came).message_id for came in door.came] == [message_id] * 2


@pytest.mark.parametrize(
    ("voice", "fault"),
    [(Voice.FORGED, "SIGNATURE"), (Voice.STALE, "STALE")],
)
def test_what_nobody_should_take_is_said_once_and_not_taken(body, fake, door, voice, fault):
    door.statuses = [401]

    message_id = fake.answer(KIND[body.code], voice=voice)

    assert ended(fake, message_id) == ("REFUSED", ["401"])
    with pytest.raises(Forged, match=fault):
        read(body, door.came[0])


def test_what_is_garbled_is_signed_and_cannot_be_read(body, fake, door):
    door.statuses = [422]

    message_id = fake.answer(KIND[body.code], voice=Voice.GARBLED)

    assert ended(fake, message_id) == ("REFUSED", ["422"])
    with pytest.raises(Unreadable):
        read(body, door.came[0])


def test_a_wrong_number_is_one_nobody_gave_out(body, fake, door):
    fake.answer(KIND[body.code], voice=Voice.WRONG)

    answer = read(body, door.wait()[0])
    assert "1999" in (answer.reference if body in AGENCIES else answer.ticket_no)


def test_without_a_number_it_speaks_of_the_matter_it_got_last(body, fake, door):
    with body.client(fake.url) as client:
        client.send(body.parcel.key, body.written)

    fake.answer("CLOSED" if body is HOTLINE else "ACKNOWLEDGED")

    answer = read(body, door.wait()[0])
    assert body.parcel.reference == (answer.reference if body in AGENCIES else answer.ticket_no)


def test_every_ticket_has_a_number_of_its_own(run_fake, door, settings):
    settings.CASEWORK_HOTLINE_12345_SECRETS = [SECRET]
    fake = run_fake(HOTLINE)
    for _ in range(2):
        fake.answer("TICKET")

    assert len({read(HOTLINE, came).ticket_no for came in door.wait(2)}) == 2


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_it_can_be_ordered_about_by_http(body, fake, door):
    order = {"kind": KIND[body.code], "about": "X-1", "voice": "TWICE", "with": {}}

    said = httpx.post(f"{fake.url}/_fake/answer", json=order)

    assert said.status_code == 200
    assert ended(fake, said.json()["id"])[0] == "HEARD"
    (message,) = httpx.get(f"{fake.url}/_fake/ledger").json()["messages"]
    assert (message["voice"], message["statuses"]) == ("TWICE", ["200", "200"])
    assert KIND[body.code] in httpx.get(fake.url).text


@pytest.mark.parametrize(
    "order", [{}, {"kind": "NONE"}, {"kind": "RESULT", "voice": "LOUD"}, [], 7]
)
def test_an_order_that_makes_no_sense_is_refused(run_fake, order):
    fake = run_fake(POLICE)

    assert httpx.post(f"{fake.url}/_fake/answer", json=order).status_code == 400
    assert not fake.ledger.messages


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_moods_can_be_ordered_by_http(body, fake):
    httpx.post(f"{fake.url}/_fake/mood", json={"mood": "REFUSED", "times": 2})

    with body.client(fake.url) as client:
        assert not client.send(body.parcel.key, body.written).accepted
        assert not client.send(body.parcel.key, body.written).accepted
        assert client.send(body.parcel.key, body.written).accepted


def test_left_to_itself_it_reacts_once(body, run_fake, door):
    fake = run_fake(body, auto=0.05)

    with body.client(fake.url) as client:
        client.send(body.parcel.key, body.written)
        answer = read(body, door.wait()[0])
        client.send(body.parcel.key, body.written)

    assert answer.kind == ("CLOSED" if body is HOTLINE else "ACKNOWLEDGED")
    eventually(lambda: not fake.ledger.unsent())
    assert len(fake.ledger.messages) == 1


@pytest.mark.parametrize("body", AGENCIES, ids=code, indirect=True)
def test_left_to_itself_an_agency_does_not_acknowledge_a_reminder(body, run_fake, door):
    fake = run_fake(body, auto=0)
    reminder = body.mapping.ENVELOPE.seal(
        body.parcel.__class__("referral.reminded:1", "REMINDER", "YS-2026-000001", {})
    )

    with body.client(fake.url) as client:
        client.send("referral.reminded:1", reminder)
        client.send(body.parcel.key, body.written)

    eventually(lambda: fake.ledger.messages and not fake.ledger.unsent())
    assert [message["of"] for message in fake.ledger.messages.values()] == [body.parcel.key]


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_after_a_restart_it_says_what_it_had_not_said(body, tmp_path, door):
    path = tmp_path / "again.jsonl"
    message = {"id": "msg_left", "of": "", "voice": "WELL", "kind": "X", "body": "{}"}
    Ledger(path).say(message)

    with served(body.fake(0, path, secrets=(SECRET,), callback=door.url)) as fake:
        assert ended(fake, "msg_left") == ("HEARD", ["200"])

    assert not Ledger(path).unsent()


def test_a_parcel_with_a_file_that_is_not_what_it_says_is_refused(body, fake):
    record = json.loads(body.written)
    files = body.mapping.ENVELOPE.files
    record[files.files][0][files.sha256] = "0" * 64

    with body.client(fake.url) as client:
        receipt = client.send(body.parcel.key, json.dumps(record).encode())

    assert not receipt.accepted


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_its_ledger_keeps_no_content_of_files(body, fake):
    record = json.loads(body.written)
    files = body.mapping.ENVELOPE.files
    large = files.out((enclosure(b"x" * 10_000),))
    record[files.files] = large

    with body.client(fake.url) as client:
        assert client.send(body.parcel.key, json.dumps(record).encode()).accepted

    assert large[0][files.content] not in fake.ledger.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("body", [POLICE], ids=code, indirect=True)
def test_an_unsigned_question_is_not_answered(body, fake):
    for path in ("/v1/status", f"{fake.collection}/{body.parcel.key}", "/elsewhere"):
        assert httpx.get(fake.url + path).status_code == 401


def test_it_runs_from_the_command_line_and_keeps_its_ledger(body, tmp_path, door):
    module = body.fake.__module__
    ledger = tmp_path / "ledger.jsonl"
    command = [sys.executable, "-m", module, "--ledger", str(ledger), "--port", "0"]
    command += ["--callback", door.url, "--secret", SECRET, "--auto", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env={"PATH": os.environ["PATH"]}
    )
    try:
        url = process.stdout.readline().strip()
        with body.client(url) as client:
            client.probe()
            receipt = client.send(body.parcel.key, body.written)
        assert read(body, door.wait()[0]).message_id
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0

    assert Ledger(ledger).parcels[body.parcel.key]["number"] == receipt.reference


def test_the_verifier_of_the_fakes_is_not_ours():
    """A fault of `integrations.signed` would be repeated by fakes that used it."""
    sources = [*(CHECKOUT / "integrations/faking").glob("*.py")]
    sources += [CHECKOUT / f"{body.fake.__module__.replace('.', '/')}.py" for body in BODIES]

    assert Signer.__module__ == "integrations.signed.signature"
    assert [path for path in sources if "integrations.signed" in path.read_text()] == []
    assert [path for path in sources if ".mapping" in path.read_text()] == []
