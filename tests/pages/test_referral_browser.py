"""Every page of the serious way in Chromium, at both widths: fit for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from casework.channels import AnswerKind as K
from casework.models import AgencyOffice, Complaint, Referral
from casework.services import answers
from deadlines.services import sweep
from outbox import services as outbox
from tests import cast
from tests.casework.conftest import accepted, registered
from tests.pages import referring as rf
from tests.pages.test_browser import log_in
from tests.public.test_browser import Eyes, address, chromium, eyes, seeded

__all__ = ["accepted", "address", "chromium", "eyes", "registered", "seeded"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LONG_AGO = rf.NOW - timedelta(days=45)
CHILD = {
    "severity": "S1",
    "route": "EMERGENCY",
    "narrative": "月嫂多次拍打两岁孩子，孩子手臂有淤青，现在仍在家中。",
}


@dataclass
class Referred:
    """Matters at each stage of a referral."""

    waits: Complaint
    child: Complaint
    ordinary: Complaint
    approval: Referral
    urgent: Referral
    hand_over: Referral
    silent: Referral
    awaited: Referral
    returned: Referral
    decided: Referral
    refused: Referral
    beside: Referral
    office: AgencyOffice


def _night() -> None:
    while sweep(rf.NOW).expired or outbox.deliver_due(rf.NOW).handled:
        pass


@pytest.fixture
def referred(accepted: Callable[..., Complaint]) -> Referred:
    """Bring a referral to each stage."""
    office = rf.office()
    rf.office("MARKET_REGULATOR", "海曙区市场监督管理局", address="海曙区样例路2号")

    def acknowledged(*, at=rf.THEN) -> Referral:
        found = rf.brought(rf.theft(accepted, at=at, received_at=at), at=at)
        rf.says(found, K.ACKNOWLEDGED, at=at, receipt_no="甬公受案字〔2026〕12号")
        return found

    silent = rf.brought(rf.theft(accepted, at=LONG_AGO, received_at=LONG_AGO), at=LONG_AGO)
    _night()
    child = rf.theft(accepted, **CHILD)
    rf.called(child)
    urgent = rf.theft(accepted, **CHILD)
    rf.called(urgent)
    awaited = acknowledged()
    rf.says(awaited, K.RESULT, result_class="OTHER")
    decided, refused, returned = acknowledged(), acknowledged(), rf.brought(rf.theft(accepted))
    rf.says(
        decided,
        K.RESULT,
        result_class="PENALTY",
        doc_no="甬公行罚决字〔2026〕3号",
        decided_on=rf.NOW.date(),
        words="对违法行为人处行政拘留十日。",
    )
    rf.says(refused, K.NOT_FILED, doc_no="不予立案通知书〔2026〕1号", words="无犯罪事实。")
    rf.says(returned, K.RETURNED, reason_code="NOT_COMPETENT", words="属劳动监察职责。")
    both = rf.theft(accepted)
    rf.brought(both)
    beside = rf.brought(both, "MARKET_REGULATOR")
    rf.says(beside, K.RESULT, result_class="NO_VIOLATION", doc_no="回函1号")
    answers.register(
        referral_id=beside.pk, tellable="未发现违法。", by=cast.member("liaison"), at=rf.NOW
    )
    return Referred(
        waits=rf.theft(accepted),
        child=rf.theft(accepted, **CHILD),
        ordinary=rf.theft(accepted, severity="S3", route="MEDIATION"),
        approval=rf.prepared(rf.theft(accepted), office_id=office.pk),
        urgent=rf.prepared(urgent),
        hand_over=rf.dispatched(rf.theft(accepted), office_id=office.pk),
        silent=silent,
        awaited=awaited,
        returned=returned,
        decided=decided,
        refused=refused,
        beside=beside,
        office=office,
    )


def _pages(there: Referred) -> dict[str, list[tuple[str, str]]]:
    def case(complaint: Complaint, rest: str = "") -> str:
        return f"/cases/{complaint.file.number}{rest}"

    return {
        "liaison": [
            ("refer", case(there.waits, "/refer")),
            ("refer-other", case(there.waits, "/refer?agency=MARKET_REGULATOR")),
            ("refer-s1", case(there.child, "/refer")),
            ("refer-lead", case(there.ordinary, "/refer")),
            ("emergency", case(there.child, "/emergency")),
            ("referral-urgent", rf.page(there.urgent)),
            ("referral-hand-over", rf.page(there.hand_over)),
            ("referral-awaited", rf.page(there.awaited)),
            ("referral-returned", rf.page(there.returned)),
            ("agency-result", case(there.decided.complaint, "/agency_result")),
            ("agency-refusal", case(there.refused.complaint, "/agency_result")),
            ("board", "/referrals"),
            ("board-prepare", "/referrals?owed=prepare"),
            ("board-empty", "/referrals?owed=revise"),
            ("queue-referrals", "/cases?tab=referral"),
            ("case-s1", case(there.child)),
        ],
        "officer": [
            ("referral-approval", rf.page(there.approval)),
            ("packet", rf.page(there.approval, "/packets/1")),
            ("referral-silent", rf.page(there.silent)),
            ("referral-beside", rf.page(there.beside)),
            ("case-beside", case(there.beside.complaint)),
            ("agency", "/referrals/agencies/POLICE"),
            ("agency-none", "/referrals/agencies/HEALTH"),
            ("office", f"/referrals/agencies/POLICE/offices/{there.office.pk}"),
            ("way-civil", case(there.awaited.complaint, "/way")),
        ],
    }


def test_every_page_of_the_serious_way_is_fit_for_everybody(
    eyes: Callable[[], Eyes], referred: Referred
) -> None:
    for name, pages in _pages(referred).items():
        reader = log_in(eyes(), name)
        for page, path in pages:
            response = reader.page.goto(f"{reader.base}{path}")
            assert response is not None
            assert response.status == 200, f"{page}: {response.status}"
            reader.look(f"referral-{page}")


def test_what_leaves_is_looked_at_before_it_is_prepared(
    eyes: Callable[[], Eyes], referred: Referred
) -> None:
    reader = log_in(eyes(), "liaison")
    reader.go(f"/cases/{referred.waits.file.number}/refer")
    reader.page.fill("[name=prepare-described]", "投诉登记表复印件一份")
    reader.page.locator("form[action*='/prepare'] button[name=preview]").click()
    reader.page.wait_for_load_state()
    reader.look("referral-preview")
    reader.page.locator("form[action*='/prepare'] button:not([name])").click()
    reader.page.wait_for_load_state()

    assert "/referrals/YS-" in reader.page.url
    reader.look("referral-prepared")
