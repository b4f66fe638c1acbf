"""`make demo`: the whole house on one machine, and nothing left of it afterwards.

Run as `python -m config.launcher`; `manage.py demo` turns into it. It loads no Django itself, so
that what waits for Ctrl-C is small. It holds the local servers (`config.embedded`), prepares the
data in one child and then keeps web server, worker and beat running as children, which the kernel
ends if the launcher is killed.
"""

import argparse
import base64
import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.children import ChildError, Children, Program, end_members
from config.embedded.broker import Broker
from config.embedded.database import Database
from config.embedded.errors import EmbeddedServerError
from config.embedded.lease import leave, open_lock, use
from config.embedded.places import CHECKOUT, Place, default_place
from config.embedded.server import Server

READY_TIMEOUT = 60.0
CHECK_EVERY = 0.5


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal: the person wants the demo to end."""


class LaunchError(RuntimeError):
    """The demo cannot start; the message says what to do."""


def say(text: str = "") -> None:
    """Print one line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sms_gateway(place: Place, port: int) -> Program:
    """Return the shipped fake of the text message gateway, with its ledger in the data folder."""
    ledger = str(place.home / "sms.jsonl")
    command = [sys.executable, "-m", "integrations.sms_gateway.fake"]
    command += ["--ledger", ledger, "--port", str(port)]
    return Program("sms", command, ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)))


#: Settings of a body → its fake's module and log, and where the body sends its messages.
BODIES = {
    "CASEWORK_POLICE": ("police", "/agency/police/answers"),
    "CASEWORK_MARKET_REGULATOR": ("market_regulator", "/agency/market-regulator/answers"),
    "CASEWORK_HOTLINE_12345": ("hotline_12345", "/hotline/12345/messages"),
}
REACT_AFTER = 20
"""Seconds after which a fake body reacts to what it received, so that the demo shows life."""


def outside_bodies(place: Place, port: int) -> list[Program]:
    """Return the shipped fakes of agencies and hotline, and let the settings of the demo name them.

    A body that the environment names already is left alone. Each has a secret of its own, made for
    this run.
    """
    fakes = []
    environ = os.environ
    for name, (module, callback) in BODIES.items():
        if environ.get(f"{name}_URL") or environ.get(f"{name}_URL_FILE"):
            continue
        own, secret = free_port(), "whsec_" + base64.b64encode(os.urandom(32)).decode()
        environ[f"{name}_URL"] = f"http://127.0.0.1:{own}"
        environ[f"{name}_SECRETS"] = secret
        command = [sys.executable, "-m", f"integrations.{module}.fake", "--port", str(own)]
        command += ["--ledger", str(place.home / f"{module}.jsonl"), "--auto", str(REACT_AFTER)]
        command += ["--callback", f"http://127.0.0.1:{port}{callback}", "--secret", secret]
        fakes.append(Program(module, command, ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))))
    if fakes:
        inner = environ.get("CASEWORK_CHANNEL_INNER_HOSTS", "")
        environ["CASEWORK_CHANNEL_INNER_HOSTS"] = ",".join(filter(None, [inner, "127.0.0.1"]))
    return fakes


def programs(port: int) -> list[Program]:
    """Return the processes of the demo."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--no-control-socket"]
    web += ["--log-level", "warning", "--preload"]
    celery = [python, "-m", "celery", "-A", "config.celery", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    # One worker: it needs no news of others.
    worker += ["--without-gossip", "--without-mingle"]
    kill = (signal.SIGKILL, 5.0)
    return [
        Program("web", web, ((signal.SIGTERM, 8.0), kill)),
        # SIGTERM: finish the task. SIGQUIT: give it back to the broker.
        Program("worker", worker, ((signal.SIGTERM, 8.0), (signal.SIGQUIT, 4.0), kill)),
        Program("beat", [*celery, "beat", "--loglevel", "WARNING"], ((signal.SIGTERM, 5.0), kill)),
    ]


class Launcher:
    """One run of the demo."""

    def __init__(
        self, place: Place, port: int, prepare: Sequence[str], programs: Sequence[Program]
    ) -> None:
        self.place = place
        self.port = port
        self.prepare = prepare
        self.programs = programs
        self.address = f"http://127.0.0.1:{port}"
        self.children = Children(uuid.uuid4().hex, place.logs, self._environment())
        self.stopping = threading.Event()
        given = os.environ.get
        self.servers: list[Server] = []
        if not (given("DATABASE_URL") or given("DATABASE_URL_FILE")):
            self.servers.append(Database(place))
        if not (given("CELERY_BROKER_URL") or given("CELERY_BROKER_URL_FILE")):
            self.servers.append(Broker(place))

    def _environment(self) -> dict[str, str]:
        preset = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CASEWORK_BASE_URL": self.address,
            # Letters by e-mail become files below the data folder.
            "CASEWORK_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        }
        return preset | dict(os.environ) | {"PYTHONUNBUFFERED": "1"}

    def run(self) -> None:
        """Start everything, wait to be stopped, stop everything.

        Raises LaunchError, EmbeddedServerError or ChildError if something does not come up.
        """
        self.place.create()
        with self._only_one():
            try:
                self._arrange_signals()
                self._start()
                while True:
                    time.sleep(CHECK_EVERY)
                    self.children.check()
            except Stopped:
                say("\nStopping …")
            finally:
                self.stopping.set()
                self._stop()

    def _start(self) -> None:
        self._check_port()
        for server in self.servers:
            say(f"Starting the local {server.name} …")
            use(server)
        logins = self.place.locks / "logins"
        logins.unlink(missing_ok=True)
        logins.touch(mode=0o600)
        try:
            if status := self.children.call([*self.prepare, "--logins-to", str(logins)]):
                raise LaunchError(f"The data of the demo could not be prepared (exit {status}).")
            for program in self.programs:
                self.children.start(program)
            self._wait_for_web()
            self._greet(logins.read_text(encoding="utf-8"))
        finally:
            logins.unlink(missing_ok=True)

    def _wait_for_web(self) -> None:
        end = time.monotonic() + READY_TIMEOUT
        while time.monotonic() < end:
            self.children.check()
            try:
                with urllib.request.urlopen(self.address, timeout=10):
                    return
            except urllib.error.HTTPError:
                return  # an answer, whatever it says
            except OSError:
                time.sleep(0.1)
        raise LaunchError(f"The web server does not answer; see {self.place.logs}.")

    def _greet(self, logins: str) -> None:
        say()
        say(f"Chengxin Casework 诚信办案   {self.address}")
        if logins.strip():
            say(logins.rstrip())
        if gateway := os.environ.get("CASEWORK_SMS_GATEWAY_URL"):
            say(f"Text messages (fake gateway)   {gateway}")
        for name, (module, _callback) in BODIES.items():
            if body := os.environ.get(f"{name}_URL"):
                say(f"{module.replace('_', ' ').capitalize():<31}{body}")
        say(f"Letters by e-mail: {self.place.home}/mail; data and logs: {self.place.home}")
        say("Stop with Ctrl-C.")

    def _stop(self) -> None:
        self.children.stop()
        for server in reversed(self.servers):
            if not leave(server):
                say(f"The local {server.name} stays up: another process uses it.")
        say("Stopped.")

    def _arrange_signals(self) -> None:
        def wish(*_: object) -> None:
            # Once is enough: a second Ctrl-C must not interrupt the tidying up.
            if not self.stopping.is_set():
                self.stopping.set()
                raise Stopped

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, wish)

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        """Be the only launcher of this place, and clear what a killed one left."""
        record = self.place.locks / "launcher.json"
        handle = open_lock(self.place.locks / "launcher")
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LaunchError(
                    f"The demo already runs: {_recorded(record, 'address')}"
                ) from None
            if left := end_members(_recorded(record, "run"), patience=5.0):
                say(f"Ended {left} processes that a killed demo had left.")
            record.write_text(json.dumps({"run": self.children.run, "address": self.address}))
            yield
            record.unlink()
        finally:
            os.close(handle)

    def _check_port(self) -> None:
        with socket.socket() as probe:
            # As the web server does: a port that is only cooling down is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise LaunchError(
                    f"Port {self.port} is taken ({error.strerror}). "
                    f"Choose another: make demo PORT={self.port + 1}"
                ) from error


def _recorded(record: Path, key: str) -> str:
    try:
        return str(json.loads(record.read_text())[key])
    except (OSError, ValueError, KeyError):
        # No process carries this mark.
        return "unknown"


def parser() -> argparse.ArgumentParser:
    """Return the options of the launcher."""
    options = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    options.add_argument("--port", type=int, default=int(os.environ.get("CASEWORK_PORT", "8000")))
    return options


def launch(launcher: Launcher) -> int:
    """Run a demo; return 0 when it was stopped, 1 when it could not go on."""
    try:
        launcher.run()
    except (LaunchError, EmbeddedServerError, ChildError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def main() -> int:
    """Run the demo of this checkout."""
    arguments = parser().parse_args()
    os.chdir(CHECKOUT)
    prepare = [sys.executable, "manage.py", "demo", "--prepare"]
    place, wanted = default_place(), programs(arguments.port)
    if not os.environ.get("CASEWORK_SMS_GATEWAY_URL"):
        port = free_port()
        os.environ["CASEWORK_SMS_GATEWAY_URL"] = f"http://127.0.0.1:{port}"
        wanted.insert(0, sms_gateway(place, port))
    wanted[:0] = outside_bodies(place, arguments.port)
    return launch(Launcher(place, arguments.port, prepare, wanted))


if __name__ == "__main__":
    sys.exit(main())
