"""How far the suggestions agree with judged cases, and that the report says so."""

from collections import Counter

import pytest

from casework.triage import report
from casework.triage.lexicon import table
from tests.triage.conftest import FILES, ROOT

Judged = dict[str, list[report.Judged]]
NAMES = [path.name for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_danger_is_found_and_not_seen_everywhere(judged: Judged, name: str) -> None:
    figures = report.figures(judged[name])

    assert figures["s1_recall"] >= 0.95
    assert figures["s1_precision"] >= 0.80
    assert figures["s1_below_s2"] == []


@pytest.mark.parametrize("name", NAMES)
def test_unambiguous_cases_come_out_as_judged(judged: Judged, name: str) -> None:
    clear = report.figures(judged[name])["clear"]

    assert clear["severity"] >= 0.80
    assert clear["route"] >= 0.80
    assert clear["category"] >= 0.70


def test_no_long_literal_is_taken_from_a_single_case(narratives: list[str]) -> None:
    found = Counter(
        literal
        for literal in table().literals()
        if len(literal) >= 6
        for narrative in narratives
        if literal in narrative
    )

    assert [literal for literal, cases in found.items() if cases == 1] == []


def test_the_written_report_is_current(judged: Judged) -> None:
    written = (ROOT / "docs/triage-report.md").read_text(encoding="utf-8")

    for name in NAMES:
        assert report.as_text(name, judged[name]) in written, (
            "run: python -m tests.triage.write_report"
        )
