"""Withdraw an entry: a later version says so, and nothing of it counts from the beginning (D7)."""

from datetime import datetime

from django.db import transaction

from archives.kinds import Status, Withdrawal
from archives.models import Entry, Subject, WriteBack
from archives.services import ledger
from common.models import File


def standing(subject: Subject, file: File) -> list[Entry]:
    """Return the entries about `subject` that `file` caused and that hold, oldest first."""
    entries = Entry.objects.of(subject).current().filter(source_file=file)
    return list(entries.exclude(status=Status.WITHDRAWN))


@transaction.atomic
def withdraw(entry: Entry, *, because: Withdrawal, at: datetime) -> WriteBack:
    """Append the version that withdraws `entry` and return its write-back.

    It is neither scored nor displayed, as if it had never been (brief §6.2); the log keeps both.
    The dates of what was determined stay, so that nothing is kept longer for being wrong.

    Raises:
        NothingToSupersede: a later version is there already.
    """
    version = entry.version + 1
    withdrawn = ledger.append(
        entry.subject,
        entry.kind,
        source_file=entry.source_file,
        event=entry.event,
        at=at,
        determined_on=entry.determined_on,
        payload={"case": entry.source_file.number, "withdrawn": str(because)},
        class_=entry.entry_class,
        status=Status.WITHDRAWN,
        basis=entry.identified_by,
        order_linked=entry.order_linked,
        event_on=entry.event_on,
        version=version,
    )
    record, _created = WriteBack.objects.get_or_create(
        file=entry.source_file,
        event=entry.event,
        version=version,
        defaults={"completed_at": at, "entry": withdrawn},
    )
    return record
