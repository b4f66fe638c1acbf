from django.db import migrations

from common import triggers


class Migration(migrations.Migration):
    dependencies = [("common", "0002_guards")]

    operations = [triggers.recused_write_nothing()]
