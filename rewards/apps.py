"""App configuration of the rewards package."""

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    """Informants' reports: today the vault alone, which keeps who they are."""

    name = "rewards"
