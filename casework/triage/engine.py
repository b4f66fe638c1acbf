"""The suggestion itself: read, score, choose, grade, explain."""

from collections.abc import Mapping
from typing import Any, Protocol

from casework.triage import actors, grading, reader, scoring
from casework.triage.lexicon import Lexicon, table
from casework.triage.model import IntakeFacts, Reason, Suggestion

OTHER = "OTHER"
_LEAST = 2.0  # below this no category is suggested
_SERIOUS = 5.0  # from here a suspicion counts as such
# How much a category of this base goes before an equal score of a milder one: a theft is not to be
# hidden behind the refund that is asked for in the same breath. Only from `_SERIOUS` upwards.
_GRAVITY = {"S1": 4.0, "S2": 2.0}
# What was done to the customer goes before the papers of whoever did it: a theft by somebody with
# a forged certificate is a theft.
_HARM = ("INJURY_ABUSE", "FIRE_POISON_THREAT", "THEFT", "PROPERTY_LOSS", "FRAUD")
_CIRCUMSTANCES = (
    "FORGED_CERT",
    "FALSE_ADVERTISING",
    "NO_ID_OR_HEALTH_CHECK",
    "UNLICENSED_AGENCY",
    "CONCEALMENT",
)
# … and before the money and manners that go with it: who was hurt or robbed asks for a refund, too.
_BESIDES = (
    "REFUND",
    "FEE_OVERCHARGE",
    "CONTRACT_BREACH",
    "STAFF_SUBSTITUTION",
    "QUALITY",
    "LATE_NO_SHOW",
    "ATTITUDE",
)
_SEEN_BEHIND = 0.5
_GRAVE = 4.0  # from here danger to a person goes before everything of its score
_DANGER = ("INJURY_ABUSE", "FIRE_POISON_THREAT")
# Misconduct of a user is as grave as abuse once violence, molestation or threats speak for it.
_VIOLENT, _VIOLENCE = ("USER_MISCONDUCT",), 8.0
_SUSPICION = 1.5  # points for danger from which an officer looks first
_SURE = 10.0  # points at which the score as such no longer limits confidence


class Pack(Protocol):
    """What triage needs of a policy pack (`policies.pack.PolicyPack`)."""

    @property
    def categories(self) -> Mapping[str, grading.Category]: ...
    @property
    def severity(self) -> Any: ...


def suggest(
    intake: Mapping[str, Any] | IntakeFacts, pack: Pack, *, lexicon: Lexicon | None = None
) -> Suggestion:
    """
    Suggest category, severity, route and agency for a complaint, with the reasons in words.

    `intake` is an intake record (architecture §6); only its own facts are read, never a category
    or severity given by somebody else. The answer is the same for the same record, table and pack.
    """
    facts = intake if isinstance(intake, IntakeFacts) else IntakeFacts.of(intake)
    lexicon = lexicon or table()
    reading = reader.read(facts, lexicon)
    actors.derive(reading)
    points, matches = scoring.score(reading, lexicon)
    ranked = _ranked(points, pack)
    code = ranked[0] if ranked and points[ranked[0]] >= _LEAST else OTHER
    runner_up = next((other for other in ranked if other != code), None)
    result = grading.grade(code, pack.categories[code], reading, facts, pack.severity)
    danger = max((points.get(category, 0.0) for category in _DANGER), default=0.0)
    names = {name: category.zh for name, category in pack.categories.items()}
    return Suggestion(
        category=code,
        severity=result.severity,
        route=result.route,
        agency=result.agency,
        other_agencies=result.others,
        reasons=tuple(_reasons(code, runner_up, matches, names, result)),
        scores=points,
        runner_up=runner_up,
        confidence=_confidence(code, runner_up, points),
        suspected_s1=result.severity == "S1" or danger >= _SUSPICION,
        police_report=result.police_report,
        facts=frozenset(result.facts),
    )


def _ranked(points: Mapping[str, float], pack: Pack) -> list[str]:
    harmed = any(points.get(code, 0.0) >= _SERIOUS for code in _HARM)

    def rank(code: str) -> float:
        base = pack.categories[code].base or ""
        if code in _VIOLENT and points[code] >= _VIOLENCE:
            base = "S1"
        own = points[code] * (
            _SEEN_BEHIND if harmed and code in (*_CIRCUMSTANCES, *_BESIDES) else 1.0
        )
        from_points = _GRAVE if base == "S1" else _SERIOUS
        return own + (_GRAVITY.get(base, 0.0) if own >= from_points else 0.0)

    return sorted((code for code in points if code in pack.categories), key=lambda c: (-rank(c), c))


def _confidence(code: str, runner_up: str | None, points: Mapping[str, float]) -> float:
    if code == OTHER:
        return 0.1 if not points else 0.2
    own = points[code]
    other = points.get(runner_up or "", 0.0)
    lead = own / (own + other)
    return round(min(1.0, own / _SURE) * lead, 2)


def _reasons(
    code: str,
    runner_up: str | None,
    matches: list[scoring.Match],
    names: Mapping[str, str],
    result: grading.Grade,
) -> list[Reason]:
    if code == OTHER:
        own = [Reason("other", "没有规则足以确定类别，请人工判断（简报 §5“其他”）", OTHER)]
    else:
        own = scoring.reasons(matches, names, (code,))
    against = scoring.reasons(matches, names, (runner_up,))[:2] if runner_up else []
    return [*own, *result.reasons, *against]
