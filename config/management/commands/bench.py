"""`manage.py bench [NAME …]`: run the measurements of `bench/`, one after the other."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

FOLDER = Path(settings.BASE_DIR) / "bench"
#: What runs without a name: short, and needs nothing but this checkout.
SHORT = ("triage",)


class Command(BaseCommand):
    """Runs measurements; each prints its own figures on stdout."""

    help = "Runs measurements of bench/: the short ones, or those named."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the names of the measurements."""
        parser.add_argument("names", nargs="*", help="modules of bench/, without .py")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each in a process of its own; stop at the first that fails."""
        for name in options["names"] or SHORT:
            if importlib.util.find_spec(f"bench.{name}") is None:
                known = sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
                raise CommandError(f"there is no bench {name!r}; there are: {', '.join(known)}")
            self.stderr.write(f"bench {name} …")
            subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True, cwd=FOLDER.parent)
