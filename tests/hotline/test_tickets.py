"""A ticket comes with its complaint, is brought up to date, and its terms are carried along."""

from datetime import datetime, timedelta

import pytest

from casework.models import Complaint, Note, Ticket, TicketMessage
from casework.services import withdrawal
from casework.services.hotline import acts, delivery, telling, tickets
from common.actors import Outside
from common.zone import SHANGHAI
from portals.intake.door import accept_line
from tests import cast
from tests.hotline.conftest import ANSWER_BY, AT, SIGN_BY, complaint_of, fresh
from tests.intake.corpus import good
from workflows.models import WorkItem


def due_of(ticket: Ticket) -> datetime | None:
    return WorkItem.objects.get(case=ticket.complaint.file).due_at


def test_a_record_of_a_hotline_brings_its_ticket(pushed):
    ticket = pushed(urgency="URGENT", handling_unit="区商务局", co_units=["街道办"])

    assert (ticket.source, ticket.ticket_no, ticket.round_no) == ("12345", "NB-1", 1)
    assert (ticket.sign_due_at, ticket.handle_due_at) == (SIGN_BY, ANSWER_BY)
    assert (ticket.urgency, ticket.handling_unit, ticket.co_units) == (
        "URGENT",
        "区商务局",
        ["街道办"],
    )
    assert ticket.pushed_at == AT
    assert complaint_of(ticket).handle_due_at == ANSWER_BY


@pytest.mark.parametrize("channel", ["WEB", "PHONE", "PARTNER_ENTERPRISE", "STAFF_FOUND"])
def test_what_comes_otherwise_has_none(seeded, channel):
    accept_line(good("X-1", channel=channel), line=1, at=AT)

    assert Complaint.objects.count() == 1
    assert not Ticket.objects.exists()


def test_what_the_record_says_of_its_progress_is_kept(pushed):
    ticket = pushed(
        signed_at=AT - timedelta(hours=1),
        replied_at=AT - timedelta(minutes=30),
        reply_text="已答复。",
        closed_at=AT - timedelta(minutes=5),
        followup_result="SATISFIED",
        resolved="Y",
    )

    assert ticket.signed_at == AT - timedelta(hours=1)
    assert ticket.signed_by is None
    assert (ticket.reply_text, ticket.followup_result, ticket.resolved) == (
        "已答复。",
        "SATISFIED",
        "Y",
    )
    assert not ticket.is_open
    assert complaint_of(ticket).handle_due_at is None


def test_the_work_list_shows_the_term_that_ends_first(pushed, liaison):
    ticket = pushed(sign_due_at=AT + timedelta(hours=2))
    assert due_of(ticket) == AT + timedelta(hours=2)

    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)

    assert due_of(ticket) < ANSWER_BY  # our own clocks end earlier
    assert due_of(ticket) != AT + timedelta(hours=2)


def test_a_push_with_a_new_term_reaches_ticket_complaint_and_work_list(pushed, liaison):
    ticket = pushed()
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    sooner = AT + timedelta(hours=6)

    pushed(handle_due_at=sooner, urgency="PROMPT")

    assert Ticket.objects.count() == Complaint.objects.count() == 1
    assert (fresh(ticket).handle_due_at, fresh(ticket).urgency) == (sooner, "PROMPT")
    assert complaint_of(ticket).handle_due_at == sooner
    assert due_of(ticket) == sooner
    assert "handle_due_at" in Note.objects.get().text


def test_the_same_push_changes_nothing(pushed):
    ticket = pushed()
    before = Ticket.objects.values().get(pk=ticket.pk)

    pushed()

    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert not Note.objects.exists()


def test_a_returned_ticket_pushed_again_is_dispatched_anew(pushed, liaison):
    ticket = pushed()
    acts.give_back(
        ticket_id=ticket.pk, reason="不属于本会职责范围，建议转住建部门。", by=liaison, at=AT
    )
    assert complaint_of(ticket).handle_due_at is None

    pushed(dispatched_at=AT, handle_due_at=ANSWER_BY + timedelta(days=1))

    second = Ticket.objects.get(round_no=2)
    assert second.rehandle_of == fresh(ticket)
    assert second.complaint_id == ticket.complaint_id
    assert complaint_of(second).handle_due_at == ANSWER_BY + timedelta(days=1)


def test_a_record_that_names_the_ticket_it_handles_again_follows_it(pushed):
    first = pushed("NB-1")

    second = pushed("NB-2", rehandle_of="NB-1")

    assert second.rehandle_of == first
    assert second.complaint.file.parent == first.complaint.file
    assert second.complaint.file.root == first.complaint.file


def test_a_record_that_names_a_ticket_we_do_not_know_stands_alone(pushed):
    ticket = pushed("NB-2", rehandle_of="NB-UNKNOWN")

    assert ticket.rehandle_of is None
    assert ticket.complaint.statement.ticket["rehandle_of"] == "NB-UNKNOWN"


def test_a_case_that_follows_leaves_the_tasks_of_the_earlier_one_alone(pushed):
    first = pushed("NB-1")
    second = pushed("NB-2", rehandle_of="NB-1")
    task = WorkItem.objects.get(case=first.complaint.file)

    by = Outside("COMPLAINANT")
    withdrawal.withdraw(
        complaint_id=second.complaint_id, own_act=True, reason="已和解", by=by, at=AT
    )

    assert WorkItem.objects.get(case=first.complaint.file).pk == task.pk


def at(day: str, time: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def test_of_two_channels_the_ticket_s_term_governs_the_reply(seeded, pushed, registered_on_the_web):
    """AS-11, the ticket's half: web on 03-02, ticket on 03-04 due 03-10, merged, accepted 03-05."""
    master = registered_on_the_web(at("2026-03-02"))
    last = at("2026-03-11", "00:00")  # 24:00 of 03-10
    ticket = pushed("NB-11", at("2026-03-04"), handle_due_at=last, sign_due_at=at("2026-03-05"))
    merged = ticket.complaint

    merged.last_event = merged.file.events.latest("pk")
    telling.tell_merged(merged, master, by=cast.member("triage"), at=at("2026-03-04", "10:30"))
    tickets.follow(merged, master)
    told = delivery.facts_of(TicketMessage.objects.get(kind="PROGRESS"))
    assert master.file.number in told["progress_text"]
    acts.sign(ticket_id=ticket.pk, by=cast.member("liaison"), at=at("2026-03-04", "11:00"))

    terms = dict(Complaint.objects.values_list("pk", "handle_due_at"))
    assert fresh(ticket).complaint_id == master.pk
    assert terms == {master.pk: last, merged.pk: None}

    # The same ticket again: nothing new, and what is new in it is brought up to date.
    pushed("NB-11", at("2026-03-04"), handle_due_at=last, sign_due_at=at("2026-03-05"))
    assert complaint_of(ticket).handle_due_at == last
    pushed("NB-11", at("2026-03-04"), handle_due_at=last - timedelta(days=1))
    assert Ticket.objects.count() == 1
    assert complaint_of(ticket).handle_due_at == last - timedelta(days=1)
