"""`manage.py demo_logins`: the log-ins of the demo, for the launcher to print."""

from typing import Any

from django.core.management import BaseCommand

from config.demo import cast


class Command(BaseCommand):
    """Prints who can log in and what for."""

    help = "Prints the log-ins of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each log-in that has work in this release."""
        for member in cast.CAST:
            if member.username in cast.SHOWN:
                self.stdout.write(f"{member.username:<14} {cast.PASSWORD}   {member.note}")
