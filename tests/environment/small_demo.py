"""A demo of three small programs, run by the real launcher: `small_demo.py HOME PORT`."""

import signal
import sys
from pathlib import Path

from config.children import Program
from config.embedded.places import Place
from config.launcher import Launcher, launch

# A fork that does not want to end.
STUBBORN = """
import os, signal, sys, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    time.sleep(60)
"""
# Ends at once the first time it is started, stays the second time.
ENDS_ONCE = """
import pathlib, sys, time
seen = pathlib.Path(sys.argv[1])
if not seen.exists():
    seen.touch()
    sys.exit(1)
seen.with_suffix(".again").touch()
time.sleep(600)
"""
PREPARE = """
import pathlib, sys
pathlib.Path(sys.argv[2]).write_text("officer / a password")
"""


def small_demo(home: Path, port: int) -> Launcher:
    """Return a launcher of programs that need neither Django nor much time."""
    stop = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    return Launcher(
        Place(home),
        port,
        [sys.executable, "-c", PREPARE],
        [
            Program("web", [*serve, "--directory", str(home / "run")], stop),
            Program("worker", [sys.executable, "-c", STUBBORN], stop),
            Program("beat", [sys.executable, "-c", ENDS_ONCE, str(home / "seen")], stop),
        ],
    )


if __name__ == "__main__":
    sys.exit(launch(small_demo(Path(sys.argv[1]), int(sys.argv[2]))))
