"""Mediations that end without agreement, and complaints that end before one."""

from tests.journeys.conftest import ADDRESS, RESPONDENT, Party, Town

FOUND = {"facts": "服务按约完成，并无迟到。", "reasoning": "通话录音与订单记录一致。"}


def test_no_agreement_is_declared_and_the_decision_served(town: Town) -> None:
    town.at("2026-06-10T09:00")
    mine = town.complain("MONEY")
    number = mine.number
    town.grade(number, "S4", "MEDIATION", "FEE_OVERCHARGE")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    theirs = town.respondent_of(number)
    theirs.send("mediation", consents="yes")
    Party(mine).send("mediation", consents="yes")

    town.at("2026-06-18T15:00")
    Party(mine).send("no-agreement", statement="对方拒绝退款，差距太大。", sure="on")
    assert town.mediation(number).termination_ground == "T3"
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "TERMINATION_NOTICE") == ("2026-06-30", "RUNNING")
    # AS-08: the termination letter does not meet the 7 working days of the answer.
    assert town.clock(number, "HANDLING") == ("2026-06-22", "AMBER")

    town.at("2026-06-22T09:00")
    mediator = town.staff("mediator", number)
    decision = mediator.letters("终止调解决定书")[0]
    assert "诉讼" in decision
    mediator.claim()
    mediator.act("mediation", "served", both_have_it="on")
    assert town.clock(number, "TERMINATION_NOTICE")[1] == "MET"
    mediator.act("mediation", "served", 409, both_have_it="on")

    officer = town.staff("officer", number)
    officer.act("feedback", "letter", process="组织双方调解。", result="未达成协议，可依法起诉。")
    town.work()
    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "HANDLING")[1] == "MET"
    assert town.clock(number, "RESULT_FEEDBACK")[1] == "MET"


def test_three_calls_on_two_days_close_the_file(town: Town) -> None:
    town.at("2026-03-09T09:00")
    mine = town.complain()
    number = mine.number
    town.grade(number, "S4", "MEDIATION")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    Party(mine).send("mediation", consents="no")
    assert town.mediation(number).termination_ground == "T2"
    assert town.state(number) == "ACCEPTED"  # the complaint goes another way
    officer = town.staff("officer", number)
    plan = "电话核实双方陈述，调取订单与聊天记录。"
    officer.act("way", "verify", plan=plan)
    one, two = (town.staff(name, number) for name in ("investigator", "investigator2"))
    short = FOUND | {"reasoning": "录音。"}
    one.act("verification", "draft", 422, conclusion="NOT_UPHELD", **short)
    one.act("verification", "draft", conclusion="NOT_UPHELD", **FOUND)
    for investigator in (one, two):
        findings = investigator.shown("verification", "sign", "findings_id")
        investigator.act("verification", "sign", findings_id=findings, read="on")
    officer.act("verification", "confirm", findings_id=findings)
    officer.act("feedback", "letter", process="核实双方陈述。", result="投诉事项不能认定。")
    town.work()
    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "FOLLOW_UP") == ("2026-03-16", "RUNNING")

    town.at("2026-03-10T09:00")
    town.staff("intake", number).act("follow_up", "missed", remark="无人接听")
    town.at("2026-03-10T15:00")
    town.staff("intake", number).act("follow_up", "missed", remark="关机")
    assert town.state(number) == "FED_BACK"
    town.at("2026-03-11T00:00")
    assert town.state(number) == "FED_BACK"  # two attempts on one day are not enough
    town.at("2026-03-11T10:00")
    town.staff("intake", number).act("follow_up", "missed")

    assert town.state(number) == "CLOSED"
    assert "回访无法联系" in town.staff("officer", number).read()
    town.staff("intake", number).act("follow_up", "missed", 409)


def test_a_matter_outside_our_competence_is_not_accepted(town: Town) -> None:
    """AS-10: the decision names the ground, the reasons and the remedies of 消法 39."""
    town.at("2026-03-11T09:00")
    mine = town.complain("OTHER", narrative="物业公司多收物业费，要求退还多收的费用。")
    number = mine.number
    town.grade(number, "S4", "MEDIATION")
    officer = town.staff("officer", number)
    officer.claim()
    reason = "物业服务收费争议不属于家政服务业协会的处理范围。"
    officer.act("acceptance", "refuse", 422, ground="", reason=reason)
    officer.act("acceptance", "refuse", 422, ground="G1", reason="不归我们管")
    officer.act("acceptance", "refuse", ground="G1", reason=reason)
    assert town.state(number) == "NOT_ACCEPTED"
    assert town.clock(number, "ACCEPTANCE")[1] == "MET"

    town.work()
    (decision,) = town.staff("officer", number).letters("不予受理")
    assert reason in decision
    for remedy in ("消费者协会", "行政部门", "仲裁", "诉讼"):
        assert remedy in decision
    assert "不予受理" in Party(mine).read()
    town.staff("officer", number).act("acceptance", "accept", 409)


def test_materials_that_never_come_end_the_complaint_by_themselves(town: Town) -> None:
    """AS-09: notice served Tue 2026-01-06, five working days, over on 2026-01-14."""
    town.at("2026-01-05T10:00")
    mine = town.at_counter(respondent_address="")
    number = mine.number
    assert town.clock(number, "ACCEPTANCE") == ("2026-01-14", "RUNNING")
    town.at("2026-01-06T10:00")
    town.grade(number, "S4", "MEDIATION")
    clerk = town.staff("intake", number)
    assert "被投诉人的地址" in clerk.act("acceptance", "accept", 422)  # the letter leads nowhere
    wanted = clerk.read("/acceptance")
    assert "被投诉人的地址，或者其联系电话" in wanted  # the notice is filled in already
    clerk.act("acceptance", "supplement", items="被投诉人的地址\n服务合同")
    assert town.clock(number, "SUPPLEMENT") == ("2026-01-13", "RUNNING")
    assert town.clock(number, "ACCEPTANCE") == ("", "SUSPENDED")

    town.at("2026-01-13T23:59")
    assert town.state(number) == "PENDING_SUPPLEMENT"
    town.at("2026-01-14T00:00")

    assert town.state(number) == "NOT_ACCEPTED"
    (decision,) = town.staff("officer", number).letters("不予受理")
    assert "补正" in decision
    late = Party(mine).send("supplement", 409, answer="地址：海曙区示例路12号")
    assert "重新登记" in late
    at_desk = town.staff("intake", number)
    at_desk.act("supplied", "supplied", 409, answer="昨天", arrived_at="2026-01-13T16:00")
    assert "重新登记" in at_desk.read()


def test_materials_in_time_move_the_day_of_acceptance(town: Town) -> None:
    """AS-09: materials on 2026-01-12 move ACCEPTANCE to 2026-01-20; there is no second notice."""
    town.at("2026-01-05T10:00")
    mine = town.at_counter(respondent_name="", respondent_type="UNKNOWN")
    number = mine.number
    town.at("2026-01-06T10:00")
    town.grade(number, "S4", "MEDIATION")
    town.staff("intake", number).act("acceptance", "supplement", items="被投诉企业的名称")

    town.at("2026-01-12T16:00")
    complainant = Party(mine)
    assert "被投诉企业的名称" in complainant.read()
    complainant.send("supplement", answer="企业名称：甬安家政服务有限公司")

    assert town.state(number) == "REGISTERED"
    assert town.clock(number, "SUPPLEMENT")[1] == "MET"
    assert town.clock(number, "ACCEPTANCE") == ("2026-01-20", "RUNNING")
    again = town.staff("intake", number).act("acceptance", "supplement", 422, items="服务合同")
    assert "补正" in again
    clerk = town.staff("intake", number)
    assert "被投诉人的姓名或者名称" in clerk.act("acceptance", "accept", 422)
    clerk.act(
        "particulars",
        "take_over",
        respondent_kind="ENTERPRISE",
        respondent_name=RESPONDENT,
        respondent_address=ADDRESS,
        source="投诉人2026年1月12日的补正答复",
    )
    town.accept(number)
    (decision,) = town.staff("officer", number).letters("投诉受理决定书")
    assert RESPONDENT in decision
    assert town.clock(number, "ACCEPTANCE")[1] == "MET"


def test_materials_count_from_the_moment_they_arrived_not_from_their_writing_down(
    town: Town,
) -> None:
    """AS-09 again, with the clerk a day behind: the party's own moment counts (§7.1 T9)."""
    town.at("2026-01-05T10:00")
    number = town.at_counter(respondent_address="").number
    town.at("2026-01-06T10:00")
    clerk = town.staff("intake", number)
    clerk.act("acceptance", "supplement", items="被投诉人的地址")

    town.at("2026-01-13T09:00")
    clerk = town.staff("intake", number)
    for wrong in ("2026-01-05T09:00", "2026-01-13T09:01"):
        told = clerk.act("supplied", "supplied", 422, answer="地址", arrived_at=wrong)
        assert "要求补正" in told
    clerk.act("supplied", "supplied", answer="营业执照", arrived_at="2026-01-12T16:00")

    assert town.clock(number, "SUPPLEMENT")[1] == "MET"
    assert town.clock(number, "ACCEPTANCE") == ("2026-01-20", "RUNNING")
