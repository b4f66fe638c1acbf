"""Plain sentences of the trade, one a line, with the category and level brief §5 gives them."""

import csv
from pathlib import Path

import pytest

from casework.triage import suggest
from policies.pack import PolicyPack

PHRASES = Path(__file__).with_name("phrases.csv")


def _phrases() -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("phrase", _phrases(), ids=lambda phrase: phrase["text"][:16])
def test_a_plain_sentence_is_understood(phrase: dict[str, str], plan: PolicyPack) -> None:
    found = suggest({"narrative": phrase["text"]}, plan)

    assert (found.category, found.severity or "") == (phrase["category"], phrase["severity"])


@pytest.mark.parametrize(
    ("text", "not_category"),
    [
        ("保姆没有打孩子，是孩子自己哭。", "INJURY_ABUSE"),
        ("阿姨打扫完打电话说打包好了。", "INJURY_ABUSE"),
        ("母亲摔伤骨折后，我们请了护工照顾，护工经常迟到。", "INJURY_ABUSE"),
        ("并没有丢东西，就是想投诉保洁来晚了，约的九点十点才到。", "PROPERTY_LOSS"),
        ("担心保姆会偷东西，想换一家公司，合同约定可以解约，公司单方面不认。", "THEFT"),
        ("阿姨已经接种乙肝疫苗，就是做饭难吃。", "INFECTIOUS_DISEASE"),
    ],
)
def test_what_is_denied_or_only_looks_alike_does_not_count(
    text: str, not_category: str, plan: PolicyPack
) -> None:
    assert suggest({"narrative": text}, plan).category != not_category


def test_who_did_it_decides_between_abuse_and_misconduct_of_a_user(plan: PolicyPack) -> None:
    by_carer = suggest({"narrative": "保姆打了老人一巴掌。"}, plan)
    by_user = suggest({"narrative": "雇主打了保姆一巴掌。"}, plan)

    assert by_carer.category == "INJURY_ABUSE"
    assert by_user.category == "USER_MISCONDUCT"
