"""The policies app: rules of the association as data, checked before anything else starts."""

from django.apps import AppConfig
from django.core import checks

from policies.checks import packs_are_sound


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self) -> None:
        checks.register(packs_are_sound)
