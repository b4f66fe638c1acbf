"""What the hotline wants handled again: new terms, a further round, or a case that follows."""

from datetime import timedelta

import pytest

from casework.models import Complaint, Note, Ticket, TicketMessage
from casework.refusals.ticket import HeardAlready, SaidByTheSystem, TicketOver
from casework.services.hotline import acts, inbound, words
from casework.services.hotline.inbound import Garbled
from common.errors import NotPermitted
from notifications.models import Notice
from tests import cast
from tests.casework.putting import put
from tests.hotline.conftest import ANSWER_BY, AT, complaint_of, deliver, fresh
from workflows.models import WorkItem

NEW_TERM = ANSWER_BY + timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(pushed):
    return pushed()


def hear(ticket, kind, by, *, said_at=AT, at=AT + HOUR, **facts):
    return inbound.heard(ticket_id=ticket.pk, kind=kind, facts=facts, said_at=said_at, by=by, at=at)


def rehandle(ticket, by, **facts):
    told = {"handle_due_at": words.moment(NEW_TERM), "words": "诉求人不认可处理结果。"}
    return hear(ticket, "REHANDLE", by, **(told | facts))


def test_while_the_case_goes_on_it_only_gets_the_new_term(ticket, liaison):
    message = rehandle(ticket, liaison)

    assert message.ticket == ticket
    assert Ticket.objects.count() == Complaint.objects.count() == 1
    assert fresh(ticket).handle_due_at == NEW_TERM
    assert complaint_of(ticket).handle_due_at == NEW_TERM
    assert "诉求人不认可处理结果。" in Note.objects.get().text


@pytest.mark.parametrize("state", ["FED_BACK", "CLOSED", "NOT_ACCEPTED", "WITHDRAWN"])
def test_after_the_result_a_new_complaint_follows_the_old_one(ticket, liaison, state):
    put(ticket.complaint, "CM", state)
    old = complaint_of(ticket)

    message = rehandle(ticket, liaison)

    second = message.ticket
    new = second.complaint
    assert (second.ticket_no, second.round_no, second.rehandle_of) == ("NB-1", 2, ticket)
    assert new.pk != old.pk
    assert (new.state, new.source, new.ticket_no) == ("REGISTERED", "12345", "NB-1#2")
    assert new.file.parent == old.file
    assert (second.handle_due_at, complaint_of(second).handle_due_at) == (NEW_TERM, NEW_TERM)
    assert new.statement.narrative == old.statement.narrative
    names = {party.role: party.name for party in new.file.parties.all()}
    assert names == {party.role: party.name for party in old.file.parties.all()}
    assert complaint_of(ticket).state == state  # no ended file is opened again
    assert fresh(ticket).closed_at
    assert old.file.number in Note.objects.filter(file=new.file).last().text
    assert new.file.number in Note.objects.filter(file=old.file).last().text
    assert WorkItem.objects.get(case=new.file).node == "triage"


def test_a_push_of_the_number_then_reaches_the_case_that_follows(ticket, liaison, pushed):
    put(ticket.complaint, "CM", "CLOSED")
    second = rehandle(ticket, liaison).ticket

    pushed(title="补充：又上门一次")

    assert Complaint.objects.count() == 2
    assert complaint_of(second).statement.title == "补充：又上门一次"
    assert complaint_of(ticket).statement.title != "补充：又上门一次"


def test_a_third_round_follows_the_second(ticket, liaison):
    put(ticket.complaint, "CM", "CLOSED")
    second = rehandle(ticket, liaison).ticket
    put(second.complaint, "CM", "CLOSED")

    third = hear(second, "REHANDLE", liaison, said_at=AT + HOUR).ticket

    assert (third.round_no, third.rehandle_of) == (3, second)
    assert third.complaint.ticket_no == "NB-1#3"
    assert third.complaint.file.root == ticket.complaint.file


def test_what_we_returned_and_is_insisted_on_is_a_further_round_of_the_same_case(ticket, liaison):
    acts.give_back(ticket_id=ticket.pk, reason="不属于本会职责范围，请转送。", by=liaison, at=AT)

    second = rehandle(ticket, liaison).ticket

    assert (second.round_no, second.complaint_id) == (2, ticket.complaint_id)
    assert complaint_of(second).handle_due_at == NEW_TERM


def test_liaison_and_officer_hear_of_it(ticket, liaison):
    cast.member("officer")
    put(ticket.complaint, "CM", "CLOSED")
    rehandle(ticket, liaison)
    deliver(AT + 2 * HOUR)

    told = Notice.objects.filter(topic="ticket.rehandled")
    assert sorted(told.values_list("user__username", flat=True)) == ["liaison", "officer"]


def test_what_the_hotline_said_in_person_is_written_down_with_what_follows(ticket, liaison):
    until = words.moment(NEW_TERM)
    message = hear(ticket, "EXTENSION_GRANTED", liaison, until=until)

    assert (message.direction, message.status, message.by) == ("IN", "TAKEN", liaison)
    assert fresh(ticket).term == NEW_TERM
    with pytest.raises(HeardAlready):
        hear(ticket, "EXTENSION_GRANTED", liaison, until=until)


def test_it_is_written_down_by_who_speaks_with_the_hotline_and_not_for_tomorrow(ticket, liaison):
    with pytest.raises(NotPermitted):
        hear(ticket, "REMINDER", cast.member("intake"))
    with pytest.raises(Garbled):
        hear(ticket, "REMINDER", liaison, said_at=AT + 2 * HOUR)
    for kind in ("TICKET", "SIGN", "HELLO"):
        with pytest.raises(Garbled):
            hear(ticket, kind, liaison)


def test_a_closed_ticket_is_only_handled_again(ticket, liaison):
    hear(ticket, "CLOSED", liaison, followup_result="DISSATISFIED")
    with pytest.raises(TicketOver):
        hear(ticket, "REMINDER", liaison)

    assert rehandle(ticket, liaison).ticket.round_no == 2


def test_what_its_system_says_itself_is_not_typed(hotline, ticket, liaison):
    with pytest.raises(SaidByTheSystem):
        hear(ticket, "REMINDER", liaison)

    assert not TicketMessage.objects.filter(direction="IN").exists()
