"""Pages of tickets: what is shown to whom, what a button does, what is refused in words."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from casework.models import Ticket, TicketMessage
from casework.services.hotline import acts
from tests import cast
from tests.hotline.conftest import ANSWER_BY, AT, SIGN_BY, deliver, fresh, said
from tests.pages.conftest import _plain_static_names, as_

__all__ = ["_plain_static_names", "as_"]

NOW = AT + timedelta(hours=3)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ticket(pushed):
    return pushed(urgency="URGENT")


def address(ticket, rest=""):
    return f"/cases/{ticket.complaint.file.number}{rest}"


def press(client, ticket, choice, **fields):
    typed = {f"{choice}-ticket": ticket.pk}
    typed |= {f"{choice}-{name}": value for name, value in fields.items()}
    return client.post(address(ticket, f"/ticket/{choice}"), typed)


def cards_of(client, ticket):
    page = client.get(address(ticket, "/ticket"))
    return {card.choice.key: card for card in page.context["cards"]}


def read(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_for_who_speaks_with_hotlines(as_, ticket):
    assert Client().get("/tickets").status_code == 302
    assert as_("intake").get("/tickets").status_code == 403
    for name in ("liaison", "officer"):
        assert "NB-1" in read(as_(name).get("/tickets"))


def test_the_list_is_in_due_order_with_what_is_owed(as_, pushed, liaison):
    late = pushed("NB-LATE", handle_due_at=ANSWER_BY - timedelta(days=5))
    soon = pushed("NB-SOON", sign_due_at=NOW + timedelta(hours=1))
    acts.sign(ticket_id=late.pk, by=liaison, at=AT)
    page = read(as_("liaison").get("/tickets"))

    assert page.index("NB-SOON") < page.index("NB-LATE")
    assert page.count("待签收</span>") == 1
    assert "剩 1 小时" in page
    assert soon.complaint.file.number in page


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("open", {"NB-1", "NB-2", "NB-3"}),
        ("unsigned", {"NB-1", "NB-3"}),
        ("overdue", {"NB-3"}),
        ("by_hand", {"NB-2"}),
        ("over", {"NB-4"}),
    ],
)
def test_each_tab_asks_one_question(as_, pushed, liaison, tab, shown):
    pushed("NB-1")
    acts.sign(ticket_id=pushed("NB-2").pk, by=liaison, at=AT)
    pushed("NB-3", sign_due_at=NOW - timedelta(minutes=1))
    over = pushed("NB-4")
    Ticket.objects.filter(pk=over.pk).update(closed_at=NOW)
    deliver(NOW)

    page = read(as_("liaison").get("/tickets", {"tab": tab}))

    assert {number for number in ("NB-1", "NB-2", "NB-3", "NB-4") if number in page} == shown


def test_a_ticket_is_found_by_its_number_and_by_the_case_s(as_, pushed):
    pushed("NB-1")
    other = pushed("NB-2")
    client = as_("liaison")

    for wanted in ("nb-2", other.complaint.file.number):
        page = read(client.get("/tickets", {"q": wanted}))
        assert "NB-2" in page
        assert "NB-1" not in page


def test_the_pages_of_the_list_follow_each_other(as_, pushed):
    for number in range(27):
        pushed(f"NB-{number:02}")
    client = as_("liaison")

    first, second = client.get("/tickets"), client.get("/tickets", {"page": 2})

    assert len(first.context["rows"]) == 25
    assert len(second.context["rows"]) == 2
    assert client.get("/tickets", {"page": "x"}).context["rows"] == first.context["rows"]


def test_who_may_not_see_the_case_does_not_see_its_ticket(as_, pushed):
    ticket = pushed()
    ticket.complaint.file.recusals.create(
        user=cast.member("liaison"), declared_at=NOW, reason="亲属"
    )

    assert "NB-1" not in read(as_("liaison").get("/tickets"))


def test_signing_is_the_liaison_s_next_step_and_nobody_else_s(as_, ticket):
    for name, first in (("liaison", True), ("officer", False), ("intake", False)):
        panel = as_(name).get(address(ticket)).context["next"]
        leads = bool(panel.first and panel.first.url.endswith("/ticket"))
        assert leads is first, name

    answer = press(as_("liaison"), ticket, "sign")

    assert answer.status_code == 302
    assert fresh(ticket).signed_at == NOW
    panel = as_("liaison").get(address(ticket)).context["next"]
    assert panel.first is None or not panel.first.url.endswith("/ticket")


def test_return_stands_beside_signing_and_wants_reasons(as_, ticket):
    client = as_("liaison")
    cards = {
        card.choice.key: card for card in client.get(address(ticket, "/ticket")).context["cards"]
    }
    assert not cards["sign"].folded
    assert not cards["give_back"].folded

    answer = press(client, ticket, "give_back", reason="不归我们")
    assert answer.status_code == 422
    assert "至少10个字" in answer.content.decode()
    assert (
        press(client, ticket, "give_back", reason="不属于本会职责，建议转住建部门。").status_code
        == 302
    )
    assert fresh(ticket).returned_at == NOW


def test_who_may_only_look_reads_why_there_is_no_button(as_, ticket):
    cards = cards_of(as_("officer"), ticket)

    assert "签收" in cards["sign"].refusal
    assert cards["heard"].refusal == ""
    assert press(as_("officer"), ticket, "sign").status_code == 403


def test_more_time_is_asked_on_the_page_and_after_the_term_refused_in_words(as_, ticket):
    client, why = as_("liaison"), "案情复杂，需等待检测报告。"
    assert press(client, ticket, "more_time", reason=why, until="2026-11-02").status_code == 302
    assert fresh(ticket).asks_for_time

    Ticket.objects.filter(pk=ticket.pk).update(
        extension_requested_at=None, extension_term=None, extension_reason=""
    )
    with time_machine.travel(ANSWER_BY + timedelta(seconds=1), tick=False):
        client = as_("liaison")  # the session of two weeks ago is over
        page = read(client.get(address(ticket, "/ticket")))
        assert "工单期限已届满；延期应当在到期前申请。" in page
        answer = press(client, ticket, "more_time", reason=why)
    assert answer.status_code == 422
    assert "工单期限已届满" in answer.content.decode()


def test_what_no_channel_brought_is_on_the_lists_until_somebody_passed_it_on(as_, ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    deliver(NOW)
    client, message = as_("liaison"), said(ticket, "SIGN")
    assert "NB-1" in read(client.get("/byhand"))
    assert "待人工报送" in read(client.get(address(ticket)))

    bare = press(client, ticket, "pass_on", message=[message.pk], how="PHONE", to_whom="")
    assert bare.status_code == 422
    facts = {"message": [message.pk], "how": "PHONE", "to_whom": "话务员0123"}
    assert press(client, ticket, "pass_on", **facts).status_code == 302

    assert said(ticket, "SIGN").passed_on_to == "话务员0123"
    assert "NB-1" not in read(client.get("/byhand"))
    assert "话务员0123" in read(client.get(address(ticket)))


def test_another_case_s_message_or_ticket_cannot_be_named(as_, pushed, liaison):
    mine, other = pushed("NB-1"), pushed("NB-2")
    for ticket in (mine, other):
        acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    client = as_("liaison")
    facts = {"how": "PHONE", "to_whom": "话务员"}

    strange = [said(other, "SIGN").pk]
    assert press(client, mine, "pass_on", message=strange, **facts).status_code == 422
    answer = client.post(
        address(mine, "/ticket/more_time"),
        {"more_time-ticket": other.pk, "more_time-reason": "案情复杂，需等待检测报告。"},
    )
    assert answer.status_code == 422
    assert not fresh(other).asks_for_time


def test_what_the_hotline_said_on_the_telephone_is_taken_down(as_, ticket):
    client = as_("liaison")
    heard = {"kind": "EXTENSION_GRANTED", "said_at": "2026-09-24T12:00", "until": "", "words": ""}
    assert press(client, ticket, "heard", **heard).status_code == 422

    answer = press(client, ticket, "heard", **heard | {"until": "2026-11-02T18:00"})

    assert answer.status_code == 302
    assert fresh(ticket).extension_granted_until.isoformat() == "2026-11-02T10:00:00+00:00"


def test_where_the_system_speaks_nothing_is_taken_down(hotline, as_, ticket):
    keys = {
        card.choice.key for card in as_("liaison").get(address(ticket, "/ticket")).context["cards"]
    }

    assert "heard" not in keys
    assert "sign" in keys


def test_the_case_shows_both_terms_and_what_was_said(as_, ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    page = read(as_("officer").get(address(ticket)))

    assert "工单NB-1 · 答复期限" in page
    assert "受理决定" in page
    assert "工单NB-1：签收" in page  # the timeline
    assert "紧急" in page


def test_a_ticket_that_is_late_is_red_in_queue_desk_and_menu(as_, pushed):
    ticket = pushed("NB-9", sign_due_at=NOW - timedelta(hours=1))
    client = as_("liaison")

    desk = read(client.get("/desk"))
    assert "NB-9" in desk
    assert "deadline red" in desk
    (row,) = client.get("/cases", {"tab": "overdue"}).context["rows"]
    assert (row.number, row.due_tone) == (ticket.complaint.file.number, "red")
    assert '<span class="count red">1</span>' in desk


def test_signed_in_time_it_is_not_red(as_, ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    with time_machine.travel(SIGN_BY + timedelta(minutes=1), tick=False):
        rows = as_("liaison").get("/tickets", {"tab": "overdue"}).context["rows"]

    assert rows == []


def test_a_message_about_an_unknown_ticket_is_shown(as_, hotline):
    TicketMessage.objects.create(
        source="12345", ticket_no="NB-404", direction="IN", kind="REMINDER", key="12345:x",
        at=AT, recorded_at=AT, status="UNKNOWN",
    )  # fmt: skip

    assert "NB-404" in read(as_("liaison").get("/tickets"))


def test_a_case_without_a_ticket_has_no_such_page(as_, registered_on_the_web):
    complaint = registered_on_the_web(AT)
    client = as_("liaison")

    assert client.get(f"/cases/{complaint.file.number}/ticket").status_code == 409
    assert 'id="tickets"' not in read(client.get(f"/cases/{complaint.file.number}"))
