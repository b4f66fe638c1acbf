"""Text as it arrives: what is hidden in it, its comparable form, and its search terms."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

#: Control characters that ordinary text contains.
_LAYOUT = frozenset("\t\n\r")
#: Characters that change the direction of what follows, so that a line reads other than it is
#: stored (UAX #9): marks, embeddings, overrides, isolates.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\U00020000-\U000323af"
_RUNS = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+)")
_SPACES = re.compile(r"\s+")


class Hidden(StrEnum):
    """Kinds of characters nobody types on purpose."""

    NUL = "NUL"
    CONTROL = "CONTROL"
    BIDI = "BIDI"
    SURROGATE = "SURROGATE"


@dataclass(frozen=True)
class Found:
    """One hidden character: its kind, its name for people, and its place (from 1)."""

    kind: Hidden
    name: str
    place: int

    def __str__(self) -> str:
        return f"{self.name} at character {self.place}"


def find_hidden(text: str) -> list[Found]:
    """Return every NUL, control, bidirectional and unpaired surrogate character, in order."""
    return list(_hidden(text))


def find_nul(text: str) -> list[Found]:
    """Return the NUL characters, which PostgreSQL cannot store."""
    return [found for found in _hidden(text) if found.kind is Hidden.NUL]


def find_control(text: str) -> list[Found]:
    """Return control characters other than NUL, tab and line ends."""
    return [found for found in _hidden(text) if found.kind is Hidden.CONTROL]


def find_bidi(text: str) -> list[Found]:
    """Return characters that reverse or isolate the direction of reading."""
    return [found for found in _hidden(text) if found.kind is Hidden.BIDI]


def _hidden(text: str) -> Iterator[Found]:
    for place, character in enumerate(text, start=1):
        kind = _kind(character)
        if kind is not None:
            yield Found(kind, f"U+{ord(character):04X}", place)


def _kind(character: str) -> Hidden | None:
    if character == "\0":
        return Hidden.NUL
    if character in _BIDI:
        return Hidden.BIDI
    if "\ud800" <= character <= "\udfff":
        return Hidden.SURROGATE
    if character not in _LAYOUT and unicodedata.category(character) == "Cc":
        return Hidden.CONTROL
    return None


def normalise(text: str) -> str:
    """Return the comparable form: NFKC, lower case, each run of white space one space.

    For keys, matching and search. What a person wrote is stored by `tidy`, which keeps full-width
    punctuation.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def tidy(text: str) -> str:
    """Return the stored form: NFC, line ends as \\n, no white space at line ends or around."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def bigrams(text: str) -> list[str]:
    """Return the terms a query must all meet: words, and each pair of adjacent Chinese characters.

    A Chinese run of one character is its own term and matches terms that begin with it.
    """
    return list(dict.fromkeys(_terms(text, with_last=False)))


def index_terms(text: str) -> list[str]:
    """Return the terms to index: those of `bigrams` and the last character of every Chinese run.

    With it, any single character is the beginning of some term of a text that contains it.
    """
    return list(dict.fromkeys(_terms(text, with_last=True)))


def _terms(text: str, *, with_last: bool) -> Iterator[str]:
    for run in _RUNS.finditer(normalise(text)):
        word = run.group()
        if run.lastgroup == "word" or len(word) == 1:
            yield word
            continue
        yield from (word[place : place + 2] for place in range(len(word) - 1))
        if with_last:
            yield word[-1]
