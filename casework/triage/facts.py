"""The facts of the policy pack's conditions, and the reasons that raise a level (brief §5)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from casework.triage import numerals
from casework.triage.model import IntakeFacts
from casework.triage.reader import Reading


class SeverityFigures(Protocol):
    """The figures of the policy pack that triage needs; sums in whole yuan."""

    large_loss_yuan: int
    small_loss_below_yuan: int
    upheld_count: int
    complainants: int


_HARM = ("ATTACK_ON_USER", "ATTACK_VULN", "THREAT_BODY", "WEAPON", "DRUG_STRONG", "KILL", "ROB")
_BY_USER = ("ATTACK_BY_USER", "THREAT_BODY", "WEAPON", "KILL", "ABUSE", "HARM_WORKER")


def of(category: str, reading: Reading, facts: IntakeFacts, figures: SeverityFigures) -> set[str]:
    """Return the facts (names of the pack's conditions) that hold for a category."""
    found = {
        "REPEATED": _near(reading, "LATE", ("REPEAT",)),
        "MALICIOUS": "恶意" in reading.text,
        "LOSS": reading.has("LOSS_WORD") or _near(reading, "DAMAGE", ("ITEM",)),
        "LARGE_AMOUNT": _large(category, reading, facts, figures),
        "SYSTEMATIC": reading.has("SYSTEMATIC") or _near(reading, "MANY", ("VICTIMS",)),
        "IN_PROGRESS": _near(reading, "NOW", ("STEAL", "TAKE", "ROB")),
        "ONGOING": _near(reading, "ONGOING", ("SCAM_BAIT", "CHEAT", "BORROW"), steps=(-1, 0, 1)),
        "VIOLENCE": reading.has(*(_BY_USER if category == "USER_MISCONDUCT" else _HARM)),
        "MOLESTATION": reading.has("SEX") or _near(reading, "SEX_SOFT", ("SUDDEN",)),
        "FORCED_LABOUR": reading.has("FORCED"),
        "ELDERLY_VICTIM": reading.has("ELDER") or "elderly" in facts.vulnerable,
        "CARE_OF_INFANT": reading.has("MINOR", "CHILDCARE") or "minor" in facts.vulnerable,
        "CARE_OF_ELDERLY": reading.has("ELDER", "PATIENT")
        or bool(facts.vulnerable & {"elderly", "patient"}),
        "SINGLE_AND_HARMLESS": reading.has("HARMLESS") and not reading.has("SPAM", "SYSTEMATIC"),
    }
    return {name for name, holds in found.items() if holds}


def large_sum(category: str, reading: Reading, facts: IntakeFacts) -> Decimal | None:
    """
    Return the loss or overcharge in yuan as far as the complaint names it, else None.

    The record's own figure goes before the text's. In the text: for damage the largest sum near a
    word of damage or compensation, for overcharging what was asked less what was agreed.
    """
    if facts.amount_yuan is not None:
        return facts.amount_yuan
    if category == "FEE_OVERCHARGE":
        asked = _sums(reading, ("CHARGE", "FEE"))
        agreed = _sums(reading, ("QUOTE",))
        if not asked:
            return None
        return max(asked) - (min(agreed) if agreed and min(agreed) < max(asked) else Decimal(0))
    named = _sums(reading, ("DAMAGE", "COMPENSATE", "LOSS_WORD"))
    return max(named, default=None)


def _large(category: str, reading: Reading, facts: IntakeFacts, figures: SeverityFigures) -> bool:
    amount = large_sum(category, reading, facts)
    return amount is not None and amount >= figures.large_loss_yuan


def _sums(reading: Reading, names: tuple[str, ...]) -> list[Decimal]:
    places = {hit.sentence for hit in reading.of(*names)}
    return [found.yuan for found in reading.sums if reading.sentence_of(found.start) in places]


def _near(
    reading: Reading, first: str, second: Iterable[str], *, steps: tuple[int, ...] = (0,)
) -> bool:
    places = {hit.sentence + step for hit in reading.of(first) for step in steps}
    there = {hit.sentence for hit in reading.of(*second)}
    return any(place in there for place in places)


def raisers(reading: Reading, facts: IntakeFacts, figures: SeverityFigures) -> list[str]:
    """Return, in words, what raises the level by one (brief §5; once, however many there are)."""
    found = []
    who = _vulnerable(reading, facts)
    if who:
        found.append(f"受害人为{'、'.join(who)}")
    if facts.upheld_in_12_months >= figures.upheld_count:
        found.append(f"同一被投诉人12个月内查实{facts.upheld_in_12_months}件")
    many = max(facts.complainants, numerals.people(reading.text))
    if many >= figures.complainants or _near(reading, "MANY_SURE", ("VICTIMS",)):
        found.append(f"投诉人或受害人{many}人以上" if many > 1 else "投诉人或受害人众多")
    if reading.has("RETALIATE_WORD"):
        found.append("有打击报复情节")
    return found


_NAMES = {
    "minor": "未成年人",
    "elderly": "60岁以上老人",
    "pregnant": "孕妇",
    "patient": "病人",
    "disabled": "残疾人",
}


def _vulnerable(reading: Reading, facts: IntakeFacts) -> list[str]:
    if facts.vulnerable:
        return [_NAMES[kind] for kind in _NAMES if kind in facts.vulnerable]
    found = []
    if reading.has("SELF_ELDER"):
        found.append(_NAMES["elderly"])
    if _near(reading, "PREGNANT", ("SELF",)):
        found.append(_NAMES["pregnant"])
    return found
