"""The trigger of 0010 asks for the facts and the day of scheduling; that of 0008 did so too."""

from importlib import import_module

from django.db import migrations

ASKED_TWICE = import_module("casework.migrations.0008_session_and_facts_required")


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_agreement_is_signed")]

    operations = [migrations.RunSQL(ASKED_TWICE.WITHOUT, ASKED_TWICE.WITH_EVENT)]
