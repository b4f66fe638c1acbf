"""Issue a paper, preview it, render it, check it.

Issuing allots the number and fixes every word in the caller's transaction; the PDF is drawn later
by a worker, once. A paper counts as sent only when it is rendered (architecture §4.3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from common import canonical, crypto
from common.actors import Actor
from common.errors import Conflict, InvalidInput
from common.models import File
from common.zone import local_date
from documents import faults, kinds, rendering, storage
from documents.kinds import Kind, Paper
from documents.models import Document
from documents.rendering import Issuer, Sheet
from outbox import services as outbox

__all__ = [
    "AlreadySuperseded",
    "IncompletePaper",
    "PaperFacts",
    "check",
    "context_of",
    "issue",
    "matches",
    "opens_a_page",
    "preview_html",
    "preview_pdf",
    "render",
    "validated",
]

Context = Paper | Mapping[str, Any]


class IncompletePaper(InvalidInput):
    """A field of the paper is missing or cannot be printed; no number was allotted.

    `field` is its dotted path in the context (`complainant.phone`).
    """

    code = "PAPER_INCOMPLETE"
    message = _("The paper cannot be issued: a field is missing or cannot be printed.")
    next_step = _("Complete the named field and issue the paper again.")


class AlreadySuperseded(Conflict):
    """The paper to be replaced has been replaced by another one already."""

    code = "PAPER_ALREADY_SUPERSEDED"
    message = _("This paper has already been replaced by another one.")


def validated(kind: str, context: Context) -> Paper:
    """Return the typed context of a paper; raise `IncompletePaper` naming the first bad field."""
    wanted = kinds.find(kind).context
    if isinstance(context, wanted):
        return context
    data = context.model_dump() if isinstance(context, Paper) else dict(context)
    try:
        return wanted.model_validate(data)
    except ValidationError as error:
        field, fault = faults.first_fault(error)
        raise IncompletePaper(
            _("The paper cannot be issued: %(fault)s.") % {"fault": fault}, field=field
        ) from None


@transaction.atomic
def issue(
    file: File,
    kind: str,
    *,
    at: datetime,
    by: Actor,
    context: Context,
    record: tuple[str, int] | None = None,
    on_rendered_topic: str | None = None,
    recipients: Sequence[str] = (),
    supersedes: Document | None = None,
) -> Document:
    """Number a paper of `file` and fix its words; a worker draws it afterwards.

    `record` is the machine and id the paper belongs to (("CM", 7)). When the PDF exists,
    "document.rendered" is posted, and `on_rendered_topic` too, both with {document_id, kind}.
    `recipients` are role codes. The number is 家协受〔2026〕第1号: gapless for each kind and year,
    since an aborted transaction takes its number back (brief §6.8).

    Raises:
        IncompletePaper: the context lacks a field of the kind; before a number is allotted.
        AlreadySuperseded: `supersedes` was replaced before.
    """
    sort = kinds.find(kind)
    paper = validated(kind, context)
    if supersedes and Document.objects.filter(supersedes=supersedes).exists():
        raise AlreadySuperseded
    year = local_date(at).year
    serial = _next_serial(kind, year)
    issuer = _issuer()
    number = f"{issuer.mark}{sort.series}〔{year}〕第{serial}号"
    token = crypto.new_token()
    words = canonical.dumps(
        {
            "issuer": asdict(issuer),
            "number": number,
            "title": sort.title_of(paper),
            "check_address": f"{settings.CASEWORK_BASE_URL.rstrip('/')}/v/{token}",
            "context": paper.model_dump(mode="json"),
        }
    )
    document = Document.objects.create(
        file=file,
        kind=kind,
        machine=record[0] if record else "",
        record_id=record[1] if record else None,
        year=year,
        serial=serial,
        number=number,
        title=sort.title_of(paper),
        template_version=sort.version,
        context=words.decode(),
        context_sha256=hashlib.sha256(words).hexdigest(),
        issued_at=at,
        issued_by_id=by.user_pk,
        recipients=list(recipients),
        token=token,
        supersedes=supersedes,
        rendered_topic=on_rendered_topic or "",
    )
    outbox.post(
        "document.issued",
        key=f"document.issued:{document.pk}",
        at=at,
        file=file,
        document_id=document.pk,
        kind=kind,
    )
    return document


def _next_serial(kind: str, year: int) -> int:
    """Take the next number; the row stays locked until the transaction ends, so none is skipped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_counter (kind, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (kind, year) DO UPDATE SET last = documents_counter.last + 1"
            " RETURNING last",
            [kind, year],
        )
        return int(cursor.fetchone()[0])


def _issuer() -> Issuer:
    return Issuer(
        name=settings.CASEWORK_ASSOCIATION,
        mark=settings.CASEWORK_PAPER_MARK,
        phone=settings.CASEWORK_HOTLINE,
    )


def _preview_sheet(sort: Kind, paper: Paper, at: datetime) -> Sheet:
    return Sheet(title=sort.title_of(paper), issuer=_issuer(), issued_at=at)


def preview_html(kind: str, context: Context, *, at: datetime) -> str:
    """Return the paper as a fragment for a page that links `documents/paper-v1.css`.

    Marked 预览·未编号; no number is allotted, nothing is stored. Raises `IncompletePaper`.
    """
    sort, paper = kinds.find(kind), validated(kind, context)
    sheet = _preview_sheet(sort, paper, at)
    return rendering.html(sort, paper, sheet, version=sort.version, fragment=True)


def preview_pdf(kind: str, context: Context, *, at: datetime) -> bytes:
    """Return the paper as PDF with the mark 预览·未编号 across each page; nothing is stored."""
    sort, paper = kinds.find(kind), validated(kind, context)
    sheet = _preview_sheet(sort, paper, at)
    return rendering.pdf(sort, paper, sheet, version=sort.version)


def context_of(document: Document) -> Paper:
    """Return the typed context a paper was issued with."""
    return kinds.find(document.kind).context.model_validate(_words(document)["context"])


def opens_a_page(document: Document) -> bool:
    """Return whether a paper tells its reader how to open a page: by query code or answer link."""
    context = context_of(document)
    return any(getattr(context, name, None) for name in ("query_code", "answer_address"))


def _words(document: Document) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(document.context or "")
    return words


def render(document_id: int, *, at: datetime) -> Document:
    """Draw the PDF of an issued paper, once; a second call finds it done and changes nothing."""
    document = Document.objects.select_related("file").get(pk=document_id)
    if document.is_rendered:
        return document
    words = _words(document)
    sheet = Sheet(
        title=words["title"],
        issuer=Issuer(**words["issuer"]),
        issued_at=document.issued_at,
        number=words["number"],
        check_address=words["check_address"],
    )
    pdf = rendering.pdf(
        kinds.find(document.kind), context_of(document), sheet, version=document.template_version
    )
    digest = hashlib.sha256(pdf).hexdigest()
    shelf = storage.papers()
    name = shelf.save(f"{document.year}/{digest}.pdf", ContentFile(pdf))
    with transaction.atomic():
        first = Document.objects.filter(pk=document.pk, rendered_at__isnull=True).update(
            pdf=name, pdf_sha256=digest, pdf_size=len(pdf), rendered_at=at
        )
        if first:
            _tell_rendered(document, at)
    if not first:
        shelf.delete(name)  # Another worker was first; its file is the paper.
    document.refresh_from_db()
    return document


def _tell_rendered(document: Document, at: datetime) -> None:
    for topic in filter(None, ("document.rendered", document.rendered_topic)):
        outbox.post(
            topic,
            key=f"{topic}:{document.pk}",
            at=at,
            file=document.file,
            document_id=document.pk,
            kind=document.kind,
        )


@dataclass(frozen=True)
class PaperFacts:
    """What anybody holding a paper may learn from its QR code: nothing about a person."""

    title: str
    number: str
    issued_on: date
    issuer: str
    rendered: bool
    superseded_by: str


def check(token: str) -> PaperFacts | None:
    """Return the facts of the paper with this token, None if there is none."""
    document = Document.objects.select_related("superseded_by").filter(token=token).first()
    if document is None:
        return None
    later = getattr(document, "superseded_by", None)
    return PaperFacts(
        title=document.title,
        number=document.number,
        issued_on=local_date(document.issued_at),
        issuer=_words(document)["issuer"]["name"],
        rendered=document.is_rendered,
        superseded_by=later.number if later else "",
    )


def matches(token: str, sha256: str) -> bool:
    """Return whether a file with this SHA-256 is, byte for byte, the paper with this token."""
    return Document.objects.rendered().filter(token=token, pdf_sha256=sha256).exists()
