"""`manage.py probe_channels`: look for the other side of every outside channel, now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import services


class Command(BaseCommand):
    """
    Whoever was found or not is also what the page of the channels shows from then on.

    Exit 0: every one was found, or there is none to look for; 3: some were not.
    """

    help = "Look for the other side of every outside channel and write down what was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="one JSON object for each channel")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look; channels on stdout, the sum on stderr."""
        looks = services.probe_all(timezone.now())
        for look in looks:
            facts = {
                "channel": look.name,
                "found": look.ok,
                "fault": look.code,
                "last_found_at": look.found_at.isoformat() if look.found_at else "",
            }
            self.stdout.write(
                json.dumps(facts)
                if options["json"]
                else "  ".join((look.name, "found" if look.ok else f"not found ({look.code})"))
            )
        missing = sum(not look.ok for look in looks)
        self.stderr.write(f"{len(looks) - missing} found, {missing} not")
        if missing:
            raise SystemExit(3)
