"""Ours ↔ theirs, pure: no network, no settings, no clock.

Wire version 1 (`wire/v1.json` holds recorded exchanges, byte for byte):

    POST /v1/messages        Idempotency-Key: <key>   {"to": "+8613…", "text": "…"}
      202 {"id": "…", "status": "ACCEPTED"}           new, or the same answer for a repeated key
      409 {"code": "KEY_REUSED", …}                   the key was used for another text or number
      422 {"code": "INVALID_NUMBER" | "BLOCKED", …}   final: repeating will not help
      429, 5xx                                        later
    GET  /v1/messages/<key>
      200 {"id": "…", "status": "ACCEPTED" | "DELIVERED" | "UNDELIVERABLE"}
      404 {"code": "UNKNOWN_KEY"}                     never arrived
"""

from dataclasses import dataclass
from typing import Any, Final

COUNTRY: Final = "+86"
LONGEST_TEXT: Final = 70
"""Characters of one UCS-2 message; a longer one is split, billed twice and may arrive in part."""


class TextTooLong(ValueError):
    """The text does not fit into one message."""


class UnreadableAnswer(Exception):
    """The gateway answered with something that is not wire version 1."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the gateway says about one message.

    `accepted` False is final: the number is wrong or has blocked us, `reason` is the gateway's
    code. `reference` is its own number for the message.
    """

    accepted: bool
    reference: str
    reason: str = ""


def to_wire(phone: str, text: str) -> dict[str, str]:
    """Give the body of a message to a mainland number (11 digits) or one with a country code.

    Raises:
        TextTooLong: more than 70 characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"{len(text)} characters, {LONGEST_TEXT} fit")
    return {"to": phone if phone.startswith("+") else COUNTRY + phone, "text": text}


def from_accepted(body: Any) -> Receipt:
    """Read the answer to a message the gateway took or knows.

    Raises:
        UnreadableAnswer: not wire version 1.
    """
    match body:
        case {"id": str(reference), "status": "ACCEPTED" | "DELIVERED"}:
            return Receipt(accepted=True, reference=reference)
        case {"id": str(reference), "status": "UNDELIVERABLE"}:
            return Receipt(accepted=False, reference=reference, reason="UNDELIVERABLE")
    raise UnreadableAnswer


def from_refused(body: Any) -> Receipt:
    """Read the answer to a message the gateway will never take.

    Raises:
        UnreadableAnswer: not wire version 1.
    """
    match body:
        case {"code": str(code)}:
            return Receipt(accepted=False, reference="", reason=code[:40])
    raise UnreadableAnswer


def from_unknown(body: Any) -> None:
    """Read the answer to a look-up of a message the gateway never had.

    Raises:
        UnreadableAnswer: not wire version 1; any web server says 404 to what it does not know.
    """
    match body:
        case {"code": "UNKNOWN_KEY"}:
            return
    raise UnreadableAnswer
