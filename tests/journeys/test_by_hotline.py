"""Tickets of the 12345 hotline: from the push to its own word that the matter is closed."""

import re

from casework.models import Complaint, Ticket
from common.models import File
from tests.journeys.conftest import Hotline, Town
from tests.journeys.test_verified import recorded, send_letter

WHY = "双方当事人在外地，须等待检测报告。"


def sign(town: Town, number: str) -> None:
    town.staff("liaison", number).act("ticket", "sign", ticket=ticket_of(number).pk)
    town.work()


def ticket_of(number: str) -> Ticket:
    return Ticket.objects.filter(complaint__file__number=number).latest("pk")


def verifying(town: Town, number: str) -> None:
    talk = {"role": "COMPLAINANT", "means": "PHONE", "reached": "on", "text": "已核对经过。"}
    clerk = town.staff("intake", number).client
    fields = {f"contact-{name}": value for name, value in talk.items()}
    assert clerk.post(f"/cases/{number}/contacts/add", fields).status_code == 302
    town.grade(number, "S3", "VERIFY", "QUALITY")
    town.accept(number)
    town.staff("officer", number).act("way", "verify", plan="走访双方，调取订单与通话录音。")


def due(town: Town, number: str) -> str:
    """Return what the queue says of the case."""
    page = town.staff("officer").client.get("/cases", {"tab": "open"})
    (row,) = [row for row in page.context["rows"] if row.number == number]
    return str(row.due)


def test_a_ticket_from_push_to_the_hotline_s_own_closing(town: Town, hotline: Hotline) -> None:
    """AS-11, the ticket's half: due 03-10; accepted 03-05, so our HANDLING is due 03-16."""
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-11", "2026-03-11T00:00")  # 24:00 of 03-10
    assert town.clock(number, "ACCEPTANCE") == ("2026-03-13", "RUNNING")
    assert "2026-03-05" in due(town, number)  # to be signed within a day
    sign(town, number)
    assert len(hotline.heard("SIGN")) == 1

    town.at("2026-03-05T10:00")
    verifying(town, number)
    assert town.clock(number, "HANDLING") == ("2026-03-16", "RUNNING")
    assert "2026-03-10（周二）24:00" in due(town, number)  # the earlier one governs
    page = town.staff("officer", number).read()
    assert "2026-03-10（周二）24:00" in page  # and both are shown
    assert "2026-03-16（周一）24:00" in page

    # The same number again brings the record up to date: no second complaint.
    assert hotline.push("NB-11", "2026-03-11T00:00", occurred_place="海曙区月湖街道") == number
    assert Complaint.objects.count() == 1
    assert "海曙区月湖街道" in town.staff("officer", number).read()

    town.at("2026-03-09T10:00")
    recorded(town, number)
    send_letter(town, number)
    town.work()
    assert town.state(number) == "FED_BACK"
    (reply,) = hotline.heard("REPLY")
    assert "投诉属实，责令整改。" in reply["reply_text"]
    assert reply["number"] == number
    page = town.staff("officer", number).read()
    assert "工单NB-11 · 答复期限" not in page  # the term is met

    town.at("2026-03-10T10:00")
    town.staff("intake", number).act("follow_up", "reached", satisfaction="SATISFIED", remark="")
    town.work()
    assert hotline.heard("FOLLOW_UP")[0]["followup_result"] == "SATISFIED"
    hotline.say("CLOSED", "NB-11", followup_result="SATISFIED", resolved="Y")
    page = town.staff("officer", number).read()
    assert "热线办结 2026-03-10 10:00 · 满意 · 已解决" in page


def test_while_the_hotline_is_away_the_work_goes_on_and_catches_up(
    town: Town, hotline: Hotline
) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-12", "2026-03-20T18:00")
    with hotline.system.gone():
        sign(town, number)
        # It cannot be reached, but its pushes still come in, and the new one is brought up to date.
        assert hotline.push("NB-12", "2026-03-18T18:00") == number
        verifying(town, number)
        town.at("2026-03-06T10:00")
        recorded(town, number)
        send_letter(town, number)
        town.work()
        assert town.state(number) == "FED_BACK"
        assert hotline.system.parcels == {}
        assert len(hotline.system.tries) > 2
        page = town.staff("liaison").client.get("/tickets").content.decode()
        assert "发送中" in page
        assert ticket_of(number).replied_at is None  # the term runs until it has our reply

    town.at("2026-03-06T18:00")
    town.work()
    assert [len(hotline.heard(kind)) for kind in ("SIGN", "REPLY")] == [1, 1]
    assert ticket_of(number).replied_at is not None
    assert ticket_of(number).handle_due_at.isoformat() == "2026-03-18T10:00:00+00:00"


def test_more_time_is_asked_before_the_term_and_moves_no_clock_of_ours(
    town: Town, hotline: Hotline
) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-13", "2026-03-10T18:00")
    sign(town, number)
    verifying(town, number)
    ticket = ticket_of(number).pk

    town.at("2026-03-10T17:59")
    liaison = town.staff("liaison", number)
    town.staff("officer", number).act("ticket", "more_time", 403, ticket=ticket, reason=WHY)
    liaison.act("ticket", "more_time", 422, ticket=ticket, reason=WHY, until="2026-03-09")
    liaison.act("ticket", "more_time", ticket=ticket, reason=WHY, until="2026-03-18")
    town.work()
    assert hotline.heard("EXTENSION_REQUEST")[0]["reason"] == WHY
    hotline.say("EXTENSION_GRANTED", "NB-13", until="2026-03-18T18:00:00+08:00")
    town.work()
    assert "2026-03-13" in due(town, number)  # now our own HANDLING is the earlier one
    assert town.clock(number, "HANDLING") == ("2026-03-13", "RUNNING")

    town.at("2026-03-18T18:01")
    answer = town.staff("liaison", number).act(
        "ticket", "more_time", 422, ticket=ticket, reason=WHY
    )
    assert "工单期限已届满；延期应当在到期前申请。" in answer
    assert "2026-03-18" in town.staff("officer", number).read()
    liaison = town.staff("liaison")
    assert "NB-13" in liaison.client.get("/tickets", {"tab": "overdue"}).content.decode()
    assert len(hotline.heard("EXTENSION_REQUEST")) == 1


def test_a_reminder_is_seen_where_people_look(town: Town, hotline: Hotline) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-14", "2026-03-20T18:00")
    town.at("2026-03-05T09:00")
    hotline.say("REMINDER", "NB-14", words="来电人催问办理进度。")
    hotline.say("REMINDER", "NB-404", status=404)
    town.work()

    liaison = town.staff("liaison", number)
    assert f"{number} 热线催办工单" in liaison.client.get("/inbox").content.decode()
    assert "热线已催办" in liaison.client.get("/desk").content.decode()
    assert "来电人催问办理进度。" in liaison.read()
    assert "NB-404" in liaison.client.get("/tickets").content.decode()


def test_without_a_system_the_liaison_carries_it_on_paper(town: Town, hotline: Hotline) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-15", "2026-03-20T18:00")
    with hotline.unplugged():
        sign(town, number)
        verifying(town, number)
        recorded(town, number)
        send_letter(town, number)
        town.work()
        liaison = town.staff("liaison", number)
        assert "NB-15" in liaison.client.get("/byhand").content.decode()

        town.at("2026-03-06T10:00")
        liaison = town.staff("liaison", number)
        page = liaison.client.get(f"/cases/{number}/ticket").content.decode()
        waiting = re.findall(r'name="pass_on-message" value="(\d+)"', page)
        assert len(waiting) == 2  # signature and closing reply
        how = {"how": "PAGE", "to_whom": "回执20260306-7", "passed_on_at": "2026-03-05T16:30"}
        liaison.act("ticket", "pass_on", message=waiting, **how)
        assert ticket_of(number).replied_at.isoformat() == "2026-03-05T08:30:00+00:00"
        assert "NB-15" not in liaison.client.get("/byhand").content.decode()
        liaison.act(
            "ticket", "heard", ticket=ticket_of(number).pk, kind="CLOSED",
            said_at="2026-03-06T09:00", followup_result="SATISFIED", resolved="Y", words="",
        )  # fmt: skip
        assert "已解决" in liaison.read()
    assert hotline.system.parcels == {}


def test_what_the_hotline_wants_handled_again_goes_on_in_a_case_that_follows(
    town: Town, hotline: Hotline
) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-16", "2026-03-20T18:00")
    sign(town, number)
    verifying(town, number)
    recorded(town, number)
    send_letter(town, number)
    town.work()
    town.at("2026-03-05T10:00")
    town.staff("intake", number).act("follow_up", "reached", satisfaction="DISSATISFIED", remark="")
    town.work()
    assert town.state(number) == "CLOSED"

    town.at("2026-03-09T10:00")
    order = {"words": "诉求人称企业未退费。", "handle_due_at": "2026-03-23T18:00:00+08:00"}
    again = hotline.say("REHANDLE", "NB-16", **order)
    town.work()

    assert again != number
    assert town.state(number) == "CLOSED"
    assert File.objects.get(number=again).parent == File.objects.get(number=number)
    assert "NB-16" in town.staff("liaison").client.get("/tickets").content.decode()
    assert "第2轮" in town.staff("liaison", again).read()
    contacts = town.staff("officer", again).read(tab="contacts")
    assert number in contacts
    assert "诉求人称企业未退费。" in contacts
    assert again in town.staff("officer", number).read(tab="contacts")
    sign(town, again)
    verifying(town, again)
    recorded(town, again)
    send_letter(town, again)
    town.work()
    assert len(hotline.heard("REPLY")) == 2
    assert Complaint.objects.count() == 2


def test_a_returned_ticket_ends_our_part_and_the_complaint_is_decided(
    town: Town, hotline: Hotline
) -> None:
    town.at("2026-03-04T09:00")
    number = hotline.push("NB-17", "2026-03-20T18:00", narrative="物业公司多收物业费。")
    liaison = town.staff("liaison", number)
    why = "物业服务收费不属于本会职责，建议转住建部门。"
    liaison.act("ticket", "give_back", ticket=ticket_of(number).pk, reason=why)
    town.work()
    assert "待人工报送" in liaison.client.get("/tickets", {"tab": "by_hand"}).content.decode()
    assert "2026-03-20" not in due(town, number)

    town.grade(number, "S4", "NOT_ACCEPTED", "INVALID")
    town.staff("officer", number).act("acceptance", "refuse", ground="G1", reason=why)
    assert town.state(number) == "NOT_ACCEPTED"
    # The hotline insists: the ticket is ours again, and owes a reply although the case has ended.
    hotline.push("NB-17", "2026-03-25T18:00", narrative="物业公司多收物业费。")
    page = town.staff("liaison", number).read()
    assert "第2轮" in page
    liaison.act("ticket", "answer", ticket=ticket_of(number).pk, text=f"经审查决定不予受理：{why}")
    town.work()
    assert why in hotline.heard("REPLY")[0]["reply_text"]
    assert not ticket_of(number).is_open
