"""Tables of the casework package."""

from casework.models.agreement import AgreementDraft, AgreementSignature
from casework.models.complaint import Complaint, Grading, Statement, Supplement
from casework.models.extension import ExtensionRequest
from casework.models.mediation import Consent, Mediation
from casework.models.party import Party
from casework.models.receipt import ArchiveReceipt
from casework.models.records import Contact, FollowUp, Note, Progress, Reveal
from casework.models.ticket import Ticket
from casework.models.ticket_message import TicketMessage
from casework.models.verification import Findings, Signature, Verification

__all__ = [
    "AgreementDraft",
    "AgreementSignature",
    "ArchiveReceipt",
    "Complaint",
    "Consent",
    "Contact",
    "ExtensionRequest",
    "Findings",
    "FollowUp",
    "Grading",
    "Mediation",
    "Note",
    "Party",
    "Progress",
    "Reveal",
    "Signature",
    "Statement",
    "Supplement",
    "Ticket",
    "TicketMessage",
    "Verification",
]
