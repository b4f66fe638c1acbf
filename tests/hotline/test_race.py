"""The hotline's system pushes twice at the same moment: one effect, two good answers."""

import threading
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client

from casework.models import Complaint, Ticket, TicketMessage
from tests.hotline.conftest import AT
from tests.hotline.system import message, post
from tests.hotline.test_inbound import record

pytestmark = pytest.mark.slow
ROUNDS = 4


@pytest.fixture
def db(transactional_db: Any) -> None:
    """Rows that other connections see."""


@pytest.fixture
def office(seeded: None, hotline: Any) -> Any:
    """An office at the moment at which the hotline speaks."""
    with time_machine.travel(AT, tick=True):
        yield


def at_once(*bodies: bytes) -> list[int]:
    """Send all at one moment, each on its own connection, and return the answers' statuses."""
    gate, met = threading.Barrier(len(bodies)), []

    def send(body: bytes) -> None:
        try:
            gate.wait(10)
            met.append(post(Client(), body).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(met)


def test_two_identical_pushes_at_once_are_one(office):
    for number in range(ROUNDS):
        body = message("TICKET", f"NB-{number}", at=AT, message_id=f"m{number}", **record())
        assert at_once(body, body, body) == [200, 200, 200]

    assert Complaint.objects.count() == Ticket.objects.count() == ROUNDS
    assert TicketMessage.objects.count() == ROUNDS


def test_two_messages_with_the_same_ticket_at_once_are_one_complaint(office):
    for number in range(ROUNDS):
        bodies = [
            message("TICKET", f"NB-{number}", at=AT, message_id=f"m{number}-{n}", **record())
            for n in (1, 2)
        ]
        assert at_once(*bodies) == [200, 200]

    assert Complaint.objects.count() == Ticket.objects.count() == ROUNDS
    assert TicketMessage.objects.filter(status="TAKEN").count() == 2 * ROUNDS


def test_two_reminders_at_once_tell_once(office):
    post(Client(), message("TICKET", "NB-1", at=AT, **record()))
    body = message("REMINDER", "NB-1", at=AT, message_id="r")

    assert at_once(body, body) == [200, 200]

    assert TicketMessage.objects.filter(kind="REMINDER").count() == 1
