"""Events are only added to, and the database says so."""

from django.db import migrations

from common import triggers


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        triggers.functions(),
        triggers.append_only("common_event"),
        triggers.append_only("common_eventtext", "UPDATE OR TRUNCATE"),
    ]
