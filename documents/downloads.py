"""Hand a private file to somebody whose permission the caller has checked."""

from __future__ import annotations

import hashlib

from django.http import FileResponse

from documents.models import Document, Evidence


class DamagedFile(Exception):
    """The stored file is not the one that was hashed: it must not leave the house."""


def _guard(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def paper(document: Document, *, inline: bool = False) -> FileResponse:
    """Stream a rendered paper, after comparing it with its hash.

    `inline` shows it in the browser's own viewer: the content is ours. Raises `DamagedFile`;
    `ValueError` if it is not rendered yet.
    """
    if not document.is_rendered:
        raise ValueError("the paper is not rendered yet")
    with document.pdf.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != document.pdf_sha256:
            raise DamagedFile(f"paper {document.pk}")
    response = FileResponse(
        document.pdf.open("rb"),
        as_attachment=not inline,
        filename=f"{document.number}.pdf",
        content_type="application/pdf",
    )
    response = _guard(response)
    if inline:
        # A sandboxed document does not start the browser's PDF viewer.
        response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'"
    return response


def evidence(item: Evidence) -> FileResponse:
    """Stream evidence as a download, never shown inline: its content is a stranger's."""
    return _guard(
        FileResponse(
            item.blob.open("rb"),
            as_attachment=True,
            filename=item.name,
            content_type=item.content_type,
        )
    )
