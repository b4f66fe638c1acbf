"""`explain_deadline NUMBER [CLOCK]`: why this date, day by day."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from common.models import File
from common.zone import SHANGHAI
from deadlines.explanation import DayLine
from deadlines.models import Deadline
from deadlines.services import explain


class Command(BaseCommand):
    """Exit codes: 0 explained, 1 no such file or clock."""

    help = "List every day of the deadlines of a file, counted or skipped, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="number of the file")
        parser.add_argument("clock", metavar="CLOCK", nargs="?", help="code of one clock")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, number: str, clock: str | None = None, **options: Any) -> None:
        file = File.objects.filter(number=number).first()
        if file is None:
            self.stderr.write(_("There is no file %(number)s.") % {"number": number})
            sys.exit(1)
        clocks = Deadline.objects.filter(file=file).select_related(
            "calendar_version", "kept_version"
        )
        if clock is not None:
            clocks = clocks.filter(code=clock)
        found = list(clocks.order_by("started_at", "pk"))
        if not found:
            said = {"number": number, "clock": clock or "–"}
            self.stderr.write(_("%(number)s has no deadline %(clock)s.") % said)
            sys.exit(1)
        if options["json"]:
            answer = {"number": number, "deadlines": [_as_data(deadline) for deadline in found]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for deadline in found:
            self._tell(deadline)

    def _tell(self, deadline: Deadline) -> None:
        self.stdout.write(f"{deadline.code}  {deadline.get_status_display()}  {_period(deadline)}")
        for line in explain(deadline):
            mark = "→" if line.last else "+" if line.counted else "·"
            self.stdout.write(f"  {mark} {line.date} {_weekday(line)}  {line.text}")
        self.stdout.write(f"  {_end(deadline)}")
        if deadline.kept_version is not None:
            self.stdout.write(
                "  "
                + _("A later calendar would end it earlier; the day promised to the party stands.")
            )


def _weekday(line: DayLine) -> str:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[line.date.weekday()]


def _period(deadline: Deadline) -> str:
    if deadline.length is None:
        return str(deadline.get_unit_display())
    return f"{deadline.length} {deadline.get_unit_display()}"


def _end(deadline: Deadline) -> str:
    if deadline.due_at is None:
        return _("suspended: there is no last day at present")
    if deadline.unit == Deadline.Unit.HOURS:
        local = deadline.due_at.astimezone(SHANGHAI)
        return _("ends %(moment)s") % {"moment": f"{local:%Y-%m-%d %H:%M}"}
    return _("ends %(day)s 24:00") % {"day": deadline.due_on}


def _as_data(deadline: Deadline) -> dict[str, Any]:
    return {
        "code": deadline.code,
        "status": deadline.status,
        "started_on": deadline.started_on.isoformat(),
        "length": deadline.length,
        "unit": deadline.unit,
        "nominal_on": deadline.nominal_on and deadline.nominal_on.isoformat(),
        "due_on": deadline.due_on and deadline.due_on.isoformat(),
        "due_at": deadline.due_at and deadline.due_at.isoformat(),
        "amber_at": deadline.amber_at and deadline.amber_at.isoformat(),
        "provisional": deadline.provisional,
        "calendar": str(deadline.kept_version or deadline.calendar_version),
        "policy": deadline.policy_version,
        "days": [
            {
                "date": line.date.isoformat(),
                "counted": line.counted,
                "number": line.number,
                "reason": line.reason.value,
                "name": line.name,
                "notice_no": line.notice_no,
                "provisional": line.provisional,
                "extended": line.extended,
                "last": line.last,
                "text": line.text,
            }
            for line in explain(deadline)
        ],
    }
