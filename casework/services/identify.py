"""Who the respondent is, to the standard of the archive (brief §3.8), and the count of CM-06."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archives.kinds import Basis
from archives.services import subjects
from archives.services import writeback as archive
from casework.models import Complaint, Party
from casework.recording import keep_receipt, match_of
from casework.states import OPEN
from common.actors import Actor
from common.errors import Conflict, InvalidInput, NotPermitted, WrongState
from common.lifecycle import granting_role, lock
from common.zone import local_date


class NumberMissing(InvalidInput):
    """Nobody is identified by name alone."""

    code = "NUMBER_MISSING"
    message = _("A name alone identifies nobody.")
    next_step = _("Enter the USCC of the enterprise, or the ID number of the worker.")


class IdentifiedAlready(Conflict):
    """One file identifies its respondent once; what was recorded of somebody stays."""

    code = "IDENTIFIED_ALREADY"
    message = _("The respondent has been identified already.")
    next_step = _("A mistaken identity is corrected by an officer, not by identifying anew.")


class TooLateToIdentify(WrongState):
    """The result is in the archive, or the file has ended without one."""

    code = "TOO_LATE_TO_IDENTIFY"
    message = _("The result has been written back; nobody is identified afterwards.")


@transaction.atomic
def respondent(
    *,
    complaint_id: int,
    name: str,
    by: Actor,
    at: datetime,
    uscc: str = "",
    id_no: str = "",
    certificate_no: str = "",
    order_linked: bool = False,
) -> Party:
    """Identify the respondent by USCC or ID number; `order_linked` if a service order proves it.

    Raises:
        NumberMissing: neither number is given.
        InvalidInput: a check digit is wrong, or the number is known under another name.
        NotPermitted: the role does not allow it.
        IdentifiedAlready: the file knows who it is; TooLateToIdentify: the result is written back.
    """
    complaint = lock(Complaint, complaint_id)
    if not granting_role("casework.identify", complaint.file, by):
        raise NotPermitted
    open_to_it = complaint.state in {*OPEN, "OUTCOME_RECORDED"}
    if complaint.archive_synced_at or not open_to_it:
        raise TooLateToIdentify
    party = complaint.file.parties.select_for_update().get(role=Party.Role.RESPONDENT)
    if party.subject_id:
        raise IdentifiedAlready
    if uscc:
        party.subject = subjects.identify_enterprise(uscc, name, at)
        party.kind, basis = Party.Kind.ENTERPRISE, Basis.USCC
        party.uscc = party.subject.uscc or ""
    elif id_no:
        party.subject = subjects.identify_worker(id_no, name, certificate_no or None, at=at)
        party.kind, basis = Party.Kind.WORKER, Basis.ID_NUMBER
    else:
        raise NumberMissing(field="uscc")
    party.name, party.identified_at, party.identified_by_id = name, at, by.user_pk
    party.identified_by_number = basis
    party.order_linked = order_linked and party.kind == Party.Kind.WORKER
    party.save()
    count_pending(complaint, at=at)
    return party


@transaction.atomic
def count_accepted(*, complaint_id: int, at: datetime) -> None:
    """Count a complaint that was accepted a moment ago, unless it was merged meanwhile (CM-09)."""
    count_pending(lock(Complaint, complaint_id), at=at)


def count_pending(complaint: Complaint, *, at: datetime) -> None:
    """Count an accepted complaint against its identified respondent, internally (CM-06)."""
    match = match_of(complaint)
    counts = complaint.accepted_at and not complaint.outcome and not complaint.merged_into_id
    if complaint.accepted_at is None or match.subject is None or not counts:
        return
    written = archive.complete(
        match,
        "COMPLAINT_PENDING",
        file=complaint.file,
        event="ACCEPTED",
        at=at,
        determined_on=local_date(complaint.accepted_at),
        payload={"case": complaint.file.number, "category": complaint.category},
    )
    keep_receipt(complaint, written)
