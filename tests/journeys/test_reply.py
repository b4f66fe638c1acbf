"""The enterprise answers first: settled, overdue, late, turned down — through the portals (R15)."""

from archives.models import Entry
from casework.models import Complaint
from notifications.models import Notice
from tests.journeys.conftest import RESPONDENT, USCC, Party, Receipt, Town

QUESTION = "请说明服务经过，与投诉人协商解决后答复本会。"
REPLY = "我公司已向投诉人赔礼道歉，并退还服务费200元。"


def asked(town: Town) -> Receipt:
    """Bring a complaint as far as the request to the enterprise, on 2026-09-21."""
    town.at("2026-09-21T09:00")
    mine = town.complain()
    town.grade(mine.number, "S4", "MEDIATION")
    town.staff("officer", mine.number).act("identify", "identify", name=RESPONDENT, uscc=USCC)
    town.accept(mine.number)
    officer = town.staff("officer", mine.number)
    officer.claim()
    officer.act("way", "reply", question=QUESTION)
    town.work()
    return mine


def test_settled_by_the_enterprise(town: Town) -> None:
    mine = asked(town)
    number = mine.number
    assert town.state(number) == "ACCEPTED"
    # 3 working days from 09-21, before 中秋 (09-25 is off).
    assert town.clock(number, "ENTERPRISE_REPLY") == ("2026-09-24", "RUNNING")
    respondent = town.respondent_of(number)
    assert "2026-09-24" in respondent.read()
    assert QUESTION in respondent.read("/reply")
    assert "企业先行答复" in Party(mine).read()
    # While it has its days, nobody mediates or verifies; it is asked once.
    town.staff("officer", number).act("way", "propose", 422)
    town.staff("officer", number).act("way", "reply", 409, question=QUESTION)

    town.at("2026-09-23T15:00")
    respondent = town.respondent_of(number)
    respondent.send("reply", 422, reply="", claims_settled="yes")
    respondent.send("reply", reply=REPLY, claims_settled="yes")
    respondent.send("reply", 409, reply=REPLY, claims_settled="yes")
    assert town.clock(number, "ENTERPRISE_REPLY") == ("2026-09-24", "MET")
    town.work()
    assert "问题解决了吗" in Party(mine).read()
    assert REPLY in Party(mine).read("/settled")

    town.at("2026-09-24T09:00")
    Party(mine).send("settled", 422, settled="", words="")
    Party(mine).send("settled", settled="yes", words="费用已经退还，企业已道歉。")
    assert town.state(number) == "OUTCOME_RECORDED"
    assert Complaint.objects.get(file__number=number).outcome == "SETTLED"
    # 中秋 09-25, make-up Sunday 09-20 is past; 国庆 10-01…07; 7 working days end on 10-12.
    assert town.clock(number, "RESULT_FEEDBACK")[1] == "RUNNING"
    town.work()
    town.staff("officer", number).act(
        "feedback", "letter", process="企业先行答复。", result="双方已自行解决。"
    )
    town.work()
    assert town.state(number) == "FED_BACK"
    entry = Entry.objects.current().get(kind="MEDIATED_SETTLED")
    assert (entry.entry_class, entry.scoring) == ("NEUTRAL", False)
    assert "双方已自行解决" in "".join(town.staff("officer", number).letters("处理结果"))


def test_a_written_confirmation_is_taken_down_and_a_spoken_one_is_not(town: Town) -> None:
    mine = asked(town)
    number = mine.number
    town.at("2026-09-22T10:00")
    clerk = town.staff("intake", number)
    clerk.act("reply", "replied", reply=REPLY, claims_settled="yes", arrived_at="2026-09-22T09:00")
    clerk.act("reply", "settled", 422, words="费用已经退还。")
    assert town.state(number) == "ACCEPTED"
    clerk.act("reply", "settled", words="费用已经退还。", written="on")
    assert town.state(number) == "OUTCOME_RECORDED"
    town.staff("triage", number).act("reply", "settled", 409, words="费用已经退还。", written="on")


def test_no_reply_in_time_then_mediation_dated_from_acceptance(town: Town) -> None:
    mine = asked(town)
    number = mine.number
    town.at("2026-09-24T23:59")
    assert Complaint.objects.get(file__number=number).reply_overdue_at is None
    town.at("2026-09-25T00:00")
    complaint = Complaint.objects.get(file__number=number)
    assert complaint.reply_overdue_at is not None
    assert town.clock(number, "ENTERPRISE_REPLY") == ("2026-09-24", "OVERDUE")
    told = Notice.objects.filter(file__number=number, text__contains="企业未在期限内答复")
    assert told.exists()
    # Its own row tells it; the sweep does not tell it once more.
    assert not Notice.objects.filter(file__number=number, text__contains="企业先行答复").exists()
    assert "企业未在期限内答复" in Party(mine).read()

    town.at("2026-09-28T09:00")
    town.staff("officer", number).act("way", "propose")
    # 60 days from the acceptance on 09-21, not from the proposal.
    assert town.clock(number, "MEDIATION")[0] == "2026-11-20"
    town.respondent_of(number).send("mediation", consents="yes")
    Party(mine).send("mediation", consents="yes")
    assert town.state(number) == "IN_MEDIATION"
    assert town.clock(number, "ENTERPRISE_REPLY")[1] == "CANCELLED"


def test_a_late_reply_is_taken_and_counted_and_settles_nothing(town: Town) -> None:
    mine = asked(town)
    number = mine.number
    town.at("2026-09-28T09:00")
    town.respondent_of(number).send("reply", reply=REPLY, claims_settled="no")
    assert town.clock(number, "ENTERPRISE_REPLY") == ("2026-09-24", "MET_LATE")
    complaint = Complaint.objects.get(file__number=number)
    assert complaint.reply_late
    assert complaint.reply_overdue_at is not None

    Party(mine).send("settled", settled="no", words="费用没有退，也没有人联系过我。")
    Party(mine).send("settled", 409, settled="no", words="费用没有退，也没有人联系过我。")
    assert town.state(number) == "ACCEPTED"
    town.work()
    officer = town.staff("officer", number)
    assert "没有人联系过我" in officer.read()
    assert Notice.objects.filter(file__number=number, text__contains="未解决问题").exists()
    officer.act("way", "propose")


def test_a_letter_posted_in_time_was_never_overdue(town: Town) -> None:
    """Written down after the end: the day of posting counts, whatever the clock said meanwhile."""
    mine = asked(town)
    number = mine.number
    town.at("2026-09-28T09:00")
    clerk = town.staff("intake", number)
    given = {"reply": REPLY, "claims_settled": "no"}
    clerk.act("reply", "replied", 422, arrived_at="2026-09-20T09:00", **given)
    clerk.act("reply", "replied", arrived_at="2026-09-24T18:00", **given)
    complaint = Complaint.objects.get(file__number=number)
    assert not complaint.reply_late
    assert complaint.reply_overdue_at is None
    assert town.clock(number, "ENTERPRISE_REPLY") == ("2026-09-24", "MET")


def test_a_worker_s_employer_is_asked_and_answers_in_writing(town: Town) -> None:
    town.at("2026-09-21T09:00")
    number = town.complain(respondent_type="WORKER", respondent_name="李师傅").number
    town.grade(number, "S3", "MEDIATION")
    town.accept(number)
    officer = town.staff("officer", number)
    officer.act("way", "reply", 422, question=QUESTION, enterprise="")
    officer.act("way", "reply", question=QUESTION, enterprise=RESPONDENT)
    worker = town.respondent_of(number)
    assert "就服务投诉作出答复" not in worker.read()
    worker.send("reply", 422, reply=REPLY, claims_settled="yes")
    assert Complaint.objects.get(file__number=number).replied_at is None
    town.at("2026-09-22T09:00")
    town.staff("intake", number).act("reply", "replied", reply=REPLY, claims_settled="yes")
    assert RESPONDENT in town.staff("officer", number).read("/reply")


def test_what_is_grave_is_not_left_to_the_enterprise(town: Town) -> None:
    mine = asked(town)
    number = mine.number
    town.at("2026-09-22T09:00")
    town.staff("triage", number).act(
        "triage",
        "regrade",
        category="THEFT",
        severity="S2",
        route="REFERRAL",
        reason="发现财物丢失，有监控为证。",
    )
    Party(mine).send("settled", 422, settled="yes", words="企业已经赔偿。")
    assert town.state(number) == "ACCEPTED"
    town.staff("officer", number).act(
        "way", "verify", plan="调取监控并走访双方当事人。", facts_disputed="on"
    )
    assert town.clock(number, "ENTERPRISE_REPLY")[1] == "CANCELLED"
