"""How a message gets to the hotline: over its channel once, or by a person who says how."""

from datetime import date, timedelta

import pytest

from casework.channels import ChannelBusy
from casework.models import TicketMessage
from casework.refusals.ticket import ArrivedAlready, PassedOnNotThen
from casework.services import acceptance, followup, outcome, progress, triage, verification
from casework.services.hotline import acts, delivery
from common.errors import InvalidInput, NotPermitted
from outbox.models import Message
from tests import cast
from tests.casework.putting import put
from tests.casework.upholding import uphold
from tests.hotline.conftest import AT, complaint_of, deliver, fresh, said

LATER = AT + timedelta(minutes=5)
HOW = {"how": "PAGE", "to_whom": "话务员 0123"}


@pytest.fixture
def signed(pushed, liaison):
    ticket = pushed()
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    return ticket


@pytest.fixture
def upheld(signed):
    """A ticket whose case has its outcome: upheld."""
    pk = signed.complaint_id
    grade = triage.Grade("ATTITUDE", "S3", "VERIFY", reason="按事实确认")
    triage.grade(complaint_id=pk, grade=grade, by=cast.member("triage"), at=AT)
    uphold(acceptance.accept(complaint_id=pk, by=cast.member("officer"), at=AT), at=AT)
    return signed


def pass_on(message, by, at=LATER, **changes):
    return delivery.passed_on([message.pk], by=by, at=at, **(HOW | changes))


def tell_result(ticket, at=AT):
    return outcome.feedback_sent(
        complaint_id=ticket.complaint_id, by=cast.member("officer"), at=at, document_id=None,
        said=("两名核查人员走访并查阅了价目表。", "经核查属实，企业已退费。"),
    )  # fmt: skip


def test_over_the_channel_a_message_arrives_and_its_receipt_is_kept(hotline, signed):
    deliver(LATER)

    (parcel,) = hotline.got("SIGN")
    message = said(signed, "SIGN")
    assert (parcel.reference, parcel.key) == ("NB-1", message.key)
    assert (message.status, message.reference) == ("SENT", "R1")
    assert message.sent_at >= LATER
    assert len(message.wire_sha256) == 64


def test_while_the_hotline_is_away_its_message_waits_and_catches_up(hotline, signed):
    with hotline.gone():
        deliver(LATER)
        assert said(signed, "SIGN").status == "PENDING"
    deliver(LATER + timedelta(minutes=10))

    assert said(signed, "SIGN").status == "SENT"
    assert len(hotline.tries) == 2


def test_an_answer_that_got_lost_makes_no_second_message(hotline, signed):
    hotline.answers_lost = True
    deliver(LATER)
    hotline.answers_lost = False
    deliver(LATER + timedelta(minutes=10))

    assert len(hotline.tries) == 2
    assert len(hotline.got("SIGN")) == 1
    assert said(signed, "SIGN").status == "SENT"


def test_what_arrived_is_not_sent_again(hotline, signed):
    deliver(LATER)
    delivery.send(said(signed, "SIGN").pk, at=LATER)

    assert len(hotline.tries) == 1


def test_what_the_hotline_s_system_refuses_is_for_a_person(hotline, signed):
    hotline.refuses = "E-42"
    deliver(LATER)

    message = said(signed, "SIGN")
    assert (message.status, message.reason) == ("REFUSED", "E-42")
    assert list(TicketMessage.objects.to_pass_on()) == [message]


def test_without_a_channel_a_person_passes_it_on(signed, liaison):
    deliver(LATER)
    message = said(signed, "SIGN")
    assert list(TicketMessage.objects.to_pass_on()) == [message]

    pass_on(message, liaison)

    message = said(signed, "SIGN")
    assert (message.status, message.passed_on_by) == ("PASSED_ON", liaison)
    assert (message.passed_on_how, message.passed_on_to) == ("PAGE", "话务员 0123")
    assert not TicketMessage.objects.to_pass_on().exists()
    with pytest.raises(ArrivedAlready):
        pass_on(message, liaison)


def test_another_hotline_than_ours_is_told_by_hand(hotline, pushed, liaison):
    ticket = pushed("AIC-1", source="12315", channel="T12315")
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    deliver(LATER)

    assert said(ticket, "SIGN").status == "BY_HAND"
    assert hotline.tries == []


def test_passing_on_says_how_to_whom_and_when_it_can_have_been(signed, liaison):
    message = said(signed, "SIGN")
    with pytest.raises(InvalidInput):
        pass_on(message, liaison, how="PIGEON")
    with pytest.raises(InvalidInput):
        pass_on(message, liaison, to_whom="  ")
    for moment in (AT - timedelta(minutes=1), LATER + timedelta(minutes=1)):
        with pytest.raises(PassedOnNotThen):
            pass_on(message, liaison, passed_on_at=moment)
    with pytest.raises(NotPermitted):
        pass_on(message, cast.member("intake"))


def test_what_the_channel_tries_in_vain_is_passed_on_and_then_left_alone(hotline, signed, liaison):
    with hotline.gone():
        deliver(LATER)
    pass_on(said(signed, "SIGN"), liaison, at=LATER + timedelta(minutes=1))
    deliver(LATER + timedelta(minutes=10))

    assert hotline.parcels == {}
    assert said(signed, "SIGN").status == "PASSED_ON"


def test_a_hotline_away_for_hours_becomes_a_letter_for_a_person(hotline, signed):
    with hotline.gone():
        now = AT
        while Message.objects.waiting().filter(topic="ticket.message_prepared").exists():
            now += timedelta(hours=2)
            deliver(now)
    dead = Message.objects.dead().get()
    assert dead.owner == "casework"
    assert dead.last_error.startswith(ChannelBusy.__name__)


def test_the_result_brings_the_closing_reply_and_its_arrival_meets_the_term(hotline, upheld):
    tell_result(upheld)
    assert fresh(upheld).replied_at is None
    assert complaint_of(upheld).handle_due_at == upheld.handle_due_at

    deliver(LATER)

    (parcel,) = hotline.got("REPLY")
    assert "NB-1" in parcel.facts["reply_text"]
    assert "问题属实" in parcel.facts["reply_text"]
    assert "企业已退费" in parcel.facts["reply_text"]
    assert said(upheld, "REPLY").event.move_id == "CM-22a"
    assert fresh(upheld).replied_at == said(upheld, "REPLY").sent_at
    assert fresh(upheld).reply_text == parcel.facts["reply_text"]
    assert complaint_of(upheld).handle_due_at is None


def test_on_paper_the_term_runs_until_somebody_passed_the_reply_on(upheld, liaison):
    tell_result(upheld)
    deliver(LATER)
    assert fresh(upheld).is_open

    pass_on(said(upheld, "REPLY"), liaison, at=LATER + timedelta(hours=1), passed_on_at=LATER)

    assert fresh(upheld).replied_at == LATER
    assert "企业已退费" in fresh(upheld).reply_text


def test_once_the_reply_is_there_an_unsent_signature_is_asked_of_nobody(upheld, liaison):
    tell_result(upheld)
    deliver(LATER)
    assert TicketMessage.objects.to_pass_on().count() == 2

    pass_on(said(upheld, "REPLY"), liaison)

    assert not TicketMessage.objects.to_pass_on().exists()


def test_a_progress_answer_goes_to_the_hotline_too(hotline, signed):
    pk = signed.complaint_id
    grade = triage.Grade("ATTITUDE", "S3", "VERIFY", reason="按事实确认")
    triage.grade(complaint_id=pk, grade=grade, by=cast.member("triage"), at=AT)
    acceptance.accept(complaint_id=pk, by=cast.member("officer"), at=AT)
    verification.start(
        complaint_id=pk, plan="走访当事人，调取订单。", facts_disputed=True,
        by=cast.member("officer"), at=AT,
    )  # fmt: skip
    progress.answer(
        complaint_id=pk, wait_ground="VERIFICATION", remains="尚待核对订单。",
        who_acts="核查人员", by_when=date(2026, 10, 20), by=cast.member("liaison"), at=AT,
    )  # fmt: skip
    deliver(LATER)

    (parcel,) = hotline.got("PROGRESS")
    following = complaint_of(signed).file.deadlines.get(code="PROGRESS_NOTE")
    assert parcel.facts["next_answer_on"] == following.due_on.isoformat()
    assert "尚待核对订单。" in parcel.facts["progress_text"]
    assert "10月20日" in parcel.facts["progress_text"]
    assert said(signed, "PROGRESS").document.kind == "PROGRESS_ANSWER"
    assert fresh(signed).is_open  # a progress answer is no reply


def test_the_call_back_is_told_to_the_hotline(hotline, signed):
    put(signed.complaint, "CM", "FED_BACK")
    followup.done(
        complaint_id=signed.complaint_id, satisfaction="DISSATISFIED", remark="退费太慢",
        by=cast.member("intake"), at=AT,
    )  # fmt: skip
    deliver(LATER)

    (parcel,) = hotline.got("FOLLOW_UP")
    assert parcel.facts["followup_result"] == "DISSATISFIED"
    assert "退费太慢" not in str(parcel.facts)


def test_a_returned_ticket_is_told_nothing_more(hotline, pushed, liaison):
    ticket = pushed()
    acts.give_back(ticket_id=ticket.pk, reason="不属于本会职责范围，建议转送。", by=liaison, at=AT)
    put(ticket.complaint, "CM", "FED_BACK")
    followup.done(
        complaint_id=ticket.complaint_id, satisfaction="SATISFIED", remark="",
        by=cast.member("intake"), at=AT,
    )  # fmt: skip

    assert not TicketMessage.objects.filter(kind="FOLLOW_UP").exists()
