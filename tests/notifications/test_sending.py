"""What left the house is known exactly; what could not leave waits visibly for a person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from documents.models import Document
from notifications import audiences, channels, planning, sending, services
from notifications.channels.base import Letter, Outcome
from notifications.channels.email import Email, make_message_id
from notifications.models import Delivery
from outbox.models import Message
from tests import cast
from tests.integrations.conftest import gateway  # noqa: F401  # fixture
from tests.notifications.conftest import CLIENT, WORKER, letters, tell


class Refusing:
    """A channel whose other side says never."""

    def ready(self):
        return True

    def send(self, letter):
        return Outcome(taken=False, reason="INVALID_NUMBER")


class Failing(Refusing):
    """A channel whose other side does not answer, at first."""

    def __init__(self):
        self.keys = []

    def send(self, letter):
        self.keys.append(letter.key)
        if len(self.keys) < 3:
            raise TimeoutError(letter.address)
        return Outcome(taken=True, reference="third time")


@pytest.fixture
def way(monkeypatch):
    """Put a channel of the test's own in the place of the text messages."""

    def use(channel):
        monkeypatch.setitem(channels._REAL, "SMS", channel)
        return channel

    return use


@pytest.mark.django_db
def test_without_a_gateway_a_person_is_asked_to_tell(registered, settings):
    settings.CASEWORK_SMS_GATEWAY_URL = ""
    complaint = registered(complainant=CLIENT)
    clerk = cast.member("intake")

    tell()

    (delivery,) = services.by_hand(clerk)
    assert delivery.status == "NOT_CONFIGURED"
    assert (delivery.sent_at, delivery.file) == (None, complaint.file)
    assert "SMS" in services.silent_channels()

    services.told(delivery.pk, how="PHONE", by=clerk, at=cast.AT)

    assert services.by_hand(clerk).count() == 0
    with pytest.raises(services.NotByHand):
        services.told(delivery.pk, how="PHONE", by=clerk, at=cast.AT)


@pytest.mark.django_db
def test_a_refused_number_waits_for_a_person_and_is_not_tried_again(registered, way):
    way(Refusing())
    registered(complainant=CLIENT)

    tell()

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == ("REFUSED", "INVALID_NUMBER")
    assert Message.objects.waiting().count() == 0


@pytest.mark.django_db
def test_an_unanswered_letter_is_tried_again_with_the_same_key(registered, way, caplog):
    channel = way(Failing())
    registered(complainant=CLIENT)

    for minute in range(4):
        tell(cast.AT + timedelta(minutes=minute))

    assert len(channel.keys) == 3
    assert len(set(channel.keys)) == 1
    assert Delivery.objects.get().reference == "third time"
    assert CLIENT.phone not in caplog.text


@pytest.mark.django_db
def test_the_gateway_s_ledger_and_ours_agree(registered, gateway, settings):  # noqa: F811
    settings.CASEWORK_SMS_GATEWAY_URL = gateway.url
    registered(complainant=CLIENT)

    tell()

    (entry,) = gateway.ledger.entries.values()
    delivery = Delivery.objects.get()
    assert entry["to"] == "+86" + CLIENT.phone
    assert (entry["key"], entry["text"]) == (delivery.key, delivery.body)
    assert delivery.reference == entry["id"]


def test_the_message_id_follows_from_the_key_alone(settings):
    settings.DEFAULT_FROM_EMAIL = "诚信办案 <casework@assoc.example>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letter = Letter(key="a:EMAIL:COMPLAINANT-1", address="w@example.org", subject="s", body="b")

    mail.outbox = []
    first, second = Email().send(letter), Email().send(letter)

    assert first == second == Outcome(taken=True, reference=make_message_id(letter.key))
    assert {sent.message()["Message-ID"] for sent in mail.outbox} == {first.reference}
    assert first.reference.endswith("@assoc.example>")


@pytest.mark.django_db
def test_the_paper_is_enclosed_once_it_is_rendered_and_only_for_its_reader(
    registered, settings, way
):
    way(Refusing())
    registered(complainant=CLIENT, respondent=WORKER)

    tell(papers=True)

    (sent,) = mail.outbox
    document = Document.objects.get()
    ((name, content, kind),) = sent.attachments
    assert sent.to == [CLIENT.email]
    assert (name, kind) == (f"{document.number}.pdf", "application/pdf")
    assert content == document.pdf.open("rb").read()
    assert letters(channel="EMAIL") == [("COMPLAINANT", "EMAIL")]


@pytest.mark.django_db
def test_a_letter_with_the_code_waits_for_a_person_if_its_reader_has_only_a_telephone(
    accepted,
    told,
):
    complaint = accepted(complainant=CLIENT, respondent=replace(WORKER, email=""))
    officer = cast.member("officer")

    tell(papers=True)

    (waiting,) = services.by_hand(officer)
    assert (waiting.kind, waiting.channel, waiting.status) == ("RESPONDENT", "NONE", "NO_ADDRESS")
    assert waiting.document.kind == "ACCEPTANCE_DECISION"
    assert waiting.document.recipients == ["RESPONDENT"]
    code = complaint.file.parties.get(role="RESPONDENT").query_code
    assert code[:4] not in waiting.subject + waiting.body


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "by_hand"), [("own", 0), ("web", 0), ("12345", 1)])
def test_a_complainant_waits_for_the_code_only_if_nobody_told_it(
    registered,
    told,
    source,
    by_hand,
):
    registered(complainant=replace(CLIENT, email=""), source=source, ticket_no="N-1")

    tell(papers=True)

    assert services.by_hand(cast.member("intake")).count() == by_hand


@pytest.mark.django_db
def test_a_paper_without_a_pdf_does_not_go_out(registered, told):
    complaint = registered(complainant=CLIENT)
    delivery = Delivery.objects.create(
        file=complaint.file,
        topic="document.rendered",
        key="x",
        kind="COMPLAINANT",
        party_id=1,
        channel="EMAIL",
        address=CLIENT.email,
        body="…",
        document=Document.objects.get(),
        created_at=cast.AT,
    )

    with pytest.raises(sending.NotYetRendered):
        sending.send(delivery.pk, at=cast.AT)

    assert told["EMAIL"].letters == {}


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["RESPONDENT"])
def test_a_paper_for_the_wrong_reader_goes_to_nobody(registered, reader):
    complaint = registered(complainant=CLIENT, respondent=WORKER)
    form = Document.objects.get(file=complaint.file)
    form.recipients = ["COMPLAINANT", reader]

    with pytest.raises(planning.WrongReader):
        planning.readers(form, audiences.subject_of(complaint.file_id, cast.AT))


@pytest.mark.django_db
def test_a_copy_made_for_one_side_is_not_sent_to_the_other(complaint):
    copies = Document.objects.filter(kind="ACCEPTANCE_DECISION")
    subject = audiences.subject_of(complaint.file_id, cast.AT)
    for copy in copies:
        (reader,) = planning.readers(copy, subject)
        assert [reader.kind] == copy.recipients
        copy.recipients = [{"COMPLAINANT": "RESPONDENT", "RESPONDENT": "COMPLAINANT"}[reader.kind]]
        with pytest.raises(planning.WrongReader):
            planning.readers(copy, subject)

    assert len(copies) == 2


@pytest.mark.django_db
def test_a_worker_is_never_sent_a_paper_with_the_complainant_s_address(complaint):
    subject = audiences.subject_of(complaint.file_id, cast.AT)
    copy = Document.objects.get(kind="ACCEPTANCE_DECISION", recipients=["RESPONDENT"])

    assert not planning.tells_address_to_worker(copy.context, subject)
    assert planning.tells_address_to_worker(f"住址：{CLIENT.address}", subject)
