"""Free text as the other side may read it: known particulars of the complainant are taken out.

People write their telephone number into the request, and not only as a form would take it: in
full-width or Chinese digits, with dots, brackets or words between. The masks of `common.masking`
work on fields; this works on sentences, and only ever takes away. It reads a comparable copy of the
text in which every character still knows its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from casework.models import Party
from common.masking import HIDDEN, Viewer, mask_address, mask_name

#: What people put between the digits of one number; a comma or full stop of a sentence parts two.
_GAP = r"(?:[^\w,;!?，。；：！？、]|_){0,3}"
_DIGIT = rf"(?:{_GAP}\d)"
#: Mobile, resident ID and landline numbers of anybody.
_NUMBERS = re.compile(
    rf"(?<!\d)\+?(?:(?:00)?86{_GAP})?1{_GAP}[3-9]{_DIGIT}{{9}}(?!\d)"
    rf"|(?<!\d)[1-9](?:\d{{16}}|{_DIGIT}{{5}}{_GAP}(?:1{_GAP}[89]|2{_GAP}0){_DIGIT}{{9}})"
    rf"{_GAP}[\dx](?!\d)"
    rf"|(?<!\d)\(?0\d{{2,3}}{_DIGIT}{{7,8}}(?!\d)"
)
_CHINESE_DIGITS = {
    character: str(value)
    for value, characters in enumerate(
        ("〇零○", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in characters
}
_SHORTEST = 2  # characters; a single one would hide half the text
_SHORTEST_NUMBER = 7  # digits; a shorter one is a hotline
_SHORTEST_PLACE = 4  # characters of an address, 301室


@dataclass(frozen=True)
class _Copy:
    """A comparable copy of a text, and the place of each of its characters in the original."""

    text: str
    places: list[int]

    def spans(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Yield the places in the original that `pattern` covers."""
        for match in pattern.finditer(self.text):
            yield self.span(match.start(), match.end())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the places in the original of a part of the copy."""
        return self.places[start], self.places[end - 1] + 1

    def in_digits(self) -> _Copy:
        """Return the copy with Chinese digits as figures."""
        return _Copy("".join(_CHINESE_DIGITS.get(c, c) for c in self.text), self.places)

    def squeezed(self) -> _Copy:
        """Return the copy with nothing but letters and digits."""
        kept = [(c, place) for c, place in zip(self.text, self.places, strict=True) if c.isalnum()]
        return _Copy("".join(c for c, _ in kept), [place for _, place in kept])


def _copy(text: str) -> _Copy:
    """Return the comparable copy: half width, figures as figures, lower case."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for folded in unicodedata.normalize("NFKC", character).casefold():
            value = unicodedata.decimal(folded, None)
            letters.append(folded if value is None else str(value))
            places.append(place)
    return _Copy("".join(letters), places)


def without(text: str, party: Party | None) -> str:
    """Return `text` without name, telephone, e-mail, address and ID number of `party`."""
    plain = _copy(text)
    figures = plain.in_digits()
    found = [(*span, HIDDEN) for copy in (plain, figures) for span in copy.spans(_NUMBERS)]
    if party is not None:
        found += [(*span, HIDDEN) for span in _particulars(plain, figures, party)]
        if name := _letters(party.name, r"[\W_]{0,3}"):
            shown = mask_name(party.name, Viewer.PARTY)
            found += [(*span, shown) for span in plain.spans(name)]
    return _replaced(text, found)


def _particulars(plain: _Copy, figures: _Copy, party: Party) -> Iterator[tuple[int, int]]:
    """Yield where telephone, ID number, e-mail and address of `party` stand."""
    phone = _copy(party.phone or "").text
    for number in [phone, *phone.split("-")]:
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _SHORTEST_NUMBER:
            pattern = re.compile(r"\D{0,3}".join(digits))
            yield from plain.spans(pattern)
            yield from figures.spans(pattern)
    if id_no := _letters(party.id_no or "", r"[\W_]{0,3}"):
        yield from figures.spans(id_no)
    if email := _letters(party.email or "", r"\s{0,3}", kept="@._-+"):
        yield from plain.spans(email)
    yield from _places(figures.squeezed(), party.address or "")


def _letters(particular: str, gap: str, *, kept: str = "") -> re.Pattern[str] | None:
    """Return a pattern of the letters of `particular` with a `gap` between any two."""
    letters = [c for c in _copy(particular).text if c.isalnum() or c in kept]
    if len(letters) < _SHORTEST:
        return None
    pattern = gap.join(map(re.escape, letters))
    # Wang is a name, the end of Zhewang is not; Chinese has no such borders.
    if letters[0].isascii() and letters[0].isalpha():
        pattern = rf"(?<![a-z]){pattern}"
    if letters[-1].isascii() and letters[-1].isalpha():
        pattern = rf"{pattern}(?![a-z])"
    return re.compile(pattern)


def _places(words: _Copy, address: str) -> Iterator[tuple[int, int]]:
    """Yield where the address stands, or a piece of what is private in it.

    A piece is its end, or any part with a figure and a word: 灵桥路1号, 2幢301室. Province, city,
    district and town alone are no secret.
    """
    public = mask_address(address, Viewer.PARTY).removesuffix(HIDDEN)
    whole = _copy(address).in_digits().squeezed().text
    private = whole[len(_copy(public).squeezed().text) :] or whole
    start = 0
    while start <= len(words.text) - _SHORTEST_PLACE:
        end = start + _SHORTEST_PLACE
        while end <= len(words.text) and words.text[start:end] in private:
            end += 1
        piece = words.text[start : end - 1]
        if len(piece) >= _SHORTEST_PLACE and (
            private.endswith(piece) or (re.search(r"\d", piece) and re.search(r"\D", piece))
        ):
            if words.text.endswith(whole.removesuffix(private), 0, start):
                start -= len(whole) - len(private)
            yield words.span(start, end - 1)
            start = end - 1
        else:
            start += 1


def _replaced(text: str, found: list[tuple[int, int, str]]) -> str:
    """Return `text` with the words found replaced; what overlaps is hidden as one."""
    parts: list[tuple[int, int, str]] = []
    for start, end, shown in sorted(found):
        if parts and start < parts[-1][1]:
            first, last, before = parts[-1]
            same = before if (first, last, before) == (start, end, shown) else HIDDEN
            parts[-1] = (first, max(last, end), same)
        else:
            parts.append((start, end, shown))
    for start, end, shown in reversed(parts):
        text = text[:start] + shown + text[end:]
    return text
