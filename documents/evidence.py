"""Take evidence in: stream it to private storage, hash it on the way, look at what it is."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File as DjangoFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import InvalidInput
from common.models import File
from common.zone import local_date
from documents import content, storage
from documents.models import Evidence

_CHUNK = 1 << 16
_NAME_LIMIT = 120
_CAPTION_LIMIT = 300
STAFF = "STAFF"


class RefusedFile(InvalidInput):
    """Evidence that cannot be taken; nothing of it is kept."""

    code = "EVIDENCE_REFUSED"

    def __init__(self, message: Any = None) -> None:
        super().__init__(message, field="file")


class EmptyFile(RefusedFile):
    """The file has no content."""

    code = "EVIDENCE_EMPTY"
    message = _("The file is empty.")
    next_step = _("Choose the file again; it may not have been fully saved.")


class FileTooBig(RefusedFile):
    """The file is larger than CASEWORK_EVIDENCE_MAX_BYTES."""

    code = "EVIDENCE_TOO_BIG"
    message = _("The file is too big.")
    next_step = _("Shorten the recording or reduce the picture, or bring it to the counter.")


class NameNotUsable(RefusedFile):
    """The file has no name that can be shown."""

    code = "EVIDENCE_NAME"
    message = _("The file has no usable name.")
    next_step = _("Rename the file and choose it again.")


class TypeNotAllowed(RefusedFile):
    """The ending of the name is not on the allow-list."""

    code = "EVIDENCE_TYPE"
    message = _("Files of this type are not accepted.")
    next_step = _("Accepted are jpg, png, heic, pdf, mp3, m4a, mp4, docx and txt.")


class DoubleExtension(RefusedFile):
    """The name hides a second type (合同.exe.pdf)."""

    code = "EVIDENCE_DOUBLE_EXTENSION"
    message = _("The file name has two endings, of which one hides a program or another type.")
    next_step = _("Rename the file so that it has one ending and choose it again.")


class ContentMismatch(RefusedFile):
    """The content is not what the ending of the name says."""

    code = "EVIDENCE_CONTENT"
    message = _("The content of the file is not what its name says.")
    next_step = _("Export or photograph the original again and choose that file.")


def clean_name(name: str) -> str:
    """Return a name fit to be shown and downloaded: no folder, no control or bidi character.

    Raises `NameNotUsable` if nothing is left of it.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    kept = "".join("_" if c in '<>:"|?*' else c for c in kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    stem = stem.strip()
    if not stem:
        raise NameNotUsable
    return f"{stem[: _NAME_LIMIT - len(ending)]}{dot}{ending.lower()}"


def _sort_of(name: str) -> content.Sort:
    """Return the sort the name claims; raise `TypeNotAllowed` or `DoubleExtension`."""
    *inner, ending = name.lower().split(".")
    if ending not in content.ALLOWED or not inner:
        raise TypeNotAllowed
    sort = content.ALLOWED[ending]
    for part in (piece.strip() for piece in inner[1:]):
        other = content.ALLOWED.get(part)
        if part in content.RUNS or (other is not None and other is not sort):
            raise DoubleExtension
    return sort


def examine(stream: IO[bytes], *, name: str, size: int) -> str:
    """Return the name `add_evidence` would show for this file, without keeping anything.

    For files that wait until their complaint is registered. `stream` is left at its start.

    Raises:
        EmptyFile, FileTooBig, NameNotUsable, TypeNotAllowed, DoubleExtension, ContentMismatch.
    """
    shown = clean_name(name)
    sort = _sort_of(shown)
    if not size:
        raise EmptyFile
    if size > settings.CASEWORK_EVIDENCE_MAX_BYTES:
        raise FileTooBig
    stream.seek(0)
    fits = sort.fits(stream)
    stream.seek(0)
    if not fits:
        raise ContentMismatch
    return shown


if TYPE_CHECKING:
    ByteFile = DjangoFile[bytes]
else:
    ByteFile = DjangoFile  # takes no parameters when the code runs


class _Intake(ByteFile):
    """A stream read once, in pieces: hashed, counted and stopped at the limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__(stream)
        self.limit = limit
        self.taken = 0
        self.digest = hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the content; raise `FileTooBig` as soon as it exceeds the limit."""
        while piece := self.file.read(chunk_size or _CHUNK) if self.file else b"":
            self.taken += len(piece)
            if self.taken > self.limit:
                raise FileTooBig
            self.digest.update(piece)
            yield piece


def add_evidence(
    file: File,
    *,
    by: Actor,
    at: datetime,
    stream: IO[bytes],
    name: str,
    caption: str = "",
    visible_to: Sequence[str] = (STAFF,),
    party_id: int | None = None,
) -> Evidence:
    """Put a file of a party or of staff into `file`; the same content twice is the first one.

    That holds for each side by itself: whoever hands in what the other side has handed in reads
    the own name of it, and learns nothing.

    `stream` is read once, in pieces, never whole into memory. `visible_to` names readers by role
    code. Kept unchanged: evidence that was re-encoded is no longer what was handed in.

    Raises:
        EmptyFile, FileTooBig, NameNotUsable, TypeNotAllowed, DoubleExtension, ContentMismatch.
    """
    shown = clean_name(name)
    sort = _sort_of(shown)
    shelf = storage.evidence()
    place = f"{local_date(at):%Y/%m}/{uuid.uuid4().hex}"
    intake = _Intake(stream, settings.CASEWORK_EVIDENCE_MAX_BYTES)
    try:
        place = shelf.save(place, intake)
        if not intake.taken:
            raise EmptyFile
        with shelf.open(place, "rb") as handle:
            if not sort.fits(handle):
                raise ContentMismatch
        kept = _keep(
            Evidence(
                file=file,
                uploaded_role=getattr(by, "role", STAFF),
                party_id=party_id if party_id is not None else getattr(by, "party_id", None),
                uploaded_by_id=by.user_pk,
                name=shown,
                caption=caption.strip()[:_CAPTION_LIMIT],
                blob=place,
                size=intake.taken,
                sha256=intake.digest.hexdigest(),
                content_type=sort.content_type,
                uploaded_at=at,
                visible_to=sorted(set(visible_to)),
            )
        )
    except BaseException:
        shelf.delete(place)
        raise
    if kept.blob.name != place:
        shelf.delete(place)
    return kept


def _keep(new: Evidence) -> Evidence:
    """Insert the row, or return the one by which the same side handed in this content."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        twin = Evidence.objects.filter(
            file=new.file,
            uploaded_role=new.uploaded_role,
            party_id=new.party_id,
            sha256=new.sha256,
        ).first()
        if twin is None:
            raise
        return twin
    return new
