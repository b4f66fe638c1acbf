"""Merging (CM-09) and the enterprise's own reply (CM-10a … CM-10d): what the guards ask, again."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from common import triggers

DECIDED = (
    "merged_into_id",
    "reply_asked_at",
    "reply_overdue_at",
    "replied_at",
    "reply_late",
    "reply_declined_at",
    "reply_asked_of*",
)

# CM-09. The master's row is locked: of two merges crosswise one sees what the other did, or both
# stop; so no circle comes into being. Whoever ends cannot be told from whoever goes on later, so
# the comparison of the parties is made here, when the file ends.
MERGE_LAWFUL = r"""
CREATE FUNCTION casework_merge_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    m casework_complaint%ROWTYPE;
    same integer;
    wrong text := '';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'MERGED' THEN
        IF NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id THEN
            RAISE EXCEPTION 'complaint % is merged for good', NEW.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.merged_into_id IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO m FROM casework_complaint WHERE id = NEW.merged_into_id FOR SHARE;
    SELECT count(DISTINCT a.role) INTO same
    FROM casework_party a JOIN casework_party b ON b.file_id = m.file_id AND b.role = a.role
    WHERE a.file_id = NEW.file_id AND NOT (a.id_hash <> '' AND b.id_hash <> '' AND a.id_hash <> b.id_hash)
      AND CASE a.role
          WHEN 'COMPLAINANT' THEN
              (a.id_hash <> '' AND a.id_hash = b.id_hash)
              OR (a.phone_hash <> '' AND a.phone_hash = b.phone_hash)
          ELSE
              COALESCE(a.subject_id = b.subject_id, true)
              AND NOT (a.uscc <> '' AND b.uscc <> '' AND a.uscc <> b.uscc)
              AND (a.subject_id = b.subject_id
                   OR (a.uscc <> '' AND a.uscc = b.uscc)
                   OR (a.id_hash <> '' AND a.id_hash = b.id_hash)
                   OR (a.name <> ''
                       AND lower(regexp_replace(normalize(a.name, NFKC), '\s+', '', 'g'))
                         = lower(regexp_replace(normalize(b.name, NFKC), '\s+', '', 'g'))))
          END;
    IF m.state NOT IN ('REGISTERED', 'PENDING_SUPPLEMENT', 'ACCEPTED', 'IN_MEDIATION',
                       'IN_VERIFICATION', 'IN_REFERRAL', 'SUSPENDED') THEN
        wrong := 'a file that has ended';
    ELSIF NOT (NEW.has_complainant AND m.has_complainant) OR same <> 2 THEN
        wrong := 'a file of other parties';
    ELSIF EXISTS (
        SELECT 1 FROM casework_statement a, casework_statement b
        WHERE a.complaint_id = NEW.id AND b.complaint_id = m.id
          AND CASE WHEN a.order_no <> '' AND b.order_no <> '' THEN a.order_no <> b.order_no
              ELSE a.occurred_on <> b.occurred_on END
    ) THEN
        wrong := 'a file of another event';
    ELSIF NEW.accepted_at IS NOT NULL AND (
        m.accepted_at IS NULL OR (m.state = 'ACCEPTED' AND NEW.accepted_at < m.accepted_at)
    ) THEN
        wrong := 'a file accepted later or not at all';
    ELSIF (NEW.severity IN ('S1', 'S2') AND (m.severity = '' OR m.severity > NEW.severity))
          OR (NEW.graded_at IS NULL AND NEW.emergency
              AND m.graded_at IS NOT NULL AND m.severity <> 'S1') THEN
        wrong := 'a file graded less';
    ELSIF (NEW.reply_asked_at IS NOT NULL AND m.reply_asked_at IS NULL) OR EXISTS (
        SELECT 1 FROM casework_mediation
        WHERE complaint_id = NEW.id AND terminated_at IS NULL AND agreed_at IS NULL
    ) THEN
        wrong := 'another while its parties are asked';
    END IF;
    IF wrong <> '' THEN
        RAISE EXCEPTION 'complaint % merged into %', NEW.id, wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_merge_lawful BEFORE INSERT OR UPDATE ON casework_complaint
    FOR EACH ROW EXECUTE FUNCTION casework_merge_lawful();
"""

# CM-09a, at commit: the master has the earliest receipt and the report to the police; the file is
# of its family, so that its lock, seals and recusals are those of the master.
MERGE_TAKEN_IN = """
CREATE FUNCTION casework_merge_taken_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'MERGED' OR OLD.state = 'MERGED' THEN RETURN NULL; END IF;
    IF NOT EXISTS (
        SELECT 1 FROM casework_complaint m
        JOIN common_file f ON f.id = NEW.file_id JOIN common_file g ON g.id = m.file_id
        WHERE m.id = NEW.merged_into_id AND f.root_id = COALESCE(g.root_id, g.id)
          AND m.received_at <= NEW.received_at AND m.clock_from <= NEW.clock_from
          AND (m.police_report OR NOT NEW.police_report) AND (g.sealed OR NOT f.sealed)
    ) OR EXISTS (
        SELECT 1 FROM common_recusal r JOIN common_file f ON f.id = NEW.file_id
        WHERE r.file_id = f.id AND NOT EXISTS (
            SELECT 1 FROM common_recusal o WHERE o.file_id = f.root_id AND o.user_id = r.user_id)
    ) THEN
        RAISE EXCEPTION 'complaint % merged, but not taken in by its master', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER casework_merge_taken_in AFTER UPDATE ON casework_complaint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_merge_taken_in();
"""

# CM-10a, CM-10b: asked once, only for S3 and S4, of somebody who is or employs; settled only after.
REPLY_LAWFUL = """
CREATE FUNCTION casework_reply_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text := '';
BEGIN
    IF OLD.reply_asked_at IS NOT NULL
       AND (NEW.reply_asked_at, NEW.reply_asked_of) IS DISTINCT FROM
           (OLD.reply_asked_at, OLD.reply_asked_of) THEN
        wrong := 'is asked for a reply once';
    ELSIF NEW.reply_asked_at IS NOT NULL AND OLD.reply_asked_at IS NULL AND (
        NEW.state <> 'ACCEPTED' OR NEW.severity NOT IN ('S3', 'S4') OR NOT NEW.has_complainant
        OR NOT EXISTS (SELECT 1 FROM casework_party WHERE file_id = NEW.file_id
                       AND role = 'RESPONDENT' AND kind IN ('ENTERPRISE', 'WORKER'))
    ) THEN
        wrong := 'is not one that the enterprise answers first';
    ELSIF OLD.state = 'ACCEPTED' AND NEW.state = 'OUTCOME_RECORDED' AND NEW.outcome = 'SETTLED'
          AND (NEW.reply_asked_at IS NULL OR NEW.severity NOT IN ('S3', 'S4')) THEN
        wrong := 'is not settled by an enterprise that was asked';
    END IF;
    IF wrong <> '' THEN
        RAISE EXCEPTION 'complaint % %', NEW.id, wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_reply_lawful BEFORE UPDATE ON casework_complaint
    FOR EACH ROW EXECUTE FUNCTION casework_reply_lawful();
"""


def dropped(name: str) -> str:
    """Return what takes a trigger of this name and its function away."""
    return f"DROP TRIGGER {name} ON casework_complaint; DROP FUNCTION {name}();"


class Migration(migrations.Migration):
    dependencies = [("casework", "0050_agency_exchange")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="casework.complaint",
            ),
        ),
        *(
            migrations.AddField(
                model_name="complaint",
                name=name,
                field=models.DateTimeField(blank=True, null=True),
            )
            for name in ("reply_asked_at", "reply_overdue_at", "replied_at", "reply_declined_at")
        ),
        migrations.AddField(
            model_name="complaint",
            name="reply_asked_of",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="complaint", name="reply_late", field=models.BooleanField(default=False)
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_merged_somewhere",
                condition=Q(state="MERGED", merged_into__isnull=False)
                | (~Q(state="MERGED") & Q(merged_into=None)),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_reply_asked_whole",
                condition=Q(
                    reply_asked_at=None, reply_asked_of="", reply_overdue_at=None, replied_at=None
                )
                | (
                    Q(reply_asked_at__isnull=False, accepted_at__isnull=False)
                    & ~Q(reply_asked_of="")
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_reply_after_request",
                condition=(Q(replied_at=None) | Q(replied_at__gte=F("reply_asked_at")))
                & (Q(reply_overdue_at=None) | Q(reply_overdue_at__gt=F("reply_asked_at"))),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_reply_late_is_a_reply",
                condition=Q(reply_late=False) | Q(replied_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_reply_in_time_not_overdue",
                condition=Q(replied_at=None) | Q(reply_late=True) | Q(reply_overdue_at=None),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_reply_declined_after_it",
                condition=Q(reply_declined_at=None)
                | Q(replied_at__isnull=False, reply_declined_at__gte=F("replied_at")),
            ),
        ),
        triggers.decided_needs_event("casework_complaint", "CM", DECIDED, part="merged_replied"),
        migrations.RunSQL(MERGE_LAWFUL, dropped("casework_merge_lawful")),
        migrations.RunSQL(MERGE_TAKEN_IN, dropped("casework_merge_taken_in")),
        migrations.RunSQL(REPLY_LAWFUL, dropped("casework_reply_lawful")),
    ]
