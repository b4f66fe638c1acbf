"""The processes of the demo: started as children, started again when they end, stopped together.

A child carries the number of the run in its environment (`CASEWORK_RUN`). By that mark, and not by
a process number that may have been given to somebody else, a later start finds what a killed
launcher left behind.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.embedded.places import CHECKOUT
from config.embedded.processes import die_with_parent, stop

MARK = "CASEWORK_RUN"
LARGEST_LOG = 5_000_000
HEALTHY_SECONDS = 30.0
CRASHES_IN_A_ROW = 5


class ChildError(RuntimeError):
    """A process of the demo does not stay up; the message holds the end of its log."""


@dataclass(frozen=True)
class Program:
    """One process of the demo. `stop`: signals to end it, each with the seconds it is given."""

    name: str
    command: Sequence[str]
    stop: Sequence[tuple[signal.Signals, float]]


@dataclass
class Child:
    """A program that runs."""

    program: Program
    process: subprocess.Popen[bytes]
    begun: float
    crashes: int = 0


@dataclass
class Children:
    """All programs of one run."""

    run: str
    logs: Path
    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    def call(self, command: Sequence[str]) -> int:
        """Run a command in the foreground of this terminal; return its exit status."""
        process = self._popen(command, "call", None)
        try:
            return process.wait()
        finally:
            stop(process, ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)))

    def start(self, program: Program) -> None:
        """Start a program; its output goes to its log."""
        self.children.append(Child(program, self._spawn(program), time.monotonic()))

    def check(self) -> None:
        """Start again what has ended. Raises ChildError if it keeps ending."""
        for child in self.children:
            if child.process.poll() is None:
                continue
            lived = time.monotonic() - child.begun
            child.crashes = 1 if lived > HEALTHY_SECONDS else child.crashes + 1
            if child.crashes >= CRASHES_IN_A_ROW:
                raise ChildError(
                    f"{child.program.name} does not stay up.\n{self.tail(child.program)}"
                )
            # What the old one left (a worker's forks) must not run beside the new one.
            end_members(f"{self.run}:{child.program.name}", patience=0)
            child.process = self._spawn(child.program)
            child.begun = time.monotonic()

    def stop(self) -> None:
        """End all programs, politely first and all at once; returns when none is left."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.send_signal(child.program.stop[0][0])
        for child in self.children:
            (_, seconds), *sterner = child.program.stop
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(seconds)
            stop(child.process, sterner)
        self.children.clear()
        end_members(self.run, patience=0)

    def log(self, program: Program) -> Path:
        """Return where a program's output goes."""
        return self.logs / f"{program.name}.log"

    def tail(self, program: Program) -> str:
        """Return the last lines a program wrote."""
        return self.log(program).read_bytes()[-2000:].decode(errors="replace")

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        log = self.log(program)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            return self._popen(program.command, program.name, output)

    def _popen(
        self, command: Sequence[str], name: str, output: IO[bytes] | None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=CHECKOUT,
            env={**self.environment, MARK: f"{self.run}:{name}"},
            # A session of its own: Ctrl-C reaches the launcher alone, which ends things in order.
            start_new_session=True,
            # Two system calls; takes no lock of Python.
            preexec_fn=die_with_parent(signal.SIGTERM),
        )


def members(run: str) -> list[int]:
    """Return the processes of a run, or of one of its programs (`run:program`), forks included."""
    mark = f"{MARK}={run}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if any(variable == mark or variable.startswith(mark + b":") for variable in _env(entry))
    ]


def _env(entry: Path) -> list[bytes]:
    # Ended meanwhile, or not ours to read and therefore not ours.
    with suppress(OSError):
        return (entry / "environ").read_bytes().split(b"\0")
    return []


def end_members(run: str, *, patience: float) -> int:
    """End what is left of a run: asked first, killed after `patience` seconds. Returns how many."""
    left = members(run)
    if not left:
        return 0
    if patience:
        _send(left, signal.SIGTERM)
        end = time.monotonic() + patience
        while time.monotonic() < end and members(run):
            time.sleep(0.1)
    # Until none is left: a dying parent may have forked meanwhile.
    while now := members(run):
        _send(now, signal.SIGKILL)
        time.sleep(0.05)
    return len(left)


def _send(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)
