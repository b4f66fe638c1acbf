"""A clock keeps how it rolls and when it turns amber, as the pack had it at its start."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0002_request_waits"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="amber_percent",
            field=models.PositiveSmallIntegerField(default=50, verbose_name="amber after percent"),
        ),
        migrations.AddField(
            model_name="deadline",
            name="amber_wd",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="amber with working days left"
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="roll_weekends",
            field=models.BooleanField(default=True, verbose_name="rolls over weekends"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amber_percent__lte", 100)), name="deadline_amber_percent"
            ),
        ),
    ]
