"""Whatever a body does, repeating the same key until it says yes hands over one parcel."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from casework.channels import ChannelBusy, ChannelRefusedUs
from integrations.faking.ledger import Ledger
from integrations.faking.moods import Mood
from integrations.faking.server import FakeBody
from integrations.signed.client import Client
from tests.integrations.bodies import BODIES, OLDER, POLICE, SECRET, Body, code


@pytest.fixture(params=BODIES, ids=code)
def body(request) -> Body:
    return request.param


@pytest.fixture
def fake(body, run_fake) -> FakeBody:
    return run_fake(body)


@pytest.fixture
def client(body, fake) -> Iterator[Client]:
    with body.client(fake.url, timeout=httpx.Timeout(0.3)) as one:
        yield one


def send_until_yes(client, body, tries=8):
    for attempt in range(1, tries + 1):
        try:
            return client.send(body.parcel.key, body.written), attempt
        except ChannelBusy:
            continue
    raise AssertionError("the body never recovered")


@pytest.mark.parametrize(
    ("mood", "attempts", "reason"),
    [
        (Mood.WELL, 1, ""),
        (Mood.TWICE, 1, ""),
        (Mood.LATE, 2, "ReadTimeout"),
        (Mood.CUT, 2, "RemoteProtocolError"),
        (Mood.BUSY, 2, "503"),
        (Mood.BROKEN, 2, "500"),
        (Mood.DROPPED, 2, "FORGOTTEN"),
        (Mood.GARBLED, 2, "UNREADABLE"),
    ],
)
def test_one_parcel_is_on_the_ledger(body, client, fake, mood, attempts, reason):
    fake.be(mood)
    if reason:
        with pytest.raises(ChannelBusy, match=reason):
            client.send(body.parcel.key, body.written)
        attempts -= 1

    receipt, needed = send_until_yes(client, body)

    assert receipt.accepted
    assert needed == attempts
    assert list(fake.ledger.parcels) == [body.parcel.key]
    assert receipt.reference == fake.ledger.parcels[body.parcel.key]["number"]


def test_a_run_of_bad_moods_still_ends_with_one_parcel(body, client, fake):
    worst = (Mood.BUSY, Mood.DROPPED, Mood.CUT, Mood.BROKEN, Mood.LATE, Mood.GARBLED, Mood.TWICE)
    for mood in worst:
        fake.be(mood)

    _receipt, needed = send_until_yes(client, body)

    assert needed == len(worst)
    assert len(fake.ledger.parcels) == 1
    # BROKEN, LATE, and both of TWICE came after CUT had brought the first.
    assert fake.ledger.repeats[body.parcel.key] == 4


def test_many_parcels_in_many_moods_from_many_workers_are_each_there_once(run_fake):
    """Two workers hold every parcel, as after a lease that ran out."""
    fake = run_fake(POLICE)
    fake.late_by = 0.3
    dice = random.Random(20260304)
    for mood in dice.choices([mood for mood in Mood if mood is not Mood.REFUSED], k=60):
        fake.be(mood)
    keys = [f"referral.dispatched:{number}" for number in range(30)]

    def hand_over(key):
        with POLICE.client(fake.url, timeout=httpx.Timeout(0.2)) as client:
            for _attempt in range(60):
                try:
                    return key, client.send(key, POLICE.written).reference
                except ChannelBusy:
                    continue
        raise AssertionError("never handed over")

    with ThreadPoolExecutor(4) as workers:
        receipts = list(workers.map(hand_over, keys * 2))

    assert set(fake.ledger.parcels) == set(keys)
    assert set(receipts) == {(key, fake.ledger.parcels[key]["number"]) for key in keys}
    on_disk = fake.ledger.path.read_text(encoding="utf-8").splitlines()
    taken = [line for line in on_disk if json.loads(line)["entry"] == "parcel"]
    assert len(taken) == len(keys)


def test_a_parcel_that_is_dropped_is_found_missing_and_not_believed(body, client, fake):
    fake.be(Mood.DROPPED)

    with pytest.raises(ChannelBusy, match="FORGOTTEN"):
        client.send(body.parcel.key, body.written)

    assert not fake.ledger.parcels


def test_a_key_reused_for_another_parcel_is_a_matter_for_a_person(body, client):
    client.send(body.parcel.key, body.written)

    with pytest.raises(ChannelRefusedUs, match="409"):
        client.send(body.parcel.key, body.written + b" ")


def test_a_parcel_of_which_not_all_arrived_is_a_matter_for_a_person(body):
    def half(request: httpx.Request) -> httpx.Response:
        known = body.exchange("known")["response"]["body"]
        return httpx.Response(200, stream=httpx.ByteStream(known.encode()))

    with (
        body.client("http://body.example", transport=httpx.MockTransport(half)) as client,
        pytest.raises(ChannelRefusedUs, match="OTHER_CONTENT"),
    ):
        client.send(body.parcel.key, body.written[:-1])


@pytest.mark.parametrize("number", ["", "9" * 65, "a\x00b", "a\u202eb"])
def test_a_number_of_theirs_that_no_column_holds_is_unreadable(body, number):
    def odd(request: httpx.Request) -> httpx.Response:
        answer = json.loads(body.exchange("known")["response"]["body"])
        inner = answer.get("data", answer)
        name = next(name for name in inner if name in ("接收编号", "登记流水号", "serial"))
        inner[name] = number
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(answer).encode()))

    with (
        body.client("http://body.example", transport=httpx.MockTransport(odd)) as client,
        pytest.raises(ChannelBusy, match="UNREADABLE"),
    ):
        client.look_up(body.parcel.key)


def test_a_parcel_too_large_for_the_wire_does_not_leave_and_goes_on_paper(body, fake):
    with body.client(fake.url, largest=100) as client:
        receipt = client.send(body.parcel.key, body.written)

    assert (receipt.accepted, receipt.reason, receipt.sent_sha256) == (False, "TOO_LARGE", "")
    assert not fake.ledger.parcels


def test_while_secrets_are_changed_the_other_side_may_know_either(body, run_fake):
    fake = run_fake(body, secrets=(OLDER,))

    with body.client(fake.url, secrets=(SECRET, OLDER)) as client:
        assert client.send(body.parcel.key, body.written).accepted


def test_a_body_that_is_there_and_knows_us_is_probed_in_silence(client):
    client.probe()


def test_a_body_that_does_not_know_us_says_so_when_probed(body, fake):
    with (
        body.client(fake.url, secrets=(OLDER,)) as client,
        pytest.raises(ChannelRefusedUs, match="401"),
    ):
        client.probe()


def test_a_body_nobody_runs_is_busy(body):
    closed = body.fake(secrets=(SECRET,))
    closed.server_close()

    with body.client(closed.url) as client, pytest.raises(ChannelBusy, match="ConnectError"):
        client.probe()


def test_the_ledger_survives_a_restart(body, client, fake):
    client.send(body.parcel.key, body.written)
    client.send(body.parcel.key, body.written)

    again = Ledger(fake.ledger.path)

    assert again.parcels == fake.ledger.parcels
    assert again.repeats == fake.ledger.repeats


def test_the_adapter_sends_what_its_settings_name(body, fake, settings):
    channel = body.channel()
    assert not channel.configured
    setattr(settings, f"{channel.name}_URL", fake.url)
    assert not channel.configured
    setattr(settings, f"{channel.name}_SECRETS", [SECRET])
    settings.CASEWORK_CHANNEL_INNER_HOSTS = ["127.0.0.1"]
    assert channel.configured

    channel.probe()
    receipt = channel.send(body.parcel)

    assert receipt.accepted
    assert fake.ledger.parcels[body.parcel.key]["about"] == body.parcel.reference
