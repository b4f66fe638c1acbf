"""One matter that came in twice: merged through the portals, and found again from either number."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archives.models import Entry
from casework.models import Complaint
from common.models import Recusal
from notifications.models import Delivery
from tests import cast
from tests.journeys.conftest import RESPONDENT, USCC, Party, Receipt, Town
from workflows.models import WorkItem

DUE = "2026-03-10T17:30:00+08:00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"0" * 200


def pending() -> int:
    """Return how many pending complaints the archive counts."""
    entries = Entry.objects.current().filter(kind="COMPLAINT_PENDING", status="PENDING")
    return int(entries.count())


def contacted(town: Town, number: str, said: str) -> None:
    """Let a clerk log a talk with the complainant."""
    logged = {"role": "COMPLAINANT", "means": "PHONE", "reached": "on", "text": said}
    answer = town.staff("intake", number).client.post(
        f"/cases/{number}/contacts/add", {f"contact-{name}": v for name, v in logged.items()}
    )
    assert answer.status_code == 302


def due(number: str) -> str:
    """Return the moment by which somebody must act on the case, as the queue has it."""
    item = WorkItem.objects.filter(case__number=number).latest("pk")
    return f"{item.due_at:%Y-%m-%d}" if item.due_at else ""


def test_a_duplicate_through_two_channels(town: Town) -> None:
    """AS-11: web on 03-02, ticket of 12345 on 03-04 due 03-10; merged, it is one complaint."""
    town.at("2026-03-02T10:00")
    mine = town.complain()
    number = mine.number
    contacted(town, number, "已联系投诉人，核对了经过。")
    town.at("2026-03-04T09:00")
    ticket = town.push("DH-2026-77", handle_due_at=DUE)
    assert town.clock(ticket, "ACCEPTANCE") == ("2026-03-13", "RUNNING")
    desk = town.staff("triage", ticket)
    assert number in desk.read()  # a duplicate is pointed out before anybody looks for it
    page = desk.read("/merging")
    assert "对照" in page
    assert "139****5678" in page
    assert "13912345678" not in page

    town.merge(ticket, number, 422, confirmed="")
    town.merge(ticket, number, 422, note="")
    assert town.state(ticket) == "REGISTERED"
    town.merge(ticket, number)
    town.work()

    assert town.state(ticket) == "MERGED"
    master = Complaint.objects.get(file__number=number)
    assert f"{master.received_at:%Y-%m-%d}" == "2026-03-02"
    assert town.clock(number, "ACCEPTANCE") == ("2026-03-11", "RUNNING")
    assert town.clock(ticket, "ACCEPTANCE")[1] == "CANCELLED"
    assert due(number) == "2026-03-03"  # the grading comes first
    told = Delivery.objects.filter(topic="complaint.merged", file__number=ticket)
    assert {letter.channel for letter in told} == {"SMS"}

    town.at("2026-03-05T09:00")
    town.grade(number, "S4", "MEDIATION")
    assert due(number) == "2026-03-10"  # the term of the ticket, before the 11th
    town.staff("officer", number).act("identify", "identify", name=RESPONDENT, uscc=USCC)
    town.accept(number)
    assert town.clock(number, "HANDLING") == ("2026-03-16", "RUNNING")
    assert pending() == 1
    case = town.staff("officer", number).read()
    for shown in ("DH-2026-77", "2026-03-10（周二）17:30", ticket, "2026-03-16"):
        assert shown in case

    # The same ticket once more is no third complaint: the master learns of it.
    again = town.push("DH-2026-77", handle_due_at="2026-03-09T12:00:00+08:00", order_no="D-5")
    assert again == ticket
    assert Complaint.objects.count() == 2
    assert "DH-2026-77" in town.staff("officer", number).read("", tab="contacts")
    assert due(number) == "2026-03-09"


def test_both_numbers_lead_to_the_file_that_goes_on(town: Town) -> None:
    town.at("2026-03-02T10:00")
    first = town.complain()
    town.at("2026-03-03T10:00")
    second = town.complain()
    photo = SimpleUploadedFile("现场.jpg", JPEG, "image/jpeg")
    Party(second).send("evidence", file=photo, caption="现场照片")
    contacted(town, second.number, "投诉人补充：服务时间为上午九点。")
    town.merge(second.number, first.number)

    ended = Party(second)
    assert first.number in ended.read()
    ended.send("joined")
    page = ended.read()
    assert "受理" in page
    assert "您是投诉人" in page or "投诉人" in page
    assert second.number in page  # what was joined is named
    assert "现场.jpg" in page
    assert second.number in Party(first).read()
    officer = town.staff("officer", first.number)
    assert "现场.jpg" in officer.read("", tab="evidence")
    assert "上午九点" in officer.read("", tab="contacts")
    address = re.search(
        rf'href="(/cases/{first.number}/evidence/\d+)"',
        officer.client.get(f"/cases/{first.number}?tab=evidence").content.decode(),
    )
    assert address
    assert officer.client.get(address[1]).status_code == 200
    assert first.number in town.staff("officer", second.number).read()


def test_the_earlier_receipt_goes_over_to_a_master_that_came_later(town: Town) -> None:
    """A person picks the master; its ACCEPTANCE counts from the earliest receipt all the same."""
    town.at("2026-03-02T10:00")
    first = town.complain()
    town.at("2026-03-04T09:00")
    second = town.complain()
    assert town.clock(second.number, "ACCEPTANCE") == ("2026-03-13", "RUNNING")

    town.merge(first.number, second.number)

    master = Complaint.objects.get(file__number=second.number)
    assert f"{master.received_at:%Y-%m-%d}" == "2026-03-02"
    assert town.clock(second.number, "ACCEPTANCE") == ("2026-03-11", "RUNNING")
    town.at("2026-03-12T00:00")
    assert town.clock(second.number, "ACCEPTANCE")[1] == "OVERDUE"


def test_of_two_accepted_files_the_first_is_the_master_and_the_count_is_one(town: Town) -> None:
    town.at("2026-03-02T10:00")
    numbers = []
    for day in (2, 3):
        town.at(f"2026-03-0{day}T10:00")
        number = town.complain().number
        town.grade(number, "S4", "MEDIATION")
        town.staff("officer", number).act("identify", "identify", name=RESPONDENT, uscc=USCC)
        town.accept(number)
        numbers.append(number)
    first, second = numbers
    assert pending() == 2

    refused = town.staff("triage", first).read("/merging")
    assert "受理在先" in refused
    town.merge(first, second, 422)
    town.merge(second, first)
    town.work()

    assert pending() == 1
    withdrawn = Entry.objects.current().get(kind="COMPLAINT_PENDING", status="WITHDRAWN")
    assert withdrawn.source_file.number == second
    assert town.clock(second, "HANDLING")[1] == "CANCELLED"
    assert town.clock(first, "HANDLING") == ("2026-03-11", "RUNNING")
    # The respondent opened the second file with the code of its letter; it is led on as well.
    respondent = town.respondent_of(second)
    respondent.send("joined")
    assert "受理" in respondent.read()


def test_danger_known_in_the_other_file_is_not_merged_away(town: Town) -> None:
    town.at("2026-03-02T10:00")
    calm, grave = town.complain().number, town.complain().number
    town.grade(grave, "S1", "EMERGENCY", "INJURY_ABUSE")

    assert "定级低于本案" in town.merge(grave, calm, 422)
    town.merge(calm, grave)

    assert town.state(calm) == "MERGED"
    master = Complaint.objects.get(file__number=grave)
    assert (master.severity, master.police_report) == ("S1", True)
    assert town.clock(grave, "REFERRAL_S1")[1] == "RUNNING"


def test_who_is_recused_from_one_file_sees_neither_afterwards(town: Town) -> None:
    town.at("2026-03-02T10:00")
    first, second = town.complain().number, town.complain().number
    desk = town.staff("officer", second)
    answer = desk.client.post(f"/cases/{second}/recuse", {"reason": "被投诉企业负责人是亲属。"})
    assert answer.status_code == 302
    assert first in town.staff("officer", first).read()

    town.merge(second, first)

    for number in (first, second):
        assert town.staff("officer", number).client.get(f"/cases/{number}").status_code == 404
    assert Recusal.objects.filter(user=cast.member("officer"), file__number=first).exists()


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"complainant_phone": "13800000009"}, "没有疑似同一事项"),
        ({"respondent_name": "另一家政公司"}, "没有疑似同一事项"),
    ],
)
def test_other_parties_are_another_matter(town: Town, other: dict[str, str], reason: str) -> None:
    town.at("2026-03-02T10:00")
    first = town.complain()
    second: Receipt = town.complain(**other)

    assert "对照查看" not in town.staff("triage", second.number).read()
    assert reason in town.merge(second.number, first.number, 409)
    assert town.state(second.number) == "REGISTERED"
