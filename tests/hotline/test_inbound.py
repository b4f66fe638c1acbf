"""What the hotline's system says at our address: taken in once, or refused by field."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from casework.models import Complaint, Note, Party, Ticket, TicketMessage
from casework.services.hotline import acts, delivery
from common.models import Event
from documents.models import Evidence
from notifications.models import Delivery, Notice
from outbox import services as outbox
from tests import cast
from tests.hotline import system
from tests.hotline.conftest import ANSWER_BY, AT, SIGN_BY, complaint_of, deliver, fresh
from tests.hotline.system import message, post
from tests.intake.corpus import good

pytestmark = pytest.mark.usefixtures("hotline", "seeded", "now")
PHONE = "13800000000"


@pytest.fixture
def now() -> Iterator[None]:
    """It is the moment at which the hotline speaks."""
    with time_machine.travel(AT, tick=False):
        yield


def record(**changes: Any) -> dict[str, Any]:
    """Return what a pushed ticket says, without what the address itself says."""
    said = good("x", respondent_address="海曙区示例路12号") | {
        "sign_due_at": SIGN_BY.isoformat(),
        "handle_due_at": ANSWER_BY.isoformat(),
    }
    for name in ("source", "channel", "ticket_no"):
        said.pop(name)
    return said | changes


def push(kind: str, ticket_no: str = "NB-1", **said: Any) -> Any:
    """Send a message and return the answer."""
    return post(Client(enforce_csrf_checks=True), message(kind, ticket_no, at=AT, **said))


@pytest.fixture
def ticket() -> Ticket:
    """A ticket that was pushed."""
    assert push("TICKET", **record()).status_code == 200
    return Ticket.objects.select_related("complaint__file").get()


def test_a_pushed_ticket_becomes_a_complaint_by_the_one_door(ticket):
    complaint = ticket.complaint

    assert (complaint.source, complaint.ticket_no, complaint.channel) == ("12345", "NB-1", "T12345")
    assert (ticket.sign_due_at, ticket.handle_due_at) == (SIGN_BY, ANSWER_BY)
    assert Event.objects.get().role == "INTAKE"
    taken = TicketMessage.objects.get()
    assert (taken.kind, taken.status, taken.ticket) == ("TICKET", "TAKEN", ticket)


def test_the_answer_names_our_case(ticket):
    answer = push("TICKET", message_id="again", **record(title="补充"))

    assert answer.json() == {
        "status": "TAKEN",
        "message_id": "again",
        "case_number": ticket.complaint.file.number,
    }
    assert "sessionid" not in answer.cookies


def test_the_message_of_a_ticket_keeps_terms_and_nothing_of_people(ticket):
    facts = delivery.facts_of(TicketMessage.objects.get())

    assert facts["handle_due_at"] == ANSWER_BY.isoformat()
    assert not {name for name in facts if name.startswith(("requester", "respondent", "narr"))}


def test_the_same_ticket_under_a_new_message_is_brought_up_to_date(ticket):
    later = ANSWER_BY + timedelta(days=2)

    push("TICKET", message_id="2", **record(handle_due_at=later.isoformat()))

    assert Complaint.objects.count() == Ticket.objects.count() == 1
    assert fresh(ticket).handle_due_at == later


def test_the_same_message_again_has_no_second_effect(ticket):
    body = message("REMINDER", "NB-1", at=AT, message_id="r1")
    liaison = cast.member("liaison")
    first, second = post(Client(), body), post(Client(), body)

    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.json()["status"], second.json()["status"]) == ("TAKEN", "KNOWN")
    assert TicketMessage.objects.filter(kind="REMINDER").count() == 1
    deliver()
    assert Notice.objects.filter(topic="ticket.reminded", user=liaison).count() == 1


@pytest.mark.parametrize("signed", ["", "wrong", system.signature(b"another body")])
def test_what_the_hotline_did_not_sign_is_turned_away_without_a_word(signed):
    answer = post(Client(), message("TICKET", "NB-1", at=AT, **record()), signed)

    assert (answer.status_code, answer.content) == (401, b"")
    assert not TicketMessage.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"not json", "body"),
        (b"{}", "message_id"),
        (message("TICKET", "NB-1", at=AT).replace(b"TICKET", b"GREETING"), "kind"),
        (message("TICKET", "NB-1", at=AT, message_id="x" * 151), "message_id"),
        (message("TICKET", "N" * 65, at=AT), "ticket_no"),
        (message("REMINDER", "NB\u202e1", at=AT, message_id="m"), "ticket_no"),
        (message("REMINDER", "NB-1", at=AT, share=0.5), "share"),
        (message("TICKET", "NB-1", at=AT, **record(narrative="")), "narrative"),
        (message("TICKET", "NB-1", at=AT, **record(respondent_uscc="123")), "respondent_uscc"),
        (message("TICKET", "NB-1", at=AT, **record(nonsense=1)), "nonsense"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field_and_changes_nothing(body, field):
    answer = post(Client(), body)

    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert not TicketMessage.objects.exists()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        ("EXTENSION_GRANTED", {}, "until"),
        ("EXTENSION_GRANTED", {"until": "tomorrow"}, "until"),
        ("EXTENSION_GRANTED", {"until": "2026-10-20T00:00:00"}, "until"),
        ("EXTENSION_GRANTED", {"until": 5}, "until"),
        ("CLOSED", {"followup_result": "HAPPY"}, "followup_result"),
        ("CLOSED", {"resolved": "MAYBE"}, "resolved"),
        ("REHANDLE", {"handle_due_at": "soon"}, "handle_due_at"),
        ("REHANDLE", {"words": 7}, "words"),
    ],
)
def test_a_message_that_does_not_say_what_it_must_is_refused_by_field(ticket, kind, facts, field):
    before = Ticket.objects.values().get()

    answer = push(kind, **facts)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert Ticket.objects.values().get() == before
    assert not TicketMessage.objects.filter(kind=kind).exists()


def test_a_body_over_the_cap_is_not_read(settings):
    settings.CASEWORK_CHANNEL_BODY_BYTES = 1000
    answer = post(Client(), message("TICKET", "NB-1", at=AT, **record(narrative="长" * 500)))

    assert (answer.status_code, answer.json()["limit"]) == (413, 1000)
    assert not TicketMessage.objects.exists()


def test_without_a_hotline_there_is_no_such_address(settings):
    settings.CASEWORK_CHANNELS = {}

    assert push("TICKET", **record()).status_code == 404


def test_only_a_post_is_answered():
    assert Client().get("/hotline/12345/messages").status_code == 405


def test_a_message_about_a_ticket_we_do_not_know_is_kept_and_taken_in_later():
    body = message("REMINDER", "NB-9", at=AT, message_id="early")

    assert post(Client(), body).status_code == 404
    assert post(Client(), body).status_code == 404
    kept = TicketMessage.objects.get()
    assert (kept.status, kept.ticket, kept.ticket_no) == ("UNKNOWN", None, "NB-9")

    push("TICKET", "NB-9", **record())
    assert post(Client(), body).status_code == 200
    assert TicketMessage.objects.get(pk=kept.pk).status == "TAKEN"
    assert Ticket.objects.get().reminded_at is not None


def test_nothing_of_a_body_stands_in_the_log(ticket, caplog):
    with caplog.at_level(logging.DEBUG):
        push("TICKET", message_id="2", **record(narrative="秘密的经过", requester_phone=PHONE))
        push("TICKET", message_id="3", **record(narrative="秘密的经过", respondent_uscc="bad"))
        push("REMINDER", "NB-404", words="秘密的经过")

    assert "秘密" not in caplog.text
    assert PHONE not in caplog.text


def test_more_time_granted_moves_the_ticket_s_term_and_tells_the_requester(ticket):
    until = ANSWER_BY + timedelta(days=5)
    why = "案情复杂，需等待检测报告。"
    acts.ask_extension(
        ticket_id=ticket.pk, reason=why, until=None, by=cast.member("liaison"), at=AT
    )
    handling = complaint_of(ticket).file.deadlines.values_list("code", "due_on")
    before = set(handling)

    push("EXTENSION_GRANTED", until=until.isoformat())

    granted = fresh(ticket)
    assert (granted.extension_granted, granted.extension_granted_until) == (True, until)
    assert granted.handle_due_at == ANSWER_BY  # as it was dispatched
    assert (granted.term, granted.asks_for_time) == (until, False)
    assert complaint_of(ticket).handle_due_at == until
    assert set(handling.all()) == before  # no clock of ours moves (brief §2.9.1)
    deliver()
    assert Delivery.objects.filter(topic="ticket.extension_granted", channel="SMS").exists()


def test_more_time_refused_leaves_the_term_and_may_be_asked_again(ticket):
    ask = {"ticket_id": ticket.pk, "reason": "案情复杂，需等待检测报告。", "until": None, "at": AT}
    acts.ask_extension(by=cast.member("liaison"), **ask)

    push("EXTENSION_REFUSED")

    assert (fresh(ticket).extension_granted, fresh(ticket).term) == (False, ANSWER_BY)
    acts.ask_extension(by=cast.member("liaison"), **ask)
    assert fresh(ticket).asks_for_time


def test_a_reminder_reaches_the_inbox_of_liaison_and_officers(ticket):
    for name in ("liaison", "officer", "intake", "triage"):
        cast.member(name)

    push("REMINDER")
    deliver()

    told = Notice.objects.filter(topic="ticket.reminded").values_list("user__username", flat=True)
    assert sorted(told) == ["liaison", "officer"]
    assert fresh(ticket).reminded_at == AT


def test_closing_is_recorded_with_its_result_and_ends_the_term(ticket):
    push("CLOSED", followup_result="BASICALLY_SATISFIED", resolved="PARTLY")

    closed = fresh(ticket)
    assert (closed.closed_at, closed.followup_result, closed.resolved) == (
        AT,
        "BASICALLY_SATISFIED",
        "PARTLY",
    )
    assert complaint_of(ticket).handle_due_at is None


def test_a_reminder_may_name_a_new_term_and_a_closing_its_own_moment(ticket):
    push("REMINDER", handle_due_at=(ANSWER_BY - timedelta(days=2)).isoformat())
    push("CLOSED", closed_at=(AT - timedelta(hours=2)).isoformat())

    assert fresh(ticket).handle_due_at == ANSWER_BY - timedelta(days=2)
    assert fresh(ticket).closed_at == AT - timedelta(hours=2)


def test_whom_the_hotline_had_it_from_is_told_by_the_channel():
    push("TICKET", **record(channel="T12315", source="12315"))

    complaint = Complaint.objects.get()
    assert (complaint.source, complaint.channel) == ("12345", "T12315")
    assert push("TICKET", message_id="2", **record(channel="WEB")).json()["field"] == "channel"


def test_a_second_closing_corrects_the_result_and_not_the_moment(ticket):
    push("CLOSED", followup_result="SATISFIED")
    push("CLOSED", message_id="2", followup_result="DISSATISFIED", resolved="N")

    assert (fresh(ticket).closed_at, fresh(ticket).followup_result) == (AT, "DISSATISFIED")


def test_what_is_enclosed_becomes_evidence_and_what_cannot_is_named(settings, tmp_path):
    settings.CASEWORK_EVIDENCE_DIR = tmp_path
    files = {"合同.txt": "服务合同".encode(), "程序.exe": b"MZ"}

    assert push("TICKET", files=files, **record()).status_code == 200

    kept = Evidence.objects.get()
    assert (kept.name, kept.uploaded_role) == ("合同.txt", "INTAKE")
    assert "NB-1" in Note.objects.get().text


def test_a_report_by_ticket_keeps_its_informant_out_of_the_message(settings):
    said = record(request_type="REPORT", requester_role="INFORMANT", requester_name="吴哨")

    assert push("TICKET", **said).status_code == 200

    assert not Party.objects.filter(role="COMPLAINANT").exists()
    assert "吴哨" not in TicketMessage.objects.get().facts
    assert outbox.health(AT).dead == 0
