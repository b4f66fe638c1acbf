"""A session is fixed for a time to come, and an agreement says what the dispute was about."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casework import mediation_papers, refusals
from casework.models import Mediation
from casework.services import mediation
from documents.models import Document
from tests import agreeing, cast
from tests.casework.putting import put

MINUTE = timedelta(minutes=1)
FACTS = "双方于三月签订保洁合同，对清洁是否合格有争议。"


@pytest.fixture
def in_session(proposed):
    put(proposed.complaint, "CM", "IN_MEDIATION")
    put(proposed, "MD", "IN_SESSION")
    return Mediation.objects.get(pk=proposed.pk)


def schedule(opened, moment):
    return mediation.schedule(
        mediation_id=opened.pk,
        mediator=cast.member("mediator"),
        session_at=moment,
        mode="ONSITE",
        place="调解室",
        notice_waived=True,
        by=cast.member("mediator"),
        at=cast.AT,
    )


def agree(opened, facts):
    return agreeing.agree(opened, facts=facts)


@pytest.mark.parametrize("before", [MINUTE, timedelta(hours=2), timedelta(days=30)])
def test_no_waiver_invites_to_what_is_past(in_session, before):
    with pytest.raises(refusals.SessionPast) as refused:
        schedule(in_session, cast.AT - before)

    assert refused.value.field == "session_at"
    assert not Document.objects.filter(kind="MEDIATION_NOTICE").exists()


@pytest.mark.parametrize("after", [-MINUTE / 2, timedelta(0), timedelta(hours=2)])
def test_this_minute_and_later_may_be_named(in_session, after):
    assert schedule(in_session, cast.AT + after).scheduled_at == cast.AT


def test_the_database_fixes_no_session_in_the_past(in_session):
    schedule(in_session, cast.AT)

    with pytest.raises(IntegrityError, match="mediation_session_to_come"), transaction.atomic():
        Mediation._base_manager.filter(pk=in_session.pk).update(session_at=cast.AT - MINUTE)


def test_the_statement_prints_the_facts_of_the_mediator(in_session):
    agreed = agree(in_session, f"  {FACTS} ")

    context = Document.objects.get(kind="MEDIATION_STATEMENT").context
    assert agreed.facts == FACTS
    assert FACTS in context
    assert in_session.complaint.statement.narrative not in context


def test_the_facts_hide_what_the_other_side_must_not_read(in_session):
    phone = in_session.complaint.file.parties.get(role="COMPLAINANT").phone

    agree(in_session, f"{FACTS}投诉人电话{phone}。")

    assert phone not in Document.objects.get(kind="MEDIATION_STATEMENT").context


def test_the_account_put_in_first_is_the_one_both_may_read(in_session):
    complaint = in_session.complaint
    phone = complaint.file.parties.get(role="COMPLAINANT").phone
    complaint.statement.narrative = f"{FACTS}请打我电话{phone}。"

    told = mediation_papers.facts_as_told(complaint)

    assert told.startswith(FACTS)
    assert phone not in told


@pytest.mark.parametrize("facts", ["", "  \n"])
def test_no_agreement_without_facts(in_session, facts):
    with pytest.raises(refusals.DisputeMissing) as refused:
        agree(in_session, facts)

    assert refused.value.field == "facts"


def test_the_database_keeps_no_agreement_without_facts(in_session):
    agree(in_session, FACTS)

    with pytest.raises(IntegrityError, match="mediation_agreement_has_facts"), transaction.atomic():
        Mediation._base_manager.filter(pk=in_session.pk).update(facts="")


@pytest.mark.django_db(transaction=True)
def test_the_facts_change_with_their_event_only(proposed):
    with pytest.raises(IntegrityError, match="facts set without an event"), transaction.atomic():
        Mediation._base_manager.filter(pk=proposed.pk).update(facts="别的事实")
