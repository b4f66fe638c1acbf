"""App configuration of the common leaf."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Files, events and the one writer of state."""

    name = "common"
