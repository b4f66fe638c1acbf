"""The suggestion itself: read, score, choose, grade, explain."""

from collections.abc import Mapping
from typing import Any, Protocol

from casework.triage import actors, grading, likeness, reader, scoring
from casework.triage.lexicon import Lexicon, table
from casework.triage.model import IntakeFacts, Reason, Suggestion

OTHER = "OTHER"
_LEAST = 3.0  # below this no category is suggested
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
# Words of harm: where the text denies one and asserts none, likeness does not make up for it.
_HARMS = frozenset({"HIT", "HIT_SOFT", "ABUSE", "SEX", "KILL", "INJURY", "POISON_ACT", "DRUG"})
_DANGER = ("INJURY_ABUSE", "FIRE_POISON_THREAT")
# Misconduct of a user is as grave as abuse once violence, molestation or threats speak for it.
_VIOLENT, _VIOLENCE = ("USER_MISCONDUCT",), 8.0
_SUSPICION = 1.5  # points for danger from which an officer looks first
_SURE = 18.0  # points at which the score as such no longer limits confidence
# What the examples say (standard deviations above the average category), in points of the rules.
_ALIKE = 3.0
_LIKE_DANGER = 8.0  # … and what their likeness to tellings of danger adds or takes
_HALF = 0.4  # … if danger has at least this share of what the topic has
_FEARED = -0.18  # from this likeness on danger to a person is suspected: recall before precision


class Pack(Protocol):
    """What triage needs of a policy pack (`policies.pack.PolicyPack`)."""

    @property
    def categories(self) -> Mapping[str, grading.Category]: ...
    @property
    def severity(self) -> Any: ...


def warm() -> None:
    """Read the table and learn the examples now, so that the first complaint need not wait."""
    likeness.model(table())


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
    like = likeness.model(lexicon).compare(reading, points)
    danger = max((points.get(category, 0.0) for category in _DANGER), default=0.0)
    denied = danger < _GRAVE and any(hit.name in _HARMS for hit in reading.denied)
    ranks = _ranks(points, like, pack, denied=denied)
    ranked = sorted(ranks, key=lambda c: (-ranks[c], c))
    code = ranked[0] if ranked and ranks[ranked[0]] >= _LEAST else OTHER
    result = grading.grade(code, pack.categories[code], reading, facts, pack.severity)
    feared = _is_feared(code, ranks, like, result.facts, pack) and not denied
    if feared and result.severity not in ("S1", None):
        code = _dangerous(code, ranks, pack)
        result = grading.grade(code, pack.categories[code], reading, facts, pack.severity)
        grading.suspect(result, code, like.danger_terms)
    runner_up = next((other for other in ranked if other != code), None)
    names = {name: category.zh for name, category in pack.categories.items()}
    return Suggestion(
        category=code,
        severity=result.severity,
        route=result.route,
        agency=result.agency,
        other_agencies=result.others,
        reasons=tuple(_reasons(code, runner_up, matches, names, result, like)),
        scores={c: round(rank, 2) for c, rank in ranks.items()},
        runner_up=runner_up,
        confidence=_confidence(code, runner_up, ranks),
        suspected_s1=result.severity == "S1" or danger >= _SUSPICION or feared,
        police_report=result.police_report,
        facts=frozenset(result.facts),
    )


def _ranks(
    points: Mapping[str, float], like: likeness.Likeness, pack: Pack, *, denied: bool
) -> dict[str, float]:
    """
    Put points and likeness together; only categories that something speaks for are ranked.

    Likeness alone does not make danger of what the rules have explained: a harm the text denies or
    gives as the occasion for hiring, or a blow that a user dealt.
    """
    by_user = any(points.get(code, 0.0) >= _VIOLENCE for code in _VIOLENT)
    explained = _DANGER if denied or by_user else ()
    harmed = any(points.get(code, 0.0) >= _SERIOUS for code in _HARM)
    ranks = {}
    for code, category in pack.categories.items():
        own = points.get(code, 0.0)
        alike = _ALIKE * max(0.0, like.scores.get(code, 0.0))
        base = category.base or ""
        if code in _VIOLENT and own >= _VIOLENCE:
            base = "S1"
        if harmed and code in (*_CIRCUMSTANCES, *_BESIDES):
            own, alike = own * _SEEN_BEHIND, alike * _SEEN_BEHIND
        if code in explained and own < _GRAVE:
            alike = 0.0
        if own >= (_GRAVE if base == "S1" else _SERIOUS):
            own += _GRAVITY.get(base, 0.0)
        rank = own + alike
        if code in _DANGER and rank:
            rank += _LIKE_DANGER * like.danger
        if rank > 0:
            ranks[code] = rank
    return ranks


def _is_feared(
    code: str, ranks: Mapping[str, float], like: likeness.Likeness, known: set[str], pack: Pack
) -> bool:
    """Whether the text as a whole reads like danger to a person, and its topic allows for it."""
    if like.danger <= _FEARED:
        return False
    own = _own_s1(code, pack)
    if own and code not in _VIOLENT:
        return bool(own & known)  # fraud on the old, disease in care: part of the row's condition
    gravest = max(ranks.get(category, 0.0) for category in (*_DANGER, *_VIOLENT))
    if not gravest:
        return False
    return like.danger > 0 or gravest >= _HALF * ranks.get(code, 0.0)


def _own_s1(code: str, pack: Pack) -> set[str]:
    conditions = pack.categories[code].conditions
    return {fact for each in conditions if each.severity == "S1" for fact in each.when}


def _dangerous(code: str, ranks: Mapping[str, float], pack: Pack) -> str:
    """Return the category under which a feared danger is graded: the own one, if it knows S1."""
    if _own_s1(code, pack):
        return code
    return max(_DANGER, key=lambda category: ranks.get(category, 0.0))


def _confidence(code: str, runner_up: str | None, ranks: Mapping[str, float]) -> float:
    if code == OTHER:
        return 0.1 if not ranks else 0.2
    own = ranks.get(code, 0.0)
    if own <= 0:
        return 0.2
    other = ranks.get(runner_up or "", 0.0)
    return round(min(1.0, own / _SURE) * own / (own + other), 2)


def _reasons(
    code: str,
    runner_up: str | None,
    matches: list[scoring.Match],
    names: Mapping[str, str],
    result: grading.Grade,
    like: likeness.Likeness,
) -> list[Reason]:
    own = scoring.reasons(matches, names, (code,))
    terms = like.terms.get(code, ())
    if terms:
        own.append(_alike(code, names[code], terms, like.scores[code]))
    if code == OTHER and not own:
        own = [Reason("other", "没有规则足以确定类别，请人工判断", OTHER, source="简报 §5")]
    against = scoring.reasons(matches, names, (runner_up,))[:2] if runner_up else []
    return [*own, *result.reasons, *against]


def _alike(code: str, name: str, terms: tuple[str, ...], score: float) -> Reason:
    quoted = "".join(f"“{term}”" for term in terms)
    weight = round(_ALIKE * score, 1)
    text = f"{quoted}等说法与“{name}”类示例相近 → {name}"
    return Reason("alike", text, code, weight, terms, "示例库")
