"""Evidence is kept once for each side, no longer once for the file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="evidence", name="evidence_once_per_file"),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("file", "uploaded_role", "party_id", "sha256"),
                name="evidence_once_per_side",
                nulls_distinct=False,
            ),
        ),
    ]
