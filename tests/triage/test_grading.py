"""Severity, route and agency: the rules under the table of brief §5 and architecture A11."""

import pytest

from casework.triage import suggest
from policies.pack import PolicyPack

OVERCHARGE = "电话里报价二百元，干完要收六百元，说是加价。"
LATE = "约好九点做保洁，十点半才来，迟到了。"
FRAUD = "保姆以投资项目为由骗老人转账三万元。"


def test_an_overcharge_from_the_threshold_on_is_serious(plan: PolicyPack) -> None:
    below = suggest({"narrative": OVERCHARGE, "amount_involved": 4999.99}, plan)
    at = suggest({"narrative": OVERCHARGE, "amount_involved": 5000}, plan)

    assert (below.severity, at.severity) == ("S3", "S2")
    assert at.route == "MEDIATION"  # severity does not change the route of a money dispute


def test_a_small_loss_with_an_apology_is_minor_and_without_one_is_not(plan: PolicyPack) -> None:
    text = "保洁把花瓶打碎了，"
    with_apology = suggest({"narrative": text + "已道歉。", "amount_involved": 499}, plan)
    without = suggest({"narrative": text + "没有道歉。", "amount_involved": 499}, plan)
    at_limit = suggest({"narrative": text + "已道歉。", "amount_involved": 500}, plan)

    assert (with_apology.severity, without.severity, at_limit.severity) == ("S4", "S3", "S3")


def test_a_level_is_raised_once_however_many_reasons_there_are(plan: PolicyPack) -> None:
    facts = {
        "narrative": LATE,
        "vulnerable_victim": "elderly",
        "complainants": 9,
        "upheld_in_12_months": 5,
    }

    assert suggest({"narrative": LATE}, plan).severity == "S4"
    assert suggest(facts, plan).severity == "S3"


def test_a_vulnerable_victim_alone_never_makes_an_emergency(plan: PolicyPack) -> None:
    found = suggest({"narrative": "保姆偷了我的金项链。", "vulnerable_victim": "elderly"}, plan)

    assert (found.category, found.severity, found.route) == ("THEFT", "S2", "REFERRAL")


@pytest.mark.parametrize(("count", "severity"), [(4, "S4"), (5, "S3")])
def test_five_complainants_include_the_fifth(count: int, severity: str, plan: PolicyPack) -> None:
    assert suggest({"narrative": LATE, "complainants": count}, plan).severity == severity


def test_fraud_on_the_old_is_an_s1_while_it_goes_on_and_is_referred(
    plan: PolicyPack,
) -> None:
    over = suggest({"narrative": FRAUD}, plan)
    going_on = suggest({"narrative": FRAUD + "今天又约好要去转账。"}, plan)

    assert over.severity == "S2"
    # A11: no danger to the person, so not an emergency.
    assert (going_on.severity, going_on.route, going_on.agency) == ("S1", "REFERRAL", "POLICE")


def test_a_harmed_child_is_reported_to_the_police_whatever_the_route(plan: PolicyPack) -> None:
    found = suggest(
        {"narrative": "保姆有肺结核还带宝宝，现在孩子被传染住院。", "requester_role": "USER"}, plan
    )

    assert found.severity == "S1"
    assert found.police_report
    assert found.agency == "POLICE"
    assert any("未成年人" in reason.text and "立即报警" in reason.text for reason in found.reasons)


def test_wages_go_to_labour_inspection_and_a_user_does_not_claim_them(plan: PolicyPack) -> None:
    text = "两个月工资一直拖欠不给，要求退押金。"

    worker = suggest({"narrative": text, "requester_role": "WORKER"}, plan)

    assert (worker.category, worker.agency) == ("WAGE_ARREARS", "HRSS")


def test_the_agency_that_fits_comes_first_and_the_others_are_listed(plan: PolicyPack) -> None:
    found = suggest({"narrative": "月嫂的育婴师证是花钱买的假证书，编号查无此人。"}, plan)

    assert found.category == "FORGED_CERT"
    assert found.agency == "HRSS"
    assert found.other_agencies == ("POLICE",)
