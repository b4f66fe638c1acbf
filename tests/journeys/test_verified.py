"""Facts looked into: findings of two, confirmed by a third; and the two halves of an ending."""

import re

from archives.models import Entry
from tests import cast
from tests.journeys.conftest import RESPONDENT, USCC, Desk, Party, Town

PLAN = "走访双方，调取订单、合同与通话录音。"
FOUND = {"facts": "服务当天迟到两小时，地板未擦。", "reasoning": "聊天记录与现场照片相互印证。"}


def in_verification(town: Town) -> str:
    number = town.complain(narrative="地板没有擦，迟到两小时，服务质量很差。").number
    town.grade(number, "S3", "VERIFY", "QUALITY")
    town.accept(number)
    town.staff("officer", number).act("way", "verify", plan=PLAN)
    return number


def draft(town: Town, number: str, conclusion: str = "UPHELD") -> None:
    town.staff("investigator", number).act("verification", "draft", conclusion=conclusion, **FOUND)


def sign(desk: Desk, status: int = 302) -> str:
    findings = desk.shown("verification", "sign", "findings_id")
    desk.act("verification", "sign", status, findings_id=findings, read="on")
    return findings


def recorded(town: Town, number: str) -> None:
    """Findings of two investigators, confirmed."""
    draft(town, number)
    for name in ("investigator", "investigator2"):
        findings = sign(town.staff(name, number))
    town.staff("officer", number).act("verification", "confirm", findings_id=findings)


def send_letter(town: Town, number: str) -> None:
    town.staff("officer", number).act(
        "feedback", "letter", process="走访双方并调取证据。", result="投诉属实，责令整改。"
    )


def test_upheld_after_findings_came_back_once(town: Town) -> None:
    town.at("2026-08-03T09:00")
    number = in_verification(town)
    assert town.clock(number, "VERIFICATION") == ("2026-08-24", "RUNNING")
    town.staff("officer", number).act("identify", "identify", name=RESPONDENT, uscc=USCC)
    cast.person("investigator", "OFFICER")  # one person with both roles

    town.at("2026-08-10T09:00")
    draft(town, number)
    one, two = town.staff("investigator", number), town.staff("investigator2", number)
    findings = sign(one)
    one.act("verification", "sign", 409, findings_id=findings, read="on")  # one person signs once
    officer = town.staff("officer", number)
    officer.act("verification", "confirm", 422, findings_id=findings)  # one name is not enough
    sign(two)
    officer.claim()
    officer.act("verification", "confirm", 409, findings_id="99999999999999999999")  # nobody's
    officer.act("verification", "return", findings_id=findings, reason="请补充现场照片的拍摄时间。")
    assert town.state(number) == "IN_VERIFICATION"
    officer.act("verification", "confirm", 422, findings_id=findings)  # that version is gone

    town.at("2026-08-11T09:00")
    draft(town, number)
    again = sign(town.staff("investigator", number))
    assert again != findings
    town.staff("investigator2", number).act(
        "verification", "sign", 409, findings_id=findings, read="on"
    )  # who read the old version signs nothing
    sign(town.staff("investigator2", number))
    both = town.staff("investigator", number)
    both.act("verification", "confirm", 422, findings_id=again)  # who signed does not confirm
    town.staff("officer2", number).act("verification", "confirm", findings_id=again)

    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "VERIFICATION") == ("2026-08-24", "MET")
    assert town.clock(number, "RESULT_FEEDBACK") == ("2026-08-20", "RUNNING")
    assert town.clock(number, "HANDLING") == ("2026-08-12", "AMBER")
    town.work()
    assert Entry.objects.get(kind="COMPLAINT_UPHELD").source_file.number == number
    assert town.staff("officer", number).letters("核查")
    send_letter(town, number)
    town.work()
    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "HANDLING") == ("2026-08-12", "MET")


def test_the_letter_first_then_the_archive(town: Town) -> None:
    """AS-02: letter 02-25, archive 02-28; the last day was 02-27, so the answer is late."""
    town.at("2026-01-26T09:00")
    number = in_verification(town)
    assert town.clock(number, "HANDLING") == ("2026-02-04", "RUNNING")
    town.at("2026-02-04T16:00")
    town.staff("officer", number).act(
        "progress",
        "answer",
        wait_ground="VERIFICATION",
        remains="尚待核对订单记录。",
        who_acts="核查人员",
        by_when="2026-02-13",
    )
    town.work()
    assert town.clock(number, "HANDLING") == ("2026-02-04", "MET")
    assert town.clock(number, "PROGRESS_NOTE") == ("2026-03-03", "RUNNING")

    town.at("2026-02-11T10:00")
    with town.archive_away():
        recorded(town, number)
        town.work()
        assert town.clock(number, "RESULT_FEEDBACK") == ("2026-02-27", "RUNNING")
        assert town.clock(number, "PROGRESS_NOTE")[1] == "CANCELLED"
        town.at("2026-02-25T10:00")
        assert town.clock(number, "RESULT_FEEDBACK")[1] == "AMBER"
        send_letter(town, number)
        town.work()
        assert town.state(number) == "OUTCOME_RECORDED"
        town.at("2026-02-28T09:00")
        assert town.clock(number, "RESULT_FEEDBACK") == ("2026-02-27", "OVERDUE")
    assert town.retry_dead_letters() == 1

    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "RESULT_FEEDBACK") == ("2026-02-27", "MET_LATE")


def test_the_archive_first_then_the_letter(town: Town) -> None:
    """AS-03: recorded Fri 2025-09-26 before two make-up days; the letter of 10-13 is in time."""
    town.at("2025-09-22T09:00")
    number = in_verification(town)
    town.at("2025-09-26T10:00")
    recorded(town, number)
    town.work()
    assert town.clock(number, "RESULT_FEEDBACK") == ("2025-10-13", "RUNNING")
    assert town.state(number) == "OUTCOME_RECORDED"
    town.at("2025-10-13T20:00")
    assert town.clock(number, "RESULT_FEEDBACK")[1] == "AMBER"
    send_letter(town, number)
    assert town.state(number) == "OUTCOME_RECORDED"  # ordered is not sent
    town.work()

    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "RESULT_FEEDBACK") == ("2025-10-13", "MET")


def test_a_minor_complaint_withdrawn_is_over(town: Town) -> None:
    town.at("2026-07-14T09:00")
    mine = town.complain()
    town.grade(mine.number, "S4", "MEDIATION")
    town.accept(mine.number)
    town.staff("officer", mine.number).act("way", "propose")

    town.at("2026-07-20T09:00")
    Party(mine).send("withdraw", 422, final="on", reason="已退款")  # not said to be free
    Party(mine).send("withdraw", final="on", own_act="on", reason="已退款")

    assert town.state(mine.number) == "WITHDRAWN"
    assert town.clock(mine.number, "HANDLING")[1] == "CANCELLED"
    assert town.mediation(mine.number).termination_ground == "T1"
    # Nothing is carried on: the office knows this one case and no other.
    cases = town.staff("officer").client.get("/cases").content.decode()
    assert set(re.findall(r"TS-\d{4}-\d{6}", cases)) == {mine.number}


def test_serious_facts_outlive_the_withdrawal(town: Town) -> None:
    """AS-16: a toddler hurt; the parents withdraw after a payment, the matter goes on."""
    town.at("2026-07-14T09:00")
    mine = town.complain(
        "SAFETY", narrative="月嫂多次拍打两岁孩子，孩子手臂有淤青。", request="追究责任。"
    )
    number = mine.number
    town.grade(number, "S1", "EMERGENCY", "INJURY_ABUSE")
    town.accept(number)
    assert "移送" in town.staff("officer", number).read()  # waits for the referral desk
    assert town.clock(number, "HANDLING") == ("2026-07-23", "RUNNING")

    town.at("2026-07-20T09:00")
    Party(mine).send("withdraw", final="on", own_act="on", reason="已赔偿")

    assert town.state(number) == "WITHDRAWN"
    assert town.clock(number, "HANDLING")[1] == "CANCELLED"
    follow_on = town.staff_found(number)
    assert follow_on.state == "ACCEPTED"
    assert (follow_on.severity, follow_on.police_report) == ("S1", True)
    page = town.staff("officer", follow_on.file.number).read()
    assert "赵小满" not in page  # who withdrew is no party of it
    assert town.clock(follow_on.file.number, "REFERRAL_S1")[1] in {"RUNNING", "AMBER", "OVERDUE"}
