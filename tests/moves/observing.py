"""What one act changed: the steps it wrote and the clocks, papers, notices and entries they left.

An act is observed twice: in its own transaction, and while the outbox is delivered. Both are a
`Step` with the events they wrote; a notice belongs to the event its message names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from archives.models import Entry, WriteBack
from casework.models import Complaint, TicketMessage
from common.models import Event
from deadlines.models import Deadline
from documents.models import Document
from notifications.models import Delivery, Notice
from outbox import services as outbox
from outbox.models import Message

OPEN = set(Deadline.OPEN)
#: The cells of the table that say what a row does beside changing the state.
CELLS = ("started", "stopped", "suspended", "resumed", "papers", "notices", "archive")


#: Set when an agency missed its day, over a weekend before RF-07, its row, reminds it.
OUR_OWN_RUNG = "REMINDER"


@dataclass
class Step:
    """The events of one transaction, and what came with them."""

    events: list[Event]
    were_open: set[str]
    started: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)
    resumed: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    archive: set[str] = field(default_factory=set)
    #: Kinds of entries about the outcome; they belong to the step that recorded it.
    outcomes: set[str] = field(default_factory=set)


class Observer:
    """Lets people act at ever later moments and keeps the steps they wrote."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.steps: list[Step] = []

    def act(
        self,
        do: Callable[[datetime], Any],
        *,
        at: datetime | None = None,
        deliver: bool = True,
        draw: str = "",
    ) -> Any:
        """Let `do` happen an hour later, or at `at`, then deliver what it posted.

        Of the papers only those of the kind `draw` are drawn; a second is spent on each.
        """
        self.at = at or self.at + timedelta(hours=1)
        before = _Picture()
        result = do(self.at)
        done = _Picture()
        if deliver:
            self._deliver(before, done, draw)
        else:
            self._keep(_difference(before, done))
        return result

    def _deliver(self, before: _Picture, done: _Picture, draw: str) -> None:
        self.at += timedelta(minutes=1)
        self._hold_back(draw)
        outbox.deliver_due(self.at)
        dead = Message.objects.dead().values_list("topic", "handler", "last_error")
        assert not dead, list(dead)
        after = _Picture()
        own, heard = _difference(before, done), _difference(done, after)
        if own.events and heard.events:
            self._keep(own)
            self._keep(heard)
        else:  # A handler without a step of its own finishes what was done, or the sweep began it.
            self._keep(_difference(before, after))
        for delivery in Delivery.objects.exclude(pk__in=before.told).filter(document=None):
            self._told(delivery.key, delivery.kind.lower())
        for notice in Notice.objects.exclude(pk__in=before.noticed):
            if notice.user.postings.filter(role="OFFICER").exists():
                self._told(notice.key, "officer")
        for message in TicketMessage.objects.exclude(pk__in=before.passed).filter(direction="OUT"):
            self._told(f"ticket:{message.event_id}", "hotline")

    def _hold_back(self, draw: str) -> None:
        later = self.at + timedelta(days=3650)
        waiting = Message.objects.waiting().filter(handler="documents.render")
        kinds = dict(Document.objects.values_list("pk", "kind"))
        for message in waiting:
            wanted = kinds[message.payload["document_id"]] == draw
            waiting.filter(pk=message.pk).update(not_before=self.at if wanted else later)

    def _keep(self, step: Step) -> None:
        if step.events:
            self.steps.append(step)
        else:
            changed = [name for name, words in vars(step).items() if words and name in CELLS]
            assert changed == [], f"{step} changed something without an event"
        for kind in step.outcomes:
            (self._revoked() if kind == "WITHDRAWN" else self._recorded()).archive.add(kind)

    def _recorded(self) -> Step:
        """Return the step that recorded the outcome: the entry is its effect, written later."""
        return next(
            step
            for step in reversed(self.steps)
            if any(
                event.target == "OUTCOME_RECORDED" and event.source != event.target
                for event in step.events
            )
        )

    def _revoked(self) -> Step:
        """Return the step that revoked a result: its entry is withdrawn later (RF-14)."""
        return next(
            step
            for step in reversed(self.steps)
            if any(event.name == "agency_revoked_decision" for event in step.events)
        )

    def _told(self, key: str, audience: str) -> None:
        topic, number = key.split(":")[:2]
        if not topic.startswith("deadline."):  # A clock is announced by the sweep, not by a row.
            posted = int(number)
            step = next(s for s in self.steps if posted in {event.pk for event in s.events})
            step.notices.add(audience)


class _Picture:
    def __init__(self) -> None:
        self.last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.clocks = {clock.pk: clock for clock in Deadline.objects.all()}
        self.papers = dict(Document.objects.values_list("pk", "kind"))
        self.entries = {entry.pk: entry for entry in Entry.objects.all()}
        self.results = set(WriteBack.objects.filter(event="OUTCOME").values_list("pk", flat=True))
        self.satisfied = dict(Complaint.objects.values_list("pk", "satisfaction"))
        self.told = set(Delivery.objects.values_list("pk", flat=True))
        self.passed = set(TicketMessage.objects.values_list("pk", flat=True))
        self.noticed = set(Notice.objects.values_list("pk", flat=True))


def _difference(before: _Picture, after: _Picture) -> Step:
    events = list(Event.objects.filter(pk__gt=before.last, pk__lte=after.last))
    step = Step(events, {c.code for c in before.clocks.values() if c.status in OPEN})
    for pk, clock in after.clocks.items():
        if clock.code == OUR_OWN_RUNG:
            continue
        then = before.clocks[pk].status if pk in before.clocks else ""
        if not then:
            step.started.add(clock.code)
        elif then in OPEN and clock.status not in OPEN:
            step.stopped.add(clock.code)
        elif then != "SUSPENDED" and clock.status == "SUSPENDED":
            step.suspended.add(clock.code)
        elif then == "SUSPENDED" and clock.status in Deadline.TICKING:
            step.resumed.add(clock.code)
    step.papers = {kind for pk, kind in after.papers.items() if pk not in before.papers}
    _entries(step, before, after)
    return step


def _entries(step: Step, before: _Picture, after: _Picture) -> None:
    withdrawn = False
    for pk, entry in after.entries.items():
        if pk not in before.entries:
            word = "WITHDRAWN" if entry.status == "WITHDRAWN" else entry.kind
            (step.outcomes if entry.event == "OUTCOME" else step.archive).add(word)
            withdrawn = withdrawn or word == "WITHDRAWN"
    # A later version that takes a result back is no final one (RF-14).
    if after.results - before.results and not withdrawn:
        step.archive.add("FINAL")
    for pk, answer in after.satisfied.items():
        if answer and not before.satisfied.get(pk):
            step.archive.add("UNREACHABLE" if answer == "UNREACHABLE" else "SATISFACTION")
