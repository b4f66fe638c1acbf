"""An event carries what its step set, and the database can ask for it."""

from django.db import migrations, models

from common import triggers


class Migration(migrations.Migration):
    dependencies = [("common", "0003_recused_write_nothing")]

    operations = [
        migrations.AddField(
            model_name="event", name="decided", field=models.JSONField(default=dict)
        ),
        triggers.decided_function(),
    ]
