"""`manage.py seed`: the reference rows every installation needs. Idempotent."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from accounts import units
from archives import services as archives
from common.models import Unit
from deadlines.services import seed_calendar


class Command(BaseCommand):
    """Puts in place the calendar, the head of the archive and the root unit."""

    help = "Puts the reference rows in place: calendar, archive head, root unit. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed what is missing."""
        version = seed_calendar(at=timezone.now())
        archives.seed()
        if not Unit.objects.filter(kind=Unit.Kind.ROOT).exists():
            units.plant("root", settings.CASEWORK_ASSOCIATION, Unit.Kind.ROOT, None)
        self.stderr.write(f"calendar {version}, archive head and root unit are in place")
