"""What is written down around a file: contacts, notes, reveals, recusals, evidence."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import clocks
from casework.models import Complaint, Contact, Note, Party, Reveal
from common.actors import Actor, account_of
from common.errors import InvalidInput, NotPermitted
from common.lifecycle import granting_role, lock, lock_family, perform
from common.models import File, Recusal
from documents import evidence
from documents import services as documents
from documents.models import Document, Evidence

REVEALABLE = ("name", "phone", "email", "address", "id_no")


class WordsMissing(InvalidInput):
    """A note, a contact or a reason without words."""

    code = "WORDS_MISSING"
    message = _("Write at least a few words.")


def _permit(capability: str, file: File, by: Actor) -> None:
    if not granting_role(capability, file, by):
        raise NotPermitted


@transaction.atomic
def contact(
    *,
    complaint_id: int,
    party_id: int,
    means: str,
    reached: bool,
    text: str,
    by: Actor,
    at: datetime,
) -> Contact:
    """Log a contact; the first one that reached the complainant meets CONTACT (CM-01a)."""
    complaint = lock(Complaint, complaint_id)
    _permit("casework.note", complaint.file, by)
    party = Party.objects.get(pk=party_id, file_id=complaint.file_id)
    if reached and not text.strip():
        raise WordsMissing(field="text")
    logged = Contact.objects.create(
        file=complaint.file,
        party=party,
        means=means,
        reached=reached,
        text=text,
        at=at,
        by_id=account_of(by),
    )
    first = party.role == Party.Role.COMPLAINANT and clocks.is_open(complaint.file, "CONTACT")
    if reached and first and granting_role("casework.contacted", complaint.file, by):
        perform(
            Complaint, complaint_id, "contacted", by=by, at=at, contact_id=logged.pk, reached=True
        )
        clocks.meet(complaint.file, "CONTACT", at=at)
    return logged


@transaction.atomic
def note(*, file_id: int, text: str, by: Actor, at: datetime) -> Note:
    """Write an internal note."""
    file = File.objects.get(pk=file_id)
    _permit("casework.note", file, by)
    if not text.strip():
        raise WordsMissing(field="text")
    return Note.objects.create(file=file, text=text, at=at, by_id=account_of(by))


@transaction.atomic
def reveal(*, party_id: int, field: str, reason: str, by: Actor, at: datetime) -> str:
    """Return a masked particular in full, for a reason, and remember who looked (brief I9)."""
    party = Party.objects.select_related("file__unit").get(pk=party_id)
    _permit("casework.reveal", party.file, by)
    if field not in REVEALABLE:
        raise InvalidInput(field="field")
    if not reason.strip():
        raise WordsMissing(field="reason")
    Reveal.objects.create(party=party, field=field, reason=reason, at=at, by_id=account_of(by))
    return str(getattr(party, field) or "")


def holds_secrets(document: Document) -> bool:
    """Return whether a paper shows a party's particulars in full or opens a party's own page."""
    return document.kind == "COMPLAINT_REGISTRATION_FORM" or documents.opens_a_page(document)


@transaction.atomic
def open_paper(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Return a paper that holds secrets, for a reason, and remember who looked (brief I9)."""
    document = Document.objects.select_related("file__unit").get(pk=document_id)
    _permit("casework.reveal", document.file, by)
    if not reason.strip():
        raise WordsMissing(field="reason")
    for party in Party.objects.filter(file=document.file, role__in=document.recipients):
        Reveal.objects.create(
            party=party, field=f"paper:{document.pk}", reason=reason, at=at, by_id=account_of(by)
        )
    return document


@transaction.atomic
def recuse(*, file_id: int, reason: str, by: Actor, at: datetime) -> Recusal:
    """Step back from a family of files; the person no longer sees it (brief §3, C14)."""
    lock_family(File.objects.get(pk=file_id))
    # Read after the lock: the file may have joined another family meanwhile (CM-09).
    file = File.objects.select_related("root").get(pk=file_id)
    root = file.root or file
    if not reason.strip():
        raise WordsMissing(field="reason")
    recusal, _created = Recusal.objects.get_or_create(
        file=root, user_id=account_of(by), defaults={"declared_at": at, "reason": reason}
    )
    return recusal


def add_evidence(
    *, file_id: int, stream: IO[bytes], name: str, caption: str, by: Actor, at: datetime
) -> Evidence:
    """Put a piece of evidence into the file (type by content, size, SHA-256)."""
    file = File.objects.select_related("unit").get(pk=file_id)
    _permit("casework.evidence", file, by)
    return evidence.add_evidence(file, by=by, at=at, stream=stream, name=name, caption=caption)
