"""App configuration of casework."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Complaints, mediation, verification."""

    name = "casework"

    def ready(self) -> None:
        """Register what casework listens to."""
        from casework import handlers  # noqa: F401  registration at start
