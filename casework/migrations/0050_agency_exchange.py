"""Answers by link or message name what they came by; links end for a reason; nothing is lost."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.crypto

# Of a link only that somebody looked, and that it ended, is written; each once.
LINK_STAYS = """
CREATE FUNCTION casework_link_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'opened_at' - 'revoked_at' - 'revoked_why' - 'revoked_by_id'
         = to_jsonb(OLD) - 'opened_at' - 'revoked_at' - 'revoked_why' - 'revoked_by_id'
       AND (OLD.opened_at IS NULL OR NEW.opened_at = OLD.opened_at)
       AND (OLD.revoked_at IS NULL
            OR (NEW.revoked_at, NEW.revoked_why, NEW.revoked_by_id)
               IS NOT DISTINCT FROM (OLD.revoked_at, OLD.revoked_why, OLD.revoked_by_id))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'link % stays as it was made: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_link_stays BEFORE UPDATE OR DELETE ON casework_agencylink
    FOR EACH ROW EXECUTE FUNCTION casework_link_stays();
"""
# What an agency signed stays as it came; what became of it is written once.
UNMATCHED_STAYS = """
CREATE FUNCTION casework_unmatched_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'answer_id' - 'set_aside_at' - 'set_aside_by_id' - 'note'
         = to_jsonb(OLD) - 'answer_id' - 'set_aside_at' - 'set_aside_by_id' - 'note'
       AND OLD.answer_id IS NULL AND OLD.set_aside_at IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'unmatched answer % stays as it came: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_unmatched_stays BEFORE UPDATE OR DELETE ON casework_unmatchedanswer
    FOR EACH ROW EXECUTE FUNCTION casework_unmatched_stays();
"""
# An answer by a link is of the link's own referral and agency.
LINK_IS_ITS_OWN = """
CREATE FUNCTION casework_answer_by_own_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.link_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM casework_agencylink l
        WHERE l.id = NEW.link_id AND l.referral_id = NEW.referral_id AND l.agency = NEW.agency
    ) THEN
        RAISE EXCEPTION 'answer % came by the link of another referral', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_answer_by_own_link BEFORE INSERT ON casework_agencyanswer
    FOR EACH ROW EXECUTE FUNCTION casework_answer_by_own_link();
"""


def undo(name: str, table: str) -> str:
    """Return the statements that take a trigger and its function away."""
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0041_tickets_keep"),
        ("common", "0006_referrals"),
        ("documents", "0003_evidence_once_per_side"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnmatchedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency", models.CharField(max_length=32)),
                ("message_id", models.CharField(max_length=255)),
                ("body_sha256", models.CharField(max_length=64)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("UNKNOWN_REFERENCE", "no referral of this number went there"),
                            ("ID_REUSED", "another message has this number already"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=32)),
                ("said_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("codes", models.JSONField(default=dict)),
                ("words", common.crypto.EncryptedTextField(blank=True, default="")),
                ("enclosures", common.crypto.EncryptedTextField(blank=True, default="")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
            ],
            options={
                "ordering": ["received_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="agencyanswer",
            name="body_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="agencyanswer",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="casework.agencylink",
            ),
        ),
        migrations.AddField(
            model_name="agencylink",
            name="issued_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agencylink",
            name="revoked_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("REPLACED", "a new one was made"),
                    ("TAKEN_BACK", "taken back"),
                    ("REROUTED", "the matter went to another office"),
                    ("RECALLED", "the referral was recalled"),
                    ("CLOSED", "the referral was closed"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="agencylink",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="agencyanswer",
            name="message_id",
            field=models.CharField(max_length=255),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("link__isnull", False), ("way", "LINK")),
                    models.Q(models.Q(("way", "LINK"), _negated=True), ("link", None)),
                    _connector="OR",
                ),
                name="agency_answer_by_link_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("body_sha256", ""),
                    models.Q(("body_sha256__regex", "^[0-9a-f]{64}$"), ("way", "CHANNEL")),
                    _connector="OR",
                ),
                name="agency_answer_hash_of_a_message",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("referral",),
                name="agency_link_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked_at", None), ("revoked_by", None), ("revoked_why", ""))
                | models.Q(
                    ("revoked_at__isnull", False),
                    ("revoked_by__isnull", False),
                    ("revoked_why", "TAKEN_BACK"),
                )
                | models.Q(
                    ("revoked_at__isnull", False),
                    ("revoked_by", None),
                    ("revoked_why__in", ["REPLACED", "REROUTED", "RECALLED", "CLOSED"]),
                ),
                name="agency_link_revoked_why",
            ),
        ),
        migrations.AddField(
            model_name="unmatchedanswer",
            name="answer",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="came_as",
                to="casework.agencyanswer",
            ),
        ),
        migrations.AddField(
            model_name="unmatchedanswer",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedanswer",
            constraint=models.UniqueConstraint(
                fields=("agency", "message_id", "body_sha256"), name="unmatched_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("body_sha256__regex", "^[0-9a-f]{64}$")),
                name="unmatched_answer_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["UNKNOWN_REFERENCE", "ID_REUSED"])),
                name="unmatched_answer_why_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ACKNOWLEDGED",
                            "ACCEPTED",
                            "RETURNED",
                            "NOT_FILED",
                            "FILED_AFTER_RECONSIDERATION",
                            "RESULT",
                            "REVOKED",
                        ],
                    )
                ),
                name="unmatched_answer_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unmatchedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("note", ""), ("set_aside_at", None), ("set_aside_by", None)),
                    models.Q(
                        ("answer", None),
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="unmatched_answer_set_aside_whole",
            ),
        ),
        migrations.RunSQL(LINK_STAYS, undo("casework_link_stays", "casework_agencylink")),
        migrations.RunSQL(
            UNMATCHED_STAYS, undo("casework_unmatched_stays", "casework_unmatchedanswer")
        ),
        migrations.RunSQL(
            LINK_IS_ITS_OWN, undo("casework_answer_by_own_link", "casework_agencyanswer")
        ),
    ]
