"""The launcher of the demo: it ends everything it began, and can always be started again."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.children import members
from config.embedded.lease import kept
from config.embedded.places import CHECKOUT, Place
from config.embedded.postgres import PostgreSQL
from tests.environment.conftest import SECONDS, eventually


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@dataclass
class Demo:
    """Small demos in one place."""

    place: Place
    port: int = field(default_factory=free_port)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    local_database: bool = False

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.environment.small_demo", self.place.home, str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env=self._environment(),
        )
        self.started.append(process)
        return process

    def up(self) -> tuple[subprocess.Popen[str], str]:
        """Start a demo and wait until it says how to stop it; return what it said."""
        process = self.start()
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"the demo ended: {said}{process.communicate()[1]}"
            said += line
        return process, said

    def run(self) -> str:
        """Return the mark of the run that is on record."""
        text = (self.place.locks / "launcher.json").read_text()
        return text.split('"run": "')[1].split('"')[0]

    def _environment(self) -> dict[str, str]:
        # Servers elsewhere are not started here: most of these tests are about the programs.
        elsewhere = {"DATABASE_URL": "postgres://nowhere.example/none"}
        environment = {**os.environ, **elsewhere, "CELERY_BROKER_URL": "redis://nowhere.example/0"}
        if self.local_database:
            del environment["DATABASE_URL"]
        return environment


@pytest.fixture
def demo(place: Place) -> Iterator[Demo]:
    found = Demo(place)
    yield found
    for process in found.started:
        process.kill()
        process.communicate()
    assert eventually(lambda: not kept(PostgreSQL(place)))


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_asked_to_end_leaves_no_process(demo: Demo, wish: signal.Signals) -> None:
    demo.local_database = wish == signal.SIGINT
    process, said = demo.up()
    assert demo.local_database == kept(PostgreSQL(demo.place))
    assert f"http://127.0.0.1:{demo.port}" in said
    assert "officer / a password" in said
    run = demo.run()
    # web, worker, its fork, and beat
    assert eventually(lambda: len(members(run)) == 4)

    process.send_signal(wish)
    rest, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    assert rest.endswith("Stopped.\n")
    assert members(run) == []
    assert not kept(PostgreSQL(demo.place))


def test_after_a_killed_launcher_the_next_one_clears_up_and_works(demo: Demo) -> None:
    process, _ = demo.up()
    run = demo.run()
    assert eventually(lambda: len(members(run)) == 4)
    process.kill()
    # The kernel tells the children; only the fork that ignores it stays.
    assert eventually(lambda: len(members(run)) == 1)

    _, said = demo.up()
    assert "Ended 1 processes that a killed demo had left." in said
    assert members(run) == []
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}") as answer:
        assert answer.status == 200


def test_a_second_demo_in_the_same_place_is_told_where_the_first_one_is(demo: Demo) -> None:
    demo.up()
    second = demo.start()
    _, errors = second.communicate(timeout=SECONDS)
    assert second.returncode == 1
    assert errors == f"The demo already runs: http://127.0.0.1:{demo.port}\n"


def test_a_busy_port_is_reported_before_anything_is_started(demo: Demo) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", demo.port))
        other.listen()
        process = demo.start()
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert f"make demo PORT={demo.port + 1}" in errors
    assert not demo.place.data.exists()


def test_a_program_that_ends_is_started_again(demo: Demo) -> None:
    demo.up()
    again: Path = demo.place.home / "seen.again"
    assert eventually(again.exists)


def test_a_stranger_is_no_member_of_a_run(stranger: int) -> None:
    assert stranger not in members("unknown")
