"""A decided moment is compared as a moment, however its column is called and written."""

from django.db import migrations

from common.triggers import DECIDED_HAS_EVENT


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0004_decided"),
    ]

    operations = [
        migrations.RunSQL(DECIDED_HAS_EVENT, migrations.RunSQL.noop),
    ]
