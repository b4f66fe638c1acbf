"""`manage.py check_consistency`: does every row tell the same story?"""

import json
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils import timezone

from config import consistency


class Command(BaseCommand):
    """Lists the rows that break a known rule; exit 1 if there are any."""

    help = "Replays events, compares tasks, clocks, messages and archive; exit 1 on any fault."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="one JSON object per fault")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault; data on stdout, the sum on stderr."""
        count = 0
        for fault in consistency.faults(timezone.now()):
            count += 1
            line = vars(fault) if options["json"] else None
            self.stdout.write(
                json.dumps(line, ensure_ascii=False)
                if line
                else f"{fault.file}: [{fault.rule}] {fault.what}"
            )
        self.stderr.write(f"{count} faults" if count else "every row holds")
        if count:
            raise SystemExit(1)
