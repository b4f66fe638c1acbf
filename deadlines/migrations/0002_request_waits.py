from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_recused_write_nothing"),
        ("deadlines", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_met_in_time_or_late",
        ),
        migrations.AddField(
            model_name="deadline",
            name="request_waits",
            field=models.BooleanField(default=False, verbose_name="more time asked for"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("request_waits", False), ("extension_times__gte", 1), _connector="OR"
                ),
                name="deadline_request_only_in_matrix",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("met_at__isnull", False),
                        ("met_at__lte", models.F("due_at")),
                        ("status", "MET"),
                    ),
                    models.Q(
                        ("at_end", "LAPSED"),
                        ("met_at__isnull", False),
                        ("request_waits", True),
                        ("status", "MET"),
                    ),
                    models.Q(
                        ("met_at__gt", models.F("due_at")),
                        ("met_at__isnull", False),
                        ("status", "MET_LATE"),
                    ),
                    models.Q(
                        models.Q(("status__in", ("MET", "MET_LATE")), _negated=True),
                        ("met_at", None),
                    ),
                    _connector="OR",
                ),
                name="deadline_met_in_time_or_late",
            ),
        ),
    ]
