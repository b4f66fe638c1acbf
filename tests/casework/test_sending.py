"""A referral over the wire: real adapter, shipped fake, the outbox between them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.models import Referral, Sending
from integrations.faking.moods import Mood
from integrations.police.fake import FakePolice
from outbox import services as outbox
from outbox.models import Message
from tests import cast
from tests.casework import referring as rf
from tests.integrations.bodies import SECRET
from tests.integrations.conftest import served

pytestmark = pytest.mark.usefixtures("seeded")
SENT_AT = "2026-03-02T10:00"
EVERYTHING = (
    "complainant_name", "complainant_phone", "complainant_address", "respondent_name",
    "respondent_phone", "amount", "occurred", "order_no",
)  # fmt: skip


@pytest.fixture
def police(tmp_path: Path, settings: Any) -> Iterator[FakePolice]:
    """The police's fake, where our channel finds it."""
    server = FakePolice(0, tmp_path / "police.jsonl", secrets=(SECRET,), callback="")
    server.late_by = 0.6
    with served(server):
        settings.CASEWORK_POLICE_URL = server.url
        settings.CASEWORK_POLICE_SECRETS = [SECRET]
        settings.CASEWORK_CHANNEL_INNER_HOSTS = ["127.0.0.1"]
        yield server


@pytest.fixture
def sent(police: FakePolice) -> Callable[[], Referral]:
    """A referral that leaves by the channel."""

    def send() -> Referral:
        complaint = rf.a_complaint("2026-03-02T09:00", "THEFT", "S2", amount_involved="8000.00")
        contents = rf.contents(particulars=EVERYTHING)
        return rf.dispatched(complaint, "POLICE", SENT_AT, contents=contents)

    return send


def the_worker_comes(hours: int) -> None:
    """Let the outbox be worked through for some hours, as the beat would."""
    for hour in range(hours):
        outbox.deliver_due(rf.moment(SENT_AT) + timedelta(hours=hour))


def test_a_parcel_reaches_the_agency_with_what_was_chosen_and_no_more(
    police: FakePolice, sent: Callable[[], Referral]
) -> None:
    found = sent()
    the_worker_comes(1)

    parcel = Sending.objects.get()
    (entry,) = police.ledger.parcels.values()
    assert parcel.way == "CHANNEL"
    assert parcel.reference
    assert len(parcel.sent_sha256) == 64
    assert found.file.number in str(entry)
    assert rf.FACTS in str(entry)
    assert "wang@example.org" not in str(entry)


@pytest.mark.parametrize("mood", [m for m in Mood if m not in (Mood.WELL, Mood.REFUSED)])
def test_whatever_the_agency_s_system_does_it_has_the_parcel_once(
    police: FakePolice, sent: Callable[[], Referral], mood: Mood
) -> None:
    police.be(mood, 2)
    sent()
    the_worker_comes(3)

    assert len(police.ledger.parcels) == 1
    assert Sending.objects.get().sent_at is not None
    assert not Message.objects.waiting().filter(topic="referral.parcel_prepared").exists()


def test_what_is_refused_for_good_is_brought_by_a_person(
    police: FakePolice, sent: Callable[[], Referral]
) -> None:
    police.be(Mood.REFUSED)
    found = sent()
    the_worker_comes(3)

    assert police.ledger.parcels == {}
    assert Sending.objects.get().refused_code
    assert list(found.sendings.to_hand_over()) == [Sending.objects.get()]
    assert found.file.work_items.get().node == "hand_over"


def test_an_agency_that_is_away_for_a_day_becomes_a_dead_letter_and_gets_it_on_retry(
    police: FakePolice, sent: Callable[[], Referral]
) -> None:
    police.be(Mood.BUSY, 50)
    sent()
    the_worker_comes(24)
    (letter,) = Message.objects.dead()
    police._moods.clear()
    outbox.retry(letter.pk, by=cast.member("officer"), at=rf.moment("2026-03-03T11:00"))
    outbox.deliver_due(rf.moment("2026-03-03T11:00"))

    assert len(police.ledger.parcels) == 1
    assert Sending.objects.get().sent_at is not None
