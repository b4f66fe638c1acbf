"""`import_complaints FILE.jsonl`: take complaints in, one JSON object a line."""

import json
import logging
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from common.models import Unit
from common.zone import SHANGHAI
from portals.intake import door, lines

logger = logging.getLogger(__name__)

FAILED, USAGE, PARTLY = 1, 2, 3
_EVERY = 500


def _moment(typed: str) -> datetime:
    """Read `--at`; without a zone it is Shanghai's."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise ArgumentTypeError(
            _("%(typed)s is not a date and time; write it like 2026-09-24T10:00")
            % {"typed": repr(typed)}
        ) from None
    return at if at.utcoffset() is not None else at.replace(tzinfo=SHANGHAI)


class Command(BaseCommand):
    """Exit codes: 0 all taken, 1 nothing taken or broken off, 2 usage, 3 taken in part."""

    help = (
        "Import complaints and reports (JSON Lines, UTF-8; one intake record a line). Each line is"
        " answered by one JSON object on stdout; a refused line changes nothing, and importing the"
        " same file again changes nothing either."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and how it is to be read."""
        parser.add_argument("file", metavar="FILE", help="JSON Lines; - reads standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and suggest; write nothing"
        )
        parser.add_argument(
            "--as-received",
            action="store_true",
            help="start our clocks at each record's time of receipt, not now",
        )
        parser.add_argument(
            "--at", type=_moment, metavar="ISO", help="take this for the present (default: now)"
        )
        parser.add_argument(
            "--json", action="store_true", help="the closing summary on stderr as JSON, too"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Answer every line, say the sum, end with the code."""
        if not Unit.objects.filter(kind=Unit.Kind.ROOT).exists():
            self.stderr.write(_("There is no unit to register at. Run “manage.py seed” first."))
            sys.exit(FAILED)
        try:
            stream = self._open(file)
        except OSError as error:
            self.stderr.write(
                _("Cannot read %(file)s: %(why)s") % {"file": file, "why": error.strerror}
            )
            sys.exit(USAGE)
        with stream as opened:
            counts, unbroken = self._answer(opened, options)
        self._sum_up(counts, as_json=options["json"])
        if not unbroken or (counts["refused"] and not counts["taken"]):
            sys.exit(FAILED)
        if counts["refused"]:
            sys.exit(PARTLY)

    def _open(self, file: str) -> AbstractContextManager[BinaryIO]:
        return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")

    def _answer(self, stream: BinaryIO, options: dict[str, Any]) -> tuple[Counter[str], bool]:
        """Answer the lines; return the counts and whether the end was reached."""
        counts: Counter[str] = Counter(taken=0, refused=0)
        for number, raw in lines.numbered(stream, limit=settings.CASEWORK_INTAKE_LINE_BYTES):
            try:
                answer = door.accept_line(
                    raw,
                    line=number,
                    at=options["at"] or timezone.now(),
                    as_received=options["as_received"],
                    dry_run=options["dry_run"],
                )
            except (OperationalError, InterfaceError) as error:
                # The words of the database repeat the row: only the kind of error is said.
                logger.error("import broke off at line %d: %s", number, type(error).__name__)
                self.stderr.write(
                    _(
                        "Line %(line)d: the database does not answer, and the import stops here."
                        " Lines before it are in; run the same import again when it answers."
                    )
                    % {"line": number}
                )
                return counts, False
            counts["refused" if "error" in answer else "taken"] += 1
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            if counts.total() % _EVERY == 0:
                self.stderr.write(_("%(count)d lines so far …") % {"count": counts.total()})
        return counts, True

    def _sum_up(self, counts: Counter[str], *, as_json: bool) -> None:
        if as_json:
            self.stderr.write(json.dumps({"lines": counts.total(), **counts}))
            return
        self.stderr.write(
            _("%(lines)d lines: %(taken)d taken, %(refused)d refused.")
            % {"lines": counts.total(), **counts}
        )
