"""What was sealed stays as it was sealed, from any client."""

from django.db import migrations

from common import triggers


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial"), ("common", "0002_guards")]

    operations = [triggers.append_only("rewards_sealedidentity")]
