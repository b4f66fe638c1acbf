"""An office with a hotline: tickets that were pushed, and the system that pushes them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.models import Complaint, Ticket, TicketMessage
from casework.services import intake
from common.actors import Outside
from outbox import services as outbox
from outbox.models import Message
from portals.intake.door import accept_line
from tests import cast
from tests.casework.conftest import seeded
from tests.hotline import system
from tests.intake.corpus import good

__all__ = ["seeded"]

AT = cast.AT
SIGN_BY = AT + timedelta(hours=24)
ANSWER_BY = AT + timedelta(days=15)


@pytest.fixture
def hotline(settings: Any) -> Iterator[system.System]:
    """The hotline's system, joined by the setting."""
    settings.CASEWORK_CHANNELS = system.JOINED
    yield system.begin_anew()
    system.begin_anew()


@pytest.fixture
def pushed(seeded: None) -> Callable[..., Ticket]:
    """Return a function that takes a ticket in by the door of intake."""

    def push(ticket_no: str = "NB-1", at: datetime = AT, **facts: Any) -> Ticket:
        where = {"respondent_address": "海曙区示例路12号"}
        record = good(ticket_no, received_at=at.isoformat(), request="退还一半费用。", **where) | {
            "sign_due_at": SIGN_BY.isoformat(),
            "handle_due_at": ANSWER_BY.isoformat(),
        }
        record |= {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in facts.items()
        }
        answer = accept_line(record, line=1, at=at)
        assert "error" not in answer, answer
        return Ticket.objects.select_related("complaint__file").get(ticket_no=ticket_no, round_no=1)

    return push


@pytest.fixture
def liaison(seeded: None) -> Any:
    """Who speaks with the hotline."""
    return cast.member("liaison")


def deliver(at: datetime = AT) -> outbox.Counts:
    """Let the worker come; letters stay undrawn, which saves seconds."""
    Message.objects.waiting().filter(handler="documents.render").update(delivered_at=at)
    return outbox.deliver_due(at)


def fresh(ticket: Ticket) -> Ticket:
    """Return the ticket as it is now."""
    return Ticket.objects.select_related("complaint__file").get(pk=ticket.pk)


def said(ticket: Ticket, kind: str) -> TicketMessage:
    """Return the one message of this kind about the ticket."""
    return TicketMessage.objects.get(ticket=ticket, kind=kind)


def complaint_of(ticket: Ticket) -> Complaint:
    """Return its case as it is now."""
    return Complaint.objects.select_related("file").get(pk=fresh(ticket).complaint_id)


@pytest.fixture
def registered_on_the_web(seeded: None) -> Callable[[datetime], Complaint]:
    """Return a function that registers a complaint on the web."""

    def register(at: datetime) -> Complaint:
        facts = intake.Registration(
            channel="WEB",
            source="web",
            narrative="保洁员上门时态度恶劣，约定三小时，做了一小时就走。",
            received_at=at,
            request="要求退还一半费用。",
            complainant=intake.PartyFacts("USER", "王女士", "13800000000"),
            respondent=intake.PartyFacts("ENTERPRISE", "某家政服务有限公司"),
        )
        by = Outside("COMPLAINANT")
        return intake.register(facts, unit=cast.unit(), by=by, at=at).complaint

    return register
