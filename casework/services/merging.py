"""Merging (并案): a matter that came in twice is handled in one file (brief §3.1 CM-09)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from archives.models import Entry
from archives.services import writeback as archive
from casework import change_papers, clocks, recording
from casework.models import Complaint, Party
from casework.news import tell
from casework.services import identify
from casework.services.hotline import telling, tickets
from casework.services.outcome import stop_everything
from common.actors import Actor
from common.lifecycle import lock_families, perform
from common.models import File, Recusal
from common.zone import local_date
from deadlines import services as deadlines

#: What identification by number writes into a party (`services.identify`).
_IDENTITY = (
    "kind",
    "name",
    "uscc",
    "subject",
    "identified_at",
    "identified_by",
    "identified_by_number",
    "order_linked",
)


@transaction.atomic
def merge(
    *, complaint_id: int, master_id: int, note: str, confirmed: bool, by: Actor, at: datetime
) -> Complaint:
    """Merge a complaint into the master and return the master (CM-09, CM-09a).

    The master keeps the earliest receipt, and its ACCEPTANCE counts from it. The file of the other
    joins the family of the master: one lock, one set of recusals and seals. `note` says by what
    the matter was recognised; `confirmed`, that a person compared both.

    Raises:
        MasterIsMerged, WrongState: somebody was faster.
        Refusal: other parties, another event, or a master in which something would be lost.
        NotPermitted: the role does not allow it in both files.
    """
    pair = Complaint.objects.select_related("file").in_bulk([complaint_id, master_id])
    lock_families(*(complaint.file for complaint in pair.values()))
    # Both are locked now: what the guards read of the master is what it is.
    master = Complaint.objects.select_related("file", "statement").get(pk=master_id)
    ended = perform(
        Complaint,
        complaint_id,
        "merge_into",
        by=by,
        at=at,
        reason=note,
        master=master,
        confirmed=confirmed,
    )
    stop_everything(ended, at=at)
    _join_families(ended.file, master.file, at=at)
    master = perform(Complaint, master_id, "take_in", by=by, at=at, merged=ended)
    _dated_from_the_earliest(master, at=at)
    _contacted_already(ended, master)
    change_papers.merge_notice(ended, master, by=by, at=at)
    telling.tell_merged(ended, master, by=by, at=at)
    tickets.follow(ended, master)
    tell("complaint.merged", ended.last_event, at=at)
    _carry_identity(ended, master)
    _count_once(ended, master, at=at)
    return master


def _join_families(file: File, master: File, *, at: datetime) -> None:
    """Put the file and its family under the root of the master: lock, recusals and seals."""
    root = master.root or master
    sealed = file.sealed or master.sealed
    for gone in Recusal.objects.filter(file__in=[file.pk, file.root_id or file.pk]):
        Recusal.objects.get_or_create(
            file=root,
            user_id=gone.user_id,
            defaults={"declared_at": at, "reason": gone.reason},
        )
    File.objects.filter(Q(pk=file.pk) | Q(root=file)).update(root=root)
    if sealed:
        File.objects.filter(pk__in=[file.pk, master.pk]).update(sealed=True)


def _dated_from_the_earliest(master: Complaint, *, at: datetime) -> None:
    deadlines.redate(master.file, "ACCEPTANCE", on=local_date(master.clock_from), at=at)
    # Danger reported in the other file is as urgent here (brief §2.9, TRIAGE_S1).
    if master.emergency and clocks.is_open(master.file, "TRIAGE"):
        clocks.cancel(master.file, "TRIAGE", at=at)
        clocks.start(master.file, "TRIAGE_S1", at=at, record=("CM", master.pk))
    clocks.ticket_term_changed(master.file)


def _contacted_already(ended: Complaint, master: Complaint) -> None:
    """Meet CONTACT of the master if the complainant was reached about the other file (CM-01a)."""
    reached = clocks.latest(ended.file, "CONTACT")
    mine = clocks.latest(master.file, "CONTACT")
    if reached is not None and reached.met_at is not None and mine is not None:
        clocks.meet(master.file, "CONTACT", at=max(reached.met_at, mine.started_at))


def _carry_identity(ended: Complaint, master: Complaint) -> None:
    """Take over who the respondent is, where only the other file had proved it by number."""
    known = ended.file.parties.filter(role=Party.Role.RESPONDENT).first()
    party = master.file.parties.filter(role=Party.Role.RESPONDENT).first()
    if known is None or party is None or party.subject_id or not known.subject_id:
        return
    for name in _IDENTITY:
        setattr(party, name, getattr(known, name))
    party.save(update_fields=_IDENTITY)


def _count_once(ended: Complaint, master: Complaint, *, at: datetime) -> None:
    """Take the other file out of the count of the respondent; the master stands in it (AS-11)."""
    counted = Entry.objects.filter(
        source_file=ended.file, kind="COMPLAINT_PENDING", status="PENDING", successor=None
    ).first()
    if counted is not None:
        written = archive.complete(
            recording.match_of(ended),
            "COMPLAINT_PENDING",
            file=ended.file,
            event="MERGED",
            at=at,
            determined_on=local_date(at),
            payload={"case": ended.file.number, "merged_into": master.file.number},
            status="WITHDRAWN",
            supersedes=counted,
        )
        recording.keep_receipt(ended, written)
    identify.count_pending(master, at=at)
