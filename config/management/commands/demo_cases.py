"""`manage.py demo_cases`: 80 real complaints, moved into the last weeks, at every stage."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from casework.models import Complaint
from casework.services.hotline.tickets import CHANNELS
from casework.states import SERIOUS_ROUTES
from casework.triage import suggest
from common.zone import end_of_day, local_date
from config.demo import cast, offices, people, referrals, stages
from deadlines import services as deadlines
from policies import services as policies
from portals.intake.door import accept_line

CASES = Path(__file__).resolve().parents[2] / "demo" / "real_cases.jsonl"
#: After how many cases a line tells how far it is.
TOLD_EVERY = 10
#: By how many weeks a case is older than the last week: most are young, a few are late. All lie
#: within 40 working days (architecture A12).
WEEKS_BACK = (0, 0, 1, 1, 2, 2, 1, 0, 2, 1, 0, 6)

#: What is urgent came in within this many minutes.
URGENT_MINUTES = 18 * 60


class Command(BaseCommand):
    """Loads the example data once."""

    help = "Loads 80 real complaints with invented people. Does nothing where there are cases."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enlist the cast, load the cases, walk them to the stages of their age."""
        if settings.PRODUCTION:
            raise CommandError("Example data does not belong into a production installation.")
        root = cast.plant_units()
        team = cast.enlist(root)
        offices.open_all(root, team["officer"])
        if Complaint.objects.exists():
            self.stderr.write("there are cases already; nothing was added")
            return
        now = timezone.now()
        lines = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
        for index, line in enumerate(lines):
            record = _moved(line["intake"], index, now)
            answer = accept_line(record, line=index + 1, at=now, as_received=True)
            if "error" in answer:
                raise CommandError(f"case {line['id']}: {answer['error']}")
            complaint = Complaint.objects.select_related("file__unit", "statement").get(
                file__number=answer["number"]
            )
            stages.walk(complaint, team, now, index)
            if (index + 1) % TOLD_EVERY == 0:
                self.stdout.write(f"  {index + 1} of {len(lines)} cases")
                self.stdout.flush()
        deadlines.sweep(now)
        self.stderr.write(f"{len(lines)} real complaints are in; the people in them are invented")


def _terms(received: datetime, *, urgent: bool) -> dict[str, str]:
    """Return what a hotline sets: signed within a day, answered within fifteen (brief §2.6 H3)."""
    return {
        "urgency": "URGENT" if urgent else "GENERAL",
        "dispatched_at": received.isoformat(),
        "sign_due_at": (received + timedelta(hours=2 if urgent else 24)).isoformat(),
        "handle_due_at": end_of_day(local_date(received) + timedelta(days=15)).isoformat(),
    }


def _moved(intake: dict[str, Any], index: int, now: datetime) -> dict[str, Any]:
    """Return the record with its receipt moved by whole weeks into the last eight."""
    record = dict(intake)
    received = datetime.fromisoformat(intake["received_at"])
    whole = (now - received) // timedelta(weeks=1)
    # Of the serious matters some came in weeks ago and are at an agency, most since last week; one
    # in which somebody is in danger came in since yesterday.
    suggested = suggest(intake, policies.pack())
    serious = suggested.route in SERIOUS_ROUTES
    back = referrals.WEEKS_BACK.get(index, 0) if serious else WEEKS_BACK[index % len(WEEKS_BACK)]
    shift = timedelta(weeks=whole - back)
    if suggested.severity == "S1":
        shift = now - received - timedelta(minutes=15 + index * 97 % URGENT_MINUTES)
    record["received_at"] = (received + shift).isoformat()
    if "occurred_on" in record:
        on = datetime.fromisoformat(intake["occurred_on"]) + shift
        record["occurred_on"] = on.date().isoformat()
    if record["request_type"] == "COMPLAINT" and record["channel"] != "STAFF_FOUND":
        record |= people.complainant(index)
    if record["channel"] in CHANNELS:
        record |= _terms(received + shift, urgent=suggested.severity == "S1")
    kind = record.get("respondent_type", "UNKNOWN")
    if name := people.respondent_name(kind, index):
        record["respondent_name"] = name
        if not stages.lacks_address(index):
            record["respondent_address"] = people.respondent_address(index)
    return record
