"""A minor complaint, mediated to an agreement, from the web form to the closed file."""

from django.test import Client

from archives.models import Entry
from tests.journeys.conftest import RESPONDENT, USCC, Party, Town


def test_nobody_acts_and_the_clock_says_so(town: Town) -> None:
    """AS-01: across 中秋 and 国庆; there is no deemed acceptance."""
    town.at("2026-09-24T10:00")
    mine = town.complain()
    assert town.clock(mine.number, "ACCEPTANCE") == ("2026-10-12", "RUNNING")
    assert town.amber_from(mine.number, "ACCEPTANCE").isoformat() == "2026-10-09"

    town.at("2026-10-09T00:00")
    assert town.clock(mine.number, "ACCEPTANCE")[1] == "AMBER"
    town.at("2026-10-12T23:59")
    assert town.clock(mine.number, "ACCEPTANCE")[1] == "AMBER"
    town.at("2026-10-13T00:00")
    assert town.clock(mine.number, "ACCEPTANCE")[1] == "OVERDUE"

    assert town.state(mine.number) == "REGISTERED"
    assert "2026-10-12" in Party(mine).read()
    desk = town.staff("officer", mine.number)
    assert "投诉处理" not in desk.read()  # HANDLING does not exist yet


def test_a_complaint_on_a_holiday_night_counts_from_the_next_working_day(town: Town) -> None:
    """AS-04: an evening of 劳动节; 24 hours to the first contact run although it is a holiday."""
    town.at("2026-05-02T23:15")
    mine = town.complain()

    assert town.clock(mine.number, "ACCEPTANCE") == ("2026-05-13", "RUNNING")
    town.at("2026-05-03T23:14")
    assert town.clock(mine.number, "CONTACT")[1] in {"RUNNING", "AMBER"}
    town.at("2026-05-03T23:15")
    assert town.clock(mine.number, "CONTACT")[1] == "OVERDUE"


def test_agreed_and_closed(town: Town) -> None:
    town.at("2026-09-24T10:00")
    mine = town.complain()
    number = mine.number

    town.at("2026-09-28T09:00")
    town.grade(number, "S4", "MEDIATION")
    town.accept(number)
    assert town.clock(number, "ACCEPTANCE") == ("2026-10-12", "MET")
    assert town.clock(number, "HANDLING") == ("2026-10-13", "RUNNING")

    town.at("2026-09-29T10:00")
    officer = town.staff("officer", number)
    officer.act("identify", "identify", name=RESPONDENT, uscc=USCC)
    officer.claim()
    officer.act("way", "propose")
    assert town.clock(number, "MEDIATION") == ("2026-11-27", "RUNNING")  # 60 CD from acceptance

    town.at("2026-09-30T11:00")
    Party(mine).send("mediation", consents="yes")
    assert town.state(number) == "ACCEPTED"
    assert "等待另一方" in Party(mine).read()
    town.respondent_of(number).send("mediation", consents="yes")
    assert town.state(number) == "IN_MEDIATION"

    mediator = town.staff("mediator", number)
    mediator.claim()
    session = {"mode": "ONSITE", "place": "协会三楼调解室"}
    # 3 working days from 09-30 are 10-08, 10-09 and the make-up Saturday 10-10.
    mediator.act("mediation", "schedule", 422, session_at="2026-10-09T14:00", **session)
    mediator.act("mediation", "schedule", session_at="2026-10-10T14:00", **session)
    assert "协会三楼调解室" in town.respondent_of(number).read()

    town.at("2026-10-09T14:00")
    town.staff("mediator", number).act("mediation", "open", 422, both_present="on")  # not yet
    town.at("2026-10-10T14:00")
    mediator = town.staff("mediator", number)
    mediator.act("mediation", "open", both_present="on")
    deal = {
        "facts": "双方对服务费有争议。",
        "terms": "被投诉人当面向投诉人赔礼道歉",
        "amount": "200",
        "performed_at_once": "on",
        "lawful": "on",
    }
    mediator.act("mediation", "draft", **deal)
    Party(mine).sign()
    assert town.state(number) == "IN_MEDIATION"  # One signature binds nobody.
    mediator.act("mediation", "draft", **deal | {"terms": f"{deal['terms']}\n退还服务费200元"})
    town.respondent_of(number).sign()
    assert town.state(number) == "IN_MEDIATION"  # Other words: the first signature is void.
    Party(mine).sign()
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "MEDIATION")[1] == "MET"
    assert town.clock(number, "RESULT_FEEDBACK") == ("2026-10-20", "RUNNING")
    town.work()
    assert (
        town.staff("mediator", number).letters("调解书")[0].count("退还服务费200元") == 3
    )  # 一式三份

    town.at("2026-10-12T09:00")
    officer = town.staff("officer", number)
    officer.claim()
    officer.act("feedback", "letter", process="组织双方调解。", result="双方达成协议并当场履行。")
    assert town.state(number) == "OUTCOME_RECORDED"  # ordered is not sent
    town.work()
    assert town.state(number) == "FED_BACK"
    assert town.clock(number, "HANDLING") == ("2026-10-13", "MET")
    assert town.clock(number, "RESULT_FEEDBACK")[1] == "MET"
    assert town.clock(number, "FOLLOW_UP") == ("2026-10-19", "RUNNING")

    town.at("2026-10-13T10:00")
    clerk = town.staff("intake", number)
    clerk.claim()
    clerk.act("follow_up", "reached", satisfaction="SATISFIED", remark="表示满意")
    assert town.state(number) == "CLOSED"
    entry = Entry.objects.get(kind="MEDIATED_SETTLED")
    assert entry.source_file.number == number
    assert not Entry.objects.exclude(source_file__number=number).exists()
    assert "案件已办结，协议已履行。" in Party(mine).read()
    assert "/cases/" in Client().get(f"/cases/{number}")["Location"]  # nobody without log-in


def test_an_agreement_on_the_last_evening_is_valid(town: Town) -> None:
    """AS-06: the 60th day falls into 国庆; the agreement of 10-08 20:00 counts."""
    town.at("2026-08-06T09:00")
    mine = town.complain()
    number = mine.number
    town.grade(number, "S4", "MEDIATION")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    assert town.clock(number, "MEDIATION") == ("2026-10-08", "RUNNING")
    Party(mine).send("mediation", consents="yes")
    town.respondent_of(number).send("mediation", consents="yes")
    town.staff("mediator", number).act(
        "mediation", "schedule", session_at="2026-10-08T19:00", mode="VIDEO", place="视频会议室"
    )
    assert town.clock(number, "HANDLING") == ("2026-08-17", "RUNNING")

    town.at("2026-10-08T20:00")
    assert town.clock(number, "HANDLING") == ("2026-08-17", "OVERDUE")
    mediator = town.staff("mediator", number)
    mediator.act("mediation", "open", both_present="on")
    mediator.act(
        "mediation",
        "draft",
        facts="双方对服务费有争议。",
        terms="退还服务费",
        performance_due_on="2026-10-30",
        lawful="on",
    )
    wording = mediator.shown("mediation", "sign", "draft")
    both = ["COMPLAINANT", "RESPONDENT"]
    mediator.act("mediation", "sign", draft=wording, parties=both, how="IN_PERSON")
    assert town.clock(number, "MEDIATION") == ("2026-10-08", "MET")
    assert town.clock(number, "PERFORMANCE")[0] == "2026-10-30"
    assert town.state(number) == "OUTCOME_RECORDED"


def test_the_day_after_the_period_it_is_over_by_itself(town: Town) -> None:
    """AS-05 (new rule): 60 calendar days from 2026-04-15, a Sunday, rolled to 06-15."""
    town.at("2026-04-15T09:00")
    mine = town.complain()
    number = mine.number
    town.grade(number, "S4", "MEDIATION")
    town.accept(number)
    town.staff("officer", number).act("way", "propose")
    Party(mine).send("mediation", consents="yes")
    town.respondent_of(number).send("mediation", consents="yes")
    assert town.clock(number, "MEDIATION") == ("2026-06-15", "RUNNING")
    assert town.clock(number, "HANDLING")[0] == "2026-04-24"

    town.at("2026-06-15T23:59")
    assert town.mediation(number).state == "CONSENTED"
    town.at("2026-06-16T00:00")

    assert town.mediation(number).state == "TERMINATED"
    assert town.mediation(number).termination_ground == "T5"
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "TERMINATION_NOTICE")[1] == "RUNNING"
    assert town.clock(number, "HANDLING")[1] == "OVERDUE"
