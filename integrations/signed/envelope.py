"""The message around the facts: version, kind, number, moment, enclosures; pure.

Enclosures travel inside, as base64 with their SHA-256. A link to a file is not a form of wire
version 1: nothing is ever fetched because a message says so.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from casework.channels import Enclosure, Parcel, Unreadable
from common import canonical
from integrations.signed.vocabulary import Codes, Moment, Text, Unspoken, Vocabulary

VERSION: Final = "1"
MOST_ENCLOSURES: Final = 20
LONGEST_NAME: Final = 200

_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_TYPE: Final = re.compile(r"[A-Za-z0-9.+\-]{1,60}/[A-Za-z0-9.+\-]{1,80}", re.ASCII)
_REFERENCE: Final = Text(64)


class EnclosureChanged(Exception):
    """A file is not any more what it was when it reached us; the message is its place (from 1)."""


@dataclass(frozen=True, slots=True)
class EnclosureWords:
    """Their names for a file and what is said about it."""

    files: str
    name: str
    content_type: str
    sha256: str
    content: str

    def out(self, enclosures: Sequence[Enclosure]) -> list[dict[str, str]]:
        """Return the files as they go along.

        Raises:
            EnclosureChanged: content and hash do not belong together.
        """
        for place, one in enumerate(enclosures, start=1):
            if hashlib.sha256(one.content).hexdigest() != one.sha256:
                raise EnclosureChanged(str(place))
        return [
            {
                self.name: one.name,
                self.content_type: one.content_type,
                self.sha256: one.sha256,
                self.content: base64.b64encode(one.content).decode(),
            }
            for one in enclosures
        ]

    def back(self, value: Any) -> tuple[Enclosure, ...]:
        """Return the files that came along. Raises Unreadable, naming file and field."""
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > MOST_ENCLOSURES:
            raise Unreadable(self.files)
        return tuple(self._one(one, f"{self.files}[{place}]") for place, one in enumerate(value))

    def _one(self, value: Any, path: str) -> Enclosure:
        if not isinstance(value, dict):
            raise Unreadable(path)
        names = (self.name, self.content_type, self.sha256, self.content)
        for name in names:
            if not isinstance(value.get(name), str):
                raise Unreadable(f"{path}.{name}")
        if len(value) > len(names):
            raise Unreadable(path)
        if not _TYPE.fullmatch(value[self.content_type]):
            raise Unreadable(f"{path}.{self.content_type}")
        content = _decoded(value[self.content], f"{path}.{self.content}")
        sha256 = value[self.sha256].lower()
        if not _SHA256.fullmatch(sha256) or hashlib.sha256(content).hexdigest() != sha256:
            raise Unreadable(f"{path}.{self.sha256}")
        return Enclosure(
            name=_file_name(value[self.name], f"{path}.{self.name}"),
            content_type=value[self.content_type].lower(),
            sha256=sha256,
            content=content,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that came in, in our words."""

    kind: str
    reference: str
    at: datetime
    facts: dict[str, Any]
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Also:
    """A further kind of theirs: ours it amounts to, what it holds, and what it says by itself."""

    kind: str
    holds: Vocabulary
    implies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The messages of one body: their names for the parts, and what each kind holds.

    `sent` and `said` are the kinds each way, ours → theirs; no word stands in both, so that a
    message of ours that is played back to us is not one of theirs. `also_said` holds further kinds
    of theirs.
    """

    version: str
    kind: str
    reference: str
    at: str
    facts: str
    files: EnclosureWords
    moment: Moment
    sent: Codes
    said: Codes
    parcels: Vocabulary
    messages: Mapping[str, Vocabulary]
    also_said: Mapping[str, Also] = field(default_factory=dict)

    def seal(self, parcel: Parcel) -> bytes:
        """Return the body of a parcel; the same parcel is the same bytes for ever.

        Raises:
            Unspoken: a kind or a fact their wire has no word for.
            EnclosureChanged: a file is not what it was.
        """
        if not parcel.reference:
            raise Unspoken("reference")
        body = {
            self.version: VERSION,
            self.kind: self.sent.out(str(parcel.kind), "kind"),
            self.reference: parcel.reference,
            self.facts: self.parcels.out(parcel.facts),
            self.files.files: self.files.out(parcel.enclosures),
        }
        return canonical.dumps(body)

    def open(self, record: Mapping[str, Any]) -> Opened:
        """Return a message of theirs in our words. Raises Unreadable."""
        parts = (self.version, self.kind, self.reference, self.at, self.facts, self.files.files)
        for name in record:
            if name not in parts:
                raise Unreadable(name if len(name) <= 40 and name.isprintable() else "?")
        if record.get(self.version) != VERSION:
            raise Unreadable(self.version)
        said = self._said(record.get(self.kind))
        reference = _REFERENCE.back(record.get(self.reference), self.reference)
        if not reference:
            raise Unreadable(self.reference)
        at = datetime.fromisoformat(self.moment.back(record.get(self.at), self.at))
        facts = said.holds.back(record.get(self.facts, {}), self.facts)
        files = self.files.back(record.get(self.files.files))
        return Opened(said.kind, reference, at, {**facts, **said.implies}, files)

    def _said(self, word: Any) -> Also:
        if isinstance(word, str) and word in self.also_said:
            return self.also_said[word]
        kind = self.said.back(word, self.kind)
        return Also(kind, self.messages[kind], {})


def _decoded(text: str, path: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(path) from None
    if not content:
        raise Unreadable(path)
    return content


def _file_name(text: str, path: str) -> str:
    """Return a name that is one: no path, nothing hidden."""
    name = Text(LONGEST_NAME).back(text, path)
    if not name or name in (".", "..") or any(character in "/\\\t\r\n" for character in name):
        raise Unreadable(path)
    return name
