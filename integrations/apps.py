"""Outside systems as a Django app: no tables, only checks of the settings."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """Systems of other bodies."""

    name = "integrations"
    verbose_name = _("Outside systems")

    def ready(self) -> None:
        """Let the checks register."""
        import_module("integrations.checks")
