"""
How like a complaint is to the plain examples of each category in `examples.csv`.

Rules speak only where the words of the table meet; people tell the same thing in endless wordings.
So every example lends weight to what it consists of: its letters in ones, twos and threes, the
classes of words found in it, who speaks, and the categories the rules see. What many categories
share weighs little (inverse frequency), and a category is weighed against all the others together
(complement naive Bayes: J. Rennie et al., 2003). Nothing is drawn at random and nothing is stored:
the weights follow from the two tables alone, and every weight that told can be named.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev

from casework.triage import actors, reader, scoring
from casework.triage.lexicon import Lexicon, TableError
from casework.triage.model import IntakeFacts
from casework.triage.reader import Reading

EXAMPLES = Path(__file__).with_name("examples.csv")
_COLUMNS = ("category", "severity", "role", "respondent", "text", "source")
_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
_LONGEST = 3  # letters in a row that are looked at together
_SMOOTHING = 0.3
_SEEN = 3.0  # points from which a rule counts as a feature
# Shares of the pairs of letters known to the examples: published complaints come to 0.29 and more,
# the same complaints with their letters shuffled to 0.21 at most.
_ENOUGH, _TOO_FEW = 0.22, 0.1
_UNKNOWN = -1.0
_DANGER, _NO_DANGER = "S1", "-"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A plain telling of one matter, with the category and level brief §5 gives it."""

    category: str
    severity: str
    facts: IntakeFacts


@dataclass(frozen=True, slots=True)
class Weights:
    """What every feature says for every label; labels it was never seen with get `base`."""

    idf: Mapping[str, float]
    base: Mapping[str, float]
    more: Mapping[str, Mapping[str, float]]

    def score(self, features: Iterable[str]) -> dict[str, float]:
        """Return how far the features speak for each label, in standard deviations."""
        known = [feature for feature in features if feature in self.idf]
        total = sum(self.idf[feature] for feature in known)
        raw = {label: base * total for label, base in self.base.items()}
        for feature in known:
            for label, weight in self.more[feature].items():
                raw[label] += self.idf[feature] * weight
        spread = pstdev(raw.values())
        middle = fmean(raw.values())
        return {label: (value - middle) / spread if spread else 0.0 for label, value in raw.items()}

    def lead(self, features: Iterable[str], label: str, other: str) -> float:
        """Return by how much the average feature speaks for one label rather than another."""
        known = [feature for feature in features if feature in self.idf]
        told = sum(
            self.idf[feature]
            * (
                self.base[label]
                - self.base[other]
                + self.more[feature].get(label, 0.0)
                - self.more[feature].get(other, 0.0)
            )
            for feature in known
        )
        total = sum(self.idf[feature] for feature in known)
        return told / total if total else 0.0

    def strongest(self, features: Iterable[str], label: str) -> tuple[str, ...]:
        """Return the features that spoke most for a label."""
        told = {f: self.idf[f] * self.more[f].get(label, 0.0) for f in features if f in self.idf}
        ordered = sorted((f for f in told if told[f] > 0), key=lambda f: (-told[f], f))
        return tuple(ordered)


@dataclass(frozen=True, slots=True)
class Likeness:
    """
    What the examples say of one complaint.

    `scores`: standard deviations above the average category, less where little of the text is
    known; `danger`: above 0 the text is more like the tellings of danger to a person than like the
    others; the terms are what told most.
    """

    scores: Mapping[str, float]
    danger: float
    danger_terms: tuple[str, ...]
    terms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of categories and those of danger."""

    categories: Weights
    danger: Weights

    def compare(self, reading: Reading, points: Mapping[str, float]) -> Likeness:
        """Compare a complaint that has been read and scored with the examples."""
        features = _features(reading, points)
        known = _known(features, self.categories.idf)
        scores = {c: value * known for c, value in self.categories.score(features).items()}
        best = sorted(scores, key=lambda label: -scores[label])[:3]
        return Likeness(
            scores=scores,
            danger=self.danger.lead(features, _DANGER, _NO_DANGER) if known == 1 else _UNKNOWN,
            danger_terms=_quoted(self.danger.strongest(features, _DANGER)),
            terms={c: _quoted(self.categories.strongest(features, c)) for c in best},
        )


def load(path: Path = EXAMPLES) -> list[Example]:
    """Read and check the examples; raises TableError naming the line that is wrong."""
    examples = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file, strict=True), start=2):
            if None in row or any(row.get(column) is None for column in _COLUMNS):
                raise TableError(f"line {line}: wrong number of columns")
            if not (row["category"] and row["text"].strip() and row["source"].strip()):
                raise TableError(f"line {line}: category, text or source is empty")
            examples.append(
                Example(
                    row["category"],
                    row["severity"],
                    IntakeFacts(
                        narrative=row["text"],
                        requester_role=row["role"],
                        respondent_type=row["respondent"],
                    ),
                )
            )
    return examples


def learn(examples: Iterable[Example], lexicon: Lexicon) -> Model:
    """Weigh what the examples consist of."""
    read = []
    for example in examples:
        reading = reader.read(example.facts, lexicon)
        actors.derive(reading)
        points, _ = scoring.score(reading, lexicon)
        read.append((example, _features(reading, points)))
    return Model(
        _weigh([(example.category, features) for example, features in read]),
        _weigh(
            [
                (_DANGER if example.severity == _DANGER else _NO_DANGER, features)
                for example, features in read
            ]
        ),
    )


@cache
def model(lexicon: Lexicon) -> Model:
    """Return the model of the installation's examples, made once for a table of terms."""
    return learn(load(), lexicon)


def _features(reading: Reading, points: Mapping[str, float]) -> set[str]:
    found: set[str] = set()
    for part in _WORDS.sub(" ", reading.asserted()).split():
        for size in range(1, _LONGEST + 1):
            found.update(part[at : at + size] for at in range(len(part) - size + 1))
    found.update(f"${name}" for name, hits in reading.hits.items() if hits)
    found.update(fact for fact in reading.facts if not fact.startswith("@VICTIM"))
    found.update(f"#{code}" for code, weight in points.items() if weight >= _SEEN)
    return found


def _known(features: set[str], idf: Mapping[str, float]) -> float:
    """Return 1 where enough pairs of letters are known to the examples, down to 0 where none is."""
    pairs = [feature for feature in features if len(feature) == 2 and feature[0] not in "$#@"]
    if not pairs:
        return 0.0
    share = sum(pair in idf for pair in pairs) / len(pairs)
    return min(1.0, max(0.0, share - _TOO_FEW) / (_ENOUGH - _TOO_FEW))


def _weigh(examples: list[tuple[str, set[str]]]) -> Weights:
    seen = Counter(feature for _, features in examples for feature in features)
    idf = {feature: math.log(len(examples) / count) for feature, count in seen.items()}
    told: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    by_label: defaultdict[str, float] = defaultdict(float)
    for label, features in examples:
        length = math.sqrt(sum(idf[feature] ** 2 for feature in features)) or 1.0
        for feature in features:
            told[feature][label] += idf[feature] / length
            by_label[label] += idf[feature] / length
    total = sum(by_label.values())
    prior = _SMOOTHING * total / max(len(told), 1)
    everything = total * (1 + _SMOOTHING)
    base = {
        label: math.log((everything - own) / everything) for label, own in sorted(by_label.items())
    }
    more = {
        feature: {
            label: math.log((sum(weights.values()) + prior) / (_rest(weights, label) + prior))
            for label in sorted(weights)
        }
        for feature, weights in told.items()
    }
    return Weights(idf, base, more)


def _rest(weights: Mapping[str, float], label: str) -> float:
    return max(sum(weights.values()) - weights[label], 0.0)


def _quoted(features: Iterable[str]) -> tuple[str, ...]:
    """Keep what an officer can read: letters of the text, the longest of what overlaps."""
    shown: list[str] = []
    for feature in features:
        if feature[0] in "$#@" or len(feature) < 2:
            continue
        if not any(feature in other or other in feature for other in shown):
            shown.append(feature)
        if len(shown) == _SHOWN:
            break
    return tuple(shown)
