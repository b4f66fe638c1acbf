"""Rows that break a known rule: the nightly question whether the house tells one story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from viewflow.workflow.models import Task

from archives.models import Entry, LogHead, WriteBack
from casework.models import (
    ArchiveReceipt,
    Complaint,
    Findings,
    Mediation,
    Referral,
    TicketMessage,
)
from casework.services import rescission
from casework.states import MEDIATION_TERMINAL, REFERRAL_TERMINAL, TERMINAL
from common import decided
from common.lifecycle import LifecycleRecord
from common.models import Event, File
from deadlines.models import Deadline
from outbox.models import Message
from workflows.flows import complaint as complaint_flow
from workflows.flows import mediation as mediation_flow
from workflows.flows import referral as referral_flow
from workflows.models import WorkItem

#: Clocks that may outlive the record's terminal state (brief §3.0 X4).
OUTLIVING = {
    "TERMINATION_NOTICE",
    "RESULT_FEEDBACK",
    "REOPEN_WINDOW",
    "PERFORMANCE",
    "ARCHIVE_WITHDRAW",
}
#: The sweep runs every few seconds; a clock unmarked for longer means nobody sweeps.
SWEEP_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Fault:
    """One row that does not hold: which rule, which file, what is wrong."""

    rule: str
    file: str
    what: str


def faults(at: datetime) -> Iterator[Fault]:
    """Yield every broken rule, file by file."""
    checks = (
        _replayed,
        _decided,
        _findings,
        _at_their_desk,
        _clocks,
        _sweep,
        _engine,
        _messages,
        _tickets,
        _write_backs,
    )
    for check in checks:
        yield from check(at)


def _records() -> Iterator[LifecycleRecord]:
    yield from Complaint.objects.select_related("file").order_by("pk").iterator()
    yield from Mediation.objects.select_related("file").order_by("pk").iterator()
    yield from Referral.objects.select_related("file", "complaint").order_by("pk").iterator()


def _replayed(at: datetime) -> Iterator[Fault]:
    """Each record's events, replayed, give its state."""
    for record in _records():
        state = ""
        events = Event.objects.filter(machine=record.machine, record_id=record.pk).order_by("pk")
        for event in events.iterator():
            if event.source != state:
                yield Fault(
                    "replay",
                    record.file.number,
                    f"event {event.pk} starts from {event.source!r}, the file was in {state!r}",
                )
            state = event.target
        if state != record.state:
            yield Fault(
                "replay",
                record.file.number,
                f"events end in {state!r}, the record says {record.state!r}",
            )


def _decided(at: datetime) -> Iterator[Fault]:
    """Each record says of what was decided what its events say last.

    Events written before they carried this (decision 0204) leave a column unsaid.
    """
    for record in _records():
        said: dict[str, object] = {}
        events = Event.objects.filter(machine=record.machine, record_id=record.pk).order_by("pk")
        for event in events.iterator():
            said |= {**event.decided, "rule_version": event.rule_version}
        there = decided.snapshot(record) | {"rule_version": record.rule_version}
        for name in decided.changed(said, {key: there.get(key) for key in said}):
            yield Fault(
                "decided",
                record.file.number,
                f"{name}: events say {said[name]!r}, the record says {there.get(name)!r}",
            )


def _findings(at: datetime) -> Iterator[Fault]:
    """Confirmed findings say what they said when they were confirmed."""
    confirmed = Event.objects.filter(name="verified", data__has_key="mark").select_related("file")
    for event in confirmed.order_by("pk").iterator():
        findings = Findings.objects.filter(pk=event.data["findings"]).first()
        if findings is None or findings.confirmed_at is None:
            yield Fault("findings", event.file.number, "the confirmed findings are gone")
        elif findings.conclusion != event.data["conclusion"]:
            what = f"events say {event.data['conclusion']!r}, findings say {findings.conclusion!r}"
            yield Fault("findings", event.file.number, f"conclusion: {what}")
        elif findings.mark() != event.data["mark"]:
            yield Fault("findings", event.file.number, "facts or reasoning were changed since")


def _at_their_desk(at: datetime) -> Iterator[Fault]:
    """The one open task of a file is the desk its state names, and the queue shows it."""
    desks = {
        "CM": complaint_flow.desk_of,
        "MD": mediation_flow.desk_of,
        "RF": referral_flow.desk_of,
    }
    for record in _records():
        wanted = desks[record.machine](record)  # type: ignore[operator]
        tasks = Task.objects.filter(
            process__fileprocess__file=record.file, status__in=("NEW", "ASSIGNED")
        )
        found = sorted(task.flow_task.name for task in tasks)
        if found != ([] if wanted == "end" else [wanted]):
            yield Fault("desk", record.file.number, f"open tasks {found}, state wants {wanted!r}")
        shown = sorted(WorkItem.objects.filter(file=record.file).values_list("node", flat=True))
        if shown != found:
            yield Fault("queue", record.file.number, f"queue shows {shown}, engine has {found}")


def _clocks(at: datetime) -> Iterator[Fault]:
    """A terminal record has no running clock; one under way has HANDLING."""
    for record in _records():
        terminal = record.state in (*TERMINAL, *MEDIATION_TERMINAL, *REFERRAL_TERMINAL)
        if terminal:
            left = Deadline.objects.open().filter(file=record.file).exclude(code__in=OUTLIVING)
            for clock in left:
                yield Fault("clock", record.file.number, f"{clock.code} runs in a terminal state")
        answers = isinstance(record, Complaint) and record.accepted_at and record.has_complainant
        if answers and not Deadline.objects.filter(file=record.file, code="HANDLING").exists():
            yield Fault("clock", record.file.number, "accepted without HANDLING")


def _sweep(at: datetime) -> Iterator[Fault]:
    late = Deadline.objects.filter(
        status__in=("RUNNING", "AMBER"), due_at__lt=at - SWEEP_LATE
    ).exclude(at_end="AMBER")
    for clock in late.select_related("file").order_by("pk"):
        yield Fault("sweep", clock.file.number, f"{clock.code} is over and not marked")


def _engine(at: datetime) -> Iterator[Fault]:
    for task in Task.objects.filter(status="ERROR").order_by("pk"):
        yield Fault("engine", str(task.process_id), f"task {task.pk} failed")


def _messages(at: datetime) -> Iterator[Fault]:
    dead = Message.objects.exclude(dead_at=None).filter(delivered_at=None)
    for message in dead.select_related("file").order_by("pk"):
        number = message.file.number if message.file else ""
        yield Fault("outbox", number, f"dead letter {message.topic} for {message.handler}")


def _tickets(at: datetime) -> Iterator[Fault]:
    """The earliest open term of its tickets is the complaint's, and what is on its way is ordered.

    A message that is on its way without an order in the outbox would wait for ever.
    """
    for complaint in Complaint.objects.filter(tickets__isnull=False).distinct().order_by("pk"):
        terms = [ticket.term for ticket in complaint.tickets.open() if ticket.term]
        if complaint.handle_due_at != min(terms, default=None):
            what = "the term of its tickets was not carried into the complaint"
            yield Fault("ticket", complaint.file.number, what)
    ordered = Message.objects.filter(
        topic="ticket.message_prepared", delivered_at=None, file=OuterRef("ticket__complaint__file")
    )
    lost = TicketMessage.objects.filter(~Exists(ordered), status="PENDING")
    for message in lost.select_related("ticket__complaint__file").order_by("pk"):
        number = message.ticket.complaint.file.number if message.ticket else ""
        yield Fault(
            "ticket", number, f"{message.kind} is on its way and nobody was told to send it"
        )


def _write_backs(at: datetime) -> Iterator[Fault]:
    """What is marked as synced is in the archive, or says why not; files and archive agree.

    The files are the witness against an archive that was put back to an earlier state, and the
    archive against files that were (decision 0140).
    """
    synced = Complaint.objects.exclude(archive_synced_at=None).select_related("file")
    for complaint in synced.order_by("pk").iterator():
        written = WriteBack.objects.filter(file=complaint.file, event="OUTCOME").first()
        if written is None:
            yield Fault("archive", complaint.file.number, "synced without a write-back")
        receipt = ArchiveReceipt.objects.filter(complaint=complaint, event="OUTCOME").first()
        event = Event.objects.filter(file=complaint.file, name="archive_synced").last()
        if receipt is None and event is not None and event.data.get("identified"):
            yield Fault("archive", complaint.file.number, "an entry was made, its receipt is gone")
    yield from _receipts()
    yield from _revoked()
    given = ArchiveReceipt.objects.filter(log=OuterRef("log_id"), idx=OuterRef("idx"))
    strange = Entry.objects.filter(~Exists(given), source_file__kind=File.Kind.COMPLAINT)
    for entry in strange.select_related("source_file").order_by("log", "idx").iterator():
        what = f"row {entry.idx} of the archive is known to no file"
        yield Fault("archive", entry.source_file.number, what)


def _revoked() -> Iterator[Fault]:
    """Nothing stands in the archive of a revoked result once ARCHIVE_WITHDRAW is met (RF-14)."""
    revoked = Referral.objects.exclude(revoked_at=None).select_related("file", "complaint__file")
    for referral in revoked.order_by("pk").iterator():
        clock = Deadline.objects.open().filter(file=referral.file, code="ARCHIVE_WITHDRAW")
        entry = None if clock.exists() else rescission.standing_entry(referral)
        if entry is not None:
            what = f"row {entry.idx} of the archive rests on a result that was revoked"
            yield Fault("archive", referral.file.number, what)


def _receipts() -> Iterator[Fault]:
    """Each receipt finds its row, with the leaf it names, below the head."""
    sizes = dict(LogHead.objects.values_list("key", "size"))
    receipts = ArchiveReceipt.objects.select_related("complaint__file").order_by("log", "idx")
    for receipt in receipts.iterator():
        number = receipt.complaint.file.number
        size = sizes.get(receipt.log, 0)
        if receipt.idx >= size:
            what = f"the archive counts {size} rows, the file has row {receipt.idx}"
            yield Fault("archive", number, what)
        entry = Entry.objects.filter(log=receipt.log, idx=receipt.idx).first()
        if entry is None:
            yield Fault("archive", number, f"row {receipt.idx} of the archive is gone")
        elif (entry.leaf_hash, entry.source_file_id) != (
            receipt.leaf_hash,
            receipt.complaint.file_id,
        ):
            what = f"row {receipt.idx} of the archive is not the one the file was given"
            yield Fault("archive", number, what)
