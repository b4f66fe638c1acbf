"""The keeper: starts one local server, starts it again if it crashes, stops it when nobody uses it.

Run as `python -m config.embedded.keeper postgres|broker HOME [--throwaway]` by `lease.use`, never
by hand.
"""

import argparse
import fcntl
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from config.embedded.broker import Broker
from config.embedded.errors import EmbeddedServerError
from config.embedded.lease import lock_file, open_lock
from config.embedded.places import Place
from config.embedded.postgres import PostgreSQL
from config.embedded.processes import stop
from config.embedded.server import Server

SERVERS: dict[str, type[Server]] = {PostgreSQL.name: PostgreSQL, Broker.name: Broker}
LARGEST_LOG = 5_000_000
CRASHES_IN_A_ROW = 5
HEALTHY_SECONDS = 10.0


class Keeper:
    """Keeps one server until nobody uses it or the keeper is asked to end."""

    def __init__(self, server: Server, output: IO[bytes]) -> None:
        self.server = server
        self.output = output
        self.news = threading.Event()
        self.leaving = False

    def leave(self, *_: object) -> None:
        """Ask the keeper to stop its server and end."""
        self.leaving = True
        self.news.set()

    def watch_users(self) -> None:
        """Wait until no user is left. The lock stays ours until we end: newcomers wait for that."""
        handle = open_lock(lock_file(self.server.place, self.server.name, "users"))
        fcntl.flock(handle, fcntl.LOCK_EX)
        self.leave()

    def run(self) -> None:
        """Serve. Raises EmbeddedServerError if the server cannot be kept running."""
        threading.Thread(target=self.watch_users, daemon=True).start()
        crashes = 0
        while not self.leaving:
            self.server.prepare()
            child = self.server.spawn(self.output)
            begun = time.monotonic()
            threading.Thread(target=self._report_end, args=(child,), daemon=True).start()
            while child.poll() is None and not self.leaving:
                self.news.wait()
                self.news.clear()
            if self.leaving:
                stop(child, self.server.stop_signals)
                return
            crashes = 1 if time.monotonic() - begun > HEALTHY_SECONDS else crashes + 1
            if crashes >= CRASHES_IN_A_ROW:
                raise EmbeddedServerError(
                    f"The local {self.server.name} ended {crashes} times in a row."
                )
            time.sleep(0.1 * crashes)

    def _report_end(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self.news.set()


def main() -> int:
    """Keep one server. Exit 0 when it has ended well or another keeper is on duty."""
    parser = argparse.ArgumentParser(prog="config.embedded.keeper")
    parser.add_argument("server", choices=sorted(SERVERS))
    parser.add_argument("home", type=Path)
    parser.add_argument("--throwaway", action="store_true")
    arguments = parser.parse_args()
    server = SERVERS[arguments.server](Place(arguments.home), throwaway=arguments.throwaway)
    duty = open_lock(lock_file(server.place, server.name, "keeper"))
    try:
        fcntl.flock(duty, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    if server.log.exists() and server.log.stat().st_size > LARGEST_LOG:
        server.log.replace(server.log.with_suffix(".log.1"))
    with server.log.open("ab") as output:
        keeper = Keeper(server, output)
        signal.signal(signal.SIGTERM, keeper.leave)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            keeper.run()
        except EmbeddedServerError as error:
            print(error, file=sys.stderr, flush=True)
            return 1
        finally:
            if server.throwaway:
                server.discard()
    return 0


if __name__ == "__main__":
    sys.exit(main())
