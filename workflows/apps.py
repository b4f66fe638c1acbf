"""App configuration of workflows."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Who acts next."""

    name = "workflows"

    def ready(self) -> None:
        """Connect the single signal receiver of the house."""
        from workflows import projection  # noqa: F401  registration at start
