"""Notifications as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Notices to staff and to the parties."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Let the handlers register with the outbox."""
        import_module("notifications.handlers")
        import_module("notifications.checks")
