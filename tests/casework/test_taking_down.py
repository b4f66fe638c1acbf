"""What a party says is typed by those who may (decision 0177); the services themselves ask."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.models import Complaint, Mediation
from casework.refusals.ending import NotTakenDownHere
from casework.services import acceptance, extension, mediation, withdrawal
from common.actors import Outside
from tests import cast

FRONT = ("intake", "officer")
OTHERS = ("triage", "mediator", "liaison", "investigator", "auditor", "archive")


def typed_by(name: str, role: str = "COMPLAINANT") -> Outside:
    return Outside(role, entered_by=cast.member(name).pk)


def withdrawn(complaint: Complaint, by: Any) -> None:
    withdrawal.withdraw(complaint_id=complaint.pk, own_act=True, reason="已和解", by=by, at=cast.AT)


@pytest.mark.parametrize("name", OTHERS)
def test_a_withdrawal_is_not_typed_by_who_handles_the_matter(
    name: str, accepted: Callable[..., Complaint]
) -> None:
    complaint = accepted()
    with pytest.raises(NotTakenDownHere):
        withdrawn(complaint, typed_by(name))
    assert Complaint.objects.get().state == "ACCEPTED"


@pytest.mark.parametrize("name", FRONT)
def test_the_desk_types_a_withdrawal(name: str, accepted: Callable[..., Complaint]) -> None:
    withdrawn(accepted(), typed_by(name))
    assert Complaint.objects.get().state == "WITHDRAWN"


def test_a_party_needs_nobody(accepted: Callable[..., Complaint]) -> None:
    withdrawn(accepted(), Outside("COMPLAINANT"))
    assert Complaint.objects.get().state == "WITHDRAWN"


def test_a_clerk_of_another_unit_takes_nothing_down(accepted: Callable[..., Complaint]) -> None:
    stranger = cast.person("far-away", "INTAKE", at=cast.district())
    with pytest.raises(NotTakenDownHere):
        withdrawn(accepted(), Outside("COMPLAINANT", entered_by=stranger.pk))


@pytest.fixture
def asked(registered: Callable[..., Complaint]) -> Complaint:
    return acceptance.request_supplement(
        complaint_id=registered().pk,
        items=["服务合同"],
        by=cast.member("intake"),
        at=cast.AT,
    )


def test_materials_are_taken_in_by_the_desk_only(asked: Complaint) -> None:
    told: dict[str, Any] = {"complaint_id": asked.pk, "answer": "服务合同", "at": cast.AT}
    with pytest.raises(NotTakenDownHere):
        acceptance.supply(by=typed_by("triage"), **told)
    acceptance.supply(by=typed_by("intake"), **told)


def test_more_time_is_asked_for_a_party_by_the_desk_only(asked: Complaint) -> None:
    told: dict[str, Any] = {"complaint_id": asked.pk, "code": "SUPPLEMENT", "at": cast.AT}
    told["reason"] = "合同原件需要从外地邮寄"
    with pytest.raises(NotTakenDownHere):
        extension.ask(by=typed_by("mediator"), **told)
    extension.ask(by=typed_by("intake"), **told)


def test_a_consent_is_not_typed_by_who_gets_the_case_by_it(proposed: Mediation) -> None:
    party = proposed.complaint.file.parties.get(role="RESPONDENT")
    told: dict[str, Any] = {"mediation_id": proposed.pk, "party_id": party.pk, "at": cast.AT}
    for consents in (True, False):
        with pytest.raises(NotTakenDownHere):
            mediation.answer(
                consents=consents, how="PHONE", by=typed_by("mediator", "RESPONDENT"), **told
            )
    assert not proposed.consents.exists()
    mediation.answer(consents=True, how="PHONE", by=typed_by("officer", "RESPONDENT"), **told)


def test_that_no_agreement_is_possible_is_taken_down_by_the_mediator(proposed: Mediation) -> None:
    told: dict[str, Any] = {"mediation_id": proposed.pk, "lead_found": False, "at": cast.AT}
    told["statement"] = "双方差距太大"
    for name in ("intake", "officer", "investigator"):
        with pytest.raises(NotTakenDownHere):
            mediation.no_agreement(by=typed_by(name), **told)
    mediation.no_agreement(by=typed_by("mediator"), **told)
    assert Mediation.objects.get().state == "TERMINATED"
