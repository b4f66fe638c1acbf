"""`check_consistency` names a term that was not carried, and a message nobody was told to send."""

import pytest
from django.db import connection

from casework.services.hotline import acts
from config.consistency import faults
from outbox.models import Message
from tests.hotline.conftest import AT


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE casework_complaint SET handle_due_at = NULL", "not carried"),
        ("UPDATE casework_ticket SET closed_at = now()", "not carried"),
        ("DELETE FROM outbox_message WHERE topic = 'ticket.message_prepared'", "nobody was told"),
    ],
)
def test_a_broken_rule_is_named_with_its_file(pushed, liaison, damage, what):
    ticket = pushed()
    acts.sign(ticket_id=ticket.pk, by=liaison, at=AT)
    assert list(faults(AT)) == []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(damage)
        cursor.execute("SET LOCAL session_replication_role = origin")

    (fault,) = faults(AT)
    assert (fault.rule, fault.file) == ("ticket", ticket.complaint.file.number)
    assert what in fault.what
    assert Message.objects.exists()
