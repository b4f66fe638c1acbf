"""Indexes for what was put back lately and for what last went out over a channel."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_moments_compared"),
        ("outbox", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["-retried_at"],
                name="outbox_retried",
                condition=models.Q(retried_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                KT("payload__channel"),
                models.F("delivered_at").desc(),
                name="outbox_went_out",
                condition=models.Q(payload__has_key="channel", delivered_at__isnull=False),
            ),
        ),
    ]
