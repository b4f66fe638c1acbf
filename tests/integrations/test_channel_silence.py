"""Neither a secret nor a fact of a parcel stands in a log, an error or a picture of an object."""

import logging
import traceback
from dataclasses import replace

import httpx
import pytest

from casework.channels import ChannelBusy, ChannelRefusedUs, Enclosure, Forged, Unreadable
from integrations.faking.moods import Mood
from integrations.signed.envelope import EnclosureChanged
from integrations.signed.signature import Signer, UnusableKey, UnusableSecret, key_bytes
from integrations.signed.vocabulary import Codes, Moment, Unspoken
from tests.integrations.bodies import BODIES, OLDER, SECRET, code

HIDDEN = "不可外传的事实13700009999"


TELLING = {"POLICE": "summary", "MARKET_REGULATOR": "summary", "HOTLINE_12345": "reply_text"}
CHANGED = Enclosure("函.txt", "text/plain", "0" * 64, HIDDEN.encode())


@pytest.fixture(params=BODIES, ids=code)
def body(request):
    """A body whose parcel holds what must not be told, under a known name and an unknown one."""
    facts = {TELLING[request.param.code]: HIDDEN, "unheard_of": HIDDEN}
    parcel = replace(request.param.parcel, facts=facts, enclosures=())
    return replace(request.param, parcel=parcel)


@pytest.fixture
def fake(body, run_fake):
    return run_fake(body)


def everything_of(error: BaseException) -> str:
    """All that an error and those it came from say, as a log or a mail to the admins would."""
    told, seen = "", error
    while seen is not None:
        told += f"{seen!r} {seen} {seen.args} {vars(seen)}"
        told += "".join(traceback.format_exception(seen, chain=False))
        seen = seen.__cause__ or seen.__context__
    return told


def assert_silent(told: str) -> None:
    for secret in (SECRET, OLDER, SECRET.removeprefix("whsec_"), HIDDEN, "13700009999"):
        assert secret not in told
    assert repr(key_bytes(SECRET))[2:-1] not in told


@pytest.mark.parametrize("mood", [m for m in Mood if m not in (Mood.WELL, Mood.TWICE)])
def test_a_bad_mood_tells_nothing(body, fake, mood, caplog):
    caplog.set_level(logging.DEBUG)
    fake.be(mood)

    with body.client(fake.url, timeout=httpx.Timeout(0.3)) as client:
        try:
            receipt = client.send(body.parcel.key, body.written)
            assert_silent(repr(receipt))
        except ChannelBusy as error:
            assert_silent(everything_of(error))
        assert_silent(repr(client) + repr(vars(client)))

    assert_silent(caplog.text)


def test_a_parcel_that_arrives_tells_nothing(body, fake, caplog, capfd):
    caplog.set_level(logging.DEBUG)

    with body.client(fake.url) as client:
        assert client.send(body.parcel.key, body.written).accepted

    assert caplog.records  # the library does log; what it says is what counts
    assert_silent(caplog.text)
    assert_silent("".join(capfd.readouterr()))


@pytest.mark.parametrize(
    "secrets", [(), ("",), ("whsec_",), ("whsec_short",), (HIDDEN,), (SECRET[6:],)]
)
def test_a_secret_without_form_is_not_repeated(body, secrets):
    with pytest.raises(ChannelRefusedUs, match="SECRET") as refused:
        body.client("https://body.example", secrets=secrets)

    told = everything_of(refused.value)
    assert_silent(told)
    assert "short" not in told.replace("UnusableSecret", "")


def test_a_message_cannot_be_read_while_our_own_secret_has_no_form(body, settings):
    setattr(settings, f"{body.channel.name}_SECRETS", [HIDDEN])

    with pytest.raises(ChannelRefusedUs, match="SECRET") as refused:
        body.channel().read({}, b"{}", at=body.recorded_at)

    assert_silent(everything_of(refused.value))


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_AAAA",
        "whsec_" + "A" * 31,
        "whsec_" + "A" * 88,
        "whsec_" + "*" * 32,
        "whpk_" + "A" * 32,
    ],
)
def test_a_secret_is_whsec_and_the_base64_of_24_to_64_bytes(secret):
    with pytest.raises(UnusableSecret):
        Signer([secret])


@pytest.mark.parametrize("key", ["", "a b", "键", 'k.1.{"', "k\r\nx: y", "k" * 256])
def test_a_key_that_cannot_stand_in_a_header_does_not_leave(body, fake, key):
    with body.client(fake.url) as client, pytest.raises(UnusableKey):
        client.send(key, body.written)

    assert not fake.ledger.parcels


def test_a_file_that_changed_is_named_by_its_place_alone(body):
    parcel = replace(body.parcel, enclosures=(CHANGED,))

    with pytest.raises(EnclosureChanged) as changed:
        body.mapping.ENVELOPE.seal(parcel)

    assert_silent(everything_of(changed.value))


@pytest.mark.parametrize("form", [Codes, Moment])
def test_a_fact_of_ours_without_form_is_named_and_not_repeated(body, form):
    words = body.mapping.PARCELS.words
    name = next(ours for ours, (_theirs, one) in words.items() if isinstance(one, form))
    parcel = replace(body.parcel, facts={name: HIDDEN})

    with pytest.raises(Unspoken, match=name) as unspoken:
        body.mapping.ENVELOPE.seal(parcel)

    assert_silent(everything_of(unspoken.value))


def test_what_came_in_is_not_repeated_when_it_is_refused(body, settings):
    setattr(settings, f"{body.channel.name}_SECRETS", [SECRET])
    content = f'{{"{HIDDEN}": "{HIDDEN}", "{"x" * 50}": 1}}'.replace(HIDDEN, "x" * 60 + HIDDEN)
    headers = Signer([SECRET]).headers("msg_1", content.encode(), at=body.recorded_at)

    with pytest.raises(Unreadable) as unreadable:
        body.channel().read(headers, content.encode(), at=body.recorded_at)
    assert_silent(everything_of(unreadable.value))

    with pytest.raises(Forged) as forged:
        body.channel().read(headers, content.encode() + b" ", at=body.recorded_at)
    assert_silent(everything_of(forged.value))


def test_pictures_of_our_objects_show_no_content(body):
    assert_silent(repr(CHANGED) + repr(Signer([SECRET])) + repr(body.channel()))
