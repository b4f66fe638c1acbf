"""Every page of tickets in Chromium, at both widths: fit for everybody, nothing from elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from casework.models import Ticket, TicketMessage
from casework.services import acceptance, triage
from casework.services.hotline import acts, inbound, words
from outbox import services as outbox
from outbox.models import Message
from portals.intake.door import accept_line
from tests import cast
from tests.intake.corpus import good
from tests.pages.test_browser import log_in
from tests.public.test_browser import address, chromium, eyes, seeded

__all__ = ["address", "chromium", "eyes", "seeded"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Tickets:
    """One ticket at each stage."""

    fresh: Ticket
    asking: Ticket
    late: Ticket
    ended: Ticket
    over: Ticket


def _push(number: str, at: datetime, **facts: str) -> Ticket:
    record = good(number, received_at=at.isoformat(), respondent_address="海曙区示例路12号")
    record |= {
        "title": "保洁员提前离开，要求退还一半费用",
        "dispatched_at": at.isoformat(),
        "handling_unit": "示例市家政服务业协会",
        "co_units": ["海曙区商务局"],
        "sign_due_at": (at + DAY).isoformat(),
        "handle_due_at": (at + 15 * DAY).isoformat(),
    }
    assert "error" not in accept_line(record | facts, line=1, at=at)
    return Ticket.objects.select_related("complaint__file").get(ticket_no=number)


def _said_in_person(ticket: Ticket, kind: str, at: datetime, **facts: str) -> None:
    inbound.heard(
        ticket_id=ticket.pk, kind=kind, facts=facts, said_at=at, by=cast.member("liaison"), at=at
    )


@pytest.fixture
def tickets(seeded: None) -> Tickets:
    """Bring one ticket to each stage; there is no channel, so much is done by hand."""
    liaison, officer = cast.member("liaison"), cast.member("officer")
    found = Tickets(
        fresh=_push("12345-20261127-0008", NOW - HOUR, urgency="URGENT"),
        asking=_push("12345-20261120-0031", NOW - 5 * DAY),
        late=_push("12345-20261101-0007", NOW - 20 * DAY, urgency="PROMPT"),
        ended=_push("12345-20261118-0012", NOW - 6 * DAY),
        over=_push("12345-20261110-0002", NOW - 9 * DAY),
    )
    for ticket in (found.asking, found.ended):
        acts.sign(ticket_id=ticket.pk, by=liaison, at=NOW - 4 * DAY)
    acts.ask_extension(
        ticket_id=found.asking.pk,
        reason="双方当事人在外地，须等待检测报告。",
        until=NOW + 20 * DAY,
        by=liaison,
        at=NOW - DAY,
    )
    _said_in_person(found.late, "REMINDER", NOW - DAY, words="来电人催问办理进度，请尽快办理。")
    grade = triage.Grade("ATTITUDE", "S4", "NOT_ACCEPTED", reason="不属于家政服务")
    pk = found.ended.complaint_id
    triage.grade(complaint_id=pk, grade=grade, by=cast.member("triage"), at=NOW - 3 * DAY)
    why = "事项属于物业管理，不属于本会职责范围。"
    acceptance.refuse(complaint_id=pk, ground="G1", reason=why, by=officer, at=NOW - 2 * DAY)
    facts = {"followup_result": "SATISFIED", "resolved": "Y"}
    _said_in_person(found.over, "CLOSED", NOW - DAY, **facts)
    TicketMessage.objects.create(
        source="12345",
        ticket_no="12345-20261126-0404",
        direction="IN",
        kind="REMINDER",
        key="shown",
        at=NOW - HOUR,
        recorded_at=NOW - HOUR,
        status="UNKNOWN",
    )
    Message.objects.waiting().filter(handler="documents.render").update(delivered_at=NOW)
    outbox.deliver_due(NOW)
    assert words.moment(NOW)
    return found


def test_every_page_of_tickets_is_fit_for_everybody(eyes, tickets):
    def at(ticket: Ticket, rest: str = "") -> str:
        return f"/cases/{ticket.complaint.file.number}{rest}"

    pages = [
        ("list", "/tickets"),
        ("list-by-hand", "/tickets?tab=by_hand"),
        ("list-over", "/tickets?tab=over"),
        ("list-nothing", "/tickets?q=404"),
        ("desk", "/desk"),
        ("byhand", "/byhand"),
        ("queue", "/cases?tab=open"),
        ("case", at(tickets.late)),
        ("case-asking", at(tickets.asking)),
        ("fresh", at(tickets.fresh, "/ticket")),
        ("asking", at(tickets.asking, "/ticket")),
        ("late", at(tickets.late, "/ticket")),
        ("ended", at(tickets.ended, "/ticket")),
    ]
    reader = log_in(eyes(), "liaison")
    for page, path in pages:
        response = reader.page.goto(f"{reader.base}{path}")
        assert response.status == 200, f"{page}: {response.status}"
        reader.look(f"ticket-{page}")
