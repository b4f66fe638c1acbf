"""What the liaison does with a ticket: sign, ask for time, return, answer; and what is refused."""

from datetime import timedelta

import pytest

from casework.models import TicketMessage
from casework.refusals import ReasonTooShort
from casework.refusals.ticket import (
    ReplyNotOwed,
    ReplyOnItsWay,
    TicketKept,
    TicketOver,
    TicketSigned,
    TicketTermOver,
    TicketTimeAsked,
    TicketWithoutTerm,
    TimeNotLonger,
)
from casework.services import acceptance, triage
from casework.services.hotline import acts, delivery, words
from common.errors import NotPermitted
from tests import cast
from tests.hotline.conftest import ANSWER_BY, AT, SIGN_BY, complaint_of, deliver, fresh, said

WHY = "案情复杂，需等待检测报告。"
NOT_OURS = "不属于本会职责范围，建议转住建部门。"
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(pushed):
    return pushed()


@pytest.fixture
def accepted_one(ticket):
    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    pk = ticket.complaint_id
    triage.grade(complaint_id=pk, grade=grade, by=cast.member("triage"), at=AT)
    acceptance.accept(complaint_id=pk, by=cast.member("officer"), at=AT)
    return ticket


@pytest.fixture
def refused_one(ticket):
    grade = triage.Grade("ATTITUDE", "S4", "NOT_ACCEPTED", reason="按事实确认")
    pk = ticket.complaint_id
    triage.grade(complaint_id=pk, grade=grade, by=cast.member("triage"), at=AT)
    acceptance.refuse(
        complaint_id=pk, ground="G1", reason=NOT_OURS, by=cast.member("officer"), at=AT
    )
    return ticket


def ask(ticket, by, at=AT, reason=WHY, until=None):
    return acts.ask_extension(ticket_id=ticket.pk, reason=reason, until=until, by=by, at=at)


def test_signing_is_told_to_the_hotline_once(ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT + HOUR)

    signed = fresh(ticket)
    assert (signed.signed_at, signed.signed_by, signed.signed_late) == (AT + HOUR, liaison, False)
    message = said(ticket, "SIGN")
    assert (message.status, message.by, message.at) == ("PENDING", liaison, AT + HOUR)
    assert delivery.facts_of(message)["signed_at"] == words.moment(AT + HOUR)
    with pytest.raises(TicketSigned):
        acts.sign(ticket_id=ticket.pk, by=liaison, at=AT + 2 * HOUR)


def test_signing_late_is_possible_and_shown(ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=SIGN_BY + HOUR)

    assert fresh(ticket).signed_late


@pytest.mark.parametrize("name", ["intake", "triage", "mediator", "auditor", "officer"])
def test_only_a_liaison_signs_returns_and_asks_for_time(ticket, name):
    with pytest.raises(NotPermitted):
        acts.sign(ticket_id=ticket.pk, by=cast.member(name), at=AT)
    with pytest.raises(NotPermitted):
        acts.give_back(ticket_id=ticket.pk, reason=NOT_OURS, by=cast.member(name), at=AT)
    with pytest.raises(NotPermitted):
        ask(ticket, cast.member(name))


def test_more_time_is_asked_for_until_the_last_moment_of_the_term(ticket, liaison):
    ask(ticket, liaison, at=ANSWER_BY, until=ANSWER_BY + timedelta(days=5))

    asked = fresh(ticket)
    assert asked.asks_for_time
    assert (asked.extension_requested_at, asked.extension_term) == (ANSWER_BY, ANSWER_BY)
    assert delivery.facts_of(said(ticket, "EXTENSION_REQUEST")) == {
        "number": ticket.complaint.file.number,
        "requested_at": words.moment(ANSWER_BY),
        "reason": WHY,
        "until": words.moment(ANSWER_BY + timedelta(days=5)),
    }
    assert complaint_of(ticket).handle_due_at == ANSWER_BY  # asking moves nothing


def test_after_the_term_more_time_is_refused_by_name(ticket, liaison):
    with pytest.raises(TicketTermOver) as refusal:
        ask(ticket, liaison, at=ANSWER_BY + timedelta(seconds=1))

    assert refusal.value.next_step
    assert not TicketMessage.objects.exists()


def test_one_request_at_a_time_with_reasons_and_a_later_day(ticket, liaison):
    with pytest.raises(ReasonTooShort):
        ask(ticket, liaison, reason="太忙")
    with pytest.raises(TimeNotLonger):
        ask(ticket, liaison, until=ANSWER_BY)
    ask(ticket, liaison)
    with pytest.raises(TicketTimeAsked):
        ask(ticket, liaison)


def test_without_a_term_there_is_nothing_to_extend(pushed, liaison):
    with pytest.raises(TicketWithoutTerm):
        ask(pushed("NB-2", handle_due_at=None), liaison)


def test_what_is_not_ours_is_returned_with_reasons(ticket, liaison):
    with pytest.raises(ReasonTooShort):
        acts.give_back(ticket_id=ticket.pk, reason="不归我们", by=liaison, at=AT)

    acts.give_back(ticket_id=ticket.pk, reason=NOT_OURS, by=liaison, at=AT)

    returned = fresh(ticket)
    assert (returned.returned_at, returned.return_reason) == (AT, NOT_OURS)
    assert complaint_of(ticket).handle_due_at is None
    deliver()
    assert said(ticket, "RETURN").status == "BY_HAND"  # the port has no parcel for it
    for act in (acts.sign,):
        with pytest.raises(TicketOver):
            act(ticket_id=ticket.pk, by=liaison, at=AT)


def test_what_was_accepted_is_answered_and_not_returned(accepted_one, liaison):
    with pytest.raises(TicketKept):
        acts.give_back(ticket_id=accepted_one.pk, reason=NOT_OURS, by=liaison, at=AT)


def test_a_case_that_ends_without_a_result_letter_is_answered_by_hand(refused_one, liaison):
    text = words.ended(fresh(refused_one))
    assert "不予受理" in text
    assert "NB-1" in text

    message = acts.answer(ticket_id=refused_one.pk, text=text, by=liaison, at=AT)

    assert delivery.facts_of(message)["reply_text"] == text
    assert fresh(refused_one).replied_at is None  # it has not arrived
    with pytest.raises(ReplyOnItsWay):
        acts.answer(ticket_id=refused_one.pk, text=text, by=liaison, at=AT)


def test_while_the_case_goes_on_no_closing_reply_is_written(accepted_one, liaison):
    with pytest.raises(ReplyNotOwed):
        acts.answer(ticket_id=accepted_one.pk, text="已经办结，谢谢监督。", by=liaison, at=AT)


def test_an_officer_may_answer_too(refused_one):
    officer = cast.member("officer")
    acts.answer(ticket_id=refused_one.pk, text="已决定不予受理并告知。", by=officer, at=AT)

    assert said(refused_one, "REPLY").by == officer
