"""Our PostgreSQL: created once, reached by a unix socket only, in a folder closed to everybody else."""

import os
import shutil
import signal
import subprocess
import time
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded.binaries import Binaries, find_binaries
from config.embedded.errors import EmbeddedServerError
from config.embedded.places import Account, server_account
from config.embedded.processes import working_in
from config.embedded.server import Server

OWNER = "postgres"
ROLE = "casework"
DATABASE = "casework"
FIRST_WITH_BUILTIN_LOCALE = 17


class PostgreSQL(Server):
    """A database cluster of its own, with the role and database `casework`."""

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
                f"{self.place.data} was made by PostgreSQL {made_by}, found is {self.binaries.major}. "
                f"Move the folder away to start afresh, or bring the older version back."
            )
        self._clear_stale_pid_file()

    def _initialise(self) -> None:
        # Made beside its final place and renamed: a start killed half-way leaves no half cluster.
        work = self.place.home / f"postgres.new-{os.getpid()}"
        for left in self.place.home.glob("postgres.new-*"):
            shutil.rmtree(left)
        self.account().folder(work)
        command = [str(self.binaries.folder / "initdb"), "-D", str(work), "-U", OWNER, "-E", "UTF8", "--auth=trust"]
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

        PostgreSQL sees through a pid file of a dead server by itself, but not when the number now belongs
        to another live process of the same account (a container restarted, a machine rebooted).
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
            raise EmbeddedServerError(f"A database server still works in {self.place.data} and does not end.")
        pid_file.unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            # The log must not repeat what people typed: neither statements nor the values of a violated key.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        line = [str(self.binaries.folder / "postgres"), "-D", str(self.place.data), "-k", str(self.sockets)]
        for key, value in settings.items():
            line += ["-c", f"{key}={value}"]
        return line

    def answers(self) -> bool:
        try:
            self._connect(OWNER, OWNER).close()
        except psycopg.OperationalError:
            return False
        return True

    def settle(self) -> None:
        """Make role and database, and prove that the text search of this server can read Chinese."""
        with self._connect(OWNER, OWNER) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # Not a superuser, as in production.
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )
            if connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone():
                connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                row = connection.execute("SELECT cardinality(show_trgm('家政'))").fetchone()
                if not row or not row[0]:
                    raise EmbeddedServerError(
                        f"The database in {self.place.data} cannot read Chinese: its locale is wrong. "
                        f"Move the folder away; the next start makes it anew."
                    )

    def _connect(self, user: str, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets), port=5432, user=user, dbname=database, connect_timeout=5, autocommit=True
        )


def _first_number(pid_file: Path) -> int:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return -1


def _wait_until_empty(folder: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(working_in(folder)):
        time.sleep(0.05)
