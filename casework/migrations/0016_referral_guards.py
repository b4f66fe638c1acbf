"""What the database knows of referrals by itself: events, what stays as sent, who stays hidden."""

from importlib import import_module

from django.db import migrations

from common import triggers

COMPLAINT_BEFORE = (
    *import_module("casework.migrations.0006_decided_needs_event").COMPLAINT,
    "limitation_ends_on",
)
REFERRAL = (
    "complaint_id",
    "agency",
    "office_id",
    "kind",
    "urgent",
    "packet_id",
    "prepared_at",
    "prepared_by_id",
    "approved_at",
    "approved_by_id",
    "dispatched_at",
    "dispatched_by_id",
    "ratified_at",
    "ratified_by_id",
    "acknowledged_at",
    "taken_up_at",
    "returned_at",
    "return_reason",
    "returns",
    "reminded_at",
    "supervised_at",
    "supervision_signed_at",
    "supervision_withheld_at",
    "not_filed_at",
    "not_filed_told_at",
    "result_at",
    "result_class",
    "result_on",
    "result_version",
    "registered_at",
    "told_at",
    "revoked_at",
    "recalled_at",
    "closed_at",
    "receipt_no*",
    "agency_file_no*",
    "result_doc_no*",
    "tellable*",
)
DROP = "DROP TRIGGER casework_complaint_decided_has_event ON casework_complaint;"

# A parcel stays as it was made; that it went, or was refused, or was brought, is written once.
SENDING_STAYS = """
CREATE FUNCTION casework_sending_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.referral_id, NEW.kind, NEW.agency, NEW.way, NEW.key, NEW.body, NEW.body_sha256,
            NEW.packet_id, NEW.document_id, NEW.created_at)
         IS NOT DISTINCT FROM
           (OLD.referral_id, OLD.kind, OLD.agency, OLD.way, OLD.key, OLD.body, OLD.body_sha256,
            OLD.packet_id, OLD.document_id, OLD.created_at)
       AND (OLD.sent_at IS NULL OR (NEW.sent_at, NEW.reference, NEW.sent_sha256)
            = (OLD.sent_at, OLD.reference, OLD.sent_sha256))
       AND (OLD.refused_code = '' OR NEW.refused_code = OLD.refused_code)
       AND (OLD.handed_at IS NULL OR (NEW.handed_at, NEW.handed_how, NEW.handed_to, NEW.handed_by_id)
            = (OLD.handed_at, OLD.handed_how, OLD.handed_to, OLD.handed_by_id))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'sending % stays as it was: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_sending_stays BEFORE UPDATE OR DELETE ON casework_sending
    FOR EACH ROW EXECUTE FUNCTION casework_sending_stays();
"""
# What an agency said stays; only that somebody has dealt with it is added.
ANSWER_STAYS = """
CREATE FUNCTION casework_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'seen_at' - 'seen_by_id' = to_jsonb(OLD) - 'seen_at' - 'seen_by_id'
       AND OLD.seen_at IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'answer % stays as it came: % refused', OLD.id, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_answer_stays BEFORE UPDATE OR DELETE ON casework_agencyanswer
    FOR EACH ROW EXECUTE FUNCTION casework_answer_stays();
"""
# RF-01, brief C23: of who reported a matter nothing leaves the house.
INFORMANT_HIDDEN = """
CREATE FUNCTION casework_informant_hidden() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM casework_referral r JOIN casework_complaint c ON c.id = r.complaint_id
        WHERE r.id = NEW.referral_id AND NOT c.has_complainant
    ) AND EXISTS (SELECT 1 FROM unnest(NEW.particulars) p WHERE p LIKE 'complainant%') THEN
        RAISE EXCEPTION 'packet of referral % names who reported', NEW.referral_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_informant_hidden BEFORE INSERT ON casework_packet
    FOR EACH ROW EXECUTE FUNCTION casework_informant_hidden();
"""
# RF-02, CM-12: nothing leaves without a list of materials, nor an urgent one without the call.
LEAVES_WHOLE = """
CREATE FUNCTION casework_referral_leaves_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dispatched_at IS NOT DISTINCT FROM OLD.dispatched_at OR NEW.dispatched_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM casework_packetitem i WHERE i.packet_id = NEW.packet_id) THEN
        RAISE EXCEPTION 'referral % leaves without a list of materials', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.urgent AND NOT EXISTS (
        SELECT 1 FROM casework_policecall c WHERE c.complaint_id = NEW.complaint_id
    ) THEN
        RAISE EXCEPTION 'urgent referral % leaves before 110 was called', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_referral_leaves_whole BEFORE UPDATE ON casework_referral
    FOR EACH ROW EXECUTE FUNCTION casework_referral_leaves_whole();
"""
# Brief §0 (3), [WCN] art. 11: nobody may opt out of the report of a harmed minor.
REPORT_FIRST = """
CREATE FUNCTION casework_report_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.police_report AND NEW.state IN ('FED_BACK', 'NOT_ACCEPTED', 'TRANSFERRED_OUT')
       AND NEW.state <> OLD.state
       AND NOT EXISTS (
           SELECT 1 FROM casework_referral r
           WHERE r.complaint_id = NEW.id AND r.agency = 'POLICE' AND r.dispatched_at IS NOT NULL
             AND r.state <> 'RECALLED'
       )
    THEN
        RAISE EXCEPTION 'complaint % ends before the report to the police has left', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_report_first BEFORE UPDATE ON casework_complaint
    FOR EACH ROW EXECUTE FUNCTION casework_report_first();
"""


def undo(name: str, table: str) -> str:
    """Return the statements that take a trigger and its function away."""
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_referrals")]

    operations = [
        triggers.state_needs_event("casework_referral", "RF"),
        triggers.decided_needs_event("casework_referral", "RF", REFERRAL),
        migrations.RunSQL(
            DROP,
            triggers.decided_needs_event("casework_complaint", "CM", COMPLAINT_BEFORE).sql,
        ),
        triggers.decided_needs_event(
            "casework_complaint", "CM", (*COMPLAINT_BEFORE, "lead_referral_id")
        ),
        triggers.append_only("casework_packet"),
        triggers.append_only("casework_packetitem"),
        triggers.append_only("casework_policecall"),
        migrations.RunSQL(SENDING_STAYS, undo("casework_sending_stays", "casework_sending")),
        migrations.RunSQL(ANSWER_STAYS, undo("casework_answer_stays", "casework_agencyanswer")),
        migrations.RunSQL(INFORMANT_HIDDEN, undo("casework_informant_hidden", "casework_packet")),
        migrations.RunSQL(
            LEAVES_WHOLE, undo("casework_referral_leaves_whole", "casework_referral")
        ),
        migrations.RunSQL(REPORT_FIRST, undo("casework_report_first", "casework_complaint")),
    ]
