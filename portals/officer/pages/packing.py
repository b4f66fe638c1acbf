"""What a packet form offers and starts with: the file's particulars, files and papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext as _

from casework import packets, redaction
from casework.models import Complaint, Packet, Referral
from casework.services import records
from casework.services.referral import Contents
from common.models import File
from documents.models import Document, Evidence
from portals.officer.forms import referral as forms
from portals.officer.packetview import masked

INFORMANT = "INFORMANT"


def offer(form: forms.Packet, complaint: Complaint) -> None:
    """Offer what this file has: particulars with their values, files with their hashes."""
    form.offer(
        particulars=_particulars(complaint),
        evidence=_files(complaint),
        documents=_papers(complaint),
    )


def _particulars(complaint: Complaint) -> Iterable[tuple[str, Any]]:
    for name, value in packets.known(complaint).items():
        yield name, _labelled(packets.PARTICULARS[name], masked(name, value))


def _files(complaint: Complaint) -> Iterable[tuple[str, Any]]:
    for item in Evidence.objects.filter(file=complaint.file).order_by("uploaded_at", "pk"):
        about = f"{filesizeformat(item.size)} · SHA-256 {item.sha256[:16]}…"
        if item.caption:
            about = f"{item.caption} · {about}"
        if item.uploaded_role == INFORMANT:
            about = _("brought by the informant: does it tell who that is?") + f" · {about}"
        yield str(item.pk), _labelled(item.name, about)


def _papers(complaint: Complaint) -> Iterable[tuple[str, Any]]:
    """Offer our papers but those that show a party in full or open its page, and our letters."""
    papers = Document.objects.filter(File.within(complaint.file.number))
    for paper in papers.exclude(file__kind=File.Kind.REFERRAL).order_by("issued_at", "pk"):
        if not records.holds_secrets(paper):
            yield str(paper.pk), _labelled(paper.title, paper.number)


def _labelled(words: Any, about: str) -> Any:
    return format_html('{} <span class="meta">{}</span>', words, about)


def anew(complaint: Complaint, *, kind: str, agency: str) -> dict[str, Any]:
    """Return what a new packet of this kind starts with (minimum data)."""
    basis, asks = packets.usual_words(kind, agency)
    usual = packets.usual(
        kind,
        has_complainant=complaint.has_complainant,
        confidential=complaint.statement.confidential,
    )
    files = Evidence.objects.filter(file=complaint.file).exclude(uploaded_role=INFORMANT)
    return {
        "legal_basis": basis,
        "facts": _facts(complaint),
        "asks": asks,
        "particulars": [name for name in packets.known(complaint) if name in usual],
        "evidence": [str(pk) for pk in files.values_list("pk", flat=True)],
        "documents": [],
        "described": "",
    }


def _facts(complaint: Complaint) -> str:
    """Return the account on file; of who asked to stay unnamed it names nothing (P5)."""
    told: str = complaint.statement.narrative
    if complaint.statement.confidential:
        party = complaint.file.parties.filter(role="COMPLAINANT").first()
        return redaction.without(told, party)
    return told


def again(referral: Referral) -> dict[str, Any]:
    """Return what the latest packet of a referral says, to be worked on."""
    packet = referral.packet or referral.packets.order_by("version").last()
    if packet is None:
        return anew(referral.complaint, kind=referral.kind, agency=referral.agency)
    said = contents_of(packet)
    return {
        "legal_basis": said.legal_basis,
        "facts": said.facts,
        "asks": said.asks,
        "particulars": list(said.particulars),
        "evidence": [str(pk) for pk in said.evidence_ids],
        "documents": [str(pk) for pk in said.document_ids],
        "described": "\n".join(said.described),
    }


def contents_of(packet: Packet) -> Contents:
    """Return what a packet says, as it was chosen and typed."""
    items = list(packet.items.order_by("position"))
    return Contents(
        legal_basis=packet.legal_basis,
        facts=packet.facts or "",
        asks=packet.asks,
        particulars=tuple(packet.particulars),
        evidence_ids=tuple(item.evidence_id for item in items if item.evidence_id),
        document_ids=tuple(item.document_id for item in items if item.document_id),
        described=tuple(
            item.name for item in items if item.evidence_id is None and item.document_id is None
        ),
    )
