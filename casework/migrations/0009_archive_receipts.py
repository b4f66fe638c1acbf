"""A file keeps index and leaf of its archive entry, and is not synced without them."""

import django.db.models.deletion
from django.db import migrations, models

from common import triggers

# Entries made before this kept.
OF_OLD = """
INSERT INTO casework_archivereceipt (complaint_id, event, log, idx, leaf_hash, at)
SELECT c.id, w.event, e.log_id, e.idx, e.leaf_hash, w.completed_at
FROM archives_writeback w
JOIN archives_entry e ON e.id = w.entry_id
JOIN casework_complaint c ON c.file_id = w.file_id
WHERE w.version = 1;
"""
SYNCED_IS_THERE = """
CREATE FUNCTION casework_synced_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.archive_synced_at IS NULL OR OLD.archive_synced_at IS NOT NULL THEN RETURN NULL; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM archives_writeback w
        LEFT JOIN archives_entry e ON e.id = w.entry_id
        LEFT JOIN casework_archivereceipt r ON r.complaint_id = NEW.id AND r.event = w.event
        WHERE w.file_id = NEW.file_id AND w.event = 'OUTCOME'
          AND (r.log, r.idx, r.leaf_hash) IS NOT DISTINCT FROM (e.log_id, e.idx, e.leaf_hash)
    ) THEN
        RAISE EXCEPTION 'complaint % synced without its write-back and receipt', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER casework_synced_is_there AFTER UPDATE ON casework_complaint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_synced_is_there();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_session_and_facts_required"),
        ("archives", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=64)),
                ("log", models.CharField(max_length=64)),
                ("idx", models.BigIntegerField()),
                ("leaf_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_receipts",
                        to="casework.complaint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("complaint", "event"), name="archive_receipt_once"
                    ),
                    models.UniqueConstraint(
                        fields=("log", "idx"), name="archive_receipt_entry_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("idx__gte", 0)), name="archive_receipt_index"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leaf_hash__regex", "^[0-9a-f]{64}$")),
                        name="archive_receipt_leaf",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OF_OLD, migrations.RunSQL.noop),
        triggers.append_only("casework_archivereceipt"),
        migrations.RunSQL(
            SYNCED_IS_THERE,
            "DROP TRIGGER casework_synced_is_there ON casework_complaint; "
            "DROP FUNCTION casework_synced_is_there();",
        ),
    ]
