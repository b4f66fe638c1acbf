"""App configuration of the credit archive."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """Subjects, entries and the log that shows whether one was changed."""

    name = "archives"
