"""The trigger asks also for what 0007 gave a place to."""

from importlib import import_module

from django.db import migrations

from common import triggers

BEFORE = import_module("casework.migrations.0006_decided_needs_event").MEDIATION
DROP = "DROP TRIGGER casework_mediation_decided_has_event ON casework_mediation;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_archive_receipts")]

    operations = [
        migrations.RunSQL(
            DROP,
            triggers.decided_needs_event("casework_mediation", "MD", BEFORE).sql,
        ),
        triggers.decided_needs_event(
            "casework_mediation", "MD", (*BEFORE, "scheduled_at", "facts*")
        ),
    ]
