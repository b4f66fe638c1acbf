"""The hotline's ticket system as the port shows it: it signs what it says and keeps what it gets.

`Channel` fills `casework.channels.HotlineChannel`; a test joins it by `settings.CASEWORK_CHANNELS`.
It speaks JSON under an HMAC, and stands for any system that keeps the promises of the port.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.channels import (
    HOTLINE,
    ChannelBusy,
    Enclosure,
    Forged,
    Parcel,
    Push,
    PushKind,
    Receipt,
    Unreadable,
)

PATH = "tests.hotline.system.Channel"
JOINED = {HOTLINE: PATH}
_SECRET = b"a secret of the tests"
_SIGNATURE = "X-Signature"


@dataclass
class System:
    """The other side: what arrived, and what mood it is in."""

    away: bool = False
    #: It takes the next parcels and its answers get lost.
    answers_lost: bool = False
    #: Code with which it refuses every parcel.
    refuses: str = ""
    parcels: dict[str, Parcel] = field(default_factory=dict)
    tries: list[str] = field(default_factory=list)

    def take(self, parcel: Parcel) -> Receipt:
        """Take a parcel; the same key again is the same parcel."""
        self.tries.append(parcel.key)
        if self.away:
            raise ChannelBusy
        digest = hashlib.sha256(repr(sorted(parcel.facts.items())).encode()).hexdigest()
        if self.refuses:
            return Receipt(False, "", digest, self.refuses)
        self.parcels.setdefault(parcel.key, parcel)
        if self.answers_lost:
            raise ChannelBusy
        return Receipt(True, f"R{list(self.parcels).index(parcel.key) + 1}", digest)

    def got(self, kind: str) -> list[Parcel]:
        """Return the parcels of one kind, in the order they arrived."""
        return [parcel for parcel in self.parcels.values() if parcel.kind == kind]

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Be away for a while."""
        self.away = True
        yield
        self.away = False


#: The one system of a test; a fixture begins it anew.
SYSTEM = System()


def begin_anew() -> System:
    """Forget everything."""
    vars(SYSTEM).update(vars(System()))
    return SYSTEM


class Channel:
    """The port, filled."""

    @property
    def configured(self) -> bool:
        """There is a hotline."""
        return True

    def send(self, parcel: Parcel) -> Receipt:
        """Hand a parcel over."""
        return SYSTEM.take(parcel)

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Push:
        """Verify the signature, then read."""
        if not hmac.compare_digest(headers.get(_SIGNATURE, ""), signature(body)):
            raise Forged
        try:
            said = json.loads(body)
        except ValueError:
            raise Unreadable("body") from None
        for name in ("message_id", "ticket_no", "kind", "at"):
            if not isinstance(said.get(name), str):
                raise Unreadable(name)
        if said["kind"] not in list(PushKind):
            raise Unreadable("kind")
        files = [
            Enclosure(name, "application/octet-stream", "", text.encode("latin-1"))
            for name, text in said.get("files", {}).items()
        ]
        return Push(
            said["message_id"],
            said["ticket_no"],
            PushKind(said["kind"]),
            datetime.fromisoformat(said["at"]),
            said.get("facts", {}),
            files,
        )

    def probe(self) -> None:
        """Say whether the system is there."""
        if SYSTEM.away:
            raise ChannelBusy


def signature(body: bytes) -> str:
    """Return the system's signature over a body."""
    return hmac.new(_SECRET, body, hashlib.sha256).hexdigest()


def message(
    kind: str,
    ticket_no: str,
    *,
    at: datetime,
    message_id: str = "",
    files: Mapping[str, bytes] | None = None,
    **facts: Any,
) -> bytes:
    """Return a message as the system writes it."""
    said = {
        "message_id": message_id or f"{kind}-{ticket_no}-{at.isoformat()}",
        "ticket_no": ticket_no,
        "kind": kind,
        "at": at.isoformat(),
        "facts": facts,
        "files": {name: content.decode("latin-1") for name, content in (files or {}).items()},
    }
    return json.dumps(said, ensure_ascii=False).encode()


def post(client: Any, body: bytes, signed: str | None = None) -> Any:
    """Send a body to the house as the system does."""
    return client.post(
        "/hotline/12345/messages",
        body,
        content_type="application/json",
        headers={_SIGNATURE: signature(body) if signed is None else signed},
    )
