"""The HTTP side of a fake: takes signed parcels, and orders from whoever plays with it.

    POST /_fake/mood    {"mood": "LATE", "times": 3}              how the next parcels are treated
    POST /_fake/answer  {"kind": "RESULT", "about": "YS-2026-000001", "voice": "WELL", "with": {…}}
    GET  /_fake/ledger  what came and what was sent, as JSON
    GET  /              the same as plain text

It listens on loopback only.
"""

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from standardwebhooks import Webhook, WebhookVerificationError

from integrations.faking.ledger import Ledger
from integrations.faking.moods import Mood, Voice
from integrations.faking.speaking import Speaker

LATE_BY = 10.0
"""Seconds; longer than our client waits."""
LARGEST = 64 * 2**20


class FakeBody(ThreadingHTTPServer):
    """A body; a subclass says in its own words what it takes and what it answers."""

    daemon_threads = True
    request_queue_size = 128

    #: Path of its parcels, and its name for the number of a matter.
    collection: ClassVar[str]
    about: ClassVar[str]

    def __init__(
        self,
        port: int = 0,
        ledger: Path | None = None,
        *,
        secrets: tuple[str, ...],
        callback: str = "",
        auto: float | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.ledger = Ledger(ledger)
        self.late_by = LATE_BY
        self.auto = auto
        self.callback = callback
        self.webhooks = [Webhook(secret) for secret in secrets]
        self.speaker = Speaker(self.ledger, callback, secrets[0])
        self.speaker.watch = self._answer_by_itself
        self._moods: list[Mood] = []
        self._moods_lock = threading.Lock()

    def __enter__(self) -> Self:
        self.speaker.start()
        return super().__enter__()

    def server_close(self) -> None:
        """Close the socket and end the voice."""
        super().server_close()
        self.speaker.stop()
        if self.speaker.is_alive():
            self.speaker.join()

    @property
    def url(self) -> str:
        """Address to put into the settings."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def be(self, mood: Mood, times: int = 1) -> None:
        """Treat the next `times` parcels in this mood."""
        with self._moods_lock:
            self._moods += [mood] * times

    def next_mood(self) -> Mood:
        """Use up one mood."""
        with self._moods_lock:
            return self._moods.pop(0) if self._moods else Mood.WELL

    def answer(
        self,
        kind: str,
        about: str = "",
        *,
        voice: Voice = Voice.WELL,
        given: Mapping[str, Any] | None = None,
        of: str = "",
    ) -> str:
        """Send us a message of this kind; `given` replaces facts of the sample. Returns its id."""
        about = self.never_given if voice is Voice.WRONG else about
        record = self.message(kind, about, dict(given or {}))
        body = "<html>" if voice is Voice.GARBLED else json.dumps(record, ensure_ascii=False)
        message_id = f"msg_{uuid.uuid4().hex}"
        self.ledger.say({"id": message_id, "of": of, "voice": voice, "kind": kind, "body": body})
        self.speaker.wake()
        return message_id

    # --- what a subclass says -----------------------------------------------------------------

    #: A number of a matter that was never given out.
    never_given: ClassVar[str] = "YS-1999-999999"

    def fault(self, record: Mapping[str, Any]) -> str:
        """Return the body's code for a parcel it cannot take, or ""."""
        raise NotImplementedError

    def receipt(self, entry: Mapping[str, Any]) -> Any:
        """Return the answer to a parcel it has."""
        raise NotImplementedError

    def refusal(self, code: str) -> Any:
        """Return the answer to a parcel it will never take."""
        raise NotImplementedError

    def message(self, kind: str, about: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return a message of its own; `given` replaces facts of the sample.

        `about` empty: the matter we wrote about last.
        """
        raise NotImplementedError

    def reaction(self, record: Mapping[str, Any]) -> str:
        """Return the kind of message that `--auto` sends about a parcel, or ""."""
        raise NotImplementedError

    # --- what it does ---------------------------------------------------------------------------

    def known_signature(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a request is signed with one of the secrets."""
        for webhook in self.webhooks:
            try:
                webhook.verify(body.decode(), dict(headers), json_parse=False)
            except (WebhookVerificationError, ValueError):
                continue
            return True
        return False

    def entry_of(self, record: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        """Return what the ledger keeps of a parcel: all but the content of the files."""
        kept = json.loads(body)
        for files in (value for value in kept.values() if isinstance(value, list)):
            for one in files:
                for name in [name for name, text in one.items() if len(str(text)) > 4096]:
                    one[name] = f"({len(one[name])})"
        return {
            "number": f"{time.strftime('%Y%m%d')}{uuid.uuid4().int % 10**8:08}",
            "sha256": hashlib.sha256(body).hexdigest(),
            "about": record[self.about],
            "record": kept,
        }

    def latest(self) -> str:
        """Return the number of the matter we wrote about last."""
        entries = list(self.ledger.parcels.values())
        return str(entries[-1]["about"]) if entries else self.never_given

    def _answer_by_itself(self) -> None:
        if self.auto is None:
            return
        for entry in self.ledger.unanswered():
            kind = self.reaction(entry["record"])
            if kind and time.time() - entry["at"] >= self.auto:
                self.answer(kind, entry["about"], of=entry["key"])


class _Handler(BaseHTTPRequestHandler):
    server: FakeBody
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Say what became of a parcel, whether we are known, or what stands in the ledger."""
        ledger = self.server.ledger
        if self.path == "/":
            self._say(200, _page(ledger), kind="text/plain")
            return
        if self.path == "/_fake/ledger":
            content = {
                "parcels": list(ledger.parcels.values()),
                "messages": [
                    {**message, **ledger.outcomes[message_id]}
                    for message_id, message in ledger.messages.items()
                ],
            }
            self._say(200, content)
            return
        if not self._signed(b""):
            return
        if self.path == "/v1/status":
            self._say(200, {})
            return
        key = unquote(self.path.removeprefix(f"{self.server.collection}/"))
        entry = ledger.parcels.get(key)
        if entry is None:
            self._say(404, self.server.refusal("404"))
        else:
            self._say(200, self.server.receipt(entry))

    def do_POST(self) -> None:
        """Take a parcel, as the mood has it, or an order."""
        length = int(self.headers.get("Content-Length", 0))
        if length > LARGEST:
            self.close_connection = True
            self._say(413, {})
            return
        body = self.rfile.read(length)
        if self.path.startswith("/_fake/"):
            self._ordered(body)
            return
        if self.path != self.server.collection:
            self._say(404, {})
            return
        if not self._signed(body):
            return
        try:
            record = json.loads(body)
        except ValueError:
            self._say(400, {})
            return
        self._take(self.server.next_mood(), record, body)

    def _signed(self, body: bytes) -> bool:
        if self.server.known_signature({k.lower(): v for k, v in self.headers.items()}, body):
            return True
        self._say(401, {})
        return False

    def _ordered(self, body: bytes) -> None:
        try:
            order = json.loads(body)
            if self.path == "/_fake/mood":
                self.server.be(Mood(order["mood"]), order.get("times", 1))
                self._say(200, {})
            elif self.path == "/_fake/answer":
                message_id = self.server.answer(
                    order["kind"],
                    order.get("about", ""),
                    voice=Voice(order.get("voice", order.get("mood", "WELL"))),
                    given=order.get("with"),
                )
                self._say(200, {"id": message_id})
            else:
                self._say(404, {})
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            self._say(400, {"fault": f"{type(fault).__name__}: {fault}"})

    def _take(self, mood: Mood, record: dict[str, Any], body: bytes) -> None:
        if self._turned_away(mood, record, body):
            return
        key = self.headers["webhook-id"]
        entry = self.server.ledger.take(key, self.server.entry_of(record, body))
        if mood is Mood.TWICE and entry is not None:
            entry = self.server.ledger.take(key, self.server.entry_of(record, body))
        if entry is None:
            self._say(409, self.server.refusal("409"))
            return
        if mood is Mood.LATE:
            time.sleep(self.server.late_by)
        if mood is Mood.CUT:
            self.close_connection = True
        elif mood is Mood.BROKEN:
            self._say(500, {})
        else:
            self._say(200, self.server.receipt(entry))

    def _turned_away(self, mood: Mood, record: dict[str, Any], body: bytes) -> bool:
        """Answer without taking the parcel, if mood or parcel want it; whether it did."""
        match mood:
            case Mood.BUSY:
                self._say(503, {})
            case Mood.REFUSED:
                self._say(422, self.server.refusal("REFUSED"))
            case Mood.DROPPED:
                self._say(200, self.server.receipt(self.server.entry_of(record, body)))
            case Mood.GARBLED:
                self._say(200, "<html>Bad gateway</html>", kind="text/html")
            case _:
                fault = self.server.fault(record)
                if fault:
                    self._say(422, self.server.refusal(fault))
                return bool(fault)
        return True

    def _say(self, status: int, body: Any, kind: str = "application/json") -> None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        content = text.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # The caller has gone; that is what being late is for.

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: a log line would hold keys and numbers."""


def _page(ledger: Ledger) -> str:
    came = [
        f"← {entry['about']}\t{entry['key']}\t{entry['number']}"
        for entry in ledger.parcels.values()
    ]
    went = [
        f"→ {message['kind']}\t{message_id}\t{' '.join(ledger.outcomes[message_id]['statuses'])}"
        for message_id, message in ledger.messages.items()
    ]
    return "\n".join([*came, *went]) + "\n"
