"""Acceptance, supplement and progress answer: what the guards ask, the database asks too."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from common import triggers
from common.zone import SHANGHAI

DECIDED = import_module("casework.migrations.0006_decided_needs_event").COMPLAINT
# Brief C3 and G4 (decisions 0200, 0201). S1 and files without a complainant are waived.
ACCEPTED_WHOLE = r"""
CREATE FUNCTION casework_accepted_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said casework_statement%ROWTYPE;
    knew date;
BEGIN
    IF NEW.accepted_at IS NULL OR OLD.accepted_at IS NOT NULL
       OR NEW.severity = 'S1' OR NOT NEW.has_complainant THEN
        RETURN NEW;
    END IF;
    SELECT * INTO said FROM casework_statement WHERE complaint_id = NEW.id;
    IF said.request !~ '\S' OR NOT EXISTS (
        SELECT 1 FROM casework_party p WHERE p.file_id = NEW.file_id AND p.role = 'COMPLAINANT'
          AND p.name <> '' AND (p.phone <> '' OR p.email <> '')
    ) OR NOT EXISTS (
        SELECT 1 FROM casework_party p WHERE p.file_id = NEW.file_id AND p.role = 'RESPONDENT'
          AND p.name <> ''
          AND (p.address <> '' OR p.phone <> '' OR p.email <> '' OR p.uscc <> ''
               OR p.certificate_no <> '' OR p.id_no <> '' OR p.subject_id IS NOT NULL
               OR said.order_no <> '')
    ) THEN
        RAISE EXCEPTION 'complaint % accepted without its materials', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    knew := COALESCE(said.knew_on, said.occurred_on);
    IF knew IS NOT NULL AND (NEW.limitation_ends_on IS NULL OR NEW.limitation_ends_on <= knew) THEN
        RAISE EXCEPTION 'complaint % accepted without the end of its limitation', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_accepted_whole BEFORE UPDATE ON casework_complaint
    FOR EACH ROW EXECUTE FUNCTION casework_accepted_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_decided_further")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="limitation_ends_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunSQL(
            "DROP TRIGGER casework_complaint_decided_has_event ON casework_complaint;",
            triggers.decided_needs_event("casework_complaint", "CM", DECIDED).sql,
        ),
        triggers.decided_needs_event("casework_complaint", "CM", (*DECIDED, "limitation_ends_on")),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_accepted_in_time",
                condition=Q(limitation_ends_on=None)
                | Q(limitation_ends_on__gte=TruncDate("received_at", tzinfo=SHANGHAI)),
                violation_error_message="What was accepted came within the three years.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                name="progress_day_to_come",
                condition=Q(by_when__gte=TruncDate("at", tzinfo=SHANGHAI)),
                violation_error_message="A progress answer names today or a later day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                name="supplement_due_after_request",
                condition=Q(due_on__gte=TruncDate("requested_at", tzinfo=SHANGHAI)),
            ),
        ),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                name="supplement_answered_after_request",
                condition=Q(answered_at=None) | Q(answered_at__gte=F("requested_at")),
            ),
        ),
        migrations.RunSQL(
            ACCEPTED_WHOLE,
            "DROP TRIGGER casework_accepted_whole ON casework_complaint; "
            "DROP FUNCTION casework_accepted_whole();",
        ),
    ]
