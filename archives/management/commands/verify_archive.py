"""`verify_archive`: does the archive hold, and if not, which row is the first that does not?"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from archives.services import MAIN
from archives.verify import Report, verify


class Command(BaseCommand):
    """Exit 0: every row holds. Exit 1: the first that does not is named."""

    help = "Recompute the credit archive from the first row to the head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the log to verify and the form of the answer."""
        parser.add_argument("--log", default=MAIN, help="log to verify (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, say the result, and end with 1 if a row does not hold."""
        report = verify(options["log"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_object(report), ensure_ascii=False, sort_keys=True))
        else:
            self.stdout.write(_in_words(report))
        if not report.holds:
            raise SystemExit(1)


def _as_object(report: Report) -> dict[str, Any]:
    return {**asdict(report), "holds": report.holds}


def _in_words(report: Report) -> str:
    facts = {
        "log": report.log,
        "rows": report.rows,
        "root": report.root,
        "without": report.without_entry,
    }
    if report.finding is None:
        return (
            _(
                "Archive %(log)s holds: %(rows)d entries, root %(root)s;"
                " %(without)d write-backs without an identified subject."
            )
            % facts
        )
    first = _("Archive %(log)s does not hold; %(rows)d entries before the first fault do.") % facts
    return f"{first}\n{report.finding}" + (f" ({report.entry_key})" if report.entry_key else "")
