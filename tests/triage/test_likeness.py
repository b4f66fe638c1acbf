"""The examples: mistakes in them are told by line, and what they say is limited and explained."""

from pathlib import Path

import pytest

from casework.triage import likeness, suggest
from casework.triage.lexicon import TableError, table
from policies.pack import PolicyPack

HEAD = "category,severity,role,respondent,text,source\n"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("THEFT,S2,,,,自拟\n", "empty"),
        (",S2,,,保姆偷钱,自拟\n", "empty"),
        ("THEFT,S2,,,保姆偷钱,\n", "empty"),
        ("THEFT,S2,保姆偷钱\n", "number of columns"),
    ],
)
def test_a_wrong_example_is_refused_by_line(row: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "examples.csv"
    path.write_text(HEAD + row, encoding="utf-8")

    with pytest.raises(TableError, match=rf"line 2: .*{complaint}"):
        likeness.load(path)


def test_examples_use_categories_and_levels_of_the_pack(plan: PolicyPack) -> None:
    examples = likeness.load()

    assert {example.category for example in examples} == plan.categories.keys()
    assert {example.severity for example in examples} <= {"S1", "S2", "S3", "S4", ""}


def test_no_example_repeats_a_run_of_ten_letters_of_a_real_case(narratives: list[str]) -> None:
    runs = {
        text[at : at + 10]
        for narrative in narratives
        for text in [narrative.replace(",", "，")]
        for at in range(len(text) - 9)
    }
    texts = [example.facts.narrative.replace(",", "，") for example in likeness.load()]

    assert [
        text[at : at + 10]
        for text in texts
        for at in range(len(text) - 9)
        if text[at : at + 10] in runs
    ] == []


def test_the_same_examples_give_the_same_weights() -> None:
    examples = likeness.load()[:60]

    first = likeness.learn(examples, table())
    second = likeness.learn(examples, table())

    assert first == second


def test_a_telling_no_rule_knows_is_placed_by_its_likeness_and_says_so(plan: PolicyPack) -> None:
    found = suggest({"narrative": "说好的师傅一个上午都没个影，我那天的假算是白请了。"}, plan)

    assert found.category == "LATE_NO_SHOW"
    assert any(reason.rule == "alike" and "示例相近" in reason.text for reason in found.reasons)


def test_likeness_to_danger_makes_an_s1_that_is_to_be_checked(plan: PolicyPack) -> None:
    text = "阿姨带来的那条狼狗把我四岁儿子的耳垂撕开了，孩子整夜发抖。"

    found = suggest({"narrative": text}, plan)

    assert (found.category, found.severity) == ("INJURY_ABUSE", "S1")
    assert found.suspected_s1


def test_what_the_carer_says_does_not_deny_what_the_complaint_tells(plan: PolicyPack) -> None:
    text = "孩子大腿内侧全是紫印，阿姨说没有打孩子，是自己碰的。"

    assert suggest({"narrative": text}, plan).severity == "S1"


def test_words_taken_from_a_text_by_its_denial_lend_no_weight(plan: PolicyPack) -> None:
    found = suggest({"narrative": "保姆没有打骂老人，就是每天迟到半小时。"}, plan)

    assert (found.category, found.suspected_s1) == ("LATE_NO_SHOW", False)


def test_an_everyday_phrase_masks_the_verb_in_it(plan: PolicyPack) -> None:
    text = "我打了三次客服电话，约的九点，师傅十一点才到。"

    assert suggest({"narrative": text}, plan).category == "LATE_NO_SHOW"
