"""Handed to an agency: a theft on paper to the police and back, and danger that cannot wait."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from archives.models import Entry
from casework.models import Referral
from tests.journeys.conftest import USCC, Party, Town

THEFT = "保洁服务结束后发现手镯一只不见，价值约8000元，服务期间只有保洁员在场。"
PACKET = {
    "legal_basis": "《中华人民共和国治安管理处罚法》",
    "facts": THEFT,
    "asks": "请依法受理并告知处理结果。",
    "described": "投诉登记表复印件一份",
}


def referral_of(number: str) -> Referral:
    """Return the last referral of the case, to be looked at."""
    found = Referral.objects.select_related("file", "packet")
    return found.filter(complaint__file__number=number).latest("pk")


def page_of(number: str) -> str:
    """Return where the referral lies below its case."""
    return f"referrals/{referral_of(number).file.number}"


def bring(town: Town, number: str, to: str = "值班民警") -> None:
    """Let the liaison bring the letter once it is printed, and write it down."""
    town.work()
    desk, page = town.staff("liaison", number), page_of(number)
    shown = desk.client.get(f"/cases/{number}/{page}").content.decode()
    parcel = re.search(r'<select name="hand_over-sending_id".*?value="(\d+)"', shown, re.DOTALL)
    assert parcel, "there is no letter to bring"
    desk.act(
        page,
        "hand_over",
        sending_id=parcel[1],
        how="IN_PERSON",
        to=to,
        on=f"{town.now:%Y-%m-%dT%H:%M}",
    )


def approve(town: Town, number: str) -> None:
    """Let an officer approve exactly the packet that the page shows."""
    desk, page = town.staff("officer", number), page_of(number)
    desk.act(page, "approve", packet_id=desk.shown(page, "approve", "packet_id"), read="on")


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("决定书.pdf", b"%PDF-1.4 decision", "application/pdf")


def test_a_theft_goes_to_the_police_on_paper_and_comes_back_decided(town: Town) -> None:
    """AS-12: referred 03-06, with the police 03-09, receipt 03-10, decision 04-03."""
    town.at("2026-03-06T20:30")
    mine = town.complain("PROPERTY", narrative=THEFT)
    number = mine.number
    town.grade(number, "S2", "REFERRAL", "THEFT")
    town.accept(number)

    town.at("2026-03-06T21:00")
    typed = {f"prepare-{name}": value for name, value in PACKET.items()}
    seen = town.staff("liaison", number).client.post(
        f"/cases/{number}/refer/prepare", typed | {"preview": "1"}
    )
    assert "请依法受理并告知处理结果" in seen.content.decode()
    assert town.state(number) == "ACCEPTED"
    town.staff("liaison", number).act(
        "refer", "prepare", **PACKET, particulars=["complainant_name", "complainant_phone"]
    )
    page = page_of(number)
    assert town.state(number) == "IN_REFERRAL"
    assert town.clock(number, "REFERRAL") == ("2026-03-09", "AMBER")
    town.staff("liaison", number).act(page, "dispatch", 422)  # nobody has approved it
    town.staff("liaison", number).act(
        page, "approve", 403, packet_id=referral_of(number).packet_id, read="on"
    )

    town.at("2026-03-09T09:00")
    assert "赵小满" in town.staff("officer", number).read(f"/{page}")
    approve(town, number)
    town.at("2026-03-09T10:00")
    town.staff("liaison", number).act(page, "dispatch")
    assert town.clock(number, "REFERRAL_ACK") == ("2026-03-12", "RUNNING")
    town.at("2026-03-09T11:00")
    bring(town, number)
    town.staff("liaison", number).act(
        page, "hand_over", 409, sending_id="1", how="POST", to="x", on="2026-03-09T11:00"
    )

    town.at("2026-03-10T09:30")
    town.staff("liaison", number).act(
        page,
        "acknowledged",
        receipt_no="甬公受案字〔2026〕12号",
        arrived_at="2026-03-10T09:00",
    )
    town.staff("liaison", number).act(
        "progress",
        "answer",
        wait_ground="AGENCY",
        remains="公安机关已受案，正在办理。",
        who_acts="公安机关",
        by_when="2026-03-31",
    )
    town.work()
    assert town.clock(number, "HANDLING") == ("2026-03-17", "MET")
    assert town.clock(number, "PROGRESS_NOTE") == ("2026-03-31", "RUNNING")

    town.at("2026-03-31T10:00")
    town.staff("liaison", number).act(
        "progress",
        "answer",
        wait_ground="AGENCY",
        remains="公安机关尚未作出决定。",
        who_acts="公安机关",
        by_when="2026-04-22",
    )
    town.at("2026-04-07T09:00")
    decision = {
        "result_class": "PENALTY",
        "doc_no": "甬公行罚决字〔2026〕3号",
        "decided_on": "2026-04-02",
        "arrived_at": "2026-04-03T15:00",
        "tellable": "公安机关已对违法行为人作出处理。",
    }
    town.staff("liaison", number).act(page, "result", 422, **decision)  # without its paper
    town.staff("liaison", number).act(page, "result", **decision, scan=scan())
    assert town.state(number) == "OUTCOME_RECORDED"
    assert town.clock(number, "RESULT_FEEDBACK") == ("2026-04-15", "RUNNING")

    town.staff("officer", number).act(
        "identify", "identify", name="甬安家政服务有限公司", uscc=USCC
    )
    town.staff("officer", number).act(
        "feedback",
        "letter",
        process="本会于3月9日将本案移送公安机关，公安机关已受案处理。",
        result=decision["tellable"],
    )
    town.work()
    assert town.state(number) == "FED_BACK"
    assert referral_of(number).state == "CLOSED"
    letters = town.staff("officer", number).letters("处理结果")
    assert any(decision["tellable"] in letter for letter in letters)
    assert Entry.objects.filter(source_file__number=number).exists()
    assert "公安机关" in Party(mine).read()


def test_danger_is_told_to_110_at_once_and_the_paper_follows_before_any_acceptance(
    town: Town,
) -> None:
    """AS-16, first half: 110, then the written file within the day, ratified the next one."""
    town.at("2026-07-14T09:00")
    mine = town.complain(
        "SAFETY", narrative="月嫂多次拍打两岁孩子，孩子手臂有淤青。", request="追究责任。"
    )
    number = mine.number
    town.grade(number, "S1", "EMERGENCY", "INJURY_ABUSE")
    assert "记录110报警" in town.staff("intake", number).read()

    town.at("2026-07-14T09:20")
    town.staff("intake", number).act(
        "emergency",
        "call",
        called_at="2026-07-14T09:15",
        reference="接警员016",
        told="两岁儿童手臂淤青，疑似被月嫂拍打。",
    )
    town.staff("liaison", number).act("refer", "prepare", **PACKET, particulars=["respondent_name"])
    page = page_of(number)
    town.staff("liaison", number).act(page, "dispatch")
    assert town.state(number) == "REGISTERED"
    assert town.clock(number, "REFERRAL_S1")[1] == "MET"
    bring(town, number)
    town.accept(number)
    assert town.state(number) == "IN_REFERRAL"

    town.at("2026-07-15T09:00")
    town.staff("officer", number).act(
        page, "recall", 422, reason="家长要求撤回本次移送。", agreed="on"
    )
    town.staff("officer", number).act(page, "ratify", read="on")
    assert town.clock(number, "RATIFY") == ("2026-07-15", "MET")
    town.work()
    assert "公安机关" in town.staff("officer", number).read()


def test_a_returned_matter_goes_on_and_a_refused_one_is_verified(town: Town) -> None:
    """AS-13, AS-14: wages are no matter of the market regulator; HRSS files no case."""
    town.at("2026-03-02T09:00")
    mine = town.complain("LABOUR", narrative="公司拖欠三个月工资，共计12000元。")
    number = mine.number
    town.grade(number, "S2", "REFERRAL", "WAGE_ARREARS")
    town.accept(number)
    town.staff("liaison", number).act(
        "refer", "prepare", **PACKET, particulars=["respondent_name", "complainant_name"]
    )
    page = page_of(number)
    approve(town, number)
    town.staff("liaison", number).act(page, "dispatch")
    bring(town, number, to="劳动监察窗口")
    first = referral_of(number).agency

    town.at("2026-03-04T10:00")
    town.staff("liaison", number).act(
        page,
        "returned",
        reason_code="NOT_COMPETENT",
        words="不属于本部门职责。",
        arrived_at="2026-03-04T09:30",
    )
    town.staff("liaison", number).act(page, "reroute", 422, **PACKET, to=first)
    town.staff("liaison", number).act(page, "reroute", **PACKET, to="MARKET_REGULATOR")
    bring(town, number, to="消保科")
    assert referral_of(number).agency == "MARKET_REGULATOR"

    town.at("2026-03-10T10:00")
    town.staff("liaison", number).act(
        page,
        "not_filed",
        doc_no="不予立案告知书〔2026〕1号",
        words="无违法事实。",
        arrived_at="2026-03-10T09:00",
        scan=scan(),
    )
    assert town.state(number) == "IN_VERIFICATION"
    town.work()
    assert "部门不予立案" in town.staff("officer", number).read()
