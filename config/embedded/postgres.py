"""Our PostgreSQL.

Created once, reached by a unix socket only, in a folder closed to everybody else.
"""

import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from functools import cached_property
from pathlib import Path

from config.embedded.binaries import Binaries, find_binaries
from config.embedded.errors import EmbeddedServerError
from config.embedded.places import Account, server_account
from config.embedded.processes import working_in
from config.embedded.server import Server

OWNER = "postgres"  # superuser
ROLE = "casework"
DATABASE = "casework"
PORT = 5432  # names the socket file; nothing listens on a network port
FIRST_WITH_BUILTIN_LOCALE = 17


class PostgreSQL(Server):
    """A database cluster of its own.

    Files, command line, heartbeat. `Database` adds what is in it.
    """

    name = "postgres"
    # SIGINT: fast shutdown. SIGQUIT: leave at once and recover at the next start.
    stop_signals = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
    last_signal = signal.SIGINT

    @cached_property
    def _account(self) -> Account:
        return server_account()

    def account(self) -> Account:
        return self._account

    @cached_property
    def binaries(self) -> Binaries:
        """The programs this cluster runs."""
        return find_binaries(for_other_account=self.account().other)

    def prepare(self) -> None:
        self.account().folder(self.sockets)
        if not self.place.data.exists():
            self._initialise()
        made_by = int((self.place.data / "PG_VERSION").read_text().split(".")[0])
        if made_by != self.binaries.major:
            raise EmbeddedServerError(
                f"{self.place.data} was made by PostgreSQL {made_by}, found is "
                f"{self.binaries.major}. Move the folder away to start afresh, or bring the older "
                f"version back."
            )
        self._clear_stale_pid_file()

    def _initialise(self) -> None:
        # Made beside its final place and renamed: a start killed half-way leaves no half cluster.
        work = self.place.home / f"postgres.new-{os.getpid()}"
        for left in self.place.home.glob("postgres.new-*"):
            shutil.rmtree(left)
        self.account().folder(work)
        command = [
            str(self.binaries.folder / "initdb"),
            "-D",
            str(work),
            "-U",
            OWNER,
            "-E",
            "UTF8",
            "--auth=trust",
        ]
        # C.UTF-8 named outright: with the caller's C locale pg_trgm would see no Chinese at all.
        command += ["--locale=C.UTF-8"]
        if self.binaries.major >= FIRST_WITH_BUILTIN_LOCALE:
            command += ["--locale-provider=builtin"]
        if self.throwaway:
            command += ["--no-sync"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            timeout=300,
            check=False,
            **self.account().identity(),
        )
        if done.returncode:
            raise EmbeddedServerError(f"initdb failed: {done.stderr.strip()}")
        work.rename(self.place.data)

    def _clear_stale_pid_file(self) -> None:
        """Let a server that outlived its keeper end, and drop a pid file that names a stranger.

        PostgreSQL sees through a pid file of a dead server by itself, but not when the number now
        belongs to another live process of the same account (a container restarted, a machine
        rebooted).
        """
        pid_file = self.place.data / "postmaster.pid"
        for number, seconds in self.stop_signals:
            residents = list(working_in(self.place.data))
            if not residents:
                break
            named = _first_number(pid_file)
            if named in residents:
                os.kill(named, number)
            _wait_until_empty(self.place.data, seconds)
        if list(working_in(self.place.data)):
            raise EmbeddedServerError(
                f"A database server still works in {self.place.data} and does not end."
            )
        pid_file.unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            # The log must not repeat what people typed: neither statements nor the values of a
            # violated key.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        line = [
            str(self.binaries.folder / "postgres"),
            "-D",
            str(self.place.data),
            "-k",
            str(self.sockets),
        ]
        for key, value in settings.items():
            line += ["-c", f"{key}={value}"]
        return line

    def answers(self) -> bool:
        """Ask in the server's own protocol.

        A driver would cost the keeper half a second of loading.
        """
        packet = struct.pack("!I", 3 << 16) + f"user\0{OWNER}\0database\0{OWNER}\0\0".encode()
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
                line.sendall(struct.pack("!I", len(packet) + 4) + packet)
                # R: you are in. E: still starting, or already ending.
                return line.recv(1) == b"R"
            except OSError:
                return False


def _first_number(pid_file: Path) -> int:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return -1


def _wait_until_empty(folder: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(working_in(folder)):
        time.sleep(0.05)
