"""What was done to a ticket stays done, what was said stays said.

Complaints that came by ticket before tickets were kept get theirs.
"""

from django.db import migrations

from common import triggers

TICKET_KEEPS = """
CREATE FUNCTION casework_ticket_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    now_is jsonb := to_jsonb(NEW);
    col text;
BEGIN
    FOREACH col IN ARRAY ARRAY['source', 'ticket_no', 'round_no', 'pushed_at', 'rehandle_of_id'] LOOP
        IF was -> col IS DISTINCT FROM now_is -> col THEN
            RAISE EXCEPTION 'ticket %: % does not change', NEW.id, col
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    FOREACH col IN ARRAY ARRAY['signed_at', 'returned_at', 'replied_at', 'closed_at'] LOOP
        IF was ->> col IS NOT NULL AND was -> col IS DISTINCT FROM now_is -> col THEN
            RAISE EXCEPTION 'ticket %: % is done and stays', NEW.id, col
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_ticket_keeps BEFORE UPDATE ON casework_ticket
    FOR EACH ROW EXECUTE FUNCTION casework_ticket_keeps();
"""
# In words of the database: Django does not compare what is encrypted, empty or not.
REPLY_HAS_MOMENT = """
ALTER TABLE casework_ticket ADD CONSTRAINT ticket_reply_has_moment
    CHECK (reply_text = '' OR replied_at IS NOT NULL);
"""
# A settled message never changes; an unsettled one only gains what became of it.
MESSAGE_KEEPS = """
CREATE FUNCTION casework_ticketmessage_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    now_is jsonb := to_jsonb(NEW);
    col text;
BEGIN
    IF OLD.status IN ('SENT', 'PASSED_ON', 'TAKEN') THEN
        RAISE EXCEPTION 'ticket message % is settled', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOREACH col IN ARRAY ARRAY['source', 'ticket_no', 'direction', 'kind', 'key', 'at',
                               'recorded_at', 'by_id', 'event_id', 'document_id'] LOOP
        IF was -> col IS DISTINCT FROM now_is -> col THEN
            RAISE EXCEPTION 'ticket message %: % does not change', NEW.id, col
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF OLD.direction = 'OUT'
        AND (was -> 'facts', was -> 'ticket_id')
            IS DISTINCT FROM (now_is -> 'facts', now_is -> 'ticket_id') THEN
        RAISE EXCEPTION 'ticket message %: what was said does not change', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_ticketmessage_keeps BEFORE UPDATE ON casework_ticketmessage
    FOR EACH ROW EXECUTE FUNCTION casework_ticketmessage_keeps();
"""
# Complaints registered before tickets were kept; whether the hotline knows of their end nobody
# wrote down, so their tickets stay open until a person says it.
OF_OLD = """
INSERT INTO casework_ticket (
    complaint_id, source, ticket_no, round_no, urgency, handling_unit, co_units, pushed_at,
    dispatched_at, sign_due_at, signed_at, handle_due_at, extension_reason,
    extension_granted_until, returned_at, return_reason, replied_at, reply_text, closed_at,
    followup_result, resolved
)
SELECT
    c.id, c.source, c.ticket_no, 1, coalesce(s.ticket ->> 'urgency', ''),
    coalesce(s.ticket ->> 'handling_unit', ''),
    ARRAY(SELECT jsonb_array_elements_text(coalesce(s.ticket -> 'co_units', '[]'))),
    c.clock_from,
    (s.ticket ->> 'dispatched_at')::timestamptz, (s.ticket ->> 'sign_due_at')::timestamptz,
    (s.ticket ->> 'signed_at')::timestamptz, c.handle_due_at, '',
    (s.ticket ->> 'extension_granted_until')::timestamptz, NULL, '', NULL, '',
    (s.ticket ->> 'closed_at')::timestamptz,
    CASE WHEN s.ticket ? 'closed_at' THEN coalesce(s.ticket ->> 'followup_result', '') ELSE '' END,
    CASE WHEN s.ticket ? 'closed_at' THEN coalesce(s.ticket ->> 'resolved', '') ELSE '' END
FROM casework_complaint c JOIN casework_statement s ON s.complaint_id = c.id
WHERE c.channel IN ('T12345', 'T12315', 'T110') AND c.source NOT IN ('own', 'web', 'withdrawn');
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0040_tickets")]

    operations = [
        migrations.RunSQL(
            TICKET_KEEPS,
            "DROP TRIGGER casework_ticket_keeps ON casework_ticket; "
            "DROP FUNCTION casework_ticket_keeps();",
        ),
        migrations.RunSQL(
            REPLY_HAS_MOMENT,
            "ALTER TABLE casework_ticket DROP CONSTRAINT ticket_reply_has_moment;",
        ),
        triggers.append_only("casework_ticket", "DELETE OR TRUNCATE"),
        migrations.RunSQL(
            MESSAGE_KEEPS,
            "DROP TRIGGER casework_ticketmessage_keeps ON casework_ticketmessage; "
            "DROP FUNCTION casework_ticketmessage_keeps();",
        ),
        triggers.append_only("casework_ticketmessage", "DELETE OR TRUNCATE"),
        migrations.RunSQL(OF_OLD, migrations.RunSQL.noop),
    ]
