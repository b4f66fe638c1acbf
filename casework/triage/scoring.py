"""Letting the rules of the table speak: categories get points, every point has a reason."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from casework.triage.lexicon import Lexicon, Rule
from casework.triage.model import Reason
from casework.triage.reader import Hit, Reading

_AGAIN = 0.2  # a topic that returns weighs a fifth more each time …
_AGAIN_AT_MOST = 2  # … twice at most
# Rules of one category overlap: each further one counts this much less than the one before.
_FURTHER = 0.6
_IN_TITLE = 1.5  # what a complaint is headed with is what it is about
_IN_REQUEST = 0.5  # whoever was robbed or hurt wants money back, too
_SHOWN = 4  # terms quoted in a reason


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds, the places where it does, and the words that made it hold."""

    rule: Rule
    weight: float
    terms: tuple[str, ...]


def score(reading: Reading, lexicon: Lexicon) -> tuple[dict[str, float], list[Match]]:
    """Return the points of every category, and the rules that gave them, the heaviest first."""
    matches = [match for rule in lexicon.rules if (match := _apply(rule, reading)) is not None]
    matches.sort(key=lambda match: -abs(match.weight))
    points: defaultdict[str, float] = defaultdict(float)
    shares: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for match in matches:
        code = match.rule.category
        if match.weight < 0:
            points[code] += match.weight
            continue
        points[code] += match.weight * shares[code]
        shares[code] *= _FURTHER
    return {code: round(total, 2) for code, total in points.items() if total > 0}, matches


def reasons(
    matches: list[Match], names: Mapping[str, str], categories: tuple[str, ...]
) -> list[Reason]:
    """Put the rules that spoke for these categories into words for an officer."""
    return [_reason(match, names) for match in matches if match.rule.category in categories]


def _reason(match: Match, names: Mapping[str, str]) -> Reason:
    rule = match.rule
    quoted = "".join(f"“{term}”" for term in match.terms[:_SHOWN])
    seen = f"出现{quoted}" if quoted else "按投诉人、被投诉人身份"
    towards = "→" if match.weight > 0 else "→ 不像"
    text = f"{seen}：{rule.explain} {towards} {names.get(rule.category, rule.category)}"
    return Reason(rule.name, text, rule.category, match.weight, match.terms, rule.source)


def _apply(rule: Rule, reading: Reading) -> Match | None:
    present: list[list[Hit]] = []
    for condition in rule.conditions:
        known = [name for name in condition.classes if name.startswith("@")]
        if known:
            if condition.absent == any(name in reading.facts for name in known):
                return None
            continue
        if not condition.absent:
            present.append(reading.of(*condition.classes))
            if not present[-1]:
                return None
    places = _places(rule, reading, present)
    if not places:
        return None
    weight = rule.weight * _factor(places, rule.scope, reading)
    return Match(rule, round(weight, 2), _terms(rule.scope, present, places))


def _places(rule: Rule, reading: Reading, present: list[list[Hit]]) -> list[int]:
    """Return where all conditions hold: clause or sentence numbers, or 0 for the whole text."""
    if not present:
        return [0]
    places = {_place(hit, rule.scope) for hit in present[0]}
    for hits in present[1:]:
        there = {_place(hit, rule.scope) for hit in hits}
        if rule.scope == "near":
            there |= {place + step for place in there for step in (-1, 1)}
        places &= there
    for condition in rule.conditions:
        if condition.absent and not condition.classes[0].startswith("@"):
            places -= {_place(hit, rule.scope) for hit in reading.of(*condition.classes)}
    return sorted(places)


def _place(hit: Hit, scope: str) -> int:
    return {"text": 0, "clause": hit.clause}.get(scope, hit.sentence)


def _factor(places: list[int], scope: str, reading: Reading) -> float:
    again = 1 + _AGAIN * min(len(places) - 1, _AGAIN_AT_MOST)
    if scope not in ("sentence", "near"):
        return again
    if places[0] >= reading.request_starts:
        return _IN_REQUEST
    return again * (_IN_TITLE if places[0] < reading.title_ends else 1.0)


def _terms(scope: str, present: list[list[Hit]], places: list[int]) -> tuple[str, ...]:
    wide = {place + step for place in places for step in (-1, 0, 1)} if scope == "near" else places
    found = dict.fromkeys(
        next((hit.text for hit in hits if _place(hit, scope) in wide), "") for hits in present
    )
    return tuple(text for text in found if text)
