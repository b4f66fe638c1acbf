"""Every officer page in Chromium, at both widths: fit for everybody, nothing from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from casework.models import Complaint
from casework.services import (
    acceptance,
    extension,
    intake,
    mediation,
    merging,
    outcome,
    reply,
    triage,
    verification,
)
from common.actors import Outside
from documents.models import Document
from notifications.models import Delivery, Notice
from tests import agreeing, cast
from tests.casework.conftest import accepted, registered
from tests.public.test_browser import Eyes, address, chromium, eyes, seeded
from workflows.models import WorkItem

__all__ = ["accepted", "address", "chromium", "eyes", "registered", "seeded"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOW = datetime.now(UTC)
THEN = NOW - timedelta(days=2)


@dataclass
class Cases:
    """One case at each stage, by number."""

    supplement: Complaint
    ungraded: Complaint
    graded: Complaint
    urgent: Complaint
    way: Complaint
    talks: Complaint
    verified: Complaint
    outcome: Complaint
    fed_back: Complaint
    unreachable: Complaint
    referral: Complaint
    asked: Complaint
    merged: Complaint


def _mediated(complaint: Complaint, *, agree: bool) -> None:
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=THEN)
    for party in complaint.file.parties.all():
        mediation.answer(
            mediation_id=opened.pk,
            party_id=party.pk,
            consents=True,
            how="PHONE",
            by=Outside(party.role, party_id=party.pk),
            at=THEN,
        )
    mediator = cast.member("mediator")
    at = THEN + timedelta(hours=2)
    mediation.schedule(
        mediation_id=opened.pk,
        mediator=mediator,
        session_at=at,
        mode="ONSITE",
        place="协会二楼调解室",
        notice_waived=True,
        by=mediator,
        at=THEN,
    )
    mediation.open_session(mediation_id=opened.pk, both_present=True, by=mediator, at=at)
    if agree:
        agreeing.agree(
            opened, facts="双方对服务是否合格有争议。", terms=["被投诉人当场赔礼道歉。"], at=at
        )  # fmt: skip


def _verified(complaint: Complaint) -> None:
    verification.start(
        complaint_id=complaint.pk,
        plan="核对服务订单，分别走访双方当事人",
        facts_disputed=True,
        by=cast.member("officer"),
        at=THEN,
    )
    found = verification.write_findings(
        complaint_id=complaint.pk,
        conclusion="UPHELD",
        facts="服务员当日态度恶劣，有录音为证。",
        reasoning="录音与双方陈述相互印证。",
        by=cast.member("investigator"),
        at=NOW,
    )
    for name in ("investigator", "investigator2"):
        verification.sign(
            complaint_id=complaint.pk, findings_id=found.pk, by=cast.member(name), at=NOW
        )
    extension.ask(
        complaint_id=complaint.pk,
        code="VERIFICATION",
        reason="须向平台调取服务订单和监控记录。",
        by=cast.member("investigator"),
        at=NOW,
    )


def _replied(complaint: Complaint) -> None:
    reply.request(
        complaint_id=complaint.pk,
        question="请说明服务经过，与投诉人协商解决后答复本会。",
        by=cast.member("officer"),
        at=THEN,
    )
    party = complaint.file.parties.get(role="RESPONDENT")
    reply.reply(
        complaint_id=complaint.pk,
        words="已向投诉人赔礼道歉，并退还服务费。",
        claims_settled=True,
        by=Outside("RESPONDENT", party.pk),
        at=NOW,
    )


def _wait_for_a_person(complaint: Complaint) -> None:
    party = complaint.file.parties.get(role="RESPONDENT")
    for n, heading in enumerate(("投诉受理告知书", "案件进展")):
        Delivery.objects.create(
            file=complaint.file,
            topic="document.rendered",
            key=f"shown:{n}",
            kind="RESPONDENT",
            party_id=party.pk,
            channel="NONE",
            subject=f"{heading}（{complaint.file.number}）",
            body="李阿姨：\n您有一份文书，请查收。",
            document=Document.objects.filter(file=complaint.file, recipients=["RESPONDENT"]).first()
            if n == 0
            else None,
            status="NO_ADDRESS",
            created_at=THEN,
        )


@pytest.fixture
def cases(registered: Callable[..., Complaint], accepted: Callable[..., Complaint]) -> Cases:
    """Bring one case to each stage."""

    def take(severity: str = "S4", route: str = "MEDIATION") -> Complaint:
        return accepted(severity, route, at=THEN, received_at=THEN)

    found = Cases(
        supplement=registered(received_at=THEN),
        ungraded=registered(received_at=THEN),
        graded=registered(received_at=THEN),
        urgent=take("S1", "EMERGENCY"),
        way=take(),
        talks=take(),
        verified=take("S3"),
        outcome=take(),
        fed_back=take(),
        unreachable=accepted(
            at=THEN,
            received_at=THEN,
            respondent=intake.PartyFacts("WORKER", "李阿姨", address="鄞州区工人新村七号"),
        ),
        referral=take("S2", "REFERRAL"),
        asked=take(),
        merged=registered(received_at=THEN),
    )
    acceptance.request_supplement(
        complaint_id=found.supplement.pk, items=["服务合同"], by=cast.member("intake"), at=THEN
    )
    triage.grade(
        complaint_id=found.graded.pk,
        grade=triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认"),
        by=cast.member("triage"),
        at=THEN,
    )
    _mediated(found.talks, agree=False)
    _verified(found.verified)
    for ended in (found.outcome, found.fed_back):
        _mediated(ended, agree=True)
    outcome.write_back(complaint_id=found.fed_back.pk, at=NOW)
    outcome.feedback_sent(
        complaint_id=found.fed_back.pk, by=cast.member("officer"), at=NOW, document_id=None
    )
    _wait_for_a_person(found.unreachable)
    _replied(found.asked)
    merging.merge(
        complaint_id=found.merged.pk,
        master_id=found.way.pk,
        note="同一电话、同一次服务。",
        confirmed=True,
        by=cast.member("triage"),
        at=NOW,
    )
    Notice.objects.create(
        user=cast.member("officer"),
        file=found.outcome.file,
        topic="complaint.outcome_recorded",
        key="shown",
        text=f"{found.outcome.file.number} 已记录处理结果，请在期限内反馈当事人。",
        posted_at=NOW,
    )
    return found


def log_in(eyes: Eyes, name: str) -> Eyes:
    """Give a browser the session of a member of the cast."""
    client = Client()
    client.force_login(
        cast.member(name), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    cookie: Any = client.cookies[house.SESSION_COOKIE_NAME]
    eyes.page.context.add_cookies(
        [{"name": house.SESSION_COOKIE_NAME, "value": cookie.value, "url": eyes.base}]
    )
    return eyes


def _pages(cases: Cases) -> dict[str, list[tuple[str, str]]]:
    """Return name and address of each page, by who reads it."""

    def at(complaint: Complaint, rest: str = "") -> str:
        return f"/cases/{complaint.file.number}{rest}"

    task = WorkItem.objects.human().filter(case=cases.way.file).values_list("task_id", flat=True)
    party = cases.way.file.parties.get(role="COMPLAINANT").pk
    clock = cases.way.file.deadlines.get(code="HANDLING").pk
    return {
        "officer": [
            ("desk", "/desk"),
            ("inbox", "/inbox"),
            ("queue", "/cases?tab=open"),
            ("queue-referral", "/cases?tab=referral"),
            ("queue-closed", "/cases?tab=closed"),
            ("case", at(cases.talks)),
            ("case-evidence", at(cases.way, "?tab=evidence")),
            ("case-contacts", at(cases.way, "?tab=contacts")),
            ("case-papers", at(cases.outcome, "?tab=papers")),
            ("case-grading", at(cases.way, "?tab=grading")),
            ("case-s1", at(cases.urgent)),
            ("clock", at(cases.way, f"/clocks/{clock}")),
            ("acceptance", at(cases.graded, "/acceptance")),
            ("way", at(cases.way, "/way")),
            ("reply", at(cases.asked, "/reply")),
            ("case-master", at(cases.way)),
            ("case-merged", at(cases.merged)),
            ("verification", at(cases.verified, "/verification")),
            ("extension", at(cases.verified, "/extension")),
            ("identify", at(cases.way, "/identify")),
            ("feedback", at(cases.outcome, "/feedback")),
            ("progress", at(cases.verified, "/progress")),
            ("assign", reverse("assign", args=[task[0]])),
            ("recuse", at(cases.way, "/recuse")),
            ("byhand", "/byhand"),
            ("byhand-case", f"/byhand?case={cases.unreachable.file.number}"),
            ("case-unreachable", at(cases.unreachable)),
            ("case-referral", at(cases.referral)),
            ("permissions", "/permissions"),
        ],
        "intake": [
            ("register", "/cases/new"),
            ("supplied", at(cases.supplement, "/supplied")),
            ("intake-acceptance", at(cases.graded, "/acceptance")),
            ("particulars", at(cases.graded, "/particulars")),
            ("supplement-more-time", at(cases.supplement, "/extension")),
            ("withdraw", at(cases.way, "/withdraw")),
            ("follow-up", at(cases.fed_back, "/follow_up")),
            ("reveal", at(cases.way, f"/parties/{party}/phone")),
        ],
        "triage": [
            ("grading", at(cases.ungraded, "/triage")),
            ("grading-tab", at(cases.ungraded, "?tab=grading")),
            ("regrade", at(cases.way, "/triage")),
            ("case-duplicate", at(cases.ungraded)),
            ("merging", at(cases.ungraded, "/merging")),
        ],
        "mediator": [("mediation", at(cases.talks, "/mediation"))],
    }


def test_every_officer_page_is_fit_for_everybody(eyes, cases):
    for name, pages in _pages(cases).items():
        reader = log_in(eyes(), name)
        for page, path in pages:
            response = reader.page.goto(f"{reader.base}{path}")
            assert response.status == 200, f"{page}: {response.status}"
            reader.look(f"officer-{page}")


def test_what_cannot_be_undone_is_asked_once_more_and_a_preview_is_not(eyes, cases):
    reader = log_in(eyes(), "mediator")
    address = f"/cases/{cases.talks.file.number}/mediation"
    reader.go(address)
    reader.page.fill("[name=end-statement]", "双方分歧较大，无法达成协议。")

    reader.page.locator("form[action$='/end'] button[name=preview]").click()
    reader.page.wait_for_load_state()
    reader.look("officer-preview")
    reader.page.locator("form[action$='/end'] button:not([name])").click()
    dialog = reader.page.locator("dialog[open]")
    dialog.wait_for()  # The server has looked at it and would take it.
    reader.look("officer-confirm")
    dialog.locator("[data-no]").click()

    assert Complaint.objects.get(pk=cases.talks.pk).state == "IN_MEDIATION"
    reader.page.locator("form[action$='/end'] button:not([name])").click()
    with reader.page.expect_navigation():
        reader.page.locator("dialog[open] [data-yes]").click()
    assert Complaint.objects.get(pk=cases.talks.pk).state == "OUTCOME_RECORDED"


def test_the_chosen_tab_is_in_view(eyes, cases):
    reader = log_in(eyes(), "officer")
    for tab in ("mine", "referral", "closed"):
        reader.go(f"/cases?tab={tab}")

        box = reader.page.locator(".tabs [aria-current]").bounding_box()

        assert box["x"] >= 0, tab
        assert box["x"] + box["width"] <= reader.page.viewport_size["width"], tab


def test_no_table_is_wider_than_its_card(eyes, cases):
    WorkItem.objects.update(category="NO_ID_OR_HEALTH_CHECK", state="PENDING_SUPPLEMENT")
    reader = log_in(eyes(), "officer")
    for path in ("/desk", "/cases?tab=open"):
        reader.go(path)
        wide = reader.page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('.box')].map("
            "box => box.scrollWidth - box.clientWidth))"
        )
        assert wide == 0, f"{path}: {wide} px"
        reader.look(f"officer-wide{path.split('?')[0].replace('/', '-')}")
