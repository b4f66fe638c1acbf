"""A change of state without its event is refused; what was written stays written."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from common import triggers


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("common", "0002_guards")]

    operations = [
        TrigramExtension(),
        triggers.state_needs_event("casework_complaint", "CM"),
        triggers.state_needs_event("casework_mediation", "MD"),
        triggers.append_only("casework_grading"),
        triggers.append_only("casework_consent"),
        triggers.append_only("casework_signature"),
        triggers.append_only("casework_reveal"),
    ]
