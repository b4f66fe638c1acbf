"""Each step of a complaint is told to those it concerns, once, and to nobody else."""

from datetime import timedelta

import pytest

from casework.models import Party
from casework.services import withdrawal
from common.actors import Outside
from common.models import Recusal
from notifications import planning, services
from notifications.audiences import subject_of
from notifications.models import Delivery, Notice
from outbox.models import Message
from outbox.registry import Envelope
from tests import cast
from tests.notifications.conftest import CLIENT, WORKER, letters, tell

pytestmark = pytest.mark.django_db

OWN_ACT = {"own_act": True, "reason": "双方已自行和解"}


def test_registering_is_answered_with_number_and_link(registered, told):
    complaint = registered(complainant=CLIENT, respondent=WORKER)

    tell()

    (letter,) = told["SMS"].letters.values()
    assert letter.address == CLIENT.phone
    assert letter.body == (
        f"【示例市家政协会】投诉{complaint.file.number}已登记，查看进度：http://127.0.0.1:8000/track"
    )
    assert letters() == [("COMPLAINANT", "SMS")]


def test_acceptance_is_told_to_both_sides(complaint, told):
    tell()

    assert letters(topic="complaint.accepted") == [("COMPLAINANT", "SMS"), ("RESPONDENT", "SMS")]
    assert Delivery.objects.exclude(status="SENT").count() == 0
    number = complaint.file.number
    texts = Delivery.objects.filter(topic="complaint.accepted", channel="SMS")
    assert {delivery.kind: delivery.body for delivery in texts} == {
        "COMPLAINANT": (
            f"【示例市家政协会】投诉{number}已受理，查看决定书：http://127.0.0.1:8000/track"
        ),
        "RESPONDENT": (
            f"【示例市家政协会】您被投诉，本会已受理（{number}）。"
            "请致电0571-0000 0000（演示）领取文书和查询码。"
        ),
    }


def test_hearing_of_a_step_twice_writes_one_letter(complaint, told):
    tell()
    before = Delivery.objects.count()
    Message.objects.filter(handler__startswith="notifications.").update(delivered_at=None)

    tell(cast.AT + timedelta(hours=1))

    assert Delivery.objects.count() == before == len(told["SMS"].letters)


def test_an_anonymous_complaint_leaves_a_letter_for_nobody(registered, told):
    registered(complainant=None, anonymous=True)

    tell()

    assert letters() == []


def test_a_respondent_never_told_of_a_complaint_is_not_told_of_its_withdrawal(registered, told):
    complaint = registered(complainant=CLIENT, respondent=WORKER)
    withdrawal.withdraw(complaint_id=complaint.pk, by=asker_of(complaint), at=cast.AT, **OWN_ACT)

    tell()

    assert letters(kind="RESPONDENT") == []


def test_a_respondent_told_of_a_complaint_is_told_of_its_withdrawal(complaint, told):
    withdrawal.withdraw(complaint_id=complaint.pk, by=asker_of(complaint), at=cast.AT, **OWN_ACT)

    tell()

    assert letters(topic="complaint.withdrawn") == [("RESPONDENT", "EMAIL"), ("RESPONDENT", "SMS")]


def test_who_withdrew_hears_nothing_of_the_matter_carried_on(accepted, told):
    complaint = accepted(severity="S2", route="VERIFY", complainant=CLIENT, respondent=WORKER)
    tell()
    withdrawal.withdraw(complaint_id=complaint.pk, by=asker_of(complaint), at=cast.AT, **OWN_ACT)
    thread = complaint.file.children.get()
    before = Delivery.objects.filter(kind="COMPLAINANT").count()

    tell()

    assert Delivery.objects.filter(kind="COMPLAINANT").count() == before
    (text,) = Delivery.objects.filter(file=thread, channel="SMS")
    assert (text.kind, thread.number in text.body) == ("RESPONDENT", True)


def asker_of(complaint):
    party = Party.objects.get(file=complaint.file, role="COMPLAINANT")
    return Outside("COMPLAINANT", party_id=party.pk)


def test_an_urgent_grading_reaches_the_officers_of_the_unit_and_nobody_else(accepted, told):
    officer, outsider = (
        cast.member("officer"),
        cast.person("stranger", "OFFICER", at=cast.district()),
    )
    complaint = accepted(severity="S1", route="EMERGENCY", complainant=CLIENT, respondent=WORKER)

    tell()

    assert services.inbox(officer).filter(topic="complaint.graded").count() == 1
    assert services.inbox(outsider).count() == 0
    assert Notice.objects.filter(user=cast.member("intake"), topic="complaint.graded").count() == 0
    assert complaint.file.number in services.inbox(officer).latest("pk").text


def test_a_recused_officer_is_not_told(accepted, told):
    officer = cast.member("officer")
    complaint = accepted(complainant=CLIENT, respondent=WORKER)
    Recusal.objects.create(
        file=complaint.file, user=officer, declared_at=cast.AT, reason="亲属关系"
    )
    withdrawal.withdraw(complaint_id=complaint.pk, by=asker_of(complaint), at=cast.AT, **OWN_ACT)

    tell()

    assert Notice.objects.filter(user=officer, topic="complaint.withdrawn").count() == 0


def test_only_one_s_own_notices_are_marked_as_read(accepted, told):
    officer, other = cast.member("officer"), cast.member("officer2")
    accepted(severity="S1", route="EMERGENCY", complainant=CLIENT, respondent=WORKER)
    tell()
    every = list(Notice.objects.values_list("pk", flat=True))

    services.mark_read(every, by=officer, at=cast.AT)

    assert services.inbox(officer).filter(read_at=None).count() == 0
    assert services.inbox(other).filter(read_at=None).count() == 1


def test_a_clock_is_announced_only_while_it_is_overdue(complaint, told):
    clock = complaint.file.deadlines.get(code="HANDLING")
    officer = cast.member("officer")
    message = Envelope(
        topic="deadline.expired",
        key=f"deadline.expired:{clock.pk}:x",
        payload={"deadline_id": clock.pk},
        file_id=complaint.file_id,
        posted_at=cast.AT,
        at=cast.AT,
        attempt=1,
    )

    planning.plan(message)  # still running: met or extended since the sweep
    before = services.inbox(officer).count()
    type(clock).objects.filter(pk=clock.pk).update(status="OVERDUE", expired_for=clock.due_at)
    planning.plan(message)

    assert before == 0
    assert "办理答复" in services.inbox(officer).get(topic="deadline.expired").text


def test_a_mediation_s_news_carries_the_number_the_parties_know(complaint):
    subject = subject_of(complaint.file_id, cast.AT)

    assert subject.number == complaint.file.number
