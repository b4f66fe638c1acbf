"""A referral to an agency has a file of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_moments_compared"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="file",
            name="file_kind_known",
        ),
        migrations.AlterField(
            model_name="file",
            name="kind",
            field=models.CharField(
                choices=[
                    ("COMPLAINT", "Complaint"),
                    ("MEDIATION", "Mediation"),
                    ("REFERRAL", "Referral"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["COMPLAINT", "MEDIATION", "REFERRAL"])),
                name="file_kind_known",
            ),
        ),
    ]
