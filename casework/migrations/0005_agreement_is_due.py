"""An agreement says by when it is performed; what was agreed without stays as it was agreed."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_intake_rules")]

    operations = [
        AddConstraintNotValid(
            model_name="mediation",
            constraint=models.CheckConstraint(
                condition=Q(agreed_at=None)
                | Q(performance_due_on__isnull=False)
                | Q(performed_at_once=True),
                name="mediation_agreement_is_due",
                violation_error_message="The agreement does not say by when it is performed.",
            ),
        ),
    ]
