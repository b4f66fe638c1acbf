"""An agreement stands only with both signatures under the wording it records (brief C18)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common import triggers

# MD-08: the wording signed last, by both sides, is what the mediation records.
SIGNED = """
CREATE FUNCTION casework_agreed_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d casework_agreementdraft%ROWTYPE;
    sides integer;
BEGIN
    IF NEW.state <> 'AGREED' OR OLD.state = 'AGREED' THEN RETURN NEW; END IF;
    SELECT * INTO d FROM casework_agreementdraft
    WHERE mediation_id = NEW.id ORDER BY version DESC LIMIT 1;
    SELECT count(DISTINCT p.role) INTO sides FROM casework_agreementsignature s
    JOIN casework_party p ON p.id = s.party_id
    JOIN casework_complaint c ON c.id = NEW.complaint_id AND c.file_id = p.file_id
    WHERE s.draft_id = d.id;
    IF d.id IS NULL OR sides <> 2 OR d.terms IS DISTINCT FROM NEW.terms
       OR d.facts IS DISTINCT FROM NEW.facts OR d.amount IS DISTINCT FROM NEW.amount
       OR d.performance_due_on IS DISTINCT FROM NEW.performance_due_on
       OR d.performed_at_once IS DISTINCT FROM NEW.performed_at_once
       OR d.fault_admitted IS DISTINCT FROM NEW.fault_admitted THEN
        RAISE EXCEPTION 'mediation % agreed without both signatures under its terms', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_agreed_is_signed BEFORE UPDATE ON casework_mediation
    FOR EACH ROW EXECUTE FUNCTION casework_agreed_is_signed();
"""
UNSIGNED = """
DROP TRIGGER casework_agreed_is_signed ON casework_mediation;
DROP FUNCTION casework_agreed_is_signed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_place_exists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("facts", models.TextField()),
                ("terms", models.JSONField()),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
                ),
                ("performance_due_on", models.DateField(blank=True, null=True)),
                ("performed_at_once", models.BooleanField(default=False)),
                ("fault_admitted", models.BooleanField(default=False)),
                ("drafted_at", models.DateTimeField()),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mediation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="casework.mediation",
                    ),
                ),
            ],
            options={
                "ordering": ["mediation", "version"],
            },
        ),
        migrations.CreateModel(
            name="AgreementSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("ONLINE", "read and signed on the own page"),
                            ("IN_PERSON", "signed on paper in the session"),
                            ("WRITTEN", "signed copy received"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="casework.agreementdraft",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.party",
                    ),
                ),
            ],
            options={
                "ordering": ["draft", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="agreementdraft",
            constraint=models.UniqueConstraint(
                fields=("mediation", "version"), name="agreementdraft_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version__gte", 1),
                    models.Q(("facts", ""), _negated=True),
                    models.Q(("terms", []), _negated=True),
                ),
                name="agreementdraft_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("performance_due_on__isnull", False),
                    ("performed_at_once", True),
                    _connector="OR",
                ),
                name="agreementdraft_is_due",
                violation_error_message="The agreement does not say by when it is performed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.UniqueConstraint(
                fields=("draft", "party"), name="agreementsignature_once_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_by", None), ("how", "ONLINE")),
                    models.Q(("entered_by__isnull", False), ("how__in", ["IN_PERSON", "WRITTEN"])),
                    _connector="OR",
                ),
                name="agreementsignature_paper_is_recorded",
            ),
        ),
        triggers.append_only("casework_agreementdraft"),
        triggers.append_only("casework_agreementsignature"),
        migrations.RunSQL(SIGNED, UNSIGNED),
    ]
