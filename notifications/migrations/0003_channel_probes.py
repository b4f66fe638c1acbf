"""Looks for outside channels; and every message that leaves by one says by which."""

from django.db import migrations, models

# Only what is still to be delivered or was given up: the rest is history and stays as it was.
NAME_THE_WAY = """
UPDATE outbox_message AS message
   SET payload = message.payload || jsonb_build_object('channel', delivery.channel)
  FROM notifications_delivery AS delivery
 WHERE message.topic = 'delivery.prepared'
   AND message.delivered_at IS NULL
   AND delivery.id = (message.payload ->> 'delivery_id')::bigint
"""
UNNAME_IT = """
UPDATE outbox_message SET payload = payload - 'channel' WHERE topic = 'delivery.prepared'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_told_how"),
        ("outbox", "0002_retried_and_went_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelProbe",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="channel"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="looked for at")),
                ("ok", models.BooleanField(verbose_name="found")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("BUSY", "no answer, or “later”"),
                            ("REFUSED_US", "it does not know us"),
                            ("UNREADABLE", "it answers something else"),
                            ("BROKEN", "our own part failed"),
                        ],
                        max_length=16,
                        verbose_name="fault",
                    ),
                ),
                (
                    "found_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last found at"),
                ),
            ],
            options={
                "verbose_name": "look for a channel",
                "verbose_name_plural": "looks for channels",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code", ""),
                            ("found_at", models.F("at")),
                            ("found_at__isnull", False),
                            ("ok", True),
                        )
                        | models.Q(
                            ("code__in", ["BUSY", "REFUSED_US", "UNREADABLE", "BROKEN"]),
                            ("ok", False),
                        ),
                        name="probe_ok_or_fault",
                        violation_error_message="Either it was found, or there is a reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("found_at", None))
                        | models.Q(("found_at__lte", models.F("at"))),
                        name="probe_found_before",
                        violation_error_message="Nothing is found after one has looked.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["channel", "-sent_at"],
                name="delivery_went_out",
                condition=models.Q(("status", "SENT")),
            ),
        ),
        migrations.RunSQL(NAME_THE_WAY, UNNAME_IT),
    ]
