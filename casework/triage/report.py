"""How far the suggestions agree with the judgement written beside cases, and where they do not."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.triage.engine import Pack, suggest
from casework.triage.model import Suggestion

_FIELDS = ("category", "severity", "route", "agency")
# Agencies are named for referrals and emergencies only (cases/README).
_WITH_AGENCY = ("REFERRAL", "EMERGENCY")
_LEAST_SERIOUS = 2  # no S1 case may be suggested below S2


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the judgement beside it and the suggestion made without seeing that."""

    number: str
    title: str
    ambiguous: bool
    expected: Mapping[str, Any]
    got: Suggestion

    def agrees(self, field: str) -> bool:
        """Whether suggestion and judgement agree in one field."""
        return bool(getattr(self.got, field) == self.expected.get(field))

    def misses(self) -> list[str]:
        """Return the fields in which they differ; agencies only where they are scored."""
        return [f for f in _FIELDS if _scored(self, f) and not self.agrees(f)]


def judge(path: Path, pack: Pack) -> list[Judged]:
    """Suggest for every case of a JSON Lines file; the judgement is read afterwards."""
    judged = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            judged.append(
                Judged(
                    number=case["id"],
                    title=case.get("source_title", ""),
                    ambiguous=bool(case.get("ambiguous")),
                    got=suggest(case["intake"], pack),
                    expected=case["expected"],
                )
            )
    return judged


def figures(cases: Iterable[Judged]) -> dict[str, Any]:
    """Return the figures of agreement: shares from 0 to 1, counts, confusion of severities."""
    every = list(cases)
    clear = [case for case in every if not case.ambiguous]
    return {
        "cases": len(every),
        "unambiguous": len(clear),
        "all": {field: _share(every, field) for field in _FIELDS},
        "clear": {field: _share(clear, field) for field in _FIELDS},
        "s1_recall": _ratio(every, of="expected", both=True),
        "s1_precision": _ratio(every, of="got", both=True),
        "s1_below_s2": [case.number for case in every if _far_below(case)],
        "confusion": _confusion(every),
    }


def _scored(case: Judged, field: str) -> bool:
    if field != "agency":
        return True
    return bool(case.expected.get("agency")) and case.expected.get("route") in _WITH_AGENCY


def _share(cases: list[Judged], field: str) -> float | None:
    scored = [case for case in cases if _scored(case, field)]
    if not scored:
        return None
    return round(sum(case.agrees(field) for case in scored) / len(scored), 3)


def _ratio(cases: list[Judged], *, of: str, both: bool) -> float | None:
    expected = {case.number for case in cases if case.expected.get("severity") == "S1"}
    got = {case.number for case in cases if case.got.severity == "S1"}
    base = expected if of == "expected" else got
    return round(len(expected & got) / len(base), 3) if base and both else None


def _far_below(case: Judged) -> bool:
    if case.expected.get("severity") != "S1":
        return False
    return case.got.severity is None or int(case.got.severity[1]) > _LEAST_SERIOUS


def _confusion(cases: list[Judged]) -> dict[str, dict[str, int]]:
    counted = Counter(
        (case.expected.get("severity") or "-", case.got.severity or "-") for case in cases
    )
    levels = ("S1", "S2", "S3", "S4", "-")
    return {row: {column: counted[row, column] for column in levels} for row in levels}


def misses(cases: Iterable[Judged]) -> list[dict[str, Any]]:
    """Return the cases in which suggestion and judgement differ, with the reasons given."""
    return [
        {
            "id": case.number,
            "ambiguous": case.ambiguous,
            "fields": case.misses(),
            "expected": dict(case.expected),
            "suggested": {field: getattr(case.got, field) for field in _FIELDS},
            "reasons": [str(reason) for reason in case.got.reasons],
        }
        for case in cases
        if case.misses()
    ]


def as_text(name: str, cases: list[Judged], *, with_reasons: int = 3) -> str:
    """Return the report on one file of cases as Markdown."""
    found = figures(cases)
    lines = [
        f"## {name}",
        "",
        f"{found['cases']} cases, {found['unambiguous']} of them unambiguous.",
        "",
        "| field | all | unambiguous |",
        "|---|---|---|",
        *(f"| {f} | {_show(found['all'][f])} | {_show(found['clear'][f])} |" for f in _FIELDS),
        "",
        f"S1: recall {_show(found['s1_recall'])}, precision {_show(found['s1_precision'])}; "
        f"S1 cases suggested below S2: {', '.join(found['s1_below_s2']) or 'none'}.",
        "",
        "Severity, judged (rows) against suggested (columns); `-` is not accepted:",
        "",
        "| | S1 | S2 | S3 | S4 | - |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row} | {' | '.join(str(count) for count in columns.values())} |"
            for row, columns in found["confusion"].items()
        ),
        "",
        "### Where they differ",
        "",
        *(_miss(case, with_reasons) for case in cases if case.misses()),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _show(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def _miss(case: Judged, with_reasons: int) -> str:
    expected = "/".join(str(case.expected.get(field) or "–") for field in _FIELDS)
    got = "/".join(str(getattr(case.got, field) or "–") for field in _FIELDS)
    mark = " (ambiguous)" if case.ambiguous else ""
    reasons = "\n".join(f"  - {reason}" for reason in case.got.reasons[:with_reasons])
    return f"- **{case.number}**{mark}, {', '.join(case.misses())}: {expected} → {got}\n{reasons}"
