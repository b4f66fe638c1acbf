"""What turns out to be urgent is mediated no more, and waits where everybody sees it (brief §5)."""

import pytest

from casework import refusals
from casework.models import Complaint, Contact, Mediation
from casework.services import mediation, triage, withdrawal
from common.actors import Outside
from deadlines.models import Deadline
from documents import services as documents
from documents.models import Document
from tests import cast
from workflows import worklist
from workflows.models import WorkItem

S1 = triage.Grade(
    "THEFT", "S1", "EMERGENCY", reason="新的事实：雇主住院，涉嫌伤害", police_report=True
)
S3 = triage.Grade("ATTITUDE", "S3", "MEDIATION", reason="经核实并无伤害，降级处理")


def regrade(complaint, grade):
    return triage.regrade(
        complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT
    )


def answer(proposed, role, consents=True):
    party = proposed.complaint.file.parties.get(role=role)
    return mediation.answer(
        mediation_id=proposed.pk,
        party_id=party.pk,
        consents=consents,
        how=Contact.Means.PHONE,
        by=Outside(role, party.pk),
        at=cast.AT,
    )


@pytest.fixture
def urgent(proposed):
    """Both agreed to mediation; then new facts made the matter S1."""
    answer(proposed, "COMPLAINANT")
    answer(proposed, "RESPONDENT")
    regrade(proposed.complaint, S1)
    return Mediation.objects.get(pk=proposed.pk)


def nodes(complaint):
    return set(WorkItem.objects.filter(case=complaint.file).values_list("node", flat=True))


def test_no_session_and_no_task_of_a_mediator_remains(urgent):
    with pytest.raises(refusals.MediationBarred):
        mediation.schedule(
            mediation_id=urgent.pk,
            mediator=cast.member("mediator"),
            session_at=cast.AT,
            mode="ONSITE",
            place="调解室",
            by=cast.member("mediator"),
            at=cast.AT,
        )

    assert nodes(urgent.complaint) == {"referral", "barred"}
    assert WorkItem.objects.filter(case=urgent.complaint.file, severity="S1").count() == 2


def test_the_second_consent_comes_too_late(proposed):
    answer(proposed, "COMPLAINANT")
    regrade(proposed.complaint, S1)

    with pytest.raises(refusals.MediationBarred):
        answer(proposed, "RESPONDENT")


@pytest.mark.parametrize("consents", [True, False])
def test_nobody_answers_for_the_other_side(proposed, consents):
    party = proposed.complaint.file.parties.get(role="COMPLAINANT")

    with pytest.raises(refusals.AnsweredByAnother):
        mediation.answer(
            mediation_id=proposed.pk,
            party_id=party.pk,
            consents=consents,
            how=Contact.Means.ONLINE,
            by=Outside("RESPONDENT"),
            at=cast.AT,
        )


def test_a_party_may_still_say_no(proposed):
    regrade(proposed.complaint, S1)

    assert answer(proposed, "COMPLAINANT", consents=False).state == "TERMINATED"
    assert nodes(proposed.complaint) == {"referral", "serve"}


def test_the_term_of_the_referral_ends_with_the_urgency(urgent):
    running = Deadline.objects.filter(file=urgent.complaint.file, code="REFERRAL_S1").open()
    assert running.exists()

    regrade(urgent.complaint, S3)

    assert not running.exists()
    assert nodes(urgent.complaint) == {"mediation", "schedule"}


def test_new_facts_do_not_wait_for_whoever_holds_the_task(registered):
    complaint = registered()
    grade = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)
    item = WorkItem.objects.get(case=complaint.file)
    worklist.claim(task_id=item.task_id, by=cast.member("intake"), at=cast.AT)

    regrade(complaint, S1)

    item = WorkItem.objects.get(case=complaint.file)
    assert (item.node, item.severity) == ("acceptance", "S1")
    assert item.holder == cast.member("intake")


def test_the_end_by_withdrawal_has_a_decision_to_serve(proposed):
    party = proposed.complaint.file.parties.get(role="COMPLAINANT")
    withdrawal.withdraw(
        complaint_id=proposed.complaint.pk,
        own_act=True,
        reason="",
        by=Outside("COMPLAINANT", party.pk),
        at=cast.AT,
    )
    decisions = Document.objects.filter(file=proposed.complaint.file, kind="TERMINATION_DECISION")
    assert decisions.count() == 2
    with pytest.raises(refusals.NotPrintedYet):
        mediation.notice_served(mediation_id=proposed.pk, by=cast.member("mediator"), at=cast.AT)

    for decision in decisions:
        documents.render(decision.pk, at=cast.AT)

    served = mediation.notice_served(
        mediation_id=proposed.pk, by=cast.member("mediator"), at=cast.AT
    )
    assert served.notice_served_at == cast.AT
    assert Complaint.objects.get(pk=proposed.complaint.pk).state == "WITHDRAWN"
