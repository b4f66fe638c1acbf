"""The ports to outside bodies: what the house hands over, and what it takes in (architecture §3).

An adapter of `integrations` fills each port; `settings.CASEWORK_CHANNELS` joins them by dotted
path, agency by agency. A body without an adapter, or whose adapter is not configured, is served on
paper: the letter is printed, the hand-over and the answer are written down by the liaison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

HOTLINE: Final = "HOTLINE_12345"
"""Key of the hotline among `settings.CASEWORK_CHANNELS`; the others are codes of agencies."""


class ParcelKind(StrEnum):
    """What leaves the house for an agency (brief §3.3) or for the hotline (brief §2.6)."""

    REFERRAL = "REFERRAL"
    REMINDER = "REMINDER"
    SUPERVISION = "SUPERVISION"
    RECALL = "RECALL"
    SIGN = "SIGN"
    EXTENSION_REQUEST = "EXTENSION_REQUEST"
    PROGRESS = "PROGRESS"
    REPLY = "REPLY"
    FOLLOW_UP = "FOLLOW_UP"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file that goes along or comes in, with the hash taken when it reached us."""

    name: str
    content_type: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over, in our own terms; the adapter's mapping puts it into theirs.

    `key` is the idempotency key: the same key is one parcel for ever. `reference` is the number by
    which both sides know the matter: ours for an agency (YS-2026-000001), theirs for a ticket.
    `facts` holds strings, numbers, dates in ISO form, lists and maps of these.
    """

    key: str
    kind: ParcelKind
    reference: str
    facts: Mapping[str, Any]
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side's system said to a parcel.

    `accepted` False is final: repeating will not help, `reason` is their code; the parcel goes by
    paper then. `reference` is their number for the parcel; `sent_sha256` hashes the exact bytes
    that went over the wire.
    """

    accepted: bool
    reference: str
    sent_sha256: str
    reason: str = ""


class AnswerKind(StrEnum):
    """What an agency may say to a referral (brief §3.3 RF-03 … RF-14)."""

    ACKNOWLEDGED = "ACKNOWLEDGED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    NOT_FILED = "NOT_FILED"
    FILED_AFTER_RECONSIDERATION = "FILED_AFTER_RECONSIDERATION"
    RESULT = "RESULT"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an agency, verified and read.

    `message_id` is the sender's; the same id again is the same answer. `reason_code` is one of
    `casework.states.ReturnReason` for RETURNED, `result_class` one of `ResultClass` for RESULT;
    `words` is what they wrote, `decided_on` the day of their paper.
    """

    message_id: str
    reference: str
    kind: AnswerKind
    at: datetime
    receipt_no: str = ""
    file_no: str = ""
    reason_code: str = ""
    result_class: str = ""
    doc_no: str = ""
    decided_on: date | None = None
    words: str = ""
    enclosures: Sequence[Enclosure] = ()


class PushKind(StrEnum):
    """What the hotline may send (brief §2.6 H1, H4)."""

    TICKET = "TICKET"
    REMINDER = "REMINDER"
    EXTENSION_GRANTED = "EXTENSION_GRANTED"
    EXTENSION_REFUSED = "EXTENSION_REFUSED"
    REHANDLE = "REHANDLE"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Push:
    """One message of the hotline, verified and read.

    For TICKET `facts` is an intake record (architecture §6) with the further columns of brief §2.6;
    for EXTENSION_GRANTED it has `until` (ISO moment), for CLOSED `followup_result` and `resolved`.
    """

    message_id: str
    ticket_no: str
    kind: PushKind
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    enclosures: Sequence[Enclosure] = ()


class ChannelBusy(Exception):
    """No answer, or one that says "later": the parcel may have arrived; repeat the same key."""


class ChannelRefusedUs(Exception):
    """Address, certificate or secret is wrong: a person must look; repeating helps only then."""


class Forged(Exception):
    """Not signed by the other side, or signed too long ago: nothing of it is taken in."""


class Unreadable(Exception):
    """Signed by the other side, but not in the wire version we speak; `field` is at fault."""

    def __init__(self, field: str = "") -> None:
        self.field = field
        super().__init__(field)


class AgencyChannel(Protocol):
    """An agency's system."""

    @property
    def configured(self) -> bool:
        """Whether parcels can go this way; otherwise they go on paper."""

    def send(self, parcel: Parcel) -> Receipt:
        """Hand a parcel over and make sure it arrived; repeating a key never makes a second one.

        Raises:
            ChannelBusy, ChannelRefusedUs: not (surely) handed over; repeat the key later.
        """

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Answer:
        """Verify and read what the agency sent; whether it came before is the caller's to ask.

        Raises:
            Forged: no signature of theirs over exactly this body, or older than five minutes.
            Unreadable: signed, but not wire version 1.
        """

    def probe(self) -> None:
        """Ask whether the other side is there; returns if it is.

        Raises:
            ChannelBusy, ChannelRefusedUs: it is not, or it does not know us.
        """


class HotlineChannel(Protocol):
    """The ticket system of the 12345 hotline."""

    @property
    def configured(self) -> bool:
        """Whether there is a hotline to exchange tickets with."""

    def send(self, parcel: Parcel) -> Receipt:
        """As `AgencyChannel.send`."""

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Push:
        """As `AgencyChannel.read`."""

    def probe(self) -> None:
        """As `AgencyChannel.probe`."""


def agency(code: str) -> AgencyChannel | None:
    """Return the channel to this agency if there is one that is configured."""
    found = _joined(code)
    return found if found is not None and found.configured else None


def hotline() -> HotlineChannel | None:
    """Return the channel to the hotline if there is one that is configured."""
    found = _joined(HOTLINE)
    return found if found is not None and found.configured else None


def _joined(code: str) -> Any:
    path = settings.CASEWORK_CHANNELS.get(code, "")
    return import_string(path)() if path else None
