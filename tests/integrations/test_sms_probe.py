"""Looking for the gateway costs nobody a text message, and mistakes nothing else for it."""

import httpx
import pytest

from casework.channels import ChannelBusy, ChannelRefusedUs, Unreadable
from integrations.sms_gateway import client as sms
from integrations.sms_gateway.adapter import Gateway
from integrations.sms_gateway.fake import FakeGateway, Mood
from integrations.sms_gateway.mapping import UnreadableAnswer


def answering(status, body):
    """A client whose other side gives one answer to everything."""
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, content=body))
    return sms.Client("http://gateway", transport=transport)


def test_the_gateway_is_found_and_takes_no_message(gateway):
    with sms.Client(gateway.url) as client:
        client.probe()

    assert gateway.ledger.entries == {}


def test_a_look_uses_up_no_mood_of_the_next_message(gateway):
    gateway.be(Mood.BUSY)
    with sms.Client(gateway.url) as client:
        client.probe()
        with pytest.raises(sms.GatewayBusy):
            client.send("notice.prepared:1", "13800000000", "【诚信办案】")


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (404, b"<html>Not found</html>", UnreadableAnswer),
        (404, b'{"code": "NO_SUCH_PAGE"}', UnreadableAnswer),
        (200, b'{"id": "1", "status": "DELIVERED"}', UnreadableAnswer),
        (401, b"{}", sms.GatewayRefusedUs),
        (403, b"{}", sms.GatewayRefusedUs),
        (429, b"{}", sms.GatewayBusy),
        (503, b"", sms.GatewayBusy),
    ],
)
def test_what_is_no_gateway_of_ours_is_told_by_kind(status, body, raised):
    with answering(status, body) as client, pytest.raises(raised):
        client.probe()


def test_the_port_speaks_the_words_of_the_house(gateway, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = gateway.url
    gateway.token = "ours"
    settings.CASEWORK_SMS_GATEWAY_TOKEN = "not ours"
    with pytest.raises(ChannelRefusedUs):
        Gateway().probe()

    settings.CASEWORK_SMS_GATEWAY_TOKEN = "ours"
    Gateway().probe()

    settings.CASEWORK_SMS_GATEWAY_URL = f"{gateway.url}/somewhere/else"
    with pytest.raises(Unreadable):
        Gateway().probe()


def test_a_gateway_nobody_runs_is_busy(settings):
    with FakeGateway() as closed:
        settings.CASEWORK_SMS_GATEWAY_URL = closed.url

    with pytest.raises(ChannelBusy):
        Gateway().probe()


def test_whoever_does_not_bring_the_token_sends_nothing(gateway):
    gateway.token = "ours"
    with sms.Client(gateway.url, token="wrong") as client, pytest.raises(sms.GatewayRefusedUs):
        client.send("notice.prepared:1", "13800000000", "【诚信办案】")
    with sms.Client(gateway.url, token="ours") as client:
        assert client.send("notice.prepared:1", "13800000000", "【诚信办案】").accepted

    assert list(gateway.ledger.entries) == ["notice.prepared:1"]
