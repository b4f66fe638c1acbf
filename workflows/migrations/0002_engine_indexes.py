"""Indexes on the engine's tables, in our own migration: the engine ships none of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial"), ("viewflow", "0015_task_scheduled")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX workflows_task_open ON viewflow_task (process_id) "
            "WHERE status IN ('NEW', 'ASSIGNED')",
            "DROP INDEX workflows_task_open",
        ),
    ]
