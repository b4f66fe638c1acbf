"""The page of outside channels: how each stands, in words and tones; it asks nobody outside."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import ChannelProbe, Delivery
from outbox import services as outbox
from outbox.models import Message
from portals.officer import ways
from tests import cast
from tests.notifications import bodies

PAGE = "/channels"
THERE = "tests.notifications.bodies.There"


@pytest.fixture(autouse=True)
def _police_by_system(settings, seeded):
    settings.CASEWORK_CHANNELS = {
        "POLICE": THERE,
        "MARKET_REGULATOR": "tests.notifications.bodies.Unconfigured",
    }
    settings.CASEWORK_SMS_GATEWAY_URL = "http://127.0.0.1:9"
    bodies.There.asked = 0


def probed(name="POLICE", *, ago=timedelta(minutes=1), code="", found=None):
    """Write down a look of some time ago; `found` is how long ago the other side was last there."""
    now = datetime.now(UTC)
    at = now - ago
    last = at if not code else (now - found if found else None)
    return ChannelProbe.objects.create(name=name, at=at, ok=not code, code=code, found_at=last)


def message(*, ago, dead=False, channel="POLICE"):
    """Write a message that waits, or was given up, since some time ago."""
    now = datetime.now(UTC)
    return Message.objects.create(
        topic="referral.dispatched",
        key=f"referral.dispatched:{Message.objects.count()}",
        handler="casework.hand_over",
        payload={"channel": channel},
        posted_at=now - ago,
        not_before=now,
        dead_at=now if dead else None,
    )


def text(response):
    return response.content.decode()


def row(page, label="公安机关"):
    """The line of one channel: its tone and the words of it."""
    (line,) = [part for part in page.split("<tr>") if f"<strong>{label}</strong>" in part]
    return re.search(r"tag-(\w+)", line)[1], re.sub(r"<[^>]+>", " ", line)


def police(as_):
    return row(text(as_("officer").get(PAGE)))


def test_a_channel_that_works_says_so(as_):
    probed()

    tone, words = police(as_)

    assert tone == "green"
    assert "正常" in words
    assert "对方有应答。" in words
    assert "检测于" in words


@pytest.mark.parametrize(
    ("look", "tone", "said"),
    [
        ({"code": "BUSY", "found": timedelta(minutes=6)}, "amber", "对方没有应答。"),
        ({"code": "BUSY", "found": timedelta(minutes=61)}, "red", "对方没有应答。"),
        ({"code": "BUSY"}, "red", "从未应答"),
        ({"code": "REFUSED_US", "found": timedelta(minutes=6)}, "red", "核对账号、密钥和地址"),
        ({"code": "UNREADABLE", "found": timedelta(minutes=6)}, "red", "不是对方的系统"),
        ({"code": "BROKEN", "found": timedelta(minutes=6)}, "red", "我方负责该渠道的程序出错"),
        ({"ago": timedelta(minutes=16)}, "amber", "近期没有检测"),
    ],
)
def test_the_tone_follows_from_what_was_found_and_how_long_ago(as_, look, tone, said):
    probed(**look)

    found, words = police(as_)

    assert found == tone
    assert said in words


@pytest.mark.parametrize(
    ("minutes", "tone"), [(9, "green"), (11, "amber"), (59, "amber"), (61, "red")]
)
def test_what_waits_is_counted_with_the_age_of_the_oldest(as_, minutes, tone):
    probed()
    oldest = message(ago=timedelta(minutes=minutes))
    message(ago=timedelta(minutes=1))

    found, words = police(as_)

    assert found == tone
    assert re.search(r"等待发出\s+2\s", words)
    since = oldest.posted_at + timedelta(hours=8)
    assert f"最早一条：{since:%m-%d %H:%M}" in words


def test_what_died_is_red_and_leads_to_the_letters_of_that_channel(as_):
    probed()
    message(ago=timedelta(hours=6), dead=True)

    page = text(as_("officer").get(PAGE))

    assert row(page)[0] == "red"
    assert 'href="/dead-letters?channel=POLICE"' in page
    assert "1 条" in row(page)[1]


def test_what_died_elsewhere_is_not_counted_for_a_district(seeded, accepted):
    probed()
    message(ago=timedelta(hours=6), dead=True)
    client = Client()
    client.force_login(
        cast.person("district", "OFFICER", at=cast.district()),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    assert row(text(client.get(PAGE)))[0] == "green"


def test_an_agency_without_a_system_is_served_on_paper(as_):
    page = text(as_("officer").get(PAGE))

    tone, words = row(page, "市场监管部门")
    assert tone == "grey"
    assert "书面办理" in words
    assert '<span class="tag">商务部门</span>' in page  # joined by nothing at all


def test_e_mail_of_the_demo_is_no_outside_channel_and_no_gateway_is_said(as_, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = ""

    page = text(as_("officer").get(PAGE))

    assert row(page, "电子邮件")[0] == "blue"
    assert row(page, "短信")[0] == "amber"
    assert "未配置，不会经此发送。" in row(page, "短信")[1]


def test_the_last_letter_that_left_is_told(as_, accepted):
    complaint = accepted()
    Delivery.objects.create(
        file=complaint.file,
        topic="complaint.accepted",
        key="went out",
        kind="COMPLAINANT",
        party_id=1,
        channel="SMS",
        body="案件有新进展",
        status="SENT",
        created_at=datetime.now(UTC) - timedelta(minutes=21),
        sent_at=datetime.now(UTC) - timedelta(minutes=20),
    )
    Message.objects.all().delete()

    assert "20\xa0分钟前" in row(text(as_("officer").get(PAGE)), "短信")[1]


def test_the_background_work_is_told_by_its_heartbeats(as_):
    outbox.beat("drain_outbox", at=datetime.now(UTC) - timedelta(seconds=4))
    outbox.beat("sweep_deadlines", at=datetime.now(UTC) - timedelta(minutes=9))

    page = text(as_("officer").get(PAGE))

    assert re.search(r"函件和通知的投递.*?tag-green\">刚刚", page, re.S)
    assert re.search(r"期限.*?tag-red\">9\xa0分钟前", page, re.S)


def test_work_never_heard_of_is_no_good_news(as_):
    assert text(as_("officer").get(PAGE)).count("尚无消息") == 2


def test_the_page_asks_nobody_outside_and_the_button_only_asks_for_it(as_):
    client = as_("officer")
    client.get(PAGE)

    response = client.post(f"{PAGE}/probe", follow=True)

    assert bodies.There.asked == 0
    assert "正在检测" in text(response)
    assert "hx-get" in text(response)
    Message.objects.filter(payload__name="SMS").delete()  # nobody listens at that port
    outbox.deliver_due(datetime.now(UTC))
    assert bodies.There.asked == 1
    again = text(client.get(PAGE, HTTP_HX_REQUEST="true"))
    assert "hx-get" not in again  # it stops asking
    assert "<html" not in again
    assert "对方有应答。" in again


def test_where_no_system_is_joined_there_is_none_to_look_for(as_, settings):
    settings.CASEWORK_CHANNELS, settings.CASEWORK_SMS_GATEWAY_URL = {}, ""

    response = as_("officer").post(f"{PAGE}/probe", follow=True)

    assert "无需检测" in text(response)
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["intake", "triage", "mediator", "auditor"])
def test_others_have_no_such_page(as_, name):
    client = as_(name)

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/probe").status_code == 403
    assert "对外渠道" not in text(client.get(reverse("desk")))
    assert not Message.objects.exists()


def test_the_administrator_has_it_and_a_stranger_logs_in_first(seeded):
    client = Client()
    assert client.get(PAGE).status_code == 302
    client.force_login(
        cast.member("admin"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    assert client.get(PAGE).status_code == 200
    assert "对外渠道" in text(client.get(reverse("desk")))


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_asks_as_often_for_one_channel_as_for_fifteen(
    as_, settings, django_assert_num_queries, count
):
    settings.CASEWORK_CHANNELS = {f"BODY_{number}": THERE for number in range(count)}
    for number in range(count):
        probed(f"BODY_{number}")
        message(ago=timedelta(minutes=2), channel=f"BODY_{number}")
    client = as_("officer")
    client.get(PAGE)

    # session, user, postings; waiting, dead, gone out (3), looks, heartbeats, asked; menu (3)
    with django_assert_num_queries(14):
        client.get(PAGE)


def test_the_gravest_tone_is_the_tone_of_the_channel():
    assert ways.worst(["green", "red", "amber"]) == "red"
    assert ways.worst(["green", "amber"]) == "amber"
    assert ways.worst([]) == ""
