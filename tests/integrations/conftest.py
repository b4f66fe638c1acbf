"""A gateway on a real socket, answering in any mood."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.sms_gateway.fake import FakeGateway


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[FakeGateway]:
    """The shipped fake, on a port of its own, with its ledger in a file."""
    with FakeGateway(0, tmp_path / "ledger.jsonl") as server:
        server.late_by = 0.6
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
