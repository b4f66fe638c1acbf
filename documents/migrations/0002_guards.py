"""What the database keeps by itself: papers and evidence are only added to."""

from django.db import migrations

from common.triggers import append_only

# A paper's words never change; the four columns of its PDF are filled together, once.
RENDER_ONCE = """
CREATE FUNCTION documents_render_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once CONSTANT text[] := ARRAY['pdf', 'pdf_sha256', 'pdf_size', 'rendered_at'];
BEGIN
    IF OLD.rendered_at IS NULL AND NEW.rendered_at IS NOT NULL
       AND to_jsonb(NEW) - once = to_jsonb(OLD) - once THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'documents_document is append-only: UPDATE refused'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER documents_document_render_once BEFORE UPDATE ON documents_document
FOR EACH ROW EXECUTE FUNCTION documents_render_once();
"""

# A number taken back would be given twice.
COUNT_UPWARDS = """
CREATE FUNCTION documents_count_upwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = OLD.kind AND NEW.year = OLD.year AND NEW.last = OLD.last + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'documents_counter counts upwards by one'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER documents_counter_upwards BEFORE UPDATE ON documents_counter
FOR EACH ROW EXECUTE FUNCTION documents_count_upwards();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("common", "0002_guards")]

    operations = [
        append_only("documents_document", "DELETE OR TRUNCATE"),
        append_only("documents_counter", "DELETE OR TRUNCATE"),
        append_only("documents_evidence"),
        migrations.RunSQL(
            RENDER_ONCE,
            "DROP TRIGGER documents_document_render_once ON documents_document;"
            " DROP FUNCTION documents_render_once();",
        ),
        migrations.RunSQL(
            COUNT_UPWARDS,
            "DROP TRIGGER documents_counter_upwards ON documents_counter;"
            " DROP FUNCTION documents_count_upwards();",
        ),
    ]
