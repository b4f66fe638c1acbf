"""Referrals to agencies: what leaves, what comes back, who answers (brief §3.3)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0014_facts_asked_once"),
        ("common", "0006_referrals"),
        ("documents", "0003_evidence_once_per_side"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("agency", models.CharField(max_length=32)),
                (
                    "way",
                    models.CharField(
                        choices=[("CHANNEL", "the agency's system"), ("PAPER", "on paper")],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("body", common.crypto.EncryptedTextField()),
                ("body_sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("sent_sha256", models.CharField(blank=True, max_length=64)),
                ("refused_code", models.CharField(blank=True, max_length=40)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("IN_PERSON", "handed over in person"),
                            ("POST", "by post"),
                            ("FAX", "by fax"),
                            ("EMAIL", "by e-mail"),
                        ],
                        max_length=12,
                    ),
                ),
                ("handed_to", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AgencyOffice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=100)),
                ("contact", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("district_code", models.CharField(blank=True, max_length=6)),
                ("active", models.BooleanField(default=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency_offices",
                        to="common.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["agency", "name"],
            },
        ),
        migrations.CreateModel(
            name="Packet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("legal_basis", models.CharField(max_length=300)),
                ("facts", common.crypto.EncryptedTextField()),
                ("asks", models.TextField()),
                (
                    "particulars",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["referral", "version"],
            },
        ),
        migrations.CreateModel(
            name="PacketItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.evidence",
                    ),
                ),
                (
                    "packet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="casework.packet",
                    ),
                ),
            ],
            options={
                "ordering": ["packet", "position"],
            },
        ),
        migrations.CreateModel(
            name="PoliceCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, max_length=64)),
                ("told", common.crypto.EncryptedTextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="police_calls",
                        to="casework.complaint",
                    ),
                ),
            ],
            options={
                "ordering": ["called_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule_version", models.CharField(blank=True, default="", max_length=48)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("PREPARED", "prepared"),
                            ("DISPATCHED", "handed over"),
                            ("ACKNOWLEDGED", "acknowledged by the agency"),
                            ("AGENCY_ACCEPTED", "taken up by the agency"),
                            ("RETURNED", "returned by the agency"),
                            ("NOT_FILED", "no case filed by the agency"),
                            ("RESULT_RECEIVED", "result received"),
                            ("CLOSED", "closed"),
                            ("RECALLED", "recalled"),
                        ],
                        db_index=True,
                        default="PREPARED",
                        max_length=32,
                        protected=True,
                    ),
                ),
                ("agency", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CRIME", "suspected crime or public-security offence"),
                            ("ADMINISTRATIVE", "administrative violation"),
                            ("LABOUR", "labour matter"),
                            ("INFO", "for information"),
                            ("MANDATORY_MINOR", "statutory report: a minor harmed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("urgent", models.BooleanField(default=False)),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("dispatched_at", models.DateTimeField(blank=True, null=True)),
                ("ratified_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("receipt_no", models.CharField(blank=True, default="", max_length=64)),
                ("taken_up_at", models.DateTimeField(blank=True, null=True)),
                ("agency_file_no", models.CharField(blank=True, default="", max_length=64)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "return_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_COMPETENT", "not its competence"),
                            ("OTHER_PLACE", "another place is competent"),
                            ("MATERIALS", "materials are insufficient"),
                            ("DUPLICATE", "already in hand there"),
                            ("IN_COURT", "before a court or arbitration"),
                            ("OTHER", "another reason, stated in words"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("returns", models.PositiveSmallIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("supervised_at", models.DateTimeField(blank=True, null=True)),
                ("supervision_signed_at", models.DateTimeField(blank=True, null=True)),
                ("supervision_withheld_at", models.DateTimeField(blank=True, null=True)),
                ("not_filed_at", models.DateTimeField(blank=True, null=True)),
                ("not_filed_told_at", models.DateTimeField(blank=True, null=True)),
                ("result_at", models.DateTimeField(blank=True, null=True)),
                (
                    "result_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PENALTY", "administrative penalty"),
                            ("CRIMINAL_TRANSFER", "criminal case"),
                            ("NO_VIOLATION", "no violation found"),
                            ("MEDIATED", "mediated by the police"),
                            ("DISMISSED", "dismissed"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("result_doc_no", models.CharField(blank=True, default="", max_length=100)),
                ("result_on", models.DateField(blank=True, null=True)),
                ("result_version", models.PositiveSmallIntegerField(default=0)),
                ("tellable", models.TextField(blank=True, default="")),
                ("registered_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("recalled_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="casework.complaint",
                    ),
                ),
                (
                    "dispatched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="common.file",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.agencyoffice",
                    ),
                ),
                (
                    "packet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.packet",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ratified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="packet",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packets",
                to="casework.referral",
            ),
        ),
        migrations.CreateModel(
            name="AgencyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="casework.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["issued_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AgencyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency", models.CharField(max_length=32)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("CHANNEL", "the agency's system"),
                            ("LINK", "answer link"),
                            ("TYPED", "typed in by the liaison"),
                        ],
                        max_length=8,
                    ),
                ),
                ("message_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=32)),
                ("said_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("codes", models.JSONField(default=dict)),
                ("words", common.crypto.EncryptedTextField(blank=True, default="")),
                ("refused_code", models.CharField(blank=True, max_length=40)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
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
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.event",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(blank=True, related_name="+", to="documents.evidence"),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="casework.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="complaint",
            name="lead_referral",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "IN_REFERRAL"), _negated=True),
                    ("lead_referral__isnull", False),
                    _connector="OR",
                ),
                name="complaint_in_referral_has_lead",
                violation_error_message="What is with an agency has a referral.",
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="handed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="packet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.packet",
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sendings",
                to="casework.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyoffice",
            constraint=models.UniqueConstraint(
                fields=("unit", "agency", "name"), name="office_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("agency", ""), _negated=True)
                ),
                name="office_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="packetitem",
            constraint=models.UniqueConstraint(
                fields=("packet", "position"), name="packet_item_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="packetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("document", None),
                        ("evidence__isnull", False),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    models.Q(("document__isnull", False), ("evidence", None)),
                    models.Q(("document", None), ("evidence", None), ("sha256", "")),
                    _connector="OR",
                ),
                name="packet_item_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="packetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="packet_item_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="policecall",
            constraint=models.CheckConstraint(
                condition=models.Q(("called_at__lte", models.F("recorded_at"))),
                name="police_call_recorded_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "PREPARED",
                            "DISPATCHED",
                            "ACKNOWLEDGED",
                            "AGENCY_ACCEPTED",
                            "RETURNED",
                            "NOT_FILED",
                            "RESULT_RECEIVED",
                            "CLOSED",
                            "RECALLED",
                        ],
                    )
                ),
                name="referral_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["CRIME", "ADMINISTRATIVE", "LABOUR", "INFO", "MANDATORY_MINOR"])
                ),
                name="referral_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ("PREPARED", "DISPATCHED", "ACKNOWLEDGED", "AGENCY_ACCEPTED", "RETURNED"),
                    )
                ),
                fields=("complaint", "agency"),
                name="referral_one_open_per_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_approved_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dispatched_at", None), ("dispatched_by", None)),
                    models.Q(("dispatched_at__isnull", False), ("dispatched_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_dispatched_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ratified_at", None), ("ratified_by", None)),
                    models.Q(("ratified_at__isnull", False), ("ratified_by__isnull", False)),
                    _connector="OR",
                ),
                name="referral_ratified_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dispatched_at", None),
                    ("approved_at__isnull", False),
                    ("urgent", True),
                    _connector="OR",
                ),
                name="referral_leaves_approved_or_urgent",
                violation_error_message="An officer approves what leaves the house.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="referral_four_eyes",
                violation_error_message="Who prepared a referral does not approve it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ratified_by", None),
                    models.Q(("ratified_by", models.F("dispatched_by")), _negated=True),
                    _connector="OR",
                ),
                name="referral_ratified_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ratified_at", None),
                    models.Q(("dispatched_at__isnull", False), ("urgent", True)),
                    _connector="OR",
                ),
                name="referral_only_urgent_is_ratified",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["PREPARED", "RECALLED"]),
                    models.Q(("dispatched_at__isnull", False), ("packet__isnull", False)),
                    _connector="OR",
                ),
                name="referral_dispatched_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "PREPARED"), _negated=True),
                    ("dispatched_at", None),
                    _connector="OR",
                ),
                name="referral_prepared_has_not_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["ACKNOWLEDGED", "AGENCY_ACCEPTED", "NOT_FILED"]),
                        _negated=True,
                    ),
                    ("acknowledged_at__isnull", False),
                    _connector="OR",
                ),
                name="referral_acknowledged_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RETURNED"), _negated=True),
                    models.Q(
                        ("returned_at__isnull", False),
                        ("returns__gte", 1),
                        models.Q(("return_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="referral_returned_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "NOT_FILED"), _negated=True),
                    ("not_filed_at__isnull", False),
                    _connector="OR",
                ),
                name="referral_not_filed_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RESULT_RECEIVED"), _negated=True),
                    models.Q(
                        ("result_at__isnull", False),
                        ("result_version__gte", 1),
                        models.Q(("result_class", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="referral_result_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registered_at", None), ("result_at__isnull", False), _connector="OR"
                ),
                name="referral_registered_after_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supervised_at", None), ("reminded_at__isnull", False), _connector="OR"
                ),
                name="referral_supervised_after_reminder",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("supervision_signed_at", None), ("supervision_withheld_at", None)),
                    models.Q(("supervised_at__isnull", False), ("supervision_withheld_at", None)),
                    models.Q(("supervised_at__isnull", False), ("supervision_signed_at", None)),
                    _connector="OR",
                ),
                name="referral_supervision_signed_or_withheld",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "RECALLED"), _negated=True),
                    models.Q(
                        ("urgent", False), models.Q(("kind", "MANDATORY_MINOR"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="referral_urgent_is_not_recalled",
                violation_error_message="An urgent or statutory report is never recalled.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recalled_at__isnull", False), ("state", "RECALLED")),
                    models.Q(models.Q(("state", "RECALLED"), _negated=True), ("recalled_at", None)),
                    _connector="OR",
                ),
                name="referral_recalled_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "CLOSED")),
                    models.Q(("state", "CLOSED"), _negated=True),
                    _connector="OR",
                ),
                name="referral_closed_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "MANDATORY_MINOR"), _negated=True),
                    ("agency", "POLICE"),
                    _connector="OR",
                ),
                name="referral_statutory_report_goes_to_police",
                violation_error_message="The statutory report goes to the police.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.UniqueConstraint(
                fields=("referral", "version"), name="packet_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("legal_basis", ""), _negated=True),
                    models.Q(("asks", ""), _negated=True),
                ),
                name="packet_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                name="agency_link_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.UniqueConstraint(
                fields=("agency", "message_id"), name="agency_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
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
                name="agency_answer_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_by__isnull", False), ("way", "TYPED")),
                    models.Q(models.Q(("way", "TYPED"), _negated=True), ("entered_by", None)),
                    _connector="OR",
                ),
                name="agency_answer_typed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event__isnull", False), ("refused_code", "")),
                    models.Q(("event", None), models.Q(("refused_code", ""), _negated=True)),
                    _connector="OR",
                ),
                name="agency_answer_led_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at", None), ("seen_by", None)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="agency_answer_seen_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["REFERRAL", "REMINDER", "SUPERVISION", "RECALL"])),
                name="sending_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reference", ""), ("sent_at", None), ("sent_sha256", "")),
                    models.Q(
                        ("sent_at__isnull", False),
                        ("sent_sha256__regex", "^[0-9a-f]{64}$"),
                        ("way", "CHANNEL"),
                    ),
                    _connector="OR",
                ),
                name="sending_sent_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at", None), ("refused_code", ""), _connector="OR"),
                name="sending_sent_or_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("handed_at", None),
                        ("handed_by", None),
                        ("handed_how", ""),
                        ("handed_to", ""),
                    ),
                    models.Q(
                        ("handed_at__isnull", False),
                        ("handed_by__isnull", False),
                        models.Q(("handed_how", ""), _negated=True),
                        models.Q(("handed_to", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sending_handed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(("handed_at", None), ("sent_at", None), _connector="OR"),
                name="sending_handed_once_it_was_made",
            ),
        ),
    ]
