"""App configuration of the papers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Numbered papers and evidence files."""

    name = "documents"
    verbose_name = _("Papers and evidence")

    def ready(self) -> None:
        """Register the checks of the drawing libraries and the handlers of the outbox."""
        from documents import checks, handlers  # noqa: F401  registration at start
