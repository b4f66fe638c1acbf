"""Dispatch holds as days and moments; and why a result left no entry."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from common import triggers
from common.zone import SHANGHAI
from deadlines.models.clocks import MidnightAfter

REASONS = [
    ("NO_IDENTIFIED_SUBJECT", "No identified subject"),
    ("NO_RESPONDENT", "The respondent no longer exists"),
    ("UNFOUNDED", "The complaint was fabricated"),
]
# A hold is ended once, before its time; nothing else of it changes, or the past would.
HOLD_STAYS = """
CREATE FUNCTION archives_hold_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
       AND (NEW.id, NEW.subject_id, NEW.source_file_id, NEW.starts_at, NEW.until)
         = (OLD.id, OLD.subject_id, OLD.source_file_id, OLD.starts_at, OLD.until) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'dispatch hold % is written: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER archives_hold_stays BEFORE UPDATE ON archives_dispatchhold
    FOR EACH ROW EXECUTE FUNCTION archives_hold_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0002_append_only"),
        ("common", "0005_moments_compared"),
        ("deadlines", "0003_rule_of_rolling_and_amber"),
    ]

    operations = [
        migrations.CreateModel(
            name="DispatchHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("until", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatch_holds",
                        to="common.file",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatch_holds",
                        to="archives.subject",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["subject", "until"], name="dispatch_hold_of_subject")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_file", "subject", "starts_at"), name="dispatch_hold_once"
                    ),
                    models.CheckConstraint(
                        name="dispatch_hold_range",
                        condition=Q(until__gte=TruncDate("starts_at", tzinfo=SHANGHAI)),
                    ),
                    models.CheckConstraint(
                        name="dispatch_hold_ended_before_its_time",
                        condition=Q(ended_at=None) | Q(ended_at__lte=MidnightAfter(F("until"))),
                    ),
                ],
            },
        ),
        triggers.append_only("archives_dispatchhold", "DELETE OR TRUNCATE"),
        migrations.RunSQL(
            HOLD_STAYS,
            "DROP TRIGGER archives_hold_stays ON archives_dispatchhold; "
            "DROP FUNCTION archives_hold_stays();",
        ),
        migrations.RemoveConstraint(model_name="writeback", name="writeback_entry_or_reason"),
        migrations.AlterField(
            model_name="writeback",
            name="reason",
            field=models.CharField(blank=True, choices=REASONS, max_length=24),
        ),
        migrations.AddConstraint(
            model_name="writeback",
            constraint=models.CheckConstraint(
                name="writeback_entry_or_reason",
                condition=Q(entry__isnull=False, reason="")
                | Q(entry=None, reason__in=[code for code, _words in REASONS]),
            ),
        ),
    ]
