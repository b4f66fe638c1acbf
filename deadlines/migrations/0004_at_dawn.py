"""Our own steps towards others fall due when their last day begins (RF-07, RF-08)."""

from django.db import migrations, models

import deadlines.models.clocks


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_moments_compared"),
        ("deadlines", "0003_rule_of_rolling_and_amber"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_ends_at_midnight",
        ),
        migrations.AddField(
            model_name="deadline",
            name="at_dawn",
            field=models.BooleanField(default=False, verbose_name="due when the last day begins"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on", None),
                    ("unit", "H"),
                    models.Q(
                        ("at_dawn", False),
                        ("due_at", deadlines.models.clocks.MidnightAfter(models.F("due_on"))),
                    ),
                    models.Q(
                        ("at_dawn", True),
                        ("due_at", deadlines.models.clocks.MidnightBefore(models.F("due_on"))),
                    ),
                    _connector="OR",
                ),
                name="deadline_ends_at_midnight",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_dawn", False), ("unit__in", ("WD", "CD")), _connector="OR"),
                name="deadline_dawn_of_a_day",
            ),
        ),
    ]
