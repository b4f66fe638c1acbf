"""What a local server must be able to do for its keeper and its users."""

import contextlib
import shutil
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import IO, ClassVar

from config.embedded.places import Account, Place, own_account
from config.embedded.processes import die_with_parent


class Server(ABC):
    """One kind of local server in one place.

    `throwaway`: fast, not durable, removed when it stops.
    """

    name: ClassVar[str]
    stop_signals: ClassVar[Sequence[tuple[signal.Signals, float]]]
    # Sent by the kernel if the keeper itself is killed.
    last_signal: ClassVar[signal.Signals]

    def __init__(self, place: Place, *, throwaway: bool = False) -> None:
        self.place = place
        self.throwaway = throwaway

    @property
    def sockets(self) -> Path:
        """The 0700 folder with the unix socket."""
        return self.place.sockets(self.name)

    @property
    def log(self) -> Path:
        """What keeper and server said."""
        return self.place.logs / f"{self.name}.log"

    def account(self) -> Account:
        """Return whom the server runs as."""
        return own_account()

    @abstractmethod
    def prepare(self) -> None:
        """Make files and folders ready for a start. Raises EmbeddedServerError."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command line of the server, run in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Say whether the server takes requests now."""

    def settle(self) -> None:
        """Bring a server that answers into the state its users expect; harmless when repeated."""
        return

    def spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server as a child that does not outlive this process."""
        return subprocess.Popen(
            self.command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            start_new_session=True,
            preexec_fn=die_with_parent(self.last_signal),
            **self.account().identity(),
        )

    def discard(self) -> None:
        """Remove a throw-away server's files."""
        for folder in (self.sockets, self.place.home):
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(folder)
