"""Signed HTTP to an outside body: hand over, look up, ask whether it is there.

    POST <address><collection>          the parcel; webhook-id is its idempotency key
    GET  <address><collection>/<key>    what became of it; signed over an empty body
    GET  <address>/v1/status            is it there, and does it know us

What an error says is one word or a status: never the parcel, never a secret.
"""

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote
from uuid import uuid4

import httpx

from casework.channels import ChannelBusy, ChannelRefusedUs, Receipt
from common.text import find_hidden
from integrations.signed import egress
from integrations.signed.egress import Egress
from integrations.signed.signature import Signer, UnusableSecret

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
LONGEST_CALL: Final = 45.0
"""Seconds of one call, however slowly its answer trickles in; a hand-over is two calls and stays
below the lease of an outbox message (`CASEWORK_OUTBOX_LEASE_SECONDS`)."""
LARGEST_ANSWER: Final = 64 * 1024
LONGEST_REFERENCE: Final = 64

_FINAL: Final = (httpx.codes.UNPROCESSABLE_ENTITY, httpx.codes.REQUEST_ENTITY_TOO_LARGE)
_LATER: Final = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS)
TOO_LARGE: Final = "TOO_LARGE"


class UnreadableReceipt(Exception):
    """The other side answered a parcel with something that is not in its wire version."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the other side says it has of a parcel: its number, and the hash of what arrived.

    `refused` is its code if it will not work on the parcel after all.
    """

    reference: str
    sha256: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one body takes parcels: path, and how its answers are read.

    `taken` reads the answer to a parcel it has, `refused` the code of a final refusal; both raise
    UnreadableReceipt.
    """

    collection: str
    taken: Callable[[Any], Held]
    refused: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise UnreadableReceipt from None


class Client:
    """One body. Use as a context manager.

    `clock` dates the signatures: the moment of a call is the wire's business, not the caller's,
    since a parcel that is repeated is signed anew.
    """

    def __init__(
        self,
        url: str,
        secrets: tuple[str, ...],
        dialect: Dialect,
        *,
        rules: Egress,
        timeout: httpx.Timeout = TIMEOUT,
        longest: float = LONGEST_CALL,
        largest: int,
        resolve: egress.Resolve = egress.look_up,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take address, secrets and rules; `largest` bounds a parcel, in bytes.

        Raises:
            ChannelRefusedUs: the address is not one to call, or a secret has no form.
        """
        base = rules.check_url(url)
        try:
            self._signer = Signer(secrets)
        except UnusableSecret:
            raise ChannelRefusedUs("SECRET") from None
        self._dialect = dialect
        self._longest = longest
        self._largest = largest
        self._clock = clock
        self._http = httpx.Client(
            base_url=base,
            timeout=timeout,
            transport=transport or egress.Transport(rules, resolve),
            trust_env=False,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def send(self, key: str, body: bytes) -> Receipt:
        """Hand a parcel over and make sure that exactly these bytes arrived.

        Raises:
            ChannelBusy: not surely handed over; repeat the key later.
            ChannelRefusedUs: a person must look.
        """
        if len(body) > self._largest:
            return Receipt(accepted=False, reference="", sent_sha256="", reason=TOO_LARGE)
        sent = hashlib.sha256(body).hexdigest()
        answer = self._call("POST", self._dialect.collection, key, body)
        if answer.status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            return Receipt(accepted=False, reference="", sent_sha256=sent, reason=TOO_LARGE)
        with _readable():
            if answer.status == httpx.codes.UNPROCESSABLE_ENTITY:
                reason = self._dialect.refused(answer.json())
                return Receipt(accepted=False, reference="", sent_sha256=sent, reason=reason)
            self._dialect.taken(answer.json())
        # A "yes" is a promise; what counts is that the parcel is there when asked for.
        held = self.look_up(key)
        if held is None:
            raise ChannelBusy("FORGOTTEN")
        if held.sha256 != sent:
            # Not all of it arrived, or the key stands for another parcel there.
            raise ChannelRefusedUs("OTHER_CONTENT")
        return Receipt(
            accepted=not held.refused,
            reference=held.reference,
            sent_sha256=sent,
            reason=held.refused,
        )

    def look_up(self, key: str) -> Held | None:
        """Ask what became of a parcel; None if the other side never had it.

        Raises:
            ChannelBusy, ChannelRefusedUs: as for `send`.
        """
        answer = self._call("GET", f"{self._dialect.collection}/{quote(key, safe='')}", key)
        if answer.status == httpx.codes.NOT_FOUND:
            return None
        with _readable():
            held = self._dialect.taken(answer.json())
            number = held.reference
            if not 0 < len(number) <= LONGEST_REFERENCE or find_hidden(number):
                raise UnreadableReceipt
            return held

    def probe(self) -> None:
        """Ask whether the other side is there and knows us.

        Raises:
            ChannelBusy, ChannelRefusedUs: it is not, or it does not.
        """
        answer = self._call("GET", "/v1/status", f"probe:{uuid4().hex}")
        if answer.status == httpx.codes.NOT_FOUND:
            raise ChannelRefusedUs("404")

    def _call(self, method: str, path: str, message_id: str, body: bytes = b"") -> _Answer:
        headers = self._signer.headers(message_id, body, at=self._clock())
        if body:
            headers["Content-Type"] = "application/json; charset=utf-8"
        headers["Accept"] = "application/json"
        headers["Accept-Encoding"] = "identity"  # what is unpacked here cannot burst
        answer, failure = self._exchange(method, path, headers, body)
        # Raised out here, where no error that holds the request is being handled.
        if failure is not None:
            raise failure
        if answer.status in _LATER or answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ChannelBusy(str(answer.status))
        expected = (200, 202, *((404,) if method == "GET" else _FINAL))
        if answer.status not in expected:
            raise ChannelRefusedUs(str(answer.status))
        return answer

    def _exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[_Answer, Exception | None]:
        nothing = _Answer(0, b"")
        try:
            with (
                _cut_after(self._longest) as trace,
                self._http.stream(
                    method, path, content=body or None, headers=headers, extensions={"trace": trace}
                ) as answer,
            ):
                content = b""
                for part in answer.iter_raw():
                    content += part
                    if len(content) > LARGEST_ANSWER:
                        return nothing, ChannelBusy("LONG_ANSWER")
                return _Answer(answer.status_code, content), None
        except httpx.HTTPError as error:
            if egress.certificate_at_fault(error):
                return nothing, ChannelRefusedUs("CERTIFICATE")
            return nothing, ChannelBusy(type(error).__name__)


@contextmanager
def _readable() -> Iterator[None]:
    """Turn an answer in nobody's language into "later": a proxy may have spoken for them."""
    try:
        yield
    except UnreadableReceipt:
        raise ChannelBusy("UNREADABLE") from None


@contextmanager
def _cut_after(seconds: float) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Break the connection after so many seconds, whatever trickles in meanwhile.

    The time-outs of the client begin anew with every byte; this one does not. It yields the trace
    hook by which the connection is found.
    """
    opened: list[socket.socket] = []

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened.append(info["return_value"].get_extra_info("socket"))

    def cut() -> None:
        for one in opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()
