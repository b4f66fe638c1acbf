"""`manage.py triage_report`: how far the triage suggestions agree with judged cases."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.triage import report
from policies import services

CASES = Path("config/demo/real_cases.jsonl")


class Command(BaseCommand):
    """Print agreement with and without ambiguous cases, severities, and the misses."""

    help = "Compare triage suggestions with judged cases (JSON Lines with intake and expected)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file of cases and the form of the answer."""
        parser.add_argument("file", nargs="?", type=Path, help=f"default: {CASES}")
        parser.add_argument("--json", action="store_true", help="machine-readable answer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; raises CommandError if the file cannot be read."""
        path = options["file"] or Path(settings.BASE_DIR) / CASES
        try:
            cases = report.judge(path, services.pack())
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{path}: {error}") from error
        if options["json"]:
            answer = {"figures": report.figures(cases), "misses": report.misses(cases)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report.as_text(path.name, cases))
