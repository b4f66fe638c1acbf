"""Outside channels are looked for, and what was found is written down: for pages, by none."""

import json
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.kill_worker import free_port
from common.errors import NotPermitted
from config import tasks
from notifications import probing, services
from notifications.models import ChannelProbe, Delivery
from notifications.services import Way
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.integrations.conftest import gateway
from tests.notifications import bodies
from tests.notifications.conftest import CLIENT, tell

__all__ = ["gateway"]

pytestmark = pytest.mark.django_db
AT = cast.AT
SMTP = "django.core.mail.backends.smtp.EmailBackend"
THERE, AWAY, FAULTY, UNCONFIGURED = (
    f"tests.notifications.bodies.{name}" for name in ("There", "Away", "Faulty", "Unconfigured")
)


@pytest.fixture
def mail_server(settings):
    """A mail server on loopback that knows one password; e-mail is configured to use it."""

    def known(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"us", b"right"), handled=False)

    listener = Controller(
        object(),
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=known,
        auth_require_tls=False,
    )
    listener.start()
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = listener.hostname, listener.port
    yield listener
    listener.stop()


def found(name):
    look = ChannelProbe.objects.get(name=name)
    return look.ok, look.code, look.at, look.found_at


def test_a_gateway_that_answers_is_found_without_a_message(gateway, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = gateway.url

    probing.probe("SMS", at=AT)

    assert found("SMS") == (True, "", AT, AT)
    assert gateway.ledger.entries == {}


def test_a_gateway_that_went_away_keeps_the_moment_it_was_last_there(gateway, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = gateway.url
    probing.probe("SMS", at=AT)
    gateway.token = "another"

    probing.probe("SMS", at=AT + timedelta(minutes=5))

    assert found("SMS") == (False, "REFUSED_US", AT + timedelta(minutes=5), AT)


def test_a_look_that_ends_late_does_not_undo_a_later_one(settings):
    settings.CASEWORK_CHANNELS = {"POLICE": THERE}
    probing.probe("POLICE", at=AT)
    settings.CASEWORK_CHANNELS = {"POLICE": AWAY}

    probing.probe("POLICE", at=AT - timedelta(minutes=1))

    assert found("POLICE") == (True, "", AT, AT)


def test_a_mail_server_is_found_and_gets_no_letter(mail_server):
    probing.probe("EMAIL", at=AT)

    assert found("EMAIL") == (True, "", AT, AT)


def test_a_mail_server_that_does_not_know_our_password_is_told_apart(mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "right"
    probing.probe("EMAIL", at=AT)
    settings.EMAIL_HOST_PASSWORD = "wrong"
    probing.probe("EMAIL", at=AT + timedelta(minutes=5))

    assert found("EMAIL") == (False, "REFUSED_US", AT + timedelta(minutes=5), AT)


def test_a_mail_server_nobody_runs_is_away(settings):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    probing.probe("EMAIL", at=AT)

    assert found("EMAIL") == (False, "BUSY", AT, None)


def test_files_of_the_demo_are_no_mail_server(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    assert probing.way("EMAIL") is Way.HOUSE
    assert probing.probe("EMAIL", at=AT) is None
    assert not (tmp_path / "mail").exists()


def test_one_broken_channel_hides_no_other_and_its_words_are_not_kept(settings, caplog):
    settings.CASEWORK_CHANNELS = {"POLICE": FAULTY, "HRSS": AWAY, "HOTLINE_12345": THERE}

    looks = probing.probe_all(AT)

    assert [(look.name, look.code) for look in looks] == [
        ("POLICE", "BROKEN"),
        ("HRSS", "BUSY"),
        ("HOTLINE_12345", ""),
    ]
    assert "KeyError" in caplog.text
    assert "13800138000" not in caplog.text


def test_what_is_served_on_paper_is_not_looked_for(settings):
    settings.CASEWORK_CHANNELS = {"POLICE": UNCONFIGURED}
    settings.CASEWORK_SMS_GATEWAY_URL = ""

    assert probing.way("POLICE") is probing.way("SMS") is Way.PAPER
    assert probing.probe_all(AT) == []
    assert not ChannelProbe.objects.exists()


def test_a_channel_that_is_no_more_is_not_looked_for(settings):
    assert probing.probe("POLICE", at=AT) is None


def test_asking_writes_messages_and_asks_nobody_outside(settings, seeded):
    settings.CASEWORK_CHANNELS = {"POLICE": THERE, "HRSS": UNCONFIGURED}
    bodies.There.asked = 0

    assert services.ask(cast.member("officer"), at=AT) == 1

    assert bodies.There.asked == 0
    assert services.asked()
    outbox.deliver_due(AT)
    assert bodies.There.asked == 1
    assert not services.asked()
    assert found("POLICE")[:2] == (True, "")


def test_asking_twice_in_a_minute_is_asking_once(settings, seeded):
    settings.CASEWORK_CHANNELS = {"POLICE": THERE}

    for second in (0, 10, 59, 60):
        services.ask(cast.member("officer"), at=AT + timedelta(seconds=second))

    assert Message.objects.filter(topic=probing.WANTED).count() == 2


def test_only_those_who_look_after_channels_ask(seeded):
    with pytest.raises(NotPermitted):
        services.ask(cast.member("triage"), at=AT)


def test_the_beat_looks_and_the_command_says_what_it_found(settings):
    settings.CASEWORK_CHANNELS = {"POLICE": THERE, "HRSS": AWAY}
    tasks.probe_channels()
    assert ChannelProbe.objects.count() == 2

    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("probe_channels", "--json", stdout=out, stderr=StringIO())

    assert end.value.code == 3
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["channel"], line["found"], line["fault"]) for line in lines] == [
        ("POLICE", True, ""),
        ("HRSS", False, "BUSY"),
    ]


def test_every_message_that_leaves_says_by_which_channel(registered):
    registered(complainant=CLIENT)
    tell()

    sent = Message.objects.filter(topic="delivery.prepared")

    assert sent
    for message in sent:
        assert message.channel == Delivery.objects.get(pk=message.payload["delivery_id"]).channel


def test_messages_posted_before_their_channel_was_named_are_given_it(registered):
    for _case in range(2):
        registered(complainant=CLIENT)
    tell()
    sent = Message.objects.filter(topic="delivery.prepared")
    for message in sent:
        sent.filter(pk=message.pk).update(payload={"delivery_id": message.payload["delivery_id"]})
    first, *others = sent.order_by("pk")
    assert others
    sent.filter(pk__in=[other.pk for other in others]).update(delivered_at=None, dead_at=AT)
    migration = import_module("notifications.migrations.0003_channel_probes")

    with connection.cursor() as cursor:
        cursor.execute(migration.NAME_THE_WAY)

    assert sent.get(pk=first.pk).channel == ""  # delivered: history stays as it was
    for other in others:
        fresh = sent.get(pk=other.pk)
        assert fresh.channel == Delivery.objects.get(pk=fresh.payload["delivery_id"]).channel


def test_what_waits_what_died_and_what_went_out_stand_beside_each_channel(
    registered, settings, gateway
):
    settings.CASEWORK_CHANNELS = {"POLICE": THERE}
    settings.CASEWORK_SMS_GATEWAY_URL = gateway.url
    registered(complainant=CLIENT)
    tell()
    outbox.deliver_due(AT + timedelta(minutes=1))
    message = Message.objects.get(topic="delivery.prepared", payload__channel="SMS")
    for number, fate in enumerate(("waiting", "dead", "delivered")):
        Message.objects.create(
            topic="referral.dispatched",
            key=f"referral.dispatched:{number}",
            handler="casework.hand_over",
            payload={"channel": "POLICE"},
            posted_at=AT,
            not_before=AT + timedelta(days=1),
            dead_at=AT if fate == "dead" else None,
            delivered_at=AT if fate == "delivered" else None,
        )

    by_name = {one.name: one for one in services.standings(cast.member("officer"))}

    assert by_name["SMS"].went_out_at == message.delivered_at
    assert (by_name["SMS"].waiting, by_name["SMS"].dead) == (0, 0)
    police = by_name["POLICE"]
    assert (police.waiting, police.oldest_at, police.dead) == (1, AT, 1)
    assert (police.went_out_at, police.way) == (AT, Way.SYSTEM)
    stranger = cast.person("district", "OFFICER", at=cast.district())
    assert {one.name: one.dead for one in services.standings(stranger)}["POLICE"] == 0


def test_the_number_of_channels_does_not_multiply_the_questions(settings, seeded):
    reader = cast.member("officer")
    assert reader.current_postings  # read once

    def questions(count):
        settings.CASEWORK_CHANNELS = {f"BODY_{number}": THERE for number in range(count)}
        with CaptureQueriesContext(connection) as asked:
            services.standings(reader)
        return len(asked)

    assert questions(1) == questions(12) <= 7


@pytest.mark.parametrize(
    "row",
    [
        {"ok": True, "code": "BUSY", "found_at": AT},
        {"ok": True, "code": "", "found_at": None},
        {"ok": False, "code": ""},
        {"ok": False, "code": "NO_SUCH"},
        {"ok": False, "code": "BUSY", "found_at": AT + timedelta(seconds=1)},
    ],
)
def test_the_database_takes_no_look_that_cannot_be(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelProbe.objects.create(name="SMS", at=AT, **row)
