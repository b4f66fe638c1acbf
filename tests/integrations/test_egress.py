"""A call goes to the address that was checked, and to none that lies inside the house."""

import gzip
import ipaddress
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casework.channels import ChannelBusy, ChannelRefusedUs
from integrations.signed.egress import Barred, Egress
from tests.integrations.bodies import LOOPBACK, POLICE, SECRET
from tests.integrations.conftest import Door, served

STRICT = Egress()
NAMED = Egress(inner_hosts=frozenset({"police.example"}))


def port_of(url: str) -> int:
    return httpx.URL(url).port


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "SCHEME"),
        ("police.example", "SCHEME"),
        ("//police.example", "SCHEME"),
        ("file:///etc/passwd", "SCHEME"),
        ("gopher://police.example/", "SCHEME"),
        ("ftp://police.example/", "SCHEME"),
        ("unix:///run/docker.sock", "SCHEME"),
        ("javascript:alert(1)", "SCHEME"),
        ("https://user:word@police.example/", "LOGIN_IN_URL"),
        ("https://user@police.example/", "LOGIN_IN_URL"),
        ("https://127.0.0.1\\@police.example/", "LOGIN_IN_URL"),
        ("https:///path", "URL"),
        ("https://police.example/?next=x", "URL"),
        ("https://police.example/#x", "URL"),
        ("https://police.example\r\nHost: x/", "URL"),
        ("https://0177.0.0.1/", "URL"),
        ("https://①②⑦.⓪.⓪.①/", "URL"),
        ("https://police.example:99999/", "PORT"),
        ("https://police.example:0/", "PORT"),
    ],
)
def test_what_is_no_address_of_a_body_is_barred(url, reason):
    with pytest.raises(Barred) as barred:
        STRICT.check_url(url)

    assert barred.value.args == (reason,)


@pytest.mark.parametrize("url", ["https://police.example", "http://10.0.0.1:8031/base/path"])
def test_an_address_of_a_body_is_taken(url):
    assert STRICT.check_url(url) == httpx.URL(url)


def test_a_production_server_calls_by_https_alone():
    production = Egress(https_only=True)

    assert production.check_url("https://police.example")
    with pytest.raises(Barred, match="HTTPS"):
        production.check_url("http://police.example")


INNER = [
    "127.0.0.1", "127.8.8.8", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "198.18.0.1", "fd00::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "2002:a00:1::", "::127.0.0.1",
]  # fmt: skip
FORBIDDEN = [
    "169.254.169.254", "169.254.0.1", "fe80::1", "::ffff:169.254.169.254",
    "64:ff9b::169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
    "0.0.0.0", "0.1.2.3", "::", "224.0.0.1", "ff02::1", "240.0.0.1", "255.255.255.255",
    "2002:a9fe:a9fe::",
    "2001:0:4136:e378:8000:63bf:5601:5601",
]  # fmt: skip


@pytest.mark.parametrize("text", INNER)
def test_an_inner_address_is_for_hosts_an_installation_names(text):
    address = ipaddress.ip_address(text)

    with pytest.raises(Barred, match="INNER_ADDRESS"):
        STRICT.check_address("police.example", address)
    with pytest.raises(Barred, match="INNER_ADDRESS"):
        NAMED.check_address("other.example", address)
    NAMED.check_address("police.example", address)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_link_local_metadata_and_reserved_addresses_are_for_nobody(text):
    with pytest.raises(Barred, match="FORBIDDEN_ADDRESS"):
        NAMED.check_address("police.example", ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_public_addresses_are_open(text):
    STRICT.check_address("police.example", ipaddress.ip_address(text))


@pytest.mark.parametrize("text", [*INNER, *FORBIDDEN])
def test_a_name_that_leads_inside_is_not_called(text, door):
    url = f"http://police.example:{port_of(door.url)}"

    with (
        POLICE.client(url, rules=STRICT, resolve=lambda host, port: [text]) as client,
        pytest.raises(ChannelRefusedUs, match="_ADDRESS"),
    ):
        client.send(POLICE.parcel.key, POLICE.written)

    assert door.came == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"],
)
def test_other_spellings_of_the_loopback_address_lead_nowhere(host, door):
    url = f"http://{host}:{port_of(door.url)}"

    with (
        POLICE.client(url, rules=STRICT) as client,
        pytest.raises(ChannelRefusedUs, match="INNER_ADDRESS"),
    ):
        client.probe()

    assert door.came == []


def test_one_bad_address_among_good_ones_spoils_a_name():
    both = lambda host, port: ["203.0.113.9", "8.8.8.8", "10.0.0.1"]  # noqa: E731

    with (
        POLICE.client("http://police.example", rules=STRICT, resolve=both) as client,
        pytest.raises(ChannelRefusedUs),
    ):
        client.probe()


def test_a_name_that_moves_after_the_check_is_not_followed(run_fake):
    """The name exists in our stub alone: were it looked up again, nothing would be reached."""
    fake = run_fake(POLICE)
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["169.254.169.254"]

    url = f"http://police.example:{port_of(fake.url)}"
    with POLICE.client(url, rules=NAMED, resolve=rebinding) as client:
        # Two calls, two look-ups: what is connected to is what each look-up said.
        assert client.send(POLICE.parcel.key, POLICE.written).accepted
        assert asked == ["police.example"] * 2
        with pytest.raises(ChannelRefusedUs, match="FORBIDDEN_ADDRESS"):
            client.probe()


def test_a_name_nobody_knows_is_a_matter_of_time():
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with (
        POLICE.client("http://police.example", resolve=unknown) as client,
        pytest.raises(ChannelBusy, match="NAME"),
    ):
        client.probe()


def test_the_next_address_of_a_name_is_tried_where_nobody_answers(run_fake):
    fake = run_fake(POLICE)
    url = f"http://police.example:{port_of(fake.url)}"

    with POLICE.client(
        url, rules=NAMED, resolve=lambda host, port: ["127.0.0.77", "127.0.0.1"]
    ) as client:
        client.probe()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data/", ""])
def test_redirects_are_not_followed(status, to, door):
    with served(Door()) as other:
        door.location = to or other.url
        door.statuses = [status, status]

        with POLICE.client(door.url, rules=LOOPBACK) as client:
            with pytest.raises(ChannelRefusedUs, match=str(status)):
                client.send(POLICE.parcel.key, POLICE.written)
            with pytest.raises(ChannelRefusedUs, match=str(status)):
                client.look_up(POLICE.parcel.key)

        assert len(door.came) == 2
        assert other.came == []


def test_a_proxy_of_the_environment_is_not_used(run_fake, door, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, door.url)
    fake = run_fake(POLICE)

    with POLICE.client(fake.url) as client:
        client.probe()

    assert door.came == []


def test_an_answer_without_end_is_cut_off(door):
    door.answer = b"x" * 100_000

    with POLICE.client(door.url) as client, pytest.raises(ChannelBusy, match="LONG_ANSWER"):
        client.probe()


def test_an_answer_that_would_burst_when_unpacked_is_not_unpacked(door):
    door.answer = gzip.compress(b"x" * 10_000_000)
    door.encoding = "gzip"
    assert len(door.answer) < 20_000

    with POLICE.client(door.url) as client, pytest.raises(ChannelBusy, match="UNREADABLE"):
        client.look_up("referral.dispatched:41")

    assert door.came[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_an_answer_that_trickles_in_is_cut_off_in_time(beginning):
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def trickle():
        connection, _address = listener.accept()
        with connection, listener:
            for byte in beginning or b"HTTP/1.1 200 " + b"O" * 5_000:
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    return
                if over.wait(0.002 if beginning else 0.05):
                    return
            over.wait(10)

    thread = threading.Thread(target=trickle)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    begun = time.monotonic()
    try:
        with POLICE.client(url, longest=0.5) as client, pytest.raises(ChannelBusy):
            client.probe()
        assert time.monotonic() - begun < 3
    finally:
        over.set()
        thread.join()


# --- certificates --------------------------------------------------------------------------------


def certificate(tmp_path, name):
    """Write a self-signed certificate for `name`; return its file and a context that shows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = tmp_path / "certificate.pem"
    shown.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    hidden = tmp_path / "key.pem"
    hidden.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, hidden)
    return str(shown), context


@pytest.fixture
def secured(tmp_path):
    """A fake that proves to be police.example, and the file of its authority."""
    authority, context = certificate(tmp_path, "police.example")
    fake = POLICE.fake(0, secrets=(SECRET,))
    fake.socket = context.wrap_socket(fake.socket, server_side=True)
    with served(fake):
        yield fake, authority


def call(fake, authority, host):
    rules = Egress(frozenset({host}), https_only=True, authorities=authority)
    url = f"https://{host}:{port_of(fake.url)}"
    return POLICE.client(url, rules=rules, resolve=lambda host, port: ["127.0.0.1"])


def test_the_certificate_is_that_of_the_name_though_an_address_is_called(secured):
    fake, authority = secured

    with call(fake, authority, "police.example") as client:
        assert client.send(POLICE.parcel.key, POLICE.written).accepted


@pytest.mark.parametrize(("known", "host"), [(False, "police.example"), (True, "other.example")])
def test_a_certificate_of_an_unknown_authority_or_another_name_needs_a_person(secured, known, host):
    fake, authority = secured

    with (
        call(fake, authority if known else "", host) as client,
        pytest.raises(ChannelRefusedUs, match="CERTIFICATE"),
    ):
        client.send(POLICE.parcel.key, POLICE.written)

    assert not fake.ledger.parcels


def test_an_authority_that_cannot_be_read_needs_a_person(tmp_path):
    rules = Egress(authorities=str(tmp_path / "none.pem"))

    with pytest.raises(ChannelRefusedUs, match="AUTHORITIES"):
        POLICE.client("https://police.example", rules=rules)
