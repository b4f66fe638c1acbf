"""Processes: who they are, how they learn of a parent's death, how they are stopped."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn`: the kernel will send `number` to the child when its parent is gone."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def arrange() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            # The parent may have died before the call above; then nobody would tell us.
            if os.getppid() != parent:
                os.kill(os.getpid(), number)

    return arrange


def working_in(folder: Path) -> Iterator[int]:
    """Yield the ids of processes whose current folder is `folder`.

    A PostgreSQL server and all its children live in their data folder: this is their identity,
    which a number in an old pid file is not.
    """
    wanted = str(folder)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            here = str((entry / "cwd").readlink())
        except OSError:
            continue
        if here == wanted:
            yield int(entry.name)


def stop(child: subprocess.Popen[bytes], signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and wait its seconds, until the child is gone."""
    for number, seconds in signals:
        if child.poll() is not None:
            return
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
