"""What holds of every suggestion, and of texts that are none of our business."""

import random
import re

import pytest

from casework.triage import IntakeFacts, suggest
from policies.pack import PolicyPack

NONSENSE = "量子潮汐在琴键的缝隙里缓慢结晶，云朵计算着蓝色的平方根。"


@pytest.mark.parametrize("text", ["", "   \n", NONSENSE, "\u202e\x07", "１２３４５"])
def test_a_text_without_sense_is_other_with_low_confidence(text: str, plan: PolicyPack) -> None:
    found = suggest({"narrative": text}, plan)

    assert (found.category, found.route, found.agency) == ("OTHER", "VERIFY", None)
    assert found.confidence <= 0.2
    assert not found.suspected_s1


def test_shuffled_characters_lose_their_meaning(plan: PolicyPack, narratives: list[str]) -> None:
    shuffler = random.Random(20260522)
    sure = 0
    for narrative in narratives:
        characters = list(narrative)
        shuffler.shuffle(characters)
        sure += suggest({"narrative": "".join(characters)}, plan).confidence > 0.6

    assert sure <= len(narratives) // 20


def test_a_record_of_wrong_kinds_is_read_as_far_as_it_goes(plan: PolicyPack) -> None:
    found = suggest(
        {
            "narrative": "保姆偷了现金。",
            "title": None,
            "amount_involved": True,
            "vulnerable_victim": 7,
            "complainants": "many",
        },
        plan,
    )

    assert found.category == "THEFT"


def test_somebody_elses_judgement_is_not_read(plan: PolicyPack) -> None:
    text = "保姆偷了我的金项链，监控拍到了。"

    plain = suggest({"narrative": text}, plan)
    steered = suggest({"narrative": text, "category_code": "ATTITUDE", "severity": "S4"}, plan)

    assert plain == steered


def test_reasons_name_terms_rule_weight_and_source(plan: PolicyPack) -> None:
    found = suggest({"narrative": "保姆偷走了项链。"}, plan)

    first = found.reasons[0]
    assert first.words == "出现“偷走”“保姆”：盗窃 → 盗窃（刑法第264条）"
    assert first.basis == "权重 6，简报 §5；刑法第264条"
    assert (first.category, first.weight, first.terms) == ("THEFT", 6.0, ("偷走", "保姆"))


def test_officers_read_no_codes_of_the_rules_and_auditors_find_them_beside(
    plan: PolicyPack,
) -> None:
    said = suggest({"narrative": "小区物业乱收停车费，请处理。"}, plan).as_dict()
    more = suggest({"narrative": "保姆偷走了项链，价值八千元。"}, plan).as_dict()

    for found in (said, more):
        assert not re.search(r"简报|A11|权重|减分|TSJB26|§", "".join(found["reasons"]))
        assert len(found["basis"]) == len(found["reasons"])
    assert "《市场监督管理投诉举报处理办法》第16条" in "".join(said["reasons"])
    assert any("权重" in basis and "简报 §5" in basis for basis in more["basis"])


def test_record_and_facts_give_the_same_answer(plan: PolicyPack) -> None:
    record = {"narrative": "客服态度恶劣，挂断电话。", "requester_role": "user"}

    assert suggest(record, plan) == suggest(IntakeFacts.of(record), plan)


def test_danger_that_is_not_the_main_matter_is_flagged(plan: PolicyPack) -> None:
    found = suggest(
        {"narrative": "充值三千元的会员卡，店关门了余额不退，去要钱时店员威胁恐吓我。"}, plan
    )

    assert found.suspected_s1


def test_papers_of_the_culprit_stand_behind_what_was_done(plan: PolicyPack) -> None:
    found = suggest(
        {"narrative": "保姆偷了首饰，监控拍到。她的身份证是假的，健康证是伪造的。"}, plan
    )

    assert found.category == "THEFT"
    assert found.runner_up == "FORGED_CERT"
