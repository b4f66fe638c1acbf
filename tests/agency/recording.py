"""An agency's channel that records what is sent and reads what a known secret signed.

It stands in for the adapters of `integrations` behind `settings.CASEWORK_CHANNELS`: the doors of
the portals ask the port, whoever fills it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from casework.channels import (
    Answer,
    AnswerKind,
    ChannelRefusedUs,
    Enclosure,
    Forged,
    Parcel,
    Receipt,
    Unreadable,
)

SECRET = b"known to both sides"
TOLERANCE = timedelta(minutes=5)
PATH = "tests.agency.recording.Channel"


class Channel:
    """The system of an agency."""

    configured: ClassVar[bool] = True
    #: What it was handed, by key; a repeated key is one parcel.
    parcels: ClassVar[dict[str, Parcel]] = {}
    #: Set: our own secret is not one.
    broken: ClassVar[bool] = False

    def send(self, parcel: Parcel) -> Receipt:
        """Record a parcel."""
        self.parcels[parcel.key] = parcel
        return Receipt(True, f"R{len(self.parcels)}", hashlib.sha256(b"sent").hexdigest())

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Answer:
        """Verify and read a message."""
        if self.broken:
            raise ChannelRefusedUs("SECRET")
        stamp = headers.get("X-Moment", "")
        if not hmac.compare_digest(headers.get("X-Signature", ""), signature(stamp, body)):
            raise Forged("SIGNATURE")
        if abs(at - datetime.fromisoformat(stamp)) > TOLERANCE:
            raise Forged("STALE")
        return _read(body)

    def probe(self) -> None:
        """It is always there."""


def signature(stamp: str, body: bytes) -> str:
    """Return what the agency signs with."""
    return hmac.new(SECRET, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers(body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a message sent at a moment."""
    stamp = at.isoformat()
    return {"X-Moment": stamp, "X-Signature": signature(stamp, body)}


def message(kind: str, reference: str, at: datetime, **facts: Any) -> bytes:
    """Return the body of a message."""
    told = {"id": "msg-1", "kind": kind, "reference": reference, "at": at.isoformat()} | facts
    return json.dumps(told, ensure_ascii=False).encode()


def file(name: str, content: bytes) -> dict[str, str]:
    """Return a file as it travels in a message."""
    return {"name": name, "content": base64.b64encode(content).decode()}


def _read(body: bytes) -> Answer:
    try:
        told = json.loads(body)
        files = [_file(one) for one in told.pop("files", [])]
        decided_on = told.pop("decided_on", None)
        return Answer(
            message_id=told.pop("id"),
            kind=AnswerKind(told.pop("kind")),
            at=datetime.fromisoformat(told.pop("at")),
            decided_on=date.fromisoformat(decided_on) if decided_on else None,
            enclosures=files,
            **told,
        )
    except (ValueError, TypeError):
        raise Unreadable("body") from None
    except KeyError as missing:
        raise Unreadable(str(missing.args[0])) from None


def _file(told: dict[str, str]) -> Enclosure:
    content = base64.b64decode(told["content"])
    digest = hashlib.sha256(content).hexdigest()
    return Enclosure(told["name"], "application/octet-stream", digest, content)
