"""Verify a log from the first row to the head, in one pass and in constant memory."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, OuterRef, Prefetch, Subquery, Window
from django.db.models.functions import Lag, RowNumber
from django.utils.translation import gettext as _

from archives import leaf
from archives.integrity import Expected, Fault, Finding, check
from archives.merkle import Frontier
from archives.models import Entry, LogHead, Subject, WriteBack

#: Rows held in memory at a time.
CHUNK = 1000


@dataclass(frozen=True)
class Report:
    """What a verification found. `rows` counts those that hold; `root` is computed, not read."""

    log: str
    rows: int
    root: str
    #: Write-backs completed as NO_IDENTIFIED_SUBJECT (all logs).
    without_entry: int
    finding: Finding | None
    #: The key of the entry at fault ("TS-2026-000001/outcome/1"), if it still has one.
    entry_key: str = ""

    @property
    def holds(self) -> bool:
        """Say whether every row and the head hold."""
        return self.finding is None


@transaction.atomic
def verify(log: str) -> Report:
    """Recompute payload → commitment → leaf → chains → root of `log`; stop at the first fault.

    Detects any change made without the application's keys, and names the first row that does not
    hold. An archive put back to an earlier moment is consistent in itself: the case files witness
    against it (`manage.py check_consistency`). A whole database put back can only be noticed
    against a checkpoint kept elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # the pass may take minutes
    head = LogHead.objects.filter(pk=log).first()
    if head is None:
        missing = Finding(None, Fault.HEAD_MISSING, _("the log has no head row"))
        return Report(log, 0, "", WriteBack.objects.without_entry().count(), missing)
    frontier, seal, key = Frontier(), "", ""
    finding: Finding | None = None
    for entry, nth, before in _rows(head):
        expected = Expected(frontier.size, nth, before, seal)
        finding = check(entry, expected)
        if finding is not None:
            key = _key(entry) if finding.idx == entry.idx else ""
            break
        frontier.append(bytes.fromhex(entry.leaf_hash))
        seal = entry.seal
        # Entry and payload point at each other: part them now, not when the collector comes.
        entry._state.fields_cache.clear()
    finding = finding or _head(head, frontier, seal)
    return Report(
        log,
        frontier.size,
        frontier.root().hex(),
        WriteBack.objects.without_entry().count(),
        finding,
        key,
    )


def _rows(head: LogHead) -> Iterator[tuple[Entry, int, str]]:
    """Stream the rows the head counts, each with its number and leaf before within its subject.

    Rows appended since belong to the next verification.
    """
    subject, order = F("subject_id"), [F("idx"), F("pk")]
    rows = (
        Entry.objects.filter(log=head, idx__lt=head.size)
        .annotate(
            nth=Window(RowNumber(), partition_by=subject, order_by=order),
            before=Window(Lag("leaf_hash"), partition_by=subject, order_by=order),
        )
        .order_by("idx", "pk")
        .prefetch_related(
            Prefetch("subject", Subject.objects.defer("id_number")),
            "source_file",
            "supersedes",
            "payload",
        )
    )
    for entry in rows.iterator(chunk_size=CHUNK):
        place = vars(entry)
        yield entry, place["nth"], place["before"] or ""


def _head(head: LogHead, frontier: Frontier, seal: str) -> Finding | None:
    """Compare the head with the rows that were read, all of which hold."""
    if not hmac.compare_digest(leaf.head_mac(head), head.mac):
        return Finding(None, Fault.HEAD_MAC, _("the head row was not written by this house"))
    if frontier.size < head.size:
        why = _("row missing; the head counts %(size)d rows") % {"size": head.size}
        return Finding(frontier.size, Fault.INDEX, why)
    beyond = _first_beyond(head)
    if beyond is not None:
        return Finding(beyond, Fault.HEAD_SIZE, _("this row lies beyond the head"))
    if head.seal != seal or head.root != frontier.root().hex():
        return Finding(None, Fault.HEAD_ROOT, _("the rows do not give the root of the head"))
    return None


def _first_beyond(head: LogHead) -> int | None:
    """Return the first index the head does not count, in one statement: writers may be at work."""
    size = LogHead.objects.filter(pk=OuterRef("log_id")).values("size")
    rows = Entry.objects.filter(log=head, idx__gte=Subquery(size))
    return rows.order_by("idx").values_list("idx", flat=True).first()


def _key(entry: Entry) -> str:
    try:
        return leaf.entry_key(entry)
    except Entry.source_file.RelatedObjectDoesNotExist:
        return ""
