"""Gateway and bodies on real sockets, answering in any mood; and a door they can knock at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest

from integrations.faking.server import FakeBody
from integrations.sms_gateway.fake import FakeGateway
from tests.integrations.bodies import SECRET, Body

Server = TypeVar("Server", bound=HTTPServer)


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """Run a server in a thread of its own."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[FakeGateway]:
    """The shipped fake, on a port of its own, with its ledger in a file."""
    server = FakeGateway(0, tmp_path / "ledger.jsonl")
    server.late_by = 0.6
    with served(server):
        yield server


class Door(ThreadingHTTPServer):
    """Stands where our views will: keeps what comes, answers with the next status."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Knock)
        self.came: list[Message] = []
        self.statuses: list[int] = []
        self.location = ""
        self.answer = b""
        self.encoding = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/answers"

    def wait(self, count: int = 1) -> list["Message"]:
        """Return what came, once there are so many."""
        eventually(lambda: len(self.came) >= count)
        return self.came


@dataclass(frozen=True)
class Message:
    """One message as it came over the wire."""

    headers: dict[str, str]
    body: bytes = field(repr=False)


class _Knock(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.came.append(Message(dict(self.headers.items()), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        if self.server.encoding:
            self.send_header("Content-Encoding", self.server.encoding)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_GET = do_POST

    def log_message(self, format: str, *args: Any) -> None:
        pass


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


@pytest.fixture
def door() -> Iterator[Door]:
    """An open door."""
    with served(Door()) as server:
        yield server


@pytest.fixture
def run_fake(tmp_path: Path, door: Door) -> Iterator[Callable[..., FakeBody]]:
    """Start the fake of a body; its ledger is a file, its callback the door."""
    running: list[Any] = []

    def start(body: Body, **options: Any) -> FakeBody:
        wanted = {"secrets": (SECRET,), "callback": door.url} | options
        server = body.fake(0, tmp_path / f"{body.code}.jsonl", **wanted)
        server.late_by = 0.6
        server.speaker.first_pause = 0.02
        entered = served(server)
        running.append(entered)
        return entered.__enter__()

    yield start
    for entered in reversed(running):
        entered.__exit__(None, None, None)
