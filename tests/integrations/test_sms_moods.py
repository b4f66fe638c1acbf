"""Whatever the gateway does, repeating the same key until it says yes gives one message."""

import httpx
import pytest

from integrations.sms_gateway import client as sms
from integrations.sms_gateway.fake import FakeGateway, Ledger, Mood
from integrations.sms_gateway.mapping import UnreadableAnswer

PHONE = "13800000000"
TEXT = "【诚信办案】案件TS-2026-000001有新进展"
PASSING = (sms.GatewayBusy, sms.GatewayForgot, UnreadableAnswer)


@pytest.fixture
def client(gateway):
    with sms.Client(gateway.url, timeout=httpx.Timeout(0.3)) as one:
        yield one


def send_until_yes(client, key, tries=6):
    for attempt in range(1, tries + 1):
        try:
            return client.send(key, PHONE, TEXT), attempt
        except PASSING:
            continue
    raise AssertionError("the gateway never recovered")


@pytest.mark.parametrize(
    ("mood", "attempts", "raised"),
    [
        (Mood.WELL, 1, None),
        (Mood.TWICE, 1, None),
        (Mood.LATE, 2, sms.GatewayBusy),
        (Mood.CUT, 2, sms.GatewayBusy),
        (Mood.BUSY, 2, sms.GatewayBusy),
        (Mood.BROKEN, 2, sms.GatewayBusy),
        (Mood.DROPPED, 2, sms.GatewayForgot),
        (Mood.GARBLED, 2, UnreadableAnswer),
    ],
)
def test_one_message_is_on_the_ledger(client, gateway, mood, attempts, raised):
    gateway.be(mood)
    if raised:
        with pytest.raises(raised):
            client.send("notice.prepared:1", PHONE, TEXT)
        attempts -= 1

    receipt, needed = send_until_yes(client, "notice.prepared:1")

    assert receipt.accepted
    assert needed == attempts
    assert list(gateway.ledger.entries) == ["notice.prepared:1"]


def test_a_run_of_bad_moods_still_ends_with_one_message(client, gateway):
    for mood in (Mood.BUSY, Mood.DROPPED, Mood.CUT, Mood.BROKEN):
        gateway.be(mood)

    _receipt, needed = send_until_yes(client, "notice.prepared:1")

    assert needed == 5
    assert len(gateway.ledger.entries) == 1
    assert gateway.ledger.repeats["notice.prepared:1"] == 2


def test_a_key_reused_for_another_text_is_a_matter_for_a_person(client, gateway):
    client.send("notice.prepared:1", PHONE, TEXT)

    with pytest.raises(sms.GatewayRefusedUs):
        client.send("notice.prepared:1", PHONE, TEXT + "。")


def test_errors_do_not_quote_number_or_text(client, gateway):
    gateway.be(Mood.CUT)

    with pytest.raises(sms.GatewayBusy) as busy:
        client.send("notice.prepared:1", PHONE, TEXT)

    assert PHONE not in repr(busy.value)
    assert busy.value.__suppress_context__


def test_a_gateway_nobody_runs_is_busy():
    with FakeGateway() as closed:
        address = closed.url

    with sms.Client(address) as client, pytest.raises(sms.GatewayBusy):
        client.send("notice.prepared:1", PHONE, TEXT)


def test_the_ledger_survives_a_restart(client, gateway):
    client.send("notice.prepared:1", PHONE, TEXT)
    client.send("notice.prepared:1", PHONE, TEXT)

    again = Ledger(gateway.ledger.path)

    assert again.entries == gateway.ledger.entries
    assert again.repeats == gateway.ledger.repeats
