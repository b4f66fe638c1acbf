"""One suite, two targets: the shipped fake over HTTP and the recorded exchanges of the wire."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.sms_gateway import client as sms
from integrations.sms_gateway import fake, mapping

WIRE: list[dict[str, Any]] = json.loads(
    (Path(sms.__file__).parent / "wire" / "v1.json").read_text(encoding="utf-8")
)
PHONE = "13800000000"
TEXT = "【诚信办案】您的投诉TS-2026-000001有新进展，请查询：http://localhost/t"


def recorded(request: httpx.Request) -> httpx.Response:
    """Answer a request that equals a recorded one byte for byte; anything else is an error."""
    for exchange in WIRE:
        expected = exchange["request"]
        if (
            request.method == expected["method"]
            and request.url.raw_path.decode() == expected["path"]
            and request.headers.get("Idempotency-Key", "") == expected["idempotency_key"]
            and request.content.decode() == expected["body"]
        ):
            answer = exchange["response"]
            return httpx.Response(answer["status"], content=answer["body"].encode())
    raise AssertionError(f"not on the record: {request.method} {request.url} {request.content!r}")


@pytest.fixture(params=["fake", "recorded"])
def target(request, gateway) -> tuple[sms.Client, Callable[..., None]]:
    """A client and a way to put its gateway into a mood (the record is what it is)."""
    if request.param == "fake":
        client = sms.Client(gateway.url)
        mood = gateway.be
    else:
        client = sms.Client("http://gateway", transport=httpx.MockTransport(recorded))

        def mood(kind, times=1):
            """The record holds each mood under a key of its own."""

    with client:
        yield client, mood


def test_a_message_is_taken_and_known_afterwards(target):
    client, _mood = target

    receipt = client.send("notice.prepared:41", PHONE, TEXT)

    assert receipt.accepted
    assert receipt.reference
    assert client.look_up("notice.prepared:41") == receipt


def test_a_message_never_sent_is_not_known(target):
    client, _mood = target

    assert client.look_up("notice.prepared:42") is None


def test_a_refused_number_is_an_answer_not_an_error(target):
    client, mood = target
    mood(fake.Mood.REFUSED)

    receipt = client.send("notice.prepared:43", PHONE, TEXT)

    assert (receipt.accepted, receipt.reason) == (False, "INVALID_NUMBER")


def test_a_busy_gateway_is_an_error_to_be_repeated(target):
    client, mood = target
    mood(fake.Mood.BUSY)

    with pytest.raises(sms.GatewayBusy):
        client.send("notice.prepared:44", PHONE, TEXT)


def test_a_text_for_two_messages_is_refused_before_it_leaves(target):
    client, _mood = target

    with pytest.raises(mapping.TextTooLong):
        client.send("notice.prepared:45", PHONE, "长" * 71)


def test_the_fake_answers_in_the_shapes_of_the_record(gateway):
    moods = {"refused": fake.Mood.REFUSED, "busy": fake.Mood.BUSY}
    for exchange in WIRE:
        asked, promised = exchange["request"], exchange["response"]
        if exchange["name"] in moods:
            gateway.be(moods[exchange["name"]])
        answer = httpx.request(
            asked["method"],
            gateway.url + asked["path"],
            content=asked["body"].encode(),
            headers={"Idempotency-Key": asked["idempotency_key"]},
        )

        shape = json.loads(promised["body"])
        assert answer.status_code == promised["status"]
        assert answer.json().keys() == shape.keys()
        for name in ("code", "status"):
            assert answer.json().get(name) == shape.get(name)
