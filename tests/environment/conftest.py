"""Places of their own for local servers, and processes that use them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from config.embedded.broker import Broker
from config.embedded.lease import kept
from config.embedded.places import CHECKOUT, Place
from config.embedded.postgres import PostgreSQL

SECONDS = 30.0
USER = """
import sys
from config.embedded.broker import Broker
from config.embedded.database import Database
from config.embedded.lease import use
from config.embedded.places import Place
from pathlib import Path
use({"postgres": Database, "broker": Broker}[sys.argv[1]](Place(Path(sys.argv[2]))))
print("in use", flush=True)
sys.stdin.read()
"""


def load(name: str) -> ModuleType:
    """Load a script of tools/, which is no package."""
    spec = spec_from_file_location(name, CHECKOUT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def eventually(what: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Say whether `what` becomes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Users:
    """Processes that use a local server until they are told to leave."""

    place: Place
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin(self, server: str) -> subprocess.Popen[str]:
        """Start a user without waiting for it."""
        process = subprocess.Popen(
            [sys.executable, "-c", USER, server, str(self.place.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
        )
        self.processes.append(process)
        return process

    def settled(self, process: subprocess.Popen[str]) -> None:
        """Wait until the user has its server."""
        assert process.stdout is not None
        assert process.stderr is not None
        if process.stdout.readline() != "in use\n":
            raise AssertionError(process.stderr.read())

    def arrive(self, server: str) -> subprocess.Popen[str]:
        """Start a user and wait until it has its server."""
        process = self.begin(server)
        self.settled(process)
        return process

    def leave(self, process: subprocess.Popen[str]) -> None:
        """Let a user end by itself."""
        assert process.stdin is not None
        process.stdin.close()
        process.wait(SECONDS)


@pytest.fixture
def place() -> Iterator[Place]:
    """An empty place with a short path that PostgreSQL's account can reach."""
    home = Path(tempfile.mkdtemp(prefix="casework-env-", dir="/tmp"))
    home.chmod(0o711)
    yield Place(home)
    shutil.rmtree(home)


@pytest.fixture
def users(place: Place) -> Iterator[Users]:
    """Users of a place; at the end all are gone, and so are the servers."""
    found = Users(place)
    yield found
    for process in found.processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    assert eventually(lambda: not kept(PostgreSQL(place)) and not kept(Broker(place)))


@pytest.fixture
def stranger() -> Iterator[int]:
    """A live process that has nothing to do with us."""
    process = subprocess.Popen(["sleep", "300"])
    yield process.pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
