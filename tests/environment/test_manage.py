"""The command line: a reader that has seen enough is no fault."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def run_into_closed_pipe(*arguments: str) -> tuple[int, str]:
    """Run manage.py with an output nobody reads; return exit status and stderr."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    return process.wait(), said


@pytest.mark.parametrize(
    "arguments",
    [
        ("check_policies", "--json"),  # little: the pipe breaks at the end
        ("help", "--commands"),
        ("triage_report", "config/demo/real_cases.jsonl"),  # much: it breaks on the way
    ],
)
def test_a_reader_that_went_away_ends_the_command_without_a_trace(
    arguments: tuple[str, ...],
) -> None:
    status, said = run_into_closed_pipe(*arguments)

    assert (status, said) == (141, "")
