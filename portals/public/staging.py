"""Evidence that came before its complaint: examined, kept apart, dropped after a day."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from documents import evidence, storage
from portals.public.drafts import Staged

KEPT = timedelta(days=1)
_KEY = re.compile(r"[0-9a-f]{32}")


def stage(upload: UploadedFile[bytes], caption: str, *, at: datetime) -> Staged:
    """Examine an upload as evidence would be and put it aside.

    Raises:
        documents.evidence.RefusedFile: with the reason; nothing is kept.
    """
    clean_up(at=at)
    name = evidence.examine(upload, name=upload.name or "", size=upload.size or 0)
    key = uuid.uuid4().hex
    storage.staged().save(key, upload)
    return Staged(key=key, name=name, size=upload.size or 0, caption=caption)


def take(key: str) -> File[bytes] | None:
    """Return what was staged, None once it is gone."""
    shelf = storage.staged()
    return shelf.open(key, "rb") if _KEY.fullmatch(key) and shelf.exists(key) else None


def discard(key: str) -> None:
    """Drop what was staged."""
    if _KEY.fullmatch(key):
        storage.staged().delete(key)


def clean_up(*, at: datetime) -> None:
    """Drop what nobody has registered within a day."""
    shelf = storage.staged()
    if not shelf.exists(""):
        return
    for key in shelf.listdir("")[1]:
        if at - shelf.get_modified_time(key) > KEPT:
            shelf.delete(key)
