"""Append an entry to the archive: the only way one comes into being."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from archives import integrity, leaf
from archives.kinds import NEGATIVE, Basis, Status, SubjectKind
from archives.merkle import Frontier
from archives.models import Entry, EntryPayload, LogHead, Subject
from archives.services import heads
from archives.terms import Facts, IncoherentDates, Terms, derive
from common.crypto import open_sealed, seal
from common.errors import Conflict, Refusal
from common.models import File
from common.zone import local_date
from policies.pack import PolicyPack
from policies.services import pack as policy_pack


class UnidentifiedSubject(Refusal):
    """No subject was given: an entry is never attached on a name alone (brief §3.8)."""

    code = "UNIDENTIFIED_SUBJECT"
    message = _("The respondent is not identified by number.")
    next_step = _("Record the ID number or USCC, or complete the write-back without an entry.")


class NoServiceOrder(Refusal):
    """A negative entry about a worker lacks the service order that ties person and event (§3.8)."""

    code = "NO_SERVICE_ORDER"
    message = _("Nothing ties this worker to the event: the service order is missing.")
    next_step = _("Record the order number, or complete the write-back without an entry.")


class SubjectSealed(Refusal):
    """The archive of a dead worker takes no new negative entry."""

    code = "SUBJECT_SEALED"
    message = _("This archive is sealed.")


class AnotherEntryThere(Conflict):
    """An entry with this key exists and says something else; entries are never changed."""

    code = "ENTRY_EXISTS"
    message = _("The archive already holds another entry for this step.")
    next_step = _("Record a correction as the next version.")


class NothingToSupersede(Conflict):
    """The version before is not there, is of another subject, or has a successor already."""

    code = "NOTHING_TO_SUPERSEDE"
    message = _("There is no earlier entry of this subject that this one could follow.")


class ArchiveBroken(RuntimeError):
    """What was read back is not what was written; the transaction must not be committed."""


def append(
    subject: Subject | None,
    kind: str,
    *,
    source_file: File,
    event: str,
    at: datetime,
    determined_on: date,
    payload: Mapping[str, Any],
    class_: str | None = None,
    status: str | None = None,
    basis: str | None = None,
    order_linked: bool = False,
    event_on: date | None = None,
    effective_from: date | None = None,
    effective_until: date | None = None,
    display_from: date | None = None,
    display_until: date | None = None,
    scoring: bool | None = None,
    disputed: bool = False,
    version: int = 1,
    supersedes: Entry | None = None,
    pack: PolicyPack | None = None,
    log: str = heads.MAIN,
) -> Entry:
    """Append one entry in the caller's transaction and return it as read back from the database.

    Idempotent by (source_file, event, version): the same entry again is returned as it is, another
    one under the same key is refused (`AnotherEntryThere`). Takes the lock of the log's head row,
    the last lock of the transaction, and holds it to its end. A later version supersedes the one
    before; `supersedes` names an entry of another event that this one takes the place of.
    `payload` is anything with a canonical form; it is encrypted, and only a salted commitment
    enters the leaf.

    Raises: `UnidentifiedSubject`, `NoServiceOrder`, `SubjectSealed`, `NothingToSupersede`, the
    refusals of `archives.terms`, `RuntimeError` outside a transaction, `ArchiveBroken` if the row
    does not hold when read back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("archive entries are appended inside the transaction of their cause")
    if subject is None:
        raise UnidentifiedSubject
    if determined_on > local_date(at):
        raise IncoherentDates(_("Nothing is determined in the future."), field="determined_on")
    pack = pack or policy_pack(on=determined_on)
    facts = Facts(
        kind=kind,
        subject_kind=subject.kind,
        determined_on=determined_on,
        entry_class=class_,
        status=Status(status) if status else _usual_status(kind),
        event_on=event_on,
        effective_from=effective_from,
        effective_until=effective_until,
        display_from=display_from,
        display_until=display_until,
        scoring=scoring,
    )
    terms = derive(facts, pack)
    if facts.status != Status.WITHDRAWN:  # Taking back is never refused for what was wrong with it.
        _check_identity(subject, terms, order_linked=order_linked)
    entry = _draft(facts, terms)
    entry.log_id, entry.source_file, entry.event, entry.version = log, source_file, event, version
    entry.subject, entry.identified_by = subject, basis or _usual_basis(subject)
    entry.order_linked, entry.disputed = order_linked, disputed
    entry.rule_version, entry.at = pack.version, at
    body = leaf.body(subject, payload)
    head = heads.lock(log)
    there = Entry.objects.filter(source_file=source_file, event=event, version=version).first()
    if there is not None:
        return _same(there, entry, body)
    entry.supersedes = _superseded(entry, supersedes)
    return _write(entry, body, head)


def _draft(facts: Facts, terms: Terms) -> Entry:
    """Return an entry with what was given and what the rules make of it, not yet placed."""
    return Entry(
        subject_kind=facts.subject_kind,
        kind=terms.kind,
        entry_class=terms.entry_class,
        status=facts.status,
        event_on=facts.event_on,
        determined_on=facts.determined_on,
        effective_from=facts.effective_from,
        effective_until=facts.effective_until,
        display_from=terms.display_from,
        display_until=terms.display_until,
        scoring=terms.scoring,
        scored_until=terms.scored_until,
        retained_until=terms.retained_until,
    )


def payload_of(entry: Entry) -> dict[str, Any]:
    """Return what the entry says, decrypted; raises `common.crypto.Unreadable`."""
    opened: dict[str, Any] = json.loads(open_sealed(entry.payload.body))["payload"]
    return opened


def _usual_status(kind: str) -> Status:
    return Status.PENDING if kind == "COMPLAINT_PENDING" else Status.ACTIVE


def _usual_basis(subject: Subject) -> Basis:
    return Basis.USCC if subject.kind == SubjectKind.ENTERPRISE else Basis.ID_NUMBER


def _check_identity(subject: Subject, terms: Terms, *, order_linked: bool) -> None:
    if subject.kind != SubjectKind.WORKER or terms.entry_class not in NEGATIVE:
        return
    if not order_linked:
        raise NoServiceOrder
    if subject.sealed_at is not None:
        raise SubjectSealed


#: What must agree for an append to count as the same one again.
_IDENTITY = (
    "log_id subject_id identified_by order_linked kind entry_class status disputed event_on"
    " determined_on effective_from effective_until display_from display_until scoring"
)


def _same(there: Entry, wanted: Entry, body: bytes) -> Entry:
    agrees = all(getattr(there, name) == getattr(wanted, name) for name in _IDENTITY.split())
    if not agrees or open_sealed(there.payload.body).encode() != body:
        raise AnotherEntryThere
    return there


def _superseded(entry: Entry, named: Entry | None) -> Entry | None:
    """Return the entry this one takes the place of: the version before, or the one named."""
    if named is None and entry.version == 1:
        return None
    earlier = named
    if earlier is None:
        earlier = Entry.objects.filter(
            source_file=entry.source_file, event=entry.event, version=entry.version - 1
        ).first()
    if (
        earlier is None
        or earlier.subject_id != entry.subject_id
        or earlier.log_id != entry.log_id
        or Entry.objects.filter(supersedes=earlier).exists()
    ):
        raise NothingToSupersede
    return earlier


def _write(entry: Entry, body: bytes, head: LogHead) -> Entry:
    """Give the entry its place under the held lock, insert, read back, move the head."""
    last = Entry.objects.filter(log=head, subject=entry.subject).order_by("-subject_seq").first()
    salt = leaf.new_salt()
    entry.idx = head.size
    entry.subject_seq = last.subject_seq + 1 if last else 1
    entry.prev_subject_leaf = last.leaf_hash if last else ""
    entry.commit = leaf.commitment(salt, body)
    entry.leaf = leaf.build(entry)
    entry.leaf_hash = leaf.hash_of(entry.leaf)
    entry.seal = leaf.seal(head.key, entry.idx, entry.leaf_hash, head.seal)
    entry.save(force_insert=True)
    EntryPayload.objects.create(entry=entry, body=seal(body.decode()), salt=seal(salt.hex()))
    stored = _read_back(entry, head)
    _advance(head, stored)
    return stored


def _read_back(entry: Entry, head: LogHead) -> Entry:
    """Read the row again and hash it again: a leaf that is off by one bit can never be repaired.

    That happened to the public logs Yeti 2022 and Nimbus 2018 (reliability.md §1.1).
    """
    stored = Entry.objects.select_related("subject", "source_file", "supersedes", "payload").get(
        pk=entry.pk
    )
    expected = integrity.Expected(head.size, entry.subject_seq, entry.prev_subject_leaf, head.seal)
    finding = integrity.check(stored, expected)
    if finding is not None:
        raise ArchiveBroken(str(finding))
    return stored


def _advance(head: LogHead, entry: Entry) -> None:
    frontier = Frontier.restore(head.size, head.peaks)
    if frontier.root().hex() != head.root:
        raise ArchiveBroken("head: its peaks do not give its root")
    frontier.append(bytes.fromhex(entry.leaf_hash))
    head.size, head.peaks = frontier.size, frontier.hex_peaks()
    head.root, head.seal = frontier.root().hex(), entry.seal
    head.mac = leaf.head_mac(head)
    head.save(force_update=True)
