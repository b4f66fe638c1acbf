"""Who the respondent is, to the standard of the archive (brief §3.8), and the count of CM-06."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from archives.kinds import Basis
from archives.services import subjects
from archives.services import writeback as archive
from casework.models import Complaint, Party
from casework.recording import match_of
from common.actors import Actor
from common.errors import InvalidInput, NotPermitted
from common.lifecycle import granting_role, lock
from common.zone import local_date


class NumberMissing(InvalidInput):
    """Nobody is identified by name alone."""

    code = "NUMBER_MISSING"
    message = _("A name alone identifies nobody.")
    next_step = _("Enter the USCC of the enterprise, or the ID number of the worker.")


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
    """
    complaint = lock(Complaint, complaint_id)
    if not granting_role("casework.identify", complaint.file, by):
        raise NotPermitted
    party = complaint.file.parties.select_for_update().get(role=Party.Role.RESPONDENT)
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


def count_pending(complaint: Complaint, *, at: datetime) -> None:
    """Count an accepted complaint against its identified respondent, internally (CM-06)."""
    match = match_of(complaint)
    if complaint.accepted_at is None or match.subject is None or complaint.outcome:
        return
    archive.complete(
        match,
        "COMPLAINT_PENDING",
        file=complaint.file,
        event="ACCEPTED",
        at=at,
        determined_on=local_date(complaint.accepted_at),
        payload={"case": complaint.file.number, "category": complaint.category},
    )
