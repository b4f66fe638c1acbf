"""
The table of terms and rules, `terms.csv`, checked and made ready for reading texts.

Kinds of rows:
- `word`: a class of words; `scope` says what a negation before a word does: `negatable` (the word
  does not count), `keep` (counts all the same) or `flip:CLASS` (counts as a word of CLASS);
  a name `A+B` puts the words into both classes;
- `pattern`: regular expressions of bounded length that add to a class;
- `pair`: gapped terms, `A…B`: A and then, at most six characters on in the same clause, B;
- `mask`: everyday words that contain a term but do not mean it (打扫 is not 打); `A…B` takes the
  meaning from A alone where B follows (打…电话: 打了三次电话 is no blow);
- `rule`: classes that must meet within `scope` (clause, sentence, near = one sentence either side,
  text) to add `weight` to `category`. `A|B` either, `A & B` both, `!A` absent, `@F` a known fact.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("terms.csv")
SCOPES = ("clause", "sentence", "near", "text")
MASK = "NEUTRAL"
# Classes that `casework.triage.actors` finds by who did what to whom, not by a word alone.
DERIVED = frozenset(
    {
        *("ATTACK_VULN", "ATTACK_SOFT", "ATTACK_ON_USER", "ATTACK_BY_USER", "ATTACK_BY_AGENCY"),
        *("ATTACK_UNCLEAR", "HARM_MINOR", "HARM_WEAK", "HARM_USER", "HARM_WORKER", "ILL_MINOR"),
        *("MINOR_HARMED", "INSULT_BY_USER", "STEAL_DOUBT", "SUM", "PRICE_UP", "PRICE_GAP"),
    }
)
_GAP = 6
_CLAUSE_ENDS = r"。！？!?；;\n，,、：:"
_TEXT_COLUMNS = ("kind", "name", "pattern", "source")


class TableError(ValueError):
    """A row of the table is wrong; the message names line and reason."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One side of a rule: any of `classes` present (or, if `absent`, none of them)."""

    classes: tuple[str, ...]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of kind `rule`."""

    name: str
    category: str
    weight: float
    scope: str
    conditions: tuple[Condition, ...]
    source: str
    explain: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The whole table: words by spelling, classes by name, rules in order."""

    words: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    patterns: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
    pairs: tuple[str, ...]
    masks: tuple[re.Pattern[str], ...]
    behaviour: dict[str, str]
    rules: tuple[Rule, ...]

    def literals(self) -> set[str]:
        """Return every spelling a rule can ask for, the halves of gapped terms on their own."""
        parts = {part for pair in self.pairs for part in pair.split("…")}
        return parts | self.words.keys()


def load(path: Path = TABLE) -> Lexicon:
    """Read and check the table; raises TableError naming the line that is wrong."""
    words: dict[str, list[str]] = {}
    pairs: list[str] = []
    masks: list[re.Pattern[str]] = []
    patterns: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
    behaviour: dict[str, str] = {MASK: "keep"}
    rules: list[tuple[int, Rule]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file, strict=True), start=2):
            _check(row, line)
            name, kind = row["name"], row["kind"]
            if kind == "rule":
                rules.append((line, _rule(row, line)))
                continue
            names = name.split("+")
            for each in names:
                if behaviour.setdefault(each, row["scope"] or "keep") != (row["scope"] or "keep"):
                    raise TableError(f"line {line}: {each} has another scope elsewhere")
            if kind in ("pattern", "pair"):
                expression = row["pattern"] if kind == "pattern" else _pairs(row["pattern"], line)
                pairs.extend(row["pattern"].split("|") if kind == "pair" else ())
                patterns.append((tuple(names), re.compile(expression)))
                continue
            if kind == "mask" and "…" in row["pattern"]:
                masks.append(_gapped_mask(row["pattern"], line))
                continue
            for word in row["pattern"].split("|"):
                classes = words.setdefault(word, [])
                classes.extend(each for each in names if each not in classes)
    _check_classes(rules, behaviour)
    return Lexicon(
        words={word: tuple(classes) for word, classes in words.items()},
        lengths=_lengths(words),
        patterns=tuple(patterns),
        pairs=tuple(pairs),
        masks=tuple(masks),
        behaviour=behaviour,
        rules=tuple(rule for _, rule in rules),
    )


@cache
def table() -> Lexicon:
    """Return the installation's table, read once."""
    return load()


def _check(row: dict[str, str], line: int) -> None:
    if None in row or None in row.values():
        raise TableError(f"line {line}: wrong number of columns")
    if row["kind"] not in ("word", "pattern", "pair", "mask", "rule"):
        raise TableError(f"line {line}: unknown kind {row['kind']!r}")
    for column in _TEXT_COLUMNS:
        if not row[column].strip():
            raise TableError(f"line {line}: {column} is empty")
    if row["kind"] in ("word", "mask") and "" in row["pattern"].split("|"):
        raise TableError(f"line {line}: an empty term")


def _tails(pattern: str, line: int) -> dict[str, list[str]]:
    tails: dict[str, list[str]] = {}
    for pair in pattern.split("|"):
        first, gap, second = pair.partition("…")
        if not (first and gap and second):
            raise TableError(f"line {line}: {pair!r} is not of the form A…B")
        tails.setdefault(first, []).append(re.escape(second))
    return tails


def _pairs(pattern: str, line: int) -> str:
    return "|".join(
        f"{re.escape(first)}[^{_CLAUSE_ENDS}]{{0,{_GAP}}}?(?:{'|'.join(seconds)})"
        for first, seconds in _tails(pattern, line).items()
    )


def _gapped_mask(pattern: str, line: int) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            f"{re.escape(first)}(?=[^{_CLAUSE_ENDS}]{{0,{_GAP}}}(?:{'|'.join(seconds)}))"
            for first, seconds in _tails(pattern, line).items()
        )
    )


def _rule(row: dict[str, str], line: int) -> Rule:
    if row["scope"] not in SCOPES:
        raise TableError(f"line {line}: unknown scope {row['scope']!r}")
    try:
        weight = float(row["weight"])
    except ValueError:
        raise TableError(f"line {line}: weight {row['weight']!r} is not a number") from None
    conditions = tuple(_condition(part.strip()) for part in row["pattern"].split("&"))
    if conditions[0].absent:
        raise TableError(f"line {line}: a rule begins with what must be present")
    return Rule(
        row["name"],
        row["category"],
        weight,
        row["scope"],
        conditions,
        row["source"],
        row["explain"],
    )


def _condition(text: str) -> Condition:
    absent = text.startswith("!")
    return Condition(tuple(name.strip() for name in text.lstrip("!").split("|")), absent)


def _check_classes(rules: list[tuple[int, Rule]], behaviour: dict[str, str]) -> None:
    known = behaviour.keys() | DERIVED
    for line, rule in rules:
        for condition in rule.conditions:
            for name in condition.classes:
                if not name.startswith("@") and name not in known:
                    raise TableError(f"line {line}: rule {rule.name} asks for unknown {name}")


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}
