"""Failed messages and outside channels in Chromium, at both widths, with and without any."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import ChannelProbe
from outbox import services as outbox
from outbox.models import Message
from tests.casework.conftest import accepted, registered
from tests.pages.test_browser import log_in
from tests.public.test_browser import address, chromium, eyes, seeded

__all__ = ["accepted", "address", "chromium", "eyes", "registered", "seeded"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BUSY = "TimeoutError at client.py:88"
#: Topic, handler, channel and error of letters as they happen.
LETTERS = [
    *[("delivery.prepared", "notifications.send", "SMS", BUSY)] * 4,
    ("delivery.prepared", "notifications.send", "EMAIL", "SMTPAuthenticationError at smtplib.py:9"),
    ("document.issued", "documents.render", "", "OSError at storage.py:41"),
    ("complaint.outcome_recorded", "casework.write_back", "", "ArchiveBroken at ledger.py:70"),
    ("mediation.agreed", "notifications.plan", "", "WorkerDied"),
    ("tests.unheard", "", "", "NobodyListens"),
]


@pytest.fixture
def trouble(accepted, settings):
    """A house in which something of everything fails."""
    now = datetime.now(UTC)
    settings.CASEWORK_SMS_GATEWAY_URL = "http://127.0.0.1:9"
    settings.CASEWORK_CHANNELS = {
        "POLICE": "tests.notifications.bodies.There",
        "HRSS": "tests.notifications.bodies.Away",
        "MARKET_REGULATOR": "tests.notifications.bodies.Unconfigured",
        "HOTLINE_12345": "tests.notifications.bodies.There",
    }
    file = accepted(at=now - timedelta(days=2), received_at=now - timedelta(days=2)).file
    Message.objects.all().delete()
    for number, (topic, handler, channel, error) in enumerate(LETTERS):
        Message.objects.create(
            topic=topic,
            key=f"{topic}:{number}",
            handler=handler,
            file=None if topic == "tests.unheard" else file,
            payload={"channel": channel} if channel else {},
            posted_at=now - timedelta(hours=9 - number),
            not_before=now,
            dead_at=now - timedelta(hours=1),
            attempts=15,
            last_error=error,
        )
    for channel, waits in (("POLICE", 2), ("HRSS", 25)):
        Message.objects.create(
            topic="referral.dispatched",
            key=f"referral.dispatched:{channel}",
            handler="casework.hand_over",
            payload={"channel": channel},
            posted_at=now - timedelta(minutes=waits),
            not_before=now + timedelta(hours=1),
        )
    day = timedelta(days=1)
    for name, code, seen in (
        ("SMS", "REFUSED_US", now - day),
        ("POLICE", "", now),
        ("HRSS", "BUSY", now - timedelta(minutes=25)),
        ("HOTLINE_12345", "", now),
    ):
        ChannelProbe.objects.create(name=name, at=now, ok=not code, code=code, found_at=seen)
    outbox.beat("drain_outbox", at=datetime.now(UTC))
    outbox.beat("sweep_deadlines", at=now - timedelta(minutes=12))
    return file


def test_both_pages_are_fit_for_everybody(eyes, trouble):
    reader = log_in(eyes(), "officer")
    for name, path in (
        ("desk-trouble", "/desk"),
        ("deadletters", "/dead-letters"),
        ("deadletters-kind", "/dead-letters?kind=delivery.prepared~notifications.send~SMS"),
        ("deadletters-channel", "/dead-letters?channel=EMAIL"),
        ("channels", "/channels"),
    ):
        reader.go(path)
        reader.look(f"officer-{name}")


def test_an_empty_house_is_fit_for_everybody(eyes):
    reader = log_in(eyes(), "officer")
    for name, path in (("deadletters-none", "/dead-letters"), ("channels-plain", "/channels")):
        reader.go(path)
        reader.look(f"officer-{name}")


def test_a_kind_is_put_back_after_one_more_question_and_its_progress_moves_by_itself(eyes, trouble):
    reader = log_in(eyes(), "officer")
    page = reader.page
    reader.go("/dead-letters?kind=delivery.prepared~notifications.send~SMS")
    page.get_by_role("button", name="重新投递全部 4 条").click()
    dialog = page.locator("dialog[open]")
    reader.look("officer-deadletters-confirm")
    dialog.locator("[data-no]").click()
    assert Message.objects.dead().count() == len(LETTERS)

    page.get_by_role("button", name="重新投递全部 4 条").click()
    with page.expect_navigation():
        page.locator("dialog[open] [data-yes]").click()
    progress = page.locator("#put-back")
    assert "已投递 0 / 4" in progress.inner_text()
    reader.look("officer-deadletters-progress")
    put_back = Message.objects.filter(retried_at__isnull=False).order_by("pk")
    first = put_back.first()
    put_back.filter(pk=first.pk).update(delivered_at=datetime.now(UTC))
    page.get_by_text("已投递 1 / 4").wait_for()
    put_back.exclude(pk=first.pk).update(dead_at=datetime.now(UTC))
    page.get_by_text("3 条再次失败").wait_for()
    reader.look("officer-deadletters-again")
    assert progress.get_attribute("hx-get") is None  # nothing waits, nothing is asked again


def test_a_look_shows_itself_when_it_is_done(eyes, trouble, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = ""
    reader = log_in(eyes(), "officer")
    page = reader.page
    reader.go("/channels")
    with page.expect_navigation():
        page.get_by_role("button", name="立即检测").click()
    page.get_by_text("正在检测……").wait_for()
    reader.look("officer-channels-asked")
    outbox.deliver_due(datetime.now(UTC))
    page.get_by_text("正在检测……").wait_for(state="detached")
    reader.look("officer-channels-looked")


def test_the_administrator_reads_the_same_page_without_numbers(eyes, trouble):
    reader = log_in(eyes(), "admin")
    reader.go("/dead-letters")
    reader.look("admin-deadletters")

    assert trouble.number not in reader.page.inner_text("main")
