"""
Reading a complaint: its clauses, the words of the table in it, who speaks, and what is denied.

One pass over the text finds the longest word of the table at every place; a word that lies wholly
inside a longer one does not count (保洁公司 is a firm, not a cleaner). Time grows with the length
of the text and with nothing else.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from casework.triage import numerals
from casework.triage.lexicon import MASK, Lexicon
from casework.triage.model import IntakeFacts

_SENTENCE = re.compile(r"[。！？!?；;\n]")
_CLAUSE = re.compile(r"[。！？!?；;\n，,、：:]")
_YOUNG = re.compile(
    r"\d{1,2}个多?月大|[一二两三四五六七八九十]{1,3}个多?月大|月龄"
    r"|(?:\d{1,2}|[一二两三四五六七八九十半]{1,3})个多?月的(?=[男女宝婴孩儿闺娃小])"
    r"|出生(?:仅|才|不到|刚|还不满|不足)?(?:\d{1,3}|[一二两三四五六七八九十几]{1,3})多?(?:天|日|个月)"
    r"|不满(?:月|周岁|一岁|两岁|三岁)|(?:未|不)足月"
)
_SAID = re.compile("[说称讲辩]|解释|咬定|保证")
# Without punctuation a clause and a sentence still end, so time stays linear in any text.
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 120, 400
_OWN_AGE = 6  # an age this close before a worker's title is the worker's own
_SHORT_REACH, _LONG_REACH = 2, 6  # how far 不/没/未 and 没有/从未 … reach, in characters


class Hit(NamedTuple):
    """A word of the table in the text; `doubted`: somebody only suspects it."""

    name: str
    start: int
    end: int
    text: str
    clause: int
    sentence: int
    doubted: bool = False


@dataclass(slots=True)
class Reading:
    """A complaint as the rules see it."""

    text: str
    facts: frozenset[str]
    hits: dict[str, list[Hit]]
    sums: tuple[numerals.Sum, ...]
    title_ends: int  # number of sentences that belong to the title
    request_starts: int  # first sentence of the request
    sentence_starts: list[int] = field(default_factory=list)
    clause_starts: list[int] = field(default_factory=list)
    denied: list[Hit] = field(default_factory=list)  # what the text says did not happen
    _sorted: dict[tuple[str, ...], list[Hit]] = field(default_factory=dict)

    def of(self, *names: str) -> list[Hit]:
        """Return the hits of these classes in the order of the text."""
        known = self._sorted.get(names)
        if known is None:
            found = [hit for name in names for hit in self.hits.get(name, ())]
            known = self._sorted[names] = sorted(found, key=lambda hit: (hit.start, -hit.end))
        return known

    def by_clause(self, *names: str) -> dict[int, list[Hit]]:
        """Return the hits of these classes under the number of their clause."""
        grouped: dict[int, list[Hit]] = {}
        for hit in self.of(*names):
            grouped.setdefault(hit.clause, []).append(hit)
        return grouped

    def by_sentence(self, *names: str) -> dict[int, list[Hit]]:
        """Return the hits of these classes under the number of their sentence."""
        grouped: dict[int, list[Hit]] = {}
        for hit in self.of(*names):
            grouped.setdefault(hit.sentence, []).append(hit)
        return grouped

    def has(self, *names: str) -> bool:
        """Whether any word of these classes stands in the text."""
        return any(self.hits.get(name) for name in names)

    def add(self, name: str, hit: Hit) -> None:
        """Note a hit of a class found by reasoning, at the place of `hit`."""
        self.hits.setdefault(name, []).append(hit._replace(name=name))
        self._sorted = {names: hits for names, hits in self._sorted.items() if name not in names}

    def drop(self, hit: Hit) -> None:
        """Forget a hit that another reading of the text has explained."""
        self.hits[hit.name].remove(hit)
        self._sorted = {n: hits for n, hits in self._sorted.items() if hit.name not in n}

    def asserted(self) -> str:
        """Return the text without what it denies: from a denied word to the end of its clause."""
        letters = list(self.text)
        for hit in self.denied:
            after = bisect_right(self.clause_starts, hit.start)
            end = self.clause_starts[after] if after < len(self.clause_starts) else len(letters)
            letters[hit.start : end] = " " * (end - hit.start)
        return "".join(letters)

    def sentence_of(self, place: int) -> int:
        """Return the number of the sentence in which a place lies."""
        return bisect_right(self.sentence_starts, place) - 1

    def clause_of(self, place: int) -> int:
        """Return the number of the clause in which a place lies."""
        return bisect_right(self.clause_starts, place) - 1


def read(facts: IntakeFacts, lexicon: Lexicon) -> Reading:
    """Read the title, the narrative and the request of a complaint."""
    parts = [_clean(facts.title), _clean(facts.narrative), _clean(facts.request)]
    text = "\n".join(parts)
    sentence_starts = _starts(text, _SENTENCE, _LONGEST_SENTENCE)
    clause_starts = _starts(text, _CLAUSE, _LONGEST_CLAUSE)
    reading = Reading(
        text=text,
        facts=frozenset(),
        hits={},
        sums=tuple(numerals.sums(text)),
        title_ends=_sentence(sentence_starts, len(parts[0])) + 1 if parts[0] else 0,
        request_starts=_sentence(sentence_starts, len(parts[0]) + len(parts[1]) + 2),
        sentence_starts=sentence_starts,
        clause_starts=clause_starts,
    )
    found = [
        Hit(
            name,
            start,
            end,
            text[start:end],
            _sentence(clause_starts, start),
            _sentence(sentence_starts, start),
        )
        for name, start, end in _find(text, lexicon)
    ]
    _weigh_negations(found, reading, lexicon)
    reading.facts = _known_facts(facts, reading)
    return reading


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _starts(text: str, mark: re.Pattern[str], longest: int) -> list[int]:
    starts = [0]
    for place in (*(match.end() for match in mark.finditer(text)), len(text)):
        while place - starts[-1] > longest:
            starts.append(starts[-1] + longest)
        if place < len(text) and place > starts[-1]:
            starts.append(place)
    return starts


def _sentence(starts: list[int], place: int) -> int:
    return bisect_right(starts, place) - 1


def _find(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    masked = bytearray(len(text))
    unmeant = {match.start() for mask in lexicon.masks for match in mask.finditer(text)}
    for start, end, classes in _longest(text, lexicon):
        if start in unmeant or MASK in classes:
            masked[start:end] = b"\1" * (end - start)
        else:
            yield from ((name, start, end) for name in classes)
    for names, pattern in lexicon.patterns:
        for match in pattern.finditer(text):
            # 打扫…枕头 is not 打…头: neither end may lie in an everyday word.
            if not (masked[match.start()] or masked[match.end() - 1]):
                yield from ((name, match.start(), match.end()) for name in names)
    yield from (("MINOR", match.start(), match.end()) for match in _YOUNG.finditer(text))
    yield from _ages(text, lexicon)


def _longest(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the longest word at every place, unless it lies wholly inside an earlier one."""
    reached = 0
    for start, char in enumerate(text):
        for size in lexicon.lengths.get(char, ()):
            classes = lexicon.words.get(text[start : start + size])
            if classes is not None:
                if start + size > reached:
                    reached = start + size
                    yield start, reached, classes
                break


def _ages(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    for age in numerals.ages(text):
        after = text[age.end : age.end + _OWN_AGE]
        if any("WORKER" in lexicon.words.get(after[at : at + 2], ()) for at in range(len(after))):
            continue
        if age.years < 18:  # brief §5 names minors; the pack's figure is the same by statute
            yield "MINOR", age.start, age.end
        elif age.years >= 60:
            yield "ELDER", age.start, age.end


def _weigh_negations(found: list[Hit], reading: Reading, lexicon: Lexicon) -> None:
    by_clause: dict[int, dict[str, list[Hit]]] = {}
    for hit in found:
        if hit.name in ("NEG", "HYPO", "DOUBT", "CONTRAST"):
            by_clause.setdefault(hit.clause, {}).setdefault(hit.name, []).append(hit)
    for hit in found:
        around = by_clause.get(hit.clause, {})
        behaviour = lexicon.behaviour.get(hit.name, "negatable")
        if behaviour != "keep" and _denied(hit, around):
            if behaviour.startswith("flip:"):
                reading.add(behaviour.removeprefix("flip:"), hit)
            elif not _SAID.search(reading.text, reading.clause_starts[hit.clause], hit.start):
                reading.denied.append(hit)  # 保姆说没打 is what she says, not the complaint
            continue
        if hit.name == "STEAL" and _before(hit, around.get("DOUBT", ())):
            reading.add("STEAL_DOUBT", hit._replace(doubted=True))
            continue
        reading.hits.setdefault(hit.name, []).append(hit)


def _denied(hit: Hit, around: dict[str, list[Hit]]) -> bool:
    turns = around.get("CONTRAST", ())
    for word in around.get("NEG", ()):
        reach = _SHORT_REACH if len(word.text) == 1 else _LONG_REACH
        if word.end <= hit.start <= word.end + reach and not _between(word, hit, turns):
            return True
    return any(
        word.end <= hit.start and not _between(word, hit, turns) for word in around.get("HYPO", ())
    )


def _between(first: Hit, last: Hit, words: list[Hit] | tuple[Hit, ...]) -> bool:
    return any(first.end <= word.start < last.start for word in words)


def _before(hit: Hit, words: list[Hit] | tuple[Hit, ...]) -> bool:
    return any(word.end <= hit.start for word in words)


def _known_facts(facts: IntakeFacts, reading: Reading) -> frozenset[str]:
    known = set()
    role = facts.requester_role
    if not role and reading.has("SELF_WORKER"):
        role = "WORKER"
    if role:
        known.add(f"@ROLE_{role}")
    if facts.respondent_type:
        known.add(f"@RESP_{facts.respondent_type}")
    known |= {f"@VICTIM_{kind}" for kind in facts.vulnerable}
    return frozenset(known)
