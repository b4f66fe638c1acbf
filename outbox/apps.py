"""The outbox as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Rows of what still has to be told."""

    name = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Outbox")
