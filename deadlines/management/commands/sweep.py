"""`sweep`: mark the clocks that are due."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from common.zone import SHANGHAI
from deadlines.services import sweep


def moment(text: str) -> datetime:
    """Read an ISO moment; without an offset it is Shanghai time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("a moment is written like 2026-10-13T00:00")) from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


class Command(BaseCommand):
    """Exit code 0, also when another runner is at work: it does the rest."""

    help = "Turn deadlines amber, overdue or lapsed, and post a message for each that has passed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, help="as of this moment instead of now")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, at: datetime | None = None, **options: Any) -> None:
        done = sweep(at or timezone.now())
        if options["json"]:
            answer = {"amber": done.amber, "expired": done.expired, "busy": done.busy}
            self.stdout.write(json.dumps(answer))
            return
        self.stderr.write(
            _("%(amber)d turned amber, %(expired)d expired.")
            % {"amber": done.amber, "expired": done.expired}
        )
        if done.busy:
            self.stderr.write(_("Another sweep is at work and does the rest."))
