"""A gateway to run beside us, for the demo and the tests: wire version 1 over real HTTP.

    python -m integrations.sms_gateway.fake --ledger sms.jsonl [--port 8025] [--token TOKEN]

It keeps what it took in a ledger file of its own (JSON Lines, one line per accepted message and per
repeated request) and reads it again after a restart. It can be put into a bad mood:

    POST /_fake/mood {"mood": "LATE", "times": 3}

With `--token TOKEN` it answers 401 to whoever does not bring it. The demo's page of sent messages
is `GET /` (plain text). It listens on loopback only.
"""

import argparse
import json
import os
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

LATE_BY = 10.0
"""Seconds; longer than our client waits."""


class Mood(StrEnum):
    """How the next message will be treated."""

    WELL = "WELL"
    LATE = "LATE"  # takes the message, answers when nobody listens any more
    CUT = "CUT"  # takes the message, then the line breaks before the answer
    TWICE = "TWICE"  # a proxy repeats the request: the gateway sees it twice, answers once
    BUSY = "BUSY"  # 503, takes nothing
    BROKEN = "BROKEN"  # takes the message, then answers 500
    DROPPED = "DROPPED"  # says yes and takes nothing
    REFUSED = "REFUSED"  # 422, final
    GARBLED = "GARBLED"  # 200 with a page of HTML


@dataclass
class Ledger:
    """What the gateway took: one entry for each key, on disk before it is answered."""

    path: Path | None = None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                if record["kind"] == "accepted":
                    self.entries[record["key"]] = record
                else:
                    self.repeats[record["key"]] += 1

    def take(self, key: str, to: str, text: str) -> dict[str, Any] | None:
        """Enter a message once; give its entry, or None if the key stands for another message."""
        with self.lock:
            entry = self.entries.get(key)
            if entry is None:
                entry = {
                    "kind": "accepted",
                    "key": key,
                    "id": uuid.uuid4().hex,
                    "to": to,
                    "text": text,
                    "at": time.time(),
                }
                self._write(entry)
                self.entries[key] = entry
                return entry
            if (entry["to"], entry["text"]) != (to, text):
                return None
            self._write({"kind": "repeated", "key": key, "at": time.time()})
            self.repeats[key] += 1
            return entry

    def _write(self, record: dict[str, Any]) -> None:
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())


class FakeGateway(ThreadingHTTPServer):
    """The server; `moods` are used up one by one by the messages that come in."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int = 0, ledger: Path | None = None, token: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.token = token
        self.ledger = Ledger(ledger)
        self.late_by = LATE_BY
        self._moods: list[Mood] = []
        self._moods_lock = threading.Lock()

    @property
    def url(self) -> str:
        """Address to put into `CASEWORK_SMS_GATEWAY_URL`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def be(self, mood: Mood, times: int = 1) -> None:
        """Treat the next `times` messages in this mood."""
        with self._moods_lock:
            self._moods += [mood] * times

    def next_mood(self) -> Mood:
        """Use up one mood."""
        with self._moods_lock:
            return self._moods.pop(0) if self._moods else Mood.WELL


class _Handler(BaseHTTPRequestHandler):
    server: FakeGateway
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Say what became of a message, or list all of them."""
        if self.path == "/":
            lines = [
                f"{entry['to']}\t{entry['text']}" for entry in self.server.ledger.entries.values()
            ]
            self._answer(200, "\n".join(lines) + "\n", kind="text/plain")
            return
        if not self.path.startswith("/v1/messages/"):
            self._answer(404, {"code": "NO_SUCH_PAGE"})
            return
        if self._stranger():
            return
        key = unquote(self.path.removeprefix("/v1/messages/"))
        entry = self.server.ledger.entries.get(key)
        if entry is None:
            self._answer(404, {"code": "UNKNOWN_KEY"})
        else:
            self._answer(200, {"id": entry["id"], "status": "DELIVERED"})

    def do_POST(self) -> None:
        """Take a message, as the mood has it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            record = json.loads(body)
        except ValueError:
            self._answer(400, {"code": "MALFORMED"})
            return
        if self.path == "/_fake/mood":
            self.server.be(Mood(record["mood"]), record.get("times", 1))
            self._answer(200, {})
            return
        if self._stranger():
            return
        key = self.headers.get("Idempotency-Key", "")
        to, text = record.get("to"), record.get("text")
        if self.path != "/v1/messages" or not key or not to or not text:
            self._answer(400, {"code": "MALFORMED"})
            return
        self._take(self.server.next_mood(), key, to, text)

    def _stranger(self) -> bool:
        """Turn away whoever does not bring the token, if there is one."""
        token = self.server.token
        if not token or self.headers.get("Authorization") == f"Bearer {token}":
            return False
        self._answer(401, {"code": "UNKNOWN_SENDER"})
        return True

    def _take(self, mood: Mood, key: str, to: str, text: str) -> None:
        match mood:
            case Mood.BUSY:
                self._answer(503, {"code": "BUSY"})
                return
            case Mood.REFUSED:
                self._answer(422, {"code": "INVALID_NUMBER"})
                return
            case Mood.DROPPED:
                self._answer(202, {"id": uuid.uuid4().hex, "status": "ACCEPTED"})
                return
            case Mood.GARBLED:
                self._answer(200, "<html>Bad gateway</html>", kind="text/html")
                return
        entry = self.server.ledger.take(key, to, text)
        if mood is Mood.TWICE:
            entry = self.server.ledger.take(key, to, text)
        if entry is None:
            self._answer(409, {"code": "KEY_REUSED"})
            return
        if mood is Mood.LATE:
            time.sleep(self.server.late_by)
        if mood is Mood.CUT:
            self.close_connection = True
            return
        if mood is Mood.BROKEN:
            self._answer(500, {"code": "BROKEN"})
            return
        self._answer(202, {"id": entry["id"], "status": "ACCEPTED"})

    def _answer(self, status: int, body: Any, kind: str = "application/json") -> None:
        text = body if isinstance(body, str) else json.dumps(body)
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
        """Stay silent: a log line would hold the key and the caller's address."""


def main(arguments: list[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8025)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--token", default="")
    options = parser.parse_args(arguments)
    with FakeGateway(options.port, options.ledger, options.token) as gateway:
        sys.stdout.write(f"{gateway.url}\n")
        sys.stdout.flush()
        try:
            gateway.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
