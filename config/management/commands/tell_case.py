"""`manage.py tell_case NUMBER`: a case as a timeline in plain words."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils import timezone

from archives.models import WriteBack
from common.lifecycle import moves_of
from common.models import Event, File
from common.zone import SHANGHAI
from deadlines.models import Deadline
from documents.models import Document
from outbox.models import Message
from workflows.flows import FLOWS
from workflows.models import WorkItem


class Command(BaseCommand):
    """Tells what happened in a family of files; names and typed words stay out of it."""

    help = "Tells a case: events, clocks, papers, messages, archive. No personal data."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of the case."""
        parser.add_argument("number")
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the timeline, or exit 1 if there is no such case."""
        file = File.objects.filter(number=options["number"]).first()
        if file is None:
            self.stderr.write(f"there is no file {options['number']}")
            raise SystemExit(1)
        family = [file.pk, *file.children.values_list("pk", flat=True)]
        for at, kind, words in sorted(_lines(family), key=lambda line: line[0]):
            if options["json"]:
                row = {"at": at.isoformat(), "kind": kind, "what": words}
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write(f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {kind:<8} {words}")


def _lines(family: list[int]) -> Iterator[tuple[datetime, str, str]]:
    labels = {
        row.id: str(row.label) for flow in FLOWS.values() for row in moves_of(flow.model).values()
    }
    for event in Event.objects.filter(file__in=family):
        step = f"{event.source or '—'} → {event.target}"
        yield event.at, "event", f"{event.move_id} {labels[event.move_id]} [{event.role}] {step}"
    for clock in Deadline.objects.filter(file__in=family):
        until = clock.due_on or "suspended"
        yield clock.started_at, "clock", f"{clock.code} until {until} ({clock.status})"
    for paper in Document.objects.filter(file__in=family):
        drawn = "rendered" if paper.is_rendered else "not rendered yet"
        yield paper.issued_at, "paper", f"{paper.number} {paper.title} ({drawn})"
    for entry in WriteBack.objects.filter(file__in=family):
        what = f"entry {entry.entry_id}" if entry.entry_id else entry.reason
        yield entry.completed_at, "archive", f"{entry.event}: {what}"
    for message in Message.objects.filter(file__in=family, delivered_at=None):
        yield message.posted_at, "message", f"{message.topic} waits for {message.handler}"
    for item in WorkItem.objects.filter(file__in=family):
        yield timezone.now(), "next", f"{item.node} ({item.kind.lower()})"
