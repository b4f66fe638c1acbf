"""Files to act upon."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from archives import services as archives
from casework.models import Complaint, Mediation, Referral
from casework.services import acceptance, intake, mediation, triage
from common.actors import Outside
from deadlines.services import seed_calendar
from tests import cast
from tests.casework import referring


@pytest.fixture
def seeded(db: Any) -> None:
    """Reference rows: calendar, archive head, root unit."""
    seed_calendar(at=cast.AT)
    archives.seed()
    cast.unit()


@pytest.fixture
def registered(seeded: None) -> Callable[..., Complaint]:
    """Return a function that registers a minor complaint with complete materials."""

    def register(**changes: Any) -> Complaint:
        facts = {
            "channel": "WEB",
            "narrative": "保洁员上门时态度恶劣，一直抱怨。",
            "received_at": cast.AT,
            "request": "要求赔礼道歉",
            "complainant": intake.PartyFacts("USER", "王女士", "13800000000"),
            "respondent": intake.PartyFacts("ENTERPRISE", "某家政", "057487654321"),
        } | changes
        by = Outside("COMPLAINANT")
        return intake.register(
            intake.Registration(**facts), unit=cast.unit(), by=by, at=facts["received_at"]
        ).complaint

    return register


@pytest.fixture
def accepted(registered: Callable[..., Complaint]) -> Callable[..., Complaint]:
    """Return a function that registers, grades and accepts a complaint."""

    def accept(
        severity: str = "S4",
        route: str = "MEDIATION",
        at: datetime = cast.AT,
        **changes: Any,
    ) -> Complaint:
        complaint = registered(**changes)
        grade = triage.Grade(
            "ATTITUDE", severity, route, reason="按事实确认", police_report=severity == "S1"
        )
        triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=at)
        return acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=at)

    return accept


@pytest.fixture
def proposed(accepted: Callable[..., Complaint]) -> Mediation:
    """A mediation proposed to both parties."""
    return mediation.propose(complaint_id=accepted().pk, by=cast.member("officer"), at=cast.AT)


@pytest.fixture
def prepared(accepted: Callable[..., Complaint]) -> Referral:
    """A referral to the market regulator, prepared and not yet approved; it leads."""
    return referring.prepared(
        accepted("S2", "REFERRAL"), "MARKET_REGULATOR", cast.AT.isoformat()[:16]
    )
