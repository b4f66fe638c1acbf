"""The archive is only added to, and the database says so from any client."""

from django.db import migrations

from common import triggers

HEAD_GROWS = """
CREATE FUNCTION archives_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.key <> OLD.key OR NEW.size <= OLD.size THEN
        RAISE EXCEPTION 'the head of archive log % only grows', OLD.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archives_loghead_grows BEFORE UPDATE ON archives_loghead
    FOR EACH ROW EXECUTE FUNCTION archives_head_grows();
"""
HEAD_GROWS_REVERSE = """
DROP TRIGGER archives_loghead_grows ON archives_loghead;
DROP FUNCTION archives_head_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_initial"), ("common", "0002_guards")]

    operations = [
        triggers.append_only("archives_entry"),
        triggers.append_only("archives_writeback"),
        # Erasable (brief D7), never rewritten.
        triggers.append_only("archives_entrypayload", "UPDATE OR TRUNCATE"),
        triggers.append_only("archives_loghead", "DELETE OR TRUNCATE"),
        migrations.RunSQL(HEAD_GROWS, HEAD_GROWS_REVERSE),
    ]
