"""D1: the seven working days start with the outcome, or with acceptance if the pack says so."""

from collections.abc import Callable
from typing import Any

import pytest

from casework import clocks
from casework.models import Complaint
from casework.services import withdrawal
from common.actors import Outside
from deadlines.models import Deadline
from tests import cast
from tests.casework.upholding import uphold

LATER = cast.AT.replace(day=28)


@pytest.fixture
def from_acceptance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that starts RESULT_FEEDBACK with acceptance."""
    asked = clocks.pack_of

    def pack_of(*given: Any) -> Any:
        pack = asked(*given)
        return pack.model_copy(
            update={"feedback": pack.feedback.model_copy(update={"start": "ACCEPTED"})}
        )

    monkeypatch.setattr(clocks, "pack_of", pack_of)


def feedback(complaint: Complaint) -> Deadline:
    return Deadline.objects.get(file=complaint.file, code="RESULT_FEEDBACK")


def test_the_plan_starts_it_with_the_outcome(accepted: Callable[..., Complaint]) -> None:
    complaint = accepted("S3", "VERIFY")
    assert not Deadline.objects.filter(code="RESULT_FEEDBACK").exists()
    uphold(complaint, at=LATER)
    assert feedback(complaint).started_at == LATER


def test_a_pack_may_start_it_with_acceptance(
    from_acceptance: None, accepted: Callable[..., Complaint]
) -> None:
    complaint = accepted("S3", "VERIFY")
    assert feedback(complaint).started_at == cast.AT
    uphold(complaint, at=LATER)
    assert feedback(complaint).started_at == cast.AT
    assert feedback(complaint).is_open


def test_a_withdrawal_without_a_result_ends_it(
    from_acceptance: None, accepted: Callable[..., Complaint]
) -> None:
    complaint = accepted()
    withdrawal.withdraw(
        complaint_id=complaint.pk,
        own_act=True,
        reason="已和解",
        by=Outside("COMPLAINANT"),
        at=LATER,
    )
    assert feedback(complaint).status == "CANCELLED"
