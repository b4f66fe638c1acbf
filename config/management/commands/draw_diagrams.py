"""`manage.py draw_diagrams [--check]`: the drawn pages of the documentation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from config import diagrams


class Command(BaseCommand):
    """Writes state diagrams, flow pictures and the table of guards; exit 1 if --check differs."""

    help = "Draws docs/diagrams and docs/guards.md from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what has changed, or only name it."""
        stale = {path: text for path, text in diagrams.pages().items() if _differs(path, text)}
        for path, text in stale.items():
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale and options["check"]:
            self.stderr.write("These pages are stale; run manage.py draw_diagrams.")
            raise SystemExit(1)


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text
