"""What was decided of a complaint or a mediation changes only together with its event."""

from django.db import migrations

from common import triggers

COMPLAINT = (
    "request_type",
    "channel",
    "received_at",
    "clock_from",
    "has_complainant",
    "emergency",
    "category",
    "severity",
    "route",
    "agency",
    "police_report",
    "graded_at",
    "graded_by_id",
    "supplement_asked_at",
    "accepted_at",
    "accepted_by_id",
    "refusal_ground",
    "planned_at",
    "findings_signatures",
    "outcome",
    "outcome_at",
    "feedback_sent_at",
    "archive_synced_at",
    "closed_at",
    "satisfaction",
    "transferred_to*",
)
MEDIATION = (
    "proposed_at",
    "proposed_by_id",
    "consented_at",
    "mediator_id",
    "session_at",
    "session_mode",
    "notice_waived",
    "opened_at",
    "agreed_at",
    "performance_due_on",
    "performed_at_once",
    "fault_admitted",
    "termination_ground",
    "terminated_at",
    "lead_found",
    "notice_served_at",
    "session_place*",
    "terms*",
    "amount*",
    "entrusted_to*",
)
# What an investigator wrote and signed: only its return or its confirmation is written later.
FINDINGS_STAY = """
CREATE FUNCTION casework_findings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.verification_id, NEW.version, NEW.conclusion, NEW.facts, NEW.reasoning,
            NEW.drafted_at, NEW.drafted_by_id)
         IS NOT DISTINCT FROM
           (OLD.verification_id, OLD.version, OLD.conclusion, OLD.facts, OLD.reasoning,
            OLD.drafted_at, OLD.drafted_by_id)
       AND (OLD.returned_at IS NULL OR NEW.returned_at = OLD.returned_at)
       AND (OLD.confirmed_at IS NULL
            OR (NEW.confirmed_at, NEW.confirmed_by_id) = (OLD.confirmed_at, OLD.confirmed_by_id))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'findings % are written: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_findings_stay BEFORE UPDATE OR DELETE ON casework_findings
    FOR EACH ROW EXECUTE FUNCTION casework_findings_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_agreement_is_due"), ("common", "0004_decided")]

    operations = [
        triggers.decided_needs_event("casework_complaint", "CM", COMPLAINT),
        triggers.decided_needs_event("casework_mediation", "MD", MEDIATION),
        migrations.RunSQL(
            FINDINGS_STAY,
            "DROP TRIGGER casework_findings_stay ON casework_findings; "
            "DROP FUNCTION casework_findings_stay();",
        ),
    ]
