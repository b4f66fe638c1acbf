"""Who uses a local server: a shared lock per process.

The kernel drops it however the process ends.

Three locks per server: `start` (one process starts at a time), `users` (shared by all users; the
keeper waits for it alone, and having it means that nobody is left), `keeper` (there is one keeper).
"""

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from config.embedded.errors import EmbeddedServerError
from config.embedded.places import CHECKOUT, Place
from config.embedded.server import Server

START_TIMEOUT = 90.0
PAUSE = 0.02

_leases: dict[tuple[Path, str], int] = {}
_guard = threading.Lock()


def lock_file(place: Place, server: str, kind: str) -> Path:
    """Return the path of one of the three locks."""
    return place.locks / f"{server}.{kind}"


def open_lock(path: Path) -> int:
    """Open a lock file; not inherited by programs we start, shared with processes we fork."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def use(server: Server) -> None:
    """Make the server run, and keep it running until this process (and its forks) are gone.

    Raises EmbeddedServerError if it does not start.
    """
    with _guard:
        server.place.create()
        with _alone(lock_file(server.place, server.name, "start")):
            key = (server.place.home, server.name)
            if key not in _leases:
                handle = open_lock(lock_file(server.place, server.name, "users"))
                # Waits here while a keeper stops the server because the last user had left.
                fcntl.flock(handle, fcntl.LOCK_SH)
                _leases[key] = handle
            if not server.answers():
                _start(server)
            server.settle()


def holds(server: Server) -> bool:
    """Say whether this process has already taken its lease."""
    return (server.place.home, server.name) in _leases


def leave(server: Server, *, wait: float = 30.0) -> bool:
    """Give the lease back; return True once the server is gone, False if others still use it."""
    with _guard:
        handle = _leases.pop((server.place.home, server.name), None)
        if handle is not None:
            os.close(handle)
    end = time.monotonic() + wait
    while kept(server):
        if time.monotonic() > end or _used(server):
            return False
        time.sleep(PAUSE)
    return True


def kept(server: Server) -> bool:
    """Say whether a keeper is on duty."""
    return _held(lock_file(server.place, server.name, "keeper"), fcntl.LOCK_EX)


def _used(server: Server) -> bool:
    """Say whether other processes share the server.

    A keeper that holds the lock alone is stopping it.
    """
    path = lock_file(server.place, server.name, "users")
    return _held(path, fcntl.LOCK_EX) and not _held(path, fcntl.LOCK_SH)


def _held(path: Path, kind: int) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _start(server: Server) -> None:
    begin = server.log.stat().st_size if server.log.exists() else 0
    command = [sys.executable, "-m", "config.embedded.keeper", server.name, str(server.place.home)]
    if server.throwaway:
        command.append("--throwaway")
    with server.log.open("ab") as log:
        keeper = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            # Without the mark of a demo run: the keeper serves others too (config/children.py).
            env={key: value for key, value in os.environ.items() if key != "CASEWORK_RUN"}
            | {"PYTHONPATH": str(CHECKOUT)},
            # Its own session: Ctrl-C in our terminal is not meant for it.
            start_new_session=True,
        )
    # Collects the exit status if we outlive the keeper, so that no zombie stays.
    threading.Thread(target=keeper.wait, daemon=True).start()
    end = time.monotonic() + START_TIMEOUT
    while not server.answers():
        # Exit 0: another keeper is on duty and is just starting the server.
        if keeper.returncode not in {None, 0} or time.monotonic() > end:
            raise EmbeddedServerError(
                f"The local {server.name} did not start.\n{_tail(server.log, begin)}"
            )
        time.sleep(PAUSE)


def _tail(log: Path, begin: int) -> str:
    with log.open("rb") as text:
        text.seek(begin)
        return text.read()[-2000:].decode(errors="replace")
