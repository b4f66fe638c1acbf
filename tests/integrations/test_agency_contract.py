"""One suite, two targets for each agency: its fake over HTTP, and the record of its wire."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from casework.channels import AgencyChannel, Answer, AnswerKind, ChannelBusy, ChannelRefusedUs
from integrations.faking.moods import Mood
from integrations.signed.client import Client
from integrations.signed.signature import Signer
from tests.integrations.bodies import AGENCIES, SECRET, Body, code, secret

PARCEL_ON_RECORD = "referral.dispatched:4{}"


@dataclass
class Target:
    """An agency to talk with, in either form."""

    body: Body
    client: Client
    be: Callable[..., None]
    said: Callable[[str], tuple[dict[str, str], bytes, datetime]]
    shared: str
    stranger: Callable[[], Client]
    small: bytes = field(repr=False)

    def read(self, kind: str, settings: Any) -> Answer:
        """Let the agency say something, and read it with the adapter."""
        headers, body, at = self.said(kind)
        setattr(settings, f"{self.body.channel.name}_SECRETS", [self.shared])
        channel: AgencyChannel = self.body.channel()
        return channel.read(headers, body, at=at)


@pytest.fixture(params=["fake", "recorded"])
def form(request) -> str:
    return request.param


@pytest.fixture(params=AGENCIES, ids=code)
def target(request, form, run_fake, door) -> Iterator[Target]:
    body: Body = request.param
    make = recorded_target if form == "recorded" else live_target
    target = make(body, run_fake, door)
    with target.client:
        yield target


def recorded_target(body, _run_fake, _door) -> Target:
    def said(kind):
        message = body.message(kind)
        return message["headers"], message["body"].encode(), body.recorded_at

    return Target(
        body=body,
        client=body.on_record(),
        be=lambda mood: None,  # the record is what it is
        said=said,
        shared=body.wire["secret"],
        stranger=body.on_record,
        small=body.exchange("refused")["request"]["body"].encode(),
    )


def live_target(body, run_fake, door) -> Target:
    fake = run_fake(body)

    def said(kind):
        fake.answer(kind, body.parcel.reference)
        came = door.wait()[-1]
        return came.headers, came.body, datetime.now(UTC)

    return Target(
        body=body,
        client=body.client(fake.url),
        be=fake.be,
        said=said,
        shared=SECRET,
        stranger=lambda: body.client(fake.url, secrets=(secret(b"of somebody else"),)),
        small=body.exchange("refused")["request"]["body"].encode(),
    )


def test_a_parcel_is_taken_and_known_afterwards(target):
    receipt = target.client.send(target.body.parcel.key, target.body.written)

    assert receipt.accepted
    assert receipt.reference
    assert len(receipt.sent_sha256) == 64
    held = target.client.look_up(target.body.parcel.key)
    assert (held.reference, held.sha256) == (receipt.reference, receipt.sent_sha256)


def test_a_parcel_never_sent_is_not_known(target):
    assert target.client.look_up(PARCEL_ON_RECORD.format(2)) is None


def test_a_final_refusal_is_an_answer_not_an_error(target):
    target.be(Mood.REFUSED)

    receipt = target.client.send(PARCEL_ON_RECORD.format(3), target.small)

    assert not receipt.accepted
    assert receipt.reason in ("案由不明", "E12")


def test_a_busy_agency_is_an_error_to_be_repeated(target):
    target.be(Mood.BUSY)

    with pytest.raises(ChannelBusy):
        target.client.send(PARCEL_ON_RECORD.format(4), target.small)


def test_an_agency_that_does_not_know_our_signature_needs_a_person(target):
    with target.stranger() as client, pytest.raises(ChannelRefusedUs, match="401"):
        client.send(PARCEL_ON_RECORD.format(5), target.small)


def test_it_is_read_that_a_matter_was_taken_down(target, settings):
    answer = target.read("ACKNOWLEDGED", settings)

    assert answer.kind == AnswerKind.ACKNOWLEDGED
    assert answer.reference == "YS-2026-000001"
    assert answer.message_id.startswith("msg_")
    assert answer.receipt_no
    assert answer.at.utcoffset() is not None


def test_it_is_read_that_a_case_was_opened(target, settings):
    answer = target.read("ACCEPTED", settings)

    assert (answer.kind, bool(answer.file_no)) == (AnswerKind.ACCEPTED, True)


def test_it_is_read_why_a_matter_comes_back(target, settings):
    answer = target.read("RETURNED", settings)

    assert (answer.kind, answer.reason_code) == (AnswerKind.RETURNED, "MATERIALS")
    assert answer.words.startswith("请补充")


def test_it_is_read_that_no_case_was_opened(target, settings):
    answer = target.read("NOT_FILED", settings)

    assert answer.kind == AnswerKind.NOT_FILED
    assert "不立" in answer.doc_no
    assert answer.decided_on
    assert answer.words


def test_it_is_read_that_a_case_was_opened_after_all(target, settings):
    answer = target.read("FILED_AFTER_RECONSIDERATION", settings)

    assert answer.kind == AnswerKind.FILED_AFTER_RECONSIDERATION
    assert answer.file_no


def test_a_result_is_read_with_its_class_number_and_day(target, settings):
    answer = target.read("RESULT", settings)

    assert (answer.kind, answer.result_class) == (AnswerKind.RESULT, "PENALTY")
    assert "罚" in answer.doc_no
    assert answer.decided_on


def test_it_is_read_that_a_decision_was_revoked(target, settings):
    answer = target.read("REVOKED", settings)

    assert answer.kind == AnswerKind.REVOKED
    assert answer.doc_no


@pytest.mark.parametrize("body", AGENCIES, ids=code)
def test_the_paper_of_a_result_comes_along(body, settings):
    setattr(settings, f"{body.channel.name}_SECRETS", [body.wire["secret"]])
    message = body.message("RESULT")

    answer = body.channel().read(message["headers"], message["body"].encode(), at=body.recorded_at)

    (paper,) = answer.enclosures
    assert (paper.name, paper.content) == ("处罚决定书.pdf", b"%PDF-1.7 decision")


@pytest.mark.parametrize("body", AGENCIES, ids=code)
def test_the_fake_answers_in_the_shapes_of_the_record(body, run_fake):
    fake = run_fake(body)
    moods = {"refused": Mood.REFUSED, "busy": Mood.BUSY}
    for exchange in body.wire["exchanges"]:
        asked, promised = exchange["request"], exchange["response"]
        if exchange["name"] in moods:
            fake.be(moods[exchange["name"]])
        content = asked["body"].encode()
        stranger = exchange["name"] == "stranger"
        signer = Signer([secret(b"of somebody else") if stranger else SECRET])
        headers = signer.headers(asked["headers"]["webhook-id"], content, at=datetime.now(UTC))

        answer = httpx.request(
            asked["method"], fake.url + asked["path"], content=content, headers=headers
        )

        assert answer.status_code == promised["status"], exchange["name"]
        shape = httpx.Response(200, content=promised["body"]).json()
        assert answer.json().keys() == shape.keys()
        for name in ("状态", "代码", "原因"):
            assert answer.json().get(name) == shape.get(name)
