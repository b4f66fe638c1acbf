"""Who is recused from a family of files can do nothing in it: not by page, service or SQL."""

import pytest
from django.db import IntegrityError, transaction

from casework.services import mediation, records, withdrawal
from common.actors import Outside
from common.errors import NotPermitted
from common.models import Event
from portals.officer.tasks import able
from tests import cast
from workflows import worklist
from workflows.models import WorkItem


@pytest.fixture
def officer(seeded):
    return cast.member("officer")


@pytest.fixture
def case(accepted, officer):
    """An accepted complaint from which the officer has stepped back."""
    complaint = accepted()
    records.recuse(file_id=complaint.file_id, reason="当事人是本人亲属", by=officer, at=cast.AT)
    return complaint


def test_no_role_is_left_over_the_family(officer, case):
    proposed = mediation.propose(complaint_id=case.pk, by=cast.member("officer2"), at=cast.AT)

    assert officer.roles_for(case.file) == frozenset()
    assert officer.roles_for(proposed.file) == frozenset()
    assert officer.roles_anywhere()


def test_the_services_refuse(officer, case):
    with pytest.raises(NotPermitted):
        mediation.propose(complaint_id=case.pk, by=officer, at=cast.AT)
    with pytest.raises(NotPermitted):
        records.note(file_id=case.file_id, text="看一看", by=officer, at=cast.AT)


def test_nobody_hands_a_task_to_a_recused_person(officer, case):
    item = WorkItem.objects.select_related("file__unit").get(case=case.file)

    assert cast.member("officer2") in able(item)
    assert officer not in able(item)
    with pytest.raises(NotPermitted):
        worklist.reassign(task_id=item.task_id, to=officer, by=cast.member("officer2"), at=cast.AT)


def test_not_even_for_a_party(officer, case):
    party = case.file.parties.get(role="COMPLAINANT")
    typed = Outside("COMPLAINANT", party_id=party.pk, entered_by=officer.pk)

    with pytest.raises(NotPermitted):
        withdrawal.withdraw(complaint_id=case.pk, own_act=True, reason="", by=typed, at=cast.AT)


def test_an_event_in_the_name_of_a_recused_person_is_refused_by_the_database(officer, case):
    with pytest.raises(IntegrityError, match="recused"), transaction.atomic():
        Event.objects.create(
            file=case.file,
            machine="CM",
            record_id=case.pk,
            move_id="CM-06",
            name="accept",
            source="REGISTERED",
            target="ACCEPTED",
            role="OFFICER",
            by=officer,
            at=cast.AT,
        )


def test_others_go_on(case):
    by = cast.member("officer2")

    assert mediation.propose(complaint_id=case.pk, by=by, at=cast.AT).state == "PROPOSED"
