"""`import_calendar FILE`: take a notice of the State Council into the official calendar."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from deadlines import calendar_file
from deadlines.calendar_file import CalendarFile
from deadlines.services import recompute
from deadlines.services.calendars import Imported, import_calendar
from deadlines.services.recomputing import Recomputed


class Command(BaseCommand):
    """Exit codes: 0 all taken, 1 nothing taken, 3 taken in part."""

    help = (
        "Import a calendar file (CSV, UTF-8: date,kind,name,notice_no; kind REST or WORK) as a new "
        "version and bring open deadlines up to date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        read = self._read(file)
        at = timezone.now()
        imported = import_calendar(read, source=file.name, at=at)
        recomputed = recompute(at=at)
        self._say(read, imported, recomputed)
        if options["json"]:
            self.stdout.write(json.dumps(_answer(read, imported, recomputed), ensure_ascii=False))
        if read.refused or imported.incomplete:
            sys.exit(3 if imported.days else 1)

    def _read(self, file: Path) -> CalendarFile:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                return calendar_file.read(lines)
        except OSError as error:
            self.stderr.write(
                _("Cannot read %(file)s: %(why)s") % {"file": file, "why": error.strerror}
            )
        except UnicodeDecodeError:
            self.stderr.write(_("%(file)s is not UTF-8.") % {"file": file})
        sys.exit(1)

    def _say(self, read: CalendarFile, imported: Imported, recomputed: Recomputed) -> None:
        for line in read.refused:
            self.stderr.write(
                _("line %(line)d, %(field)s: %(message)s")
                % {"line": line.line, "field": line.field or "–", "message": line.message}
            )
        for year in imported.left_out:
            self.stderr.write(_("%(year)d is left as it was.") % {"year": year})
        for year, holidays in imported.incomplete.items():
            self.stderr.write(
                _("%(year)d stays provisional: no day off for %(holidays)s.")
                % {"year": year, "holidays": "、".join(holidays)}
            )
        if imported.version is None:
            self.stderr.write(_("Nothing new; the calendar stays as it is."))
        else:
            self.stderr.write(
                _("%(version)s is in force: %(days)d days taken, newly confirmed: %(years)s.")
                % {
                    "version": imported.version,
                    "days": imported.days,
                    "years": ", ".join(map(str, imported.newly_confirmed)) or "–",
                }
            )
        self.stderr.write(
            _("%(looked)d open deadlines looked at, %(moved)d moved, %(kept)d kept for a party.")
            % {
                "looked": recomputed.looked_at,
                "moved": len(recomputed.moved),
                "kept": recomputed.kept,
            }
        )


def _answer(read: CalendarFile, imported: Imported, recomputed: Recomputed) -> dict[str, Any]:
    return {
        "version": str(imported.version) if imported.version else None,
        "days": imported.days,
        "newly_confirmed": imported.newly_confirmed,
        "left_out": imported.left_out,
        "incomplete": imported.incomplete,
        "refused": [
            {"line": line.line, "field": line.field, "code": line.code, "message": line.message}
            for line in read.refused
        ],
        "deadlines": {
            "looked_at": recomputed.looked_at,
            "kept": recomputed.kept,
            "moved": [
                {
                    "deadline_id": moved.deadline_id,
                    "code": moved.code,
                    "before": moved.before and moved.before.isoformat(),
                    "after": moved.after and moved.after.isoformat(),
                }
                for moved in recomputed.moved
            ],
        },
    }
