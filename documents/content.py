"""What a file really is, told from its content; the name only says what it claims to be."""

from __future__ import annotations

import codecs
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import filetype  # type: ignore[import-untyped]  # ships no types

_HEAD = 8192
_CHUNK = 1 << 16
#: Brands of the ISO base media family (ftyp box) that phones and recorders write.
_ISO_MEDIA = frozenset(
    {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4A", "M4V", "dash"}
    | {"3gp4", "3gp5", "3gp6", "mmp4", "MSNV"}
)
#: Far more than a Word document has; every entry takes time before the first name is known.
_MOST_ENTRIES = 10_000
_SMALLEST_ENTRY = 46  # bytes in the directory of a ZIP archive
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")

Handle = IO[bytes]


def _magic(mime: str) -> Callable[[Handle], bool]:
    def fits(handle: Handle) -> bool:
        handle.seek(0)
        guess = filetype.guess(handle.read(_HEAD))
        return guess is not None and guess.mime == mime

    return fits


def _iso_media(handle: Handle) -> bool:
    handle.seek(0)
    head = handle.read(12)
    return head[4:8] == b"ftyp" and head[8:12].decode("latin-1").strip() in _ISO_MEDIA


def _word(handle: Handle) -> bool:
    """A Word document without macros: an archive with the text part and no VBA project."""
    if not _few_entries(handle):
        return False
    handle.seek(0)
    try:
        names = zipfile.ZipFile(handle).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return "[Content_Types].xml" in names and "word/document.xml" in names and not macros


def _few_entries(handle: Handle) -> bool:
    """Return whether the directory of an archive can be read in no time.

    Its size is asked as well as the number, which may be a lie; the long form (ZIP64) is for
    archives no Word document needs.
    """
    size = handle.seek(0, os.SEEK_END)
    handle.seek(max(0, size - _END_OF_DIRECTORY.size - 0xFFFF))  # a comment may follow
    tail = handle.read()
    end = tail[max(0, tail.rfind(b"PK\x05\x06")) :][: _END_OF_DIRECTORY.size]
    if len(end) < _END_OF_DIRECTORY.size or b"PK\x06\x07" in tail:
        return False
    _mark, _disk, _on, _here, entries, directory, _from, _comment = _END_OF_DIRECTORY.unpack(end)
    return bool(entries <= _MOST_ENTRIES and directory <= _MOST_ENTRIES * _SMALLEST_ENTRY)


def _plain_text(handle: Handle) -> bool:
    """Text in UTF-8 or GB 18030, without NUL."""
    return _decodes(handle, "utf-8") or _decodes(handle, "gb18030")


def _decodes(handle: Handle, encoding: str) -> bool:
    handle.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := handle.read(_CHUNK):
            if b"\0" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True)
class Sort:
    """A sort of file we take: what it is served as and how its content is recognised."""

    content_type: str
    fits: Callable[[Handle], bool]


_JPEG = Sort("image/jpeg", _magic("image/jpeg"))
#: The allow-list, by extension.
ALLOWED: dict[str, Sort] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Sort("image/png", _magic("image/png")),
    "heic": Sort("image/heic", _magic("image/heic")),
    "pdf": Sort("application/pdf", _magic("application/pdf")),
    "mp3": Sort("audio/mpeg", _magic("audio/mpeg")),
    "m4a": Sort("audio/mp4", _iso_media),
    "mp4": Sort("video/mp4", _iso_media),
    "docx": Sort("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word),
    "txt": Sort("text/plain", _plain_text),
}
#: Endings that run when opened. Anywhere in a name they are a disguise.
_RUNNING = """
    exe com bat cmd scr pif msi msp dll vbs vbe js jse wsf wsh hta ps1 lnk reg jar apk ipa app dmg
    sh php phtml asp aspx jsp cgi py pl html htm xhtml svg xml docm xlsm pptm swf iso
"""
RUNS = frozenset(_RUNNING.split())
