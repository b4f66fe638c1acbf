"""Tables of the casework package."""

from casework.models.agreement import AgreementDraft, AgreementSignature
from casework.models.complaint import Complaint, Grading, Statement, Supplement
from casework.models.exchange import AgencyAnswer, AgencyLink, Sending, UnmatchedAnswer
from casework.models.extension import ExtensionRequest
from casework.models.mediation import Consent, Mediation
from casework.models.party import Party
from casework.models.receipt import ArchiveReceipt
from casework.models.records import Contact, FollowUp, Note, Progress, Reveal
from casework.models.referral import AgencyOffice, Packet, PacketItem, PoliceCall, Referral
from casework.models.ticket import Ticket
from casework.models.ticket_message import TicketMessage
from casework.models.verification import Findings, Signature, Verification

__all__ = [
    "AgencyAnswer",
    "AgencyLink",
    "AgencyOffice",
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
    "Packet",
    "PacketItem",
    "Party",
    "PoliceCall",
    "Progress",
    "Referral",
    "Reveal",
    "Sending",
    "Signature",
    "Statement",
    "Supplement",
    "Ticket",
    "TicketMessage",
    "UnmatchedAnswer",
    "Verification",
]
