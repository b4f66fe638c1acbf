"""From a category to severity, route and agency: brief §5 and architecture A11, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from casework.triage import facts as known
from casework.triage.model import IntakeFacts, Reason
from casework.triage.reader import Reading

_RULES = "简报 §5"
POLICE = "POLICE"
LEVELS = ("S1", "S2", "S3", "S4")
# Base S3 categories whose sums the loss thresholds speak of (brief §5).
_MONEY_DISPUTES = ("DAMAGE", "FEE_OVERCHARGE", "QUALITY")
_CRIMES_AGAINST_PERSON = ("INJURY_ABUSE", "FIRE_POISON_THREAT", "USER_MISCONDUCT")
# Which words make another agency than the pack's first the one that fits the facts (A11).
_FITS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "FORGED_CERT": (("POLICE", ("IDENTITY_DOC",)), ("HRSS", ("SKILL_DOC",))),
    "INTERMEDIARY_FRAUD": (("POLICE", ("FRAUD_WORD", "VANISH_FIRM")),),
    "CONCEALMENT": (("HEALTH", ("DISEASE", "ILLNESS")), ("MARKET_REGULATOR", ("WORKER", "AGENCY"))),
    "PRIVACY_LEAK": (("POLICE", ("SPY", "TRADE_DATA")), ("CYBERSPACE", ("EXPOSE", "PRIVACY"))),
    "DOCUMENT_SEIZURE": (("POLICE", ("IDENTITY_DOC",)), ("HRSS", ("ID_DOC",))),
    "NO_ID_OR_HEALTH_CHECK": (("HRSS", ("SKILL_DOC",)),),
    "UNLICENSED_AGENCY": (("COMMERCE", ("FILING",)),),
    "BRIBERY": (("SUPERVISORY_ORGAN", ("OFFICIAL",)),),
}


class Condition(Protocol):
    """A condition of a category in the policy pack."""

    @property
    def when(self) -> Sequence[str]: ...
    @property
    def severity(self) -> str: ...
    @property
    def route(self) -> str | None: ...


class Category(Protocol):
    """What triage needs of a category of the policy pack."""

    @property
    def zh(self) -> str: ...
    @property
    def base(self) -> str | None: ...
    @property
    def route(self) -> str: ...
    @property
    def agencies(self) -> Sequence[str]: ...
    @property
    def conditions(self) -> Sequence[Condition]: ...


class Figures(known.SeverityFigures, Protocol):
    """The severity figures of the policy pack."""

    large_loss_severity: Literal["S1", "S2", "S3", "S4"]
    small_loss_severity: Literal["S1", "S2", "S3", "S4"]
    minor_harmed: Literal["S1", "S2", "S3", "S4"]
    raise_levels: int


@dataclass(slots=True)
class Grade:
    """Severity, route and agency of one complaint, and why."""

    severity: str | None
    route: str
    agency: str | None = None
    others: tuple[str, ...] = ()
    police_report: bool = False
    facts: set[str] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)

    def note(self, rule: str, text: str, source: str = _RULES) -> None:
        """Add a reason in words."""
        self.reasons.append(Reason(rule, text, source=source))


def grade(
    code: str, category: Category, reading: Reading, facts: IntakeFacts, figures: Figures
) -> Grade:
    """Grade a complaint whose category is known."""
    result = Grade(category.base, category.route)
    if category.base is None:
        result.note("not-accepted", "不属于受理范围，建议不予受理并告知其他途径", "[TSJB26] 16")
        return result
    result.note("base", f"{category.zh}的基准等级为{_level(category.base)}")
    result.facts = known.of(code, reading, facts, figures)
    _apply_conditions(result, category)
    _apply_thresholds(result, code, reading, facts, figures)
    _raise(result, reading, facts, figures)
    _protect_minors(result, code, reading, facts, figures)
    _route(result, code, category)
    _choose_agency(result, code, category, reading)
    return result


def suspect(result: Grade, code: str, terms: Sequence[str]) -> None:
    """Grade as S1 what reads like danger to a person although no rule names it."""
    if result.severity == "S1":
        return
    result.severity = "S1"
    if code in _CRIMES_AGAINST_PERSON:
        result.route = "EMERGENCY"
    quoted = "".join(f"“{term}”" for term in terms)
    result.note(
        "like-danger", f"{quoted}等说法与危及人身的示例相近，疑似一级，请先行核实", "示例库"
    )


def _level(severity: str | None) -> str:
    return {"S1": "一级", "S2": "二级", "S3": "三级", "S4": "四级"}.get(severity or "", "无")


def _worse(severity: str, than: str | None) -> bool:
    return than is None or LEVELS.index(severity) < LEVELS.index(than)


_FACT_WORDS = {
    "REPEATED": "多次发生",
    "MALICIOUS": "恶意违约",
    "LOSS": "造成损失",
    "LARGE_AMOUNT": "金额达到大额标准",
    "SYSTEMATIC": "涉及多人或惯常做法",
    "IN_PROGRESS": "正在发生",
    "VIOLENCE": "有暴力、威胁或下药",
    "ELDERLY_VICTIM": "针对老人",
    "ONGOING": "仍在持续",
    "MOLESTATION": "有性侵害、性骚扰",
    "FORCED_LABOUR": "强迫劳动或限制自由",
    "CARE_OF_INFANT": "照护婴幼儿",
    "CARE_OF_ELDERLY": "照护老人或病人",
    "SINGLE_AND_HARMLESS": "单次且未造成后果",
}


def _apply_conditions(result: Grade, category: Category) -> None:
    holding = [c for c in category.conditions if set(c.when) <= result.facts]
    if not holding:
        return
    chosen = min(holding, key=lambda condition: LEVELS.index(condition.severity))
    words = "、".join(_FACT_WORDS.get(fact, fact) for fact in chosen.when)
    result.severity = chosen.severity
    result.route = chosen.route or result.route
    result.note("condition", f"{words} → {_level(chosen.severity)}")


def _apply_thresholds(
    result: Grade, code: str, reading: Reading, facts: IntakeFacts, figures: Figures
) -> None:
    if code not in _MONEY_DISPUTES:
        return
    amount = known.large_sum(code, reading, facts)
    if amount is None:
        return
    if (
        code != "QUALITY"
        and amount >= figures.large_loss_yuan
        and _worse(figures.large_loss_severity, result.severity)
    ):
        result.severity = figures.large_loss_severity
        result.note(
            "large-loss",
            f"损失或多收 {amount:g} 元，不低于 {figures.large_loss_yuan} 元 → "
            f"{_level(result.severity)}",
        )
    elif (
        amount < figures.small_loss_below_yuan
        and reading.has("APOLOGY")
        and result.severity == "S3"
    ):
        result.severity = figures.small_loss_severity
        result.note(
            "small-loss",
            f"损失 {amount:g} 元，低于 {figures.small_loss_below_yuan} 元且对方已道歉 → "
            f"{_level(result.severity)}",
        )


def _raise(result: Grade, reading: Reading, facts: IntakeFacts, figures: Figures) -> None:
    why = known.raisers(reading, facts, figures)
    if not why or result.severity is None:
        return
    place = LEVELS.index(result.severity)
    # Never into S1: that needs its own definition (brief §5).
    raised = LEVELS[max(place - figures.raise_levels, min(place, LEVELS.index("S2")))]
    if raised != result.severity:
        result.severity = raised
        result.note("raised", f"{'；'.join(why)} → 升一级，为{_level(raised)}（只升一次）")
    else:
        result.note("raised", f"{'；'.join(why)}：升级不得升入一级，维持{_level(raised)}")


def _protect_minors(
    result: Grade, code: str, reading: Reading, facts: IntakeFacts, figures: Figures
) -> None:
    harmed = reading.has("MINOR_HARMED") and code != "INVALID"
    abused = code == "INJURY_ABUSE" and (
        "minor" in facts.vulnerable or (reading.has("MINOR") and not reading.has("ELDER"))
    )
    if harmed or abused:
        result.severity = figures.minor_harmed
        result.police_report = True
        result.note(
            "minor-harmed",
            f"受害人为未成年人且受到伤害或疑似受到伤害 → {_level(result.severity)}，须立即报警",
            "《未成年人保护法》第11条",
        )


def _route(result: Grade, code: str, category: Category) -> None:
    if result.severity == "S1" and result.route != "EMERGENCY":
        # A11: an emergency is danger to a person; every other S1 is referred.
        result.route = "EMERGENCY" if code in _CRIMES_AGAINST_PERSON else "REFERRAL"
    words = {
        "EMERGENCY": "涉及人身危险，立即拨打110",
        "REFERRAL": "移送有关部门",
        "VERIFY": "先行核查",
        "MEDIATION": "平台调解",
    }
    result.note("route", f"处理途径：{words.get(result.route, result.route)}", "简报 §5、A11")


def _choose_agency(result: Grade, code: str, category: Category, reading: Reading) -> None:
    agencies = list(category.agencies)
    if result.police_report and POLICE not in agencies:
        agencies.insert(0, POLICE)
    if not agencies:
        return
    fitting = [
        agency
        for agency, names in _FITS.get(code, ())
        if agency in agencies and reading.has(*names)
    ]
    first = POLICE if result.police_report else (fitting or agencies)[0]
    result.agency = first
    result.others = tuple(agency for agency in agencies if agency != first)
