"""What goes into a triage suggestion and what comes out of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Self

_STATUTES = ("《", "刑法", "民法典")
#: How the table of rules names 市场监督管理投诉举报处理办法: ``[TSJB26] 16(3)``.
_ORDER_121 = re.compile(r"\[TSJB26\] (\d+)(?:\((\d+)\))?")
# The fields of an intake record (architecture §6) that triage reads. Nothing else is looked at,
# in particular not `category_code` and `severity`: those are somebody else's judgement.
VULNERABLE = ("minor", "elderly", "patient", "pregnant", "disabled")


def _cited(found: re.Match[str]) -> str:
    item = f"第{found[2]}项" if found[2] else ""
    return f"《市场监督管理投诉举报处理办法》第{found[1]}条{item}"


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    """
    The facts of one complaint, as far as triage looks at them.

    `amount_yuan` is the amount involved in yuan; `complainants` and `upheld_in_12_months` are
    counts the caller may know from the register (brief §5: raised by one level).
    """

    narrative: str = ""
    title: str = ""
    request: str = ""
    requester_role: str = ""
    respondent_type: str = ""
    vulnerable: frozenset[str] = frozenset()
    amount_yuan: Decimal | None = None
    complainants: int = 1
    upheld_in_12_months: int = 0

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read an intake record; what is missing or not of the right kind counts as not said."""
        return cls(
            narrative=_text(record, "narrative"),
            title=_text(record, "title"),
            request=_text(record, "request"),
            requester_role=_text(record, "requester_role").upper(),
            respondent_type=_text(record, "respondent_type").upper(),
            vulnerable=_vulnerable(record.get("vulnerable_victim")),
            amount_yuan=_amount(record.get("amount_involved")),
            complainants=_count(record.get("complainants"), 1),
            upheld_in_12_months=_count(record.get("upheld_in_12_months"), 0),
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke, in words an officer reads; `weight` is 0 where nothing was scored.

    `source` names rules and laws as auditors look them up; officers do without it.
    """

    rule: str
    text: str
    category: str = ""
    weight: float = 0.0
    terms: tuple[str, ...] = ()
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text}（{self.basis}）" if self.basis else self.text

    @property
    def words(self) -> str:
        """Say for an officer what spoke, with the statute if it rests on one."""
        return f"{self.text}（{self.law}）" if self.law else self.text

    @property
    def law(self) -> str:
        """Return the statutes among the sources, written as people cite them; "" if none is."""
        cited = (_ORDER_121.sub(_cited, part) for part in self.source.split("；"))
        return "；".join(part for part in cited if part.startswith(_STATUTES))

    @property
    def basis(self) -> str:
        """Say for an auditor what was scored and where the rule stands."""
        sign = "权重" if self.weight > 0 else "减分"
        scored = f"{sign} {abs(self.weight):g}" if self.weight else ""
        return "，".join(part for part in (scored, self.source) if part)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    What the table of rules makes of a complaint; a person confirms or overrides it.

    `confidence` runs from 0 to 1. `suspected_s1`: there are signs of danger to a person, whatever
    severity came out, so an officer looks at it first.
    """

    category: str
    severity: str | None
    route: str
    agency: str | None
    other_agencies: tuple[str, ...]
    reasons: tuple[Reason, ...]
    scores: Mapping[str, float]
    runner_up: str | None
    confidence: float
    suspected_s1: bool
    police_report: bool = False
    facts: frozenset[str] = field(default_factory=frozenset)

    def as_dict(self) -> dict[str, Any]:
        """Return the answer of the import and the API (architecture §6)."""
        return {
            "category": self.category,
            "severity": self.severity,
            "route": self.route,
            "agency": self.agency,
            "other_agencies": list(self.other_agencies),
            "reasons": [reason.words for reason in self.reasons],
            "basis": [reason.basis for reason in self.reasons],
            "runner_up": self.runner_up,
            "confidence": self.confidence,
            "suspected_s1": self.suspected_s1,
            "police_report": self.police_report,
        }


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _vulnerable(value: Any) -> frozenset[str]:
    given = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return frozenset(kind for kind in given if kind in VULNERABLE)


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _count(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default
