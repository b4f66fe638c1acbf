"""From a message to rows: notices for staff, deliveries for the parties. Nothing leaves here."""

from datetime import datetime
from typing import Final

from django.db import transaction

from casework.models import Party
from documents import services as documents
from documents.models import Document
from notifications import wording
from notifications.audiences import Audience, Subject, complainant, respondent, subject_of
from notifications.catalogue import CATALOGUE, EMAIL, INBOX, PAPERS, SMS, Entry
from notifications.channels import inbox
from notifications.models import Delivery
from notifications.recipients import Kind, Recipient
from outbox import services as outbox
from outbox.services import Envelope

PARTIES: Final[dict[str, Audience]] = {
    Kind.COMPLAINANT: complainant,
    Kind.RESPONDENT: respondent,
}
"""Readers of papers that are told by this package; hotline and employer come with their desks."""


CODE_GIVEN: Final = frozenset({"web", "own"})
"""Sources whose complainants see or hear their code at once; a record that was pushed tells it to
nobody (decision 0166)."""


class WrongReader(Exception):
    """A paper is addressed to somebody who must not get this kind of paper, or this copy of it."""


def about(message: Envelope) -> Subject:
    """Find what a message is about, by the file it belongs to."""
    file_id = message.file_id or int(message.payload["file_id"])
    return subject_of(file_id, message.posted_at, message.payload.get("deadline_id"))


@transaction.atomic
def plan(message: Envelope) -> None:
    """Write down who is to be told of a step, and by which channel; once per message key."""
    subject = about(message)
    for entry in CATALOGUE[message.topic]:
        for recipient in entry.audience(subject):
            if recipient.kind is Kind.STAFF:
                _lay_into_inbox(message, subject, entry, recipient)
            else:
                _plan_letters(message, subject, entry, recipient)


def _lay_into_inbox(
    message: Envelope, subject: Subject, entry: Entry, recipient: Recipient
) -> None:
    if INBOX not in entry.channels or recipient.user_id is None:
        raise ValueError(f"{message.topic}: staff are told through the inbox")
    facts = wording.facts_of(subject, recipient.kind)
    inbox.put(
        user_id=recipient.user_id,
        key=message.key,
        topic=message.topic,
        file=subject.file,
        text=wording.inbox(entry.template, facts),
        at=message.posted_at,
    )


def _plan_letters(message: Envelope, subject: Subject, entry: Entry, recipient: Recipient) -> None:
    if SMS in entry.channels and recipient.phone:
        text = wording.sms(entry.template, wording.facts_of(subject, recipient.kind))
        _write(message, subject, recipient, SMS, recipient.phone, "", text)
    if EMAIL in entry.channels:
        facts = wording.facts_of(subject, recipient.kind, name=recipient.name_for_letter)
        heading, body = wording.email(entry.template, facts)
        _write_or_leave(message, subject, recipient, heading, body)


@transaction.atomic
def plan_paper(message: Envelope) -> None:
    """Write down to whom a rendered paper is to be sent; once per paper.

    Raises:
        WrongReader: it is addressed to somebody who must not get it; nobody gets it then.
    """
    document = Document.objects.get(pk=message.payload["document_id"])
    subject = about(message)
    for recipient in readers(document, subject):
        facts = wording.facts_of(
            subject, recipient.kind, name=recipient.name_for_letter, paper=document.title
        )
        heading, body = wording.email("paper", facts)
        must_hear = documents.opens_a_page(document) and not knows_code(recipient, subject)
        if must_hear and not recipient.email:
            _write(message, subject, recipient, "NONE", "", heading, body, document)
        else:
            _write_or_leave(message, subject, recipient, heading, body, document)


def knows_code(recipient: Recipient, subject: Subject) -> bool:
    """Whether a party got its code while it filed: on the web page, or read out at the desk."""
    return recipient.kind is Kind.COMPLAINANT and subject.complaint.source in CODE_GIVEN


def readers(document: Document, subject: Subject) -> list[Recipient]:
    """Give those who get a paper: the roles it was issued to, if the kind of paper allows them.

    Raises:
        WrongReader: as for `plan_paper`.
    """
    wanted = {Kind(code) for code in document.recipients if code in PARTIES}
    if wanted - PAPERS.get(document.kind, frozenset()):
        raise WrongReader(f"{document.kind} to {sorted(wanted)}")
    context = documents.context_of(document)
    for field in ("copy_for", "addressee_role"):
        reader = getattr(context, field, None)
        if reader is not None and wanted - {str(reader)}:
            raise WrongReader(f"copy for {reader} to {sorted(wanted)}")
    people = [person for kind in sorted(wanted) for person in PARTIES[kind](subject)]
    if Kind.RESPONDENT in wanted and tells_address_to_worker(document.context or "", subject):
        raise WrongReader(f"{document.kind} shows a worker where the complainant lives")
    return people


def tells_address_to_worker(text: str, subject: Subject) -> bool:
    """Whether a text would tell a worker the complainant's address (brief §9)."""
    parties = {party.role: party for party in Party.objects.filter(file=subject.complaint.file)}
    worker, asker = parties.get("RESPONDENT"), parties.get("COMPLAINANT")
    if worker is None or asker is None or worker.kind != Party.Kind.WORKER:
        return False
    return bool(asker.address) and str(asker.address) in text


def _write_or_leave(
    message: Envelope,
    subject: Subject,
    recipient: Recipient,
    heading: str,
    body: str,
    document: Document | None = None,
) -> None:
    """Write an e-mail; without any address at all, leave the letter for a person to bring."""
    if recipient.email:
        _write(message, subject, recipient, EMAIL, recipient.email, heading, body, document)
    elif not recipient.phone:  # With a telephone, the text message says where to read it.
        _write(message, subject, recipient, "NONE", "", heading, body, document)


def _write(
    message: Envelope,
    subject: Subject,
    recipient: Recipient,
    channel: str,
    address: str,
    heading: str,
    body: str,
    document: Document | None = None,
) -> None:
    """Write one delivery, and the message that will send it, unless both are there already."""
    if recipient.party_id is None:
        raise ValueError(f"{message.topic}: only parties are written to")
    delivery, fresh = Delivery.objects.get_or_create(
        key=f"{message.key}:{channel}:{recipient.code}",
        defaults={
            "file": subject.file,
            "topic": message.topic,
            "kind": recipient.kind.value,
            "party_id": recipient.party_id,
            "channel": channel,
            "address": address,
            "subject": heading,
            "body": body,
            "document": document,
            "status": Delivery.Status.PENDING if address else Delivery.Status.NO_ADDRESS,
            "created_at": message.posted_at,
        },
    )
    if fresh and address:
        _ring(delivery, at=message.at)


def _ring(delivery: Delivery, *, at: datetime) -> None:
    outbox.post(
        "delivery.prepared",
        key=f"delivery.prepared:{delivery.pk}",
        at=at,
        file=delivery.file,
        delivery_id=delivery.pk,
        channel=delivery.channel,
    )
