"""`manage.py demo`: become the launcher; with --prepare, make the data it needs."""

import hashlib
import os
import sys
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandParser, call_command, get_commands

STEPS = ("seed", "demo_cases")


class Command(BaseCommand):
    """Shows the product on one machine. Data: the settings' database and CASEWORK_HOME."""

    help = "Starts database, broker, web server, worker and beat with example data, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port, and the two options the launcher uses itself."""
        parser.add_argument("--port", help="where the web server listens; default 8000")
        parser.add_argument("--prepare", action="store_true", help="only make the data")
        parser.add_argument("--logins-to", type=Path, help="with --prepare: file for the log-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the launcher, or prepare for it."""
        if options["prepare"]:
            self._prepare(options["logins_to"])
            return
        port = ["--port", options["port"]] if options["port"] else []
        os.execv(sys.executable, [sys.executable, "-m", "config.launcher", *port])

    def _prepare(self, logins: Path | None) -> None:
        self.stdout.write("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False, stdout=self.stdout)
        if stamp := _static_files_changed():
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            _stamp_file().write_text(stamp)
        known = get_commands()
        for step in STEPS:
            if step in known:
                self.stdout.write(f"{step} …")
                call_command(step, stdout=self.stdout)
        if logins is not None and "demo_logins" in known:
            text = StringIO()
            call_command("demo_logins", stdout=text)
            logins.write_text(text.getvalue(), encoding="utf-8")


def _stamp_file() -> Path:
    return Path(settings.STATIC_ROOT).with_suffix(".stamp")


def _static_files_changed() -> str:
    """Return a stamp of all static files if they differ from those collected last, else ''."""
    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            found.append(f"{name} {state.st_size} {state.st_mtime_ns}")
    stamp = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
    last = _stamp_file()
    collected = Path(settings.STATIC_ROOT, "staticfiles.json").exists()
    return "" if collected and last.exists() and last.read_text() == stamp else stamp
