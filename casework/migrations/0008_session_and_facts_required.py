"""The database asks for what 0007 gave a place to."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q

# Beside the trigger of 0006: what a step sets its event carries; the star marks a keyed hash.
WITH_EVENT = """
CREATE CONSTRAINT TRIGGER casework_mediation_facts_have_event
AFTER INSERT OR UPDATE ON casework_mediation DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION common_decided_has_event('MD', 'scheduled_at', 'facts*');
"""
WITHOUT = "DROP TRIGGER casework_mediation_facts_have_event ON casework_mediation;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_session_and_facts")]

    operations = [
        migrations.AddConstraint(
            model_name="mediation",
            constraint=models.CheckConstraint(
                condition=Q(scheduled_at=None)
                | Q(session_at__gt=F("scheduled_at") - timedelta(minutes=1)),
                name="mediation_session_to_come",
                violation_error_message="The session was fixed for a time that was past.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediation",
            constraint=models.CheckConstraint(
                condition=Q(agreed_at=None) | ~Q(facts=""),
                name="mediation_agreement_has_facts",
                violation_error_message="The agreement does not say what the dispute was about.",
            ),
        ),
        migrations.RunSQL(WITH_EVENT, WITHOUT),
    ]
