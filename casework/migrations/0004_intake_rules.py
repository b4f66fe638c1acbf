"""A day of knowing (G4); S1 goes a serious route, accepted is ours, passed on is ground G1."""

from django.db import migrations, models
from django.db.models import Q


def bring_into_line(apps, schema_editor):
    """Let rows written under the earlier rules pass the new ones."""
    complaints = apps.get_model("casework", "Complaint").objects
    complaints.filter(state="TRANSFERRED_OUT").update(refusal_ground="G1")
    # Brief §5: every S1 in progress or against the person is an emergency.
    complaints.filter(severity="S1").exclude(route__in=["EMERGENCY", "REFERRAL"]).update(
        route="EMERGENCY"
    )
    # Brief §5: where an officer decides, the route is verification.
    complaints.filter(accepted_at__isnull=False, route="NOT_ACCEPTED").update(route="VERIFY")
    _settle(schema_editor)


def forget_the_ground(apps, schema_editor):
    """Empty the column that the earlier constraint wants empty."""
    apps.get_model("casework", "Complaint").objects.filter(state="TRANSFERRED_OUT").update(
        refusal_ground=""
    )
    _settle(schema_editor)


def _settle(schema_editor):
    # A table with deferred triggers still to fire cannot be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refused(condition):
    return models.CheckConstraint(name="complaint_refused_with_ground", condition=condition)


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_extension_requests")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="knew_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="complaint", name="complaint_refused_with_ground"),
        migrations.RunPython(bring_into_line, forget_the_ground, elidable=True),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=_refused(
                (Q(state="NOT_ACCEPTED") & ~Q(refusal_ground=""))
                | Q(state="TRANSFERRED_OUT", refusal_ground="G1")
                | (~Q(state__in=["NOT_ACCEPTED", "TRANSFERRED_OUT"]) & Q(refusal_ground=""))
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_s1_takes_serious_route",
                condition=~Q(severity="S1") | Q(route__in=("EMERGENCY", "REFERRAL")),
                violation_error_message="An S1 matter goes by the emergency or referral route.",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_graded_has_severity",
                condition=Q(graded_at=None)
                | ~Q(severity="")
                | Q(category="INVALID", route="NOT_ACCEPTED"),
                violation_error_message="Only an invalid complaint has no severity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                name="complaint_accepted_is_ours",
                condition=Q(accepted_at=None) | ~Q(route="NOT_ACCEPTED"),
                violation_error_message="What was accepted is within our competence.",
            ),
        ),
    ]
