"""One suite, two targets for the hotline: its fake over HTTP, and the record of its wire."""

from datetime import UTC, datetime

import httpx
import pytest

from casework.channels import ChannelBusy, ChannelRefusedUs, HotlineChannel, Push, PushKind
from integrations.faking.moods import Mood
from integrations.signed.signature import Signer
from portals.intake.record import read as read_record
from tests.integrations.bodies import HOTLINE, SECRET, secret

NEVER_SENT = "ticket.replied:42"
BODY = HOTLINE


@pytest.fixture(params=["fake", "recorded"])
def form(request) -> str:
    return request.param


@pytest.fixture
def fake(run_fake, form):
    return run_fake(BODY) if form == "fake" else None


@pytest.fixture
def client(fake):
    with BODY.client(fake.url) if fake else BODY.on_record() as one:
        yield one


@pytest.fixture
def be(fake):
    """Put the hotline into a mood; the record holds each under a key of its own."""
    return fake.be if fake else lambda mood: None


@pytest.fixture
def heard(fake, door, settings):
    """Let the hotline say something, and read it with the adapter."""

    def hear(kind: str) -> Push:
        channel: HotlineChannel = BODY.channel()
        if fake:
            settings.CASEWORK_HOTLINE_12345_SECRETS = [SECRET]
            fake.answer(kind, BODY.parcel.reference)
            came = door.wait()[-1]
            return channel.read(came.headers, came.body, at=datetime.now(UTC))
        settings.CASEWORK_HOTLINE_12345_SECRETS = [BODY.wire["secret"]]
        message = BODY.message(kind)
        return channel.read(message["headers"], message["body"].encode(), at=BODY.recorded_at)

    return hear


def test_a_reply_is_taken_and_known_afterwards(client):
    receipt = client.send(BODY.parcel.key, BODY.written)

    assert receipt.accepted
    held = client.look_up(BODY.parcel.key)
    assert (held.reference, held.sha256) == (receipt.reference, receipt.sent_sha256)


def test_a_reply_never_sent_is_not_known(client):
    assert client.look_up(NEVER_SENT) is None


def test_a_final_refusal_is_an_answer_not_an_error(client, be):
    be(Mood.REFUSED)
    small = BODY.exchange("refused")["request"]["body"].encode()

    receipt = client.send("ticket.replied:43", small)

    assert (receipt.accepted, receipt.reason) == (False, "4021")


def test_a_busy_hotline_is_an_error_to_be_repeated(client, be):
    be(Mood.BUSY)
    small = BODY.exchange("busy")["request"]["body"].encode()

    with pytest.raises(ChannelBusy):
        client.send("ticket.replied:44", small)


def test_a_hotline_that_does_not_know_our_signature_needs_a_person(fake):
    small = BODY.exchange("stranger")["request"]["body"].encode()
    stranger = BODY.client(fake.url, secrets=(secret(b"x"),)) if fake else BODY.on_record()

    with stranger as client, pytest.raises(ChannelRefusedUs, match="401"):
        client.send("ticket.replied:45", small)


def test_a_ticket_is_an_intake_record(heard):
    push = heard("TICKET")

    assert push.kind == PushKind.TICKET
    assert push.facts["ticket_no"] == push.ticket_no == BODY.parcel.reference
    record = read_record(push.facts, at=push.at)
    assert (record.source, record.channel, record.request_type) == ("12345", "T12345", "COMPLAINT")
    assert str(record.amount_involved) == "2250.00"
    assert record.consent_entrust_mediation
    assert not record.consent_publish
    assert record.handle_due_at > record.dispatched_at > record.received_at


def test_a_reminder_is_read_with_its_words(heard):
    push = heard("REMINDER")

    assert push.kind == PushKind.REMINDER
    assert push.facts["words"] == "来电人催问办理进度。"


def test_a_granted_extension_says_until_when(heard):
    push = heard("EXTENSION_GRANTED")

    assert push.kind == PushKind.EXTENSION_GRANTED
    assert datetime.fromisoformat(push.facts["until"]) > push.at


def test_a_refused_extension_says_why(heard):
    push = heard("EXTENSION_REFUSED")

    assert (push.kind, push.facts["words"]) == (PushKind.EXTENSION_REFUSED, "延期理由不充分。")


def test_a_ticket_to_be_handled_anew_says_why_and_by_when(heard):
    push = heard("REHANDLE")

    assert push.kind == PushKind.REHANDLE
    assert push.facts["words"]
    assert datetime.fromisoformat(push.facts["handle_due_at"]) > push.at


def test_a_closed_ticket_says_what_the_caller_thought(heard):
    push = heard("CLOSED")

    assert push.kind == PushKind.CLOSED
    assert push.facts["followup_result"] in ("SATISFIED", "BASICALLY_SATISFIED")
    assert push.facts["resolved"] in ("Y", "PARTLY")


def test_the_files_of_a_ticket_come_along_and_are_named_in_the_record(settings):
    settings.CASEWORK_HOTLINE_12345_SECRETS = [BODY.wire["secret"]]
    message = BODY.message("TICKET")

    push = BODY.channel().read(message["headers"], message["body"].encode(), at=BODY.recorded_at)

    (file,) = push.enclosures
    assert push.facts["attachments"] == [file.name]


def test_the_fake_answers_in_the_shapes_of_the_record(run_fake):
    fake = run_fake(BODY)
    moods = {"refused": Mood.REFUSED, "busy": Mood.BUSY}
    for exchange in BODY.wire["exchanges"]:
        asked, promised = exchange["request"], exchange["response"]
        if exchange["name"] in moods:
            fake.be(moods[exchange["name"]])
        content = asked["body"].encode()
        signer = Signer([secret(b"x") if exchange["name"] == "stranger" else SECRET])
        headers = signer.headers(asked["headers"]["webhook-id"], content, at=datetime.now(UTC))

        answer = httpx.request(
            asked["method"], fake.url + asked["path"], content=content, headers=headers
        )

        assert answer.status_code == promised["status"], exchange["name"]
        shape = httpx.Response(200, content=promised["body"]).json()
        assert answer.json().keys() == shape.keys()
        assert answer.json().get("code") == shape.get("code")
