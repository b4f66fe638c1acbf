"""Ways out of the common one: passed to another body, led on from mediation, under the old rule."""

from tests.journeys.conftest import Party, Town

FOUND = {"facts": "服务人员自认多收并隐瞒。", "reasoning": "收款截图与双方陈述相互印证。"}


def test_a_matter_of_another_body_is_passed_on_and_the_complainant_is_told(town: Town) -> None:
    """AS-10: competent body known, so TRANSFERRED_OUT instead of not accepted (CM-08)."""
    town.at("2026-03-11T09:00")
    mine = town.complain("OTHER", narrative="物业公司多收物业费，要求退还多收的费用。")
    number = mine.number
    reason = "物业服务收费由市场监管部门监督检查。"
    town.staff("intake", number).act("acceptance", "transfer", 403, agency="HRSS", reason=reason)
    desk = town.staff("liaison", number)
    desk.act("acceptance", "transfer", 422, agency="", reason=reason)
    desk.act("acceptance", "transfer", 422, agency="OTHER", reason=reason)
    desk.act("acceptance", "transfer", 422, agency="MARKET_REGULATOR", reason="不归我们管")
    desk.act(
        "acceptance",
        "transfer",
        agency="MARKET_REGULATOR",
        office="海曙区市场监督管理局",
        reason=reason,
    )

    assert town.state(number) == "TRANSFERRED_OUT"
    assert town.clock(number, "ACCEPTANCE")[1] == "MET"
    town.work()
    (notice,) = town.staff("officer", number).letters("转办告知书")
    assert "海曙区市场监督管理局" in notice
    assert reason in notice
    assert "已转送" in Party(mine).read()
    town.staff("officer", number).act("acceptance", "accept", 409)


def test_a_lead_found_in_mediation_is_verified_and_not_talked_away(town: Town) -> None:
    """CM-15: no agreement, but what came up must be looked into, by somebody else (C21)."""
    town.at("2026-06-10T09:00")
    mine = town.complain("MONEY")
    number = mine.number
    town.grade(number, "S4", "MEDIATION", "FEE_OVERCHARGE")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    town.respondent_of(number).send("mediation", consents="yes")
    Party(mine).send("mediation", consents="yes")
    assert town.state(number) == "IN_MEDIATION"

    town.at("2026-06-18T15:00")
    mediator = town.staff("mediator", number)
    mediator.claim()
    mediator.act(
        "mediation",
        "end",
        role="COMPLAINANT",
        statement="双方无法达成一致；服务人员承认曾多次多收。",
        lead_found="on",
    )
    assert town.state(number) == "IN_VERIFICATION"
    assert town.mediation(number).termination_ground == "T3"
    assert town.clock(number, "MEDIATION")[1] == "CANCELLED"
    assert town.clock(number, "TERMINATION_NOTICE") == ("2026-06-30", "RUNNING")
    # 15 working days from 06-18; 端午 06-19 is off.
    assert town.clock(number, "VERIFICATION") == ("2026-07-10", "RUNNING")

    town.at("2026-06-22T09:00")
    officer = town.staff("officer", number)
    one, two = (town.staff(name, number) for name in ("investigator", "investigator2"))
    one.act("verification", "plan", plan="调取近三个月的收款记录，逐单核对。")
    one.act("verification", "draft", conclusion="UPHELD", **FOUND)
    for investigator in (one, two):
        findings = investigator.shown("verification", "sign", "findings_id")
        investigator.act("verification", "sign", findings_id=findings, read="on")
    officer.act("verification", "confirm", findings_id=findings)
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "VERIFICATION")[1] == "MET"
    officer.act("feedback", "letter", process="调解后核查。", result="投诉事项属实。")
    town.work()
    assert town.state(number) == "FED_BACK"
    assert "投诉事项属实" in "".join(town.staff("officer", number).letters("处理结果"))


def test_accepted_a_day_earlier_a_mediation_lasts_by_the_old_rule(town: Town) -> None:
    """AS-05, complaint A: accepted 2026-04-14, so 45 working days; its neighbour B has ended."""
    town.at("2026-04-14T09:00")
    mine = town.complain()
    number = mine.number
    town.grade(number, "S4", "MEDIATION")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    town.respondent_of(number).send("mediation", consents="yes")
    Party(mine).send("mediation", consents="yes")
    assert town.clock(number, "MEDIATION") == ("2026-06-18", "RUNNING")
    assert town.clock(number, "HANDLING") == ("2026-04-23", "RUNNING")

    town.at("2026-04-24T00:00")
    assert town.clock(number, "HANDLING")[1] == "OVERDUE"  # the state alone stops nothing
    town.at("2026-06-16T00:00")
    assert town.state(number) == "IN_MEDIATION"
    town.at("2026-06-18T23:59")
    assert town.state(number) == "IN_MEDIATION"
    town.at("2026-06-19T00:00")
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.mediation(number).termination_ground == "T5"
    assert town.clock(number, "TERMINATION_NOTICE")[1] == "RUNNING"
