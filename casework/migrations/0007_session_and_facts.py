"""A session is fixed for a time to come, and an agreement says what the dispute was about."""

from django.db import migrations, models

# What was agreed before had the complainant's story printed under this heading.
STORIES = """
UPDATE casework_mediation SET facts = casework_statement.narrative
FROM casework_statement
WHERE casework_statement.complaint_id = casework_mediation.complaint_id
  AND casework_mediation.agreed_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_decided_needs_event")]

    operations = [
        migrations.AddField(
            model_name="mediation",
            name="facts",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="mediation",
            name="scheduled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(STORIES, migrations.RunSQL.noop),
    ]
