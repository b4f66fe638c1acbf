"""A serious matter goes on without the complainant, and without anything of the complainant."""

import pytest

from casework.models import Complaint, Party
from casework.services import identify, intake, triage, withdrawal
from common.actors import Outside
from tests import cast
from tests.casework.putting import put

CLIENT = intake.PartyFacts("USER", "赵小满", "13912345678", address="海曙区灵桥路1号")
STORY = "赵小满家中丢失现金三万元，联系电话13912345678。"


def withdrawn(complaint):
    party = complaint.file.parties.get(role="COMPLAINANT")
    withdrawal.withdraw(
        complaint_id=complaint.pk,
        own_act=True,
        reason="",
        by=Outside("COMPLAINANT", party.pk),
        at=cast.AT,
    )
    return Complaint.objects.exclude(pk=complaint.pk).get()


def test_the_new_file_holds_nothing_of_who_withdrew_and_opens_to_no_old_code(accepted):
    thread = withdrawn(
        accepted("S2", "REFERRAL", complainant=CLIENT, narrative=STORY, request=STORY)
    )

    said = thread.statement
    assert thread.state == "ACCEPTED"
    for text in (said.title, said.narrative, said.request, " ".join(said.terms)):
        assert "小满" not in text
        assert "13912345678" not in text
    respondent = thread.file.parties.get()
    assert respondent.role == Party.Role.RESPONDENT
    assert not respondent.query_code
    assert not respondent.query_code_hash


def test_a_serious_matter_graded_out_of_scope_is_looked_at_again(registered):
    complaint = registered()
    grade = triage.Grade("THEFT", "S2", "NOT_ACCEPTED", reason="不是生活消费争议")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=cast.AT)

    assert withdrawn(complaint).state == "REGISTERED"


def identified(complaint, uscc="91640100MA774ECW4K"):
    return identify.respondent(
        complaint_id=complaint.pk, name="甬安家政", uscc=uscc, by=cast.member("officer"), at=cast.AT
    )


def test_a_respondent_is_identified_once(accepted):
    complaint = accepted()
    identified(complaint)

    with pytest.raises(identify.IdentifiedAlready):
        identified(complaint, "91330200MA2AH1FF9X")


@pytest.mark.parametrize("state", ["CLOSED", "WITHDRAWN", "FED_BACK"])
def test_nobody_is_identified_after_the_end(accepted, state):
    complaint = accepted()
    put(complaint, "CM", state)

    with pytest.raises(identify.TooLateToIdentify):
        identified(complaint)
