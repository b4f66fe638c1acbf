"""The application of the legal clocks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Legal clocks: the official calendar, running deadlines, suspensions and extensions."""

    name = "deadlines"
    verbose_name = _("deadlines")
