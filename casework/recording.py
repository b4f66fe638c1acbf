"""What of a complaint is recorded in the credit archive: of whom, as what, with which class."""

from __future__ import annotations

from archives.kinds import Basis
from archives.models import WriteBack
from archives.services import writeback
from archives.services.subjects import Match
from casework.models import ArchiveReceipt, Complaint, Party, Referral
from common.models import Event

#: What an outcome becomes in the archive (brief §6.1; X10).
ENTRY_KINDS = {
    "SETTLED": "MEDIATED_SETTLED",
    "MEDIATION_TERMINATED": "COMPLAINT_NOT_UPHELD",
    "UPHELD": "COMPLAINT_UPHELD",
    "PARTLY": "COMPLAINT_PARTLY",
    "NOT_UPHELD": "COMPLAINT_NOT_UPHELD",
}


def kind_of(complaint: Complaint) -> str:
    """Return the kind of the entry: an agency's penalty is recorded as that (CM-17, RF-11)."""
    lead = complaint.lead_referral
    if complaint.outcome == "UPHELD" and lead is not None and lead.result_class == "PENALTY":
        return "EXTERNAL_PENALTY"
    return ENTRY_KINDS[complaint.outcome]


def result_behind(complaint: Complaint) -> Referral | None:
    """Return the referral whose result is the outcome that holds; None if it is our own finding."""
    decided = Event.objects.filter(file=complaint.file, machine="CM", decided__has_key="outcome")
    last = decided.exclude(decided__outcome="").order_by("-pk").first()
    if last is None or last.name != "agency_result":
        return None
    return Referral.objects.select_related("file").get(pk=last.data["referral"])


def match_of(complaint: Complaint) -> Match:
    """Return who the respondent is, in the terms of the archive."""
    party = complaint.file.parties.filter(role=Party.Role.RESPONDENT).first()
    if party is None or party.subject is None:
        return Match(None)
    return Match(party.subject, Basis(party.identified_by_number), party.order_linked)


def fault_admitted(complaint: Complaint) -> bool:
    """Return whether the respondent admitted a fault in the agreement."""
    return complaint.mediations.filter(agreed_at__isnull=False, fault_admitted=True).exists()


def entry_class(complaint: Complaint) -> str | None:
    """Return the class of the entry where the kind leaves a choice: a settlement with a fault.

    Without an admitted fault a settlement weighs nothing (brief §3.1 CM-13).
    """
    settled = complaint.outcome == "SETTLED"
    return "MINOR" if settled and fault_admitted(complaint) else None


def will_be_recorded(complaint: Complaint) -> bool:
    """Return whether the result will stand in somebody's archive: letter and entry must agree."""
    kind = kind_of(complaint)
    return writeback.identified(match_of(complaint), kind, entry_class(complaint))


def keep_receipt(complaint: Complaint, written: WriteBack) -> None:
    """Keep index and leaf of the entry in the file; asked twice, the first receipt stands.

    An archive put back to an earlier state does not know its later rows; the files do.
    """
    if written.entry is None:
        return
    later = f"/{written.version}" if written.version > 1 else ""
    ArchiveReceipt.objects.get_or_create(
        complaint=complaint,
        event=f"{written.event}{later}",
        defaults={
            "log": written.entry.log_id,
            "idx": written.entry.idx,
            "leaf_hash": written.entry.leaf_hash,
            "at": written.completed_at,
        },
    )
