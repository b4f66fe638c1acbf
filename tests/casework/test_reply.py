"""The enterprise answers first: who may be asked, what counts as in time, what settles."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework import refusals
from casework.handlers import deadline_expired
from casework.models import Complaint
from casework.refusals.ending import NotTakenDownHere
from casework.services import intake, mediation, reply, triage, verification
from common.actors import Outside
from common.errors import NotPermitted, Refusal, WrongState
from common.zone import SHANGHAI
from deadlines.models import Deadline
from deadlines.services import sweep
from outbox.registry import Envelope
from tests import cast
from tests.casework.putting import put

ASKED_AT = cast.AT + timedelta(hours=1)
WORDS = "已向投诉人赔礼并退还费用。"
Accept = Callable[..., Complaint]


def ask(complaint: Complaint, **changes: Any) -> Complaint:
    given = {"question": "请说明服务经过。", "by": cast.member("officer"), "at": ASKED_AT} | changes
    return reply.request(complaint_id=complaint.pk, **given)


def side(complaint: Complaint, role: str, clerk: str = "") -> Outside:
    party = complaint.file.parties.get(role=role)
    return Outside(role, party.pk, cast.member(clerk).pk if clerk else None)


def replies(complaint: Complaint, at: datetime = ASKED_AT, **changes: Any) -> Complaint:
    given: dict[str, Any] = {"words": WORDS, "claims_settled": True, "at": at}
    given |= {"by": side(complaint, "RESPONDENT")} | changes
    return reply.reply(complaint_id=complaint.pk, **given)


def settles(complaint: Complaint, **changes: Any) -> Complaint:
    given: dict[str, Any] = {"words": "费用已经退还。", "at": ASKED_AT}
    given |= {"by": side(complaint, "COMPLAINANT")} | changes
    return reply.settled(complaint_id=complaint.pk, **given)


def clock(complaint: Complaint) -> Deadline:
    return Deadline.objects.get(file=complaint.file, code="ENTERPRISE_REPLY")


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def test_the_enterprise_has_three_working_days(accepted: Accept) -> None:
    """From Thursday 09-24: 中秋 and the weekend are off."""
    complaint = ask(accepted())

    assert complaint.reply_asked_of == "某家政"
    assert str(clock(complaint).due_on) == "2026-09-30"
    assert reply.said(complaint, "request_enterprise_reply") == "请说明服务经过。"


@pytest.mark.parametrize(
    ("severity", "route", "facts", "refusal"),
    [
        ("S1", "EMERGENCY", {}, refusals.TooGraveForTheEnterprise),
        ("S2", "MEDIATION", {}, refusals.TooGraveForTheEnterprise),
        ("S4", "MEDIATION", {"kind": "USER"}, refusals.NoEnterprise),
        ("S4", "MEDIATION", {"kind": "UNKNOWN"}, refusals.NoEnterprise),
        ("S3", "MEDIATION", {"kind": "WORKER"}, refusals.EmployerUnnamed),
    ],
)
def test_who_is_not_asked(
    accepted: Accept, severity: str, route: str, facts: dict[str, str], refusal: type[Refusal]
) -> None:
    respondent = intake.PartyFacts(
        **({"kind": "ENTERPRISE"} | facts), name="某家政", phone="13822222222"
    )
    complaint = accepted(severity, route, respondent=respondent)

    with pytest.raises(refusal):
        ask(complaint)


def test_it_is_asked_once_by_an_officer_for_something(accepted: Accept) -> None:
    complaint = accepted()
    with pytest.raises(NotPermitted):
        ask(complaint, by=cast.member("intake"))
    with pytest.raises(refusals.ReplyRequestEmpty):
        ask(complaint, question=" ")
    ask(complaint)
    with pytest.raises(refusals.ReplyAskedOnce):
        ask(complaint)


def test_a_mediation_that_is_open_goes_first(accepted: Accept) -> None:
    complaint = accepted()
    mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=ASKED_AT)

    with pytest.raises(refusals.MediationGoesFirst):
        ask(complaint)


def test_while_it_has_time_nobody_mediates_or_verifies(accepted: Accept) -> None:
    complaint = ask(accepted("S3"))
    officer = cast.member("officer")

    with pytest.raises(refusals.ReplyAwaited):
        mediation.propose(complaint_id=complaint.pk, by=officer, at=ASKED_AT)
    with pytest.raises(refusals.ReplyAwaited):
        verification.start(
            complaint_id=complaint.pk,
            plan="走访当事人，调取订单与录音。",
            facts_disputed=True,
            by=officer,
            at=ASKED_AT,
        )


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, True)])
def test_the_last_minute_is_in_time(accepted: Accept, minutes: int, late: bool) -> None:
    complaint = ask(accepted())
    end = clock(complaint).due_at or ASKED_AT

    done = replies(complaint, end + timedelta(minutes=minutes))

    assert done.reply_late is late
    assert clock(complaint).status == ("MET_LATE" if late else "MET")


def over(complaint: Complaint) -> datetime:
    """Let the period end, and say so."""
    end = clock(complaint).due_at or ASKED_AT
    sweep(end)
    message = {"code": "ENTERPRISE_REPLY", "due_at": end.isoformat(), "file_id": complaint.file_id}
    deadline_expired(Envelope("deadline.expired", "x", message, complaint.file_id, end, end, 1))
    return end


def test_the_end_is_said_once_and_a_late_reply_is_taken(accepted: Accept) -> None:
    complaint = ask(accepted())
    end = over(complaint)
    over(complaint)  # A message may be heard twice.
    assert fresh(complaint).reply_overdue_at == end
    assert complaint.file.events.filter(name="enterprise_reply_overdue").count() == 1

    replies(complaint, end + timedelta(days=2))

    after = fresh(complaint)
    assert (after.reply_late, after.reply_overdue_at) == (True, end)


def test_the_end_comes_after_a_reply_in_time_and_says_nothing(accepted: Accept) -> None:
    complaint = ask(accepted())
    replies(complaint)

    over(complaint)

    assert fresh(complaint).reply_overdue_at is None


def test_a_reply_is_not_written_down_before_its_question_nor_in_the_future(
    accepted: Accept,
) -> None:
    complaint = ask(accepted())
    for arrived in (ASKED_AT - timedelta(hours=1), ASKED_AT + timedelta(days=1)):
        with pytest.raises(refusals.ReplyArrivalImpossible):
            replies(complaint, arrived_at=arrived)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda c: replies(c), refusals.ReplyNotAsked),
        (lambda c: settles(c), refusals.ReplyNotAsked),
        (lambda c: turned_down(c), refusals.ReplyNotAsked),
        (lambda c: replies(ask(c), words=" "), refusals.ReplyEmpty),
        (lambda c: replies(replies(ask(c))), refusals.RepliedAlready),
        (lambda c: turned_down(ask(c)), refusals.NoReplyYet),
        (lambda c: turned_down(turned_down(replies(ask(c)))), refusals.ReplyDeclinedAlready),
        (lambda c: settles(ask(c), words=" "), refusals.SettlementEmpty),
        (
            lambda c: settles(ask(c), by=side(c, "COMPLAINANT", "intake")),
            refusals.ConfirmationNotWritten,
        ),
        (lambda c: replies(ask(c), by=side(c, "RESPONDENT", "triage")), NotTakenDownHere),
        (lambda c: settles(settles(ask(c))), WrongState),
    ],
)
def test_each_step_has_its_place(
    accepted: Accept, act: Callable[[Complaint], Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        act(accepted())


def turned_down(complaint: Complaint) -> Complaint:
    return reply.not_settled(
        complaint_id=complaint.pk,
        words="费用没有退。",
        by=side(complaint, "COMPLAINANT"),
        at=ASKED_AT,
    )


def test_a_worker_does_not_answer_for_the_employer(accepted: Accept) -> None:
    worker = intake.PartyFacts("WORKER", "李师傅", "13900000002")
    complaint = ask(accepted(respondent=worker), employer="甬安家政")

    assert complaint.reply_asked_of == "甬安家政"
    with pytest.raises(refusals.EmployerAsked):
        replies(complaint)
    replies(complaint, by=side(complaint, "RESPONDENT", "intake"))


def test_what_has_become_grave_is_not_settled_by_the_enterprise(accepted: Accept) -> None:
    complaint = ask(accepted())
    grade = triage.Grade("THEFT", "S2", "REFERRAL", reason="发现财物丢失。")
    triage.regrade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=ASKED_AT)

    with pytest.raises(refusals.TooGraveForTheEnterprise):
        settles(complaint)


def test_turned_down_first_and_settled_after_all(accepted: Accept) -> None:
    complaint = turned_down(replies(ask(accepted())))

    assert settles(complaint).outcome == "SETTLED"


def test_a_suspended_case_s_enterprise_is_not_overdue(accepted: Accept) -> None:
    complaint = ask(accepted())
    put(complaint, "CM", "SUSPENDED")

    over(complaint)

    assert fresh(complaint).reply_overdue_at is None


def test_the_days_are_counted_in_shanghai(accepted: Accept) -> None:
    complaint = ask(accepted(), at=datetime(2026, 9, 24, 23, 30, tzinfo=SHANGHAI))

    assert str(clock(complaint).due_on) == "2026-09-30"
