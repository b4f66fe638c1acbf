"""What the database refuses about tickets, whoever asks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from casework.models import Ticket, TicketMessage
from casework.services.hotline import acts
from tests.hotline.conftest import ANSWER_BY, AT

HOUR = timedelta(hours=1)
MOMENT = AT + HOUR


@pytest.fixture
def ticket(pushed):
    return pushed()


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "columns",
    [
        {"signed_by": "liaison"},
        {"extension_requested_at": MOMENT},
        {"extension_requested_at": MOMENT, "extension_term": ANSWER_BY},
        {"extension_reason": "没有时刻的理由"},
        {
            "extension_requested_at": ANSWER_BY + HOUR,
            "extension_term": ANSWER_BY,
            "extension_reason": "到期之后才申请",
        },
        {"extension_answered_at": MOMENT},
        {"extension_granted": True},
        {"extension_answered_at": MOMENT, "extension_granted": True},
        {"returned_at": MOMENT},
        {"return_reason": "没有时刻的退回"},
        {"returned_at": MOMENT, "return_reason": "不属于本会", "replied_at": MOMENT},
        {"reply_text": "没有时刻的答复"},
        {"followup_result": "SATISFIED"},
        {"resolved": "Y"},
        {"closed_at": MOMENT, "resolved": "MAYBE"},
        {"urgency": "SOON"},
        {"round_no": 2},
        {"ticket_no": "NB-2"},
        {"source": "12315"},
        {"pushed_at": MOMENT},
    ],
    ids=lambda columns: "+".join(columns),
)
def test_columns_that_come_together_do_not_come_alone(ticket, liaison, columns):
    if "signed_by" in columns:
        columns = {"signed_by": liaison}

    refused(lambda: Ticket.objects.filter(pk=ticket.pk).update(**columns))


@pytest.mark.parametrize("column", ["signed_at", "returned_at", "replied_at", "closed_at"])
def test_what_was_done_stays_done(ticket, column):
    more = {"return_reason": "不属于本会职责"} if column == "returned_at" else {}
    Ticket.objects.filter(pk=ticket.pk).update(**{column: MOMENT}, **more)

    for moment in (None, MOMENT + HOUR):
        refused(lambda at=moment: Ticket.objects.filter(pk=ticket.pk).update(**{column: at}))


def test_one_ticket_has_one_open_round(ticket):
    facts = {"complaint": ticket.complaint, "source": "12345", "pushed_at": AT}

    refused(lambda: Ticket.objects.create(ticket_no="NB-1", **facts))
    refused(
        lambda: Ticket.objects.create(ticket_no="NB-1", round_no=2, rehandle_of=ticket, **facts)
    )
    refused(lambda: Ticket.objects.create(ticket_no="NB-2", round_no=2, **facts))
    refused(lambda: Ticket.objects.create(ticket_no="NB-2", round_no=0, **facts))


@pytest.fixture
def message(ticket, liaison):
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    return TicketMessage.objects.get()


@pytest.mark.parametrize(
    "columns",
    [
        {"direction": "IN"},
        {"kind": "TICKET"},
        {"status": "TAKEN"},
        {"status": "UNKNOWN"},
        {"status": "SENT"},
        {"sent_at": MOMENT},
        {"status": "PASSED_ON"},
        {"status": "PASSED_ON", "passed_on_at": MOMENT, "passed_on_how": "PAGE"},
        {"passed_on_to": "话务员"},
        {"wire_sha256": "abc"},
        {"ticket": None},
        {"key": "another"},
        {"at": MOMENT},
        {"facts": "{}"},
        {"by": None},
    ],
    ids=lambda columns: "+".join(columns),
)
def test_a_message_is_what_it_is(message, columns):
    refused(lambda: TicketMessage.objects.filter(pk=message.pk).update(**columns))


def test_a_settled_message_never_changes(message):
    TicketMessage.objects.filter(pk=message.pk).update(status="SENT", sent_at=MOMENT)

    refused(lambda: TicketMessage.objects.filter(pk=message.pk).update(reference="R2"))
    with pytest.raises(DatabaseError), transaction.atomic():
        message.delete()


def test_a_round_is_signed_and_answered_once(message):
    row = TicketMessage.objects.values().get()
    row.pop("id")

    refused(lambda: TicketMessage.objects.create(**row | {"key": "another"}))


def test_it_is_passed_on_after_it_was_said(message, liaison):
    facts = {"passed_on_by": liaison, "passed_on_how": "PHONE", "passed_on_to": "话务员"}

    refused(
        lambda: TicketMessage.objects.filter(pk=message.pk).update(
            status="PASSED_ON", passed_on_at=AT - HOUR, **facts
        )
    )


def test_words_are_sealed(message):
    with transaction.atomic():
        stored = TicketMessage.objects.extra(select={"raw": "facts"}).values_list("raw", flat=True)
        assert "signed_at" not in stored[0]
