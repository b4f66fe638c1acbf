"""`import_complaints` as a process: what it answers, what it leaves, how much memory it takes."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from casework.models import Complaint
from common.models import Event, File, Unit
from portals.intake import door
from tests.intake.conftest import AT, Import, child_environment, command, seed
from tests.intake.corpus import good, line, mixed

REAL = Path(settings.BASE_DIR) / "config" / "demo" / "real_cases.jsonl"


def answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return the answers of an import."""
    return [json.loads(text) for text in done.stdout.splitlines()]


def rows() -> dict[str, int]:
    """Return the number of rows of every table but the sessions of Django itself."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_every_bad_line_is_refused_and_every_good_one_is_in(
    run_import: Import, tmp_path: Path
) -> None:
    lines = list(mixed())
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(b"".join(text + b"\n" for text, _bad in lines))

    done = run_import(str(file))

    assert done.returncode == 3, done.stderr
    assert len(answers(done)) == len(lines)
    for number, (answer, (_text, bad)) in enumerate(zip(answers(done), lines, strict=True), 1):
        assert answer["line"] == number
        if bad is None:
            assert answer["number"].startswith("TS-")
        else:
            error = answer["error"]
            assert (error["field"], error["code"]) == (bad.field, bad.code), bad.why
            assert f"第 {number} 行" in error["message"]
    taken = sum(bad is None for _text, bad in lines)
    refused = len(lines) - taken
    assert refused >= 40
    assert set(Complaint.objects.values_list("ticket_no", flat=True)) == {
        answer["ticket_no"] for answer in answers(done) if "number" in answer
    }
    assert Complaint.objects.count() == taken
    assert f"收下 {taken} 行，退回 {refused} 行" in done.stderr


def test_a_long_line_still_names_its_ticket_and_field(import_here: Import) -> None:
    huge = line(good("B-HUGE", narrative="x" * 10**7))

    done = import_here("-", stdin=huge + b"\n" + line(good("G-1")))

    refused, taken = answers(done)
    assert refused["ticket_no"] == "B-HUGE"
    assert refused["error"]["field"] == "narrative"
    assert taken["ticket_no"] == "G-1"


def test_eighty_real_cases_become_eighty_files_and_again_nothing(run_import: Import) -> None:
    first = run_import(str(REAL))
    before = rows()
    events = list(Event.objects.order_by("pk").values())

    again = run_import(str(REAL))

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert File.objects.count() == len(answers(first)) == 80
    assert again.stdout == first.stdout
    assert rows() == before
    assert list(Event.objects.order_by("pk").values()) == events


def test_a_dry_run_answers_and_writes_nothing(import_here: Import) -> None:
    before = rows()

    done = import_here("--dry-run", str(REAL))

    assert done.returncode == 0
    assert [answer["number"] for answer in answers(done)] == [None] * 80
    assert all(answer["suggestion"]["reasons"] for answer in answers(done))
    assert rows() == before


def test_blank_lines_and_a_byte_order_mark_are_tolerated_and_lines_keep_their_numbers(
    import_here: Import,
) -> None:
    done = import_here("-", stdin=b"\xef\xbb\xbf" + line(good("G-1")) + b"\r\n\r\n  \n" + b"{")

    assert [(answer["line"], "number" in answer) for answer in answers(done)] == [
        (1, True),
        (4, False),
    ]
    assert done.returncode == 3


def test_as_received_is_an_option(import_here: Import) -> None:
    import_here("--as-received", "-", stdin=line(good("G-1")))

    taken = Complaint.objects.get()
    assert taken.clock_from == taken.received_at != AT


def test_with_json_the_summary_is_an_object(import_here: Import) -> None:
    done = import_here("--json", "-", stdin=line(good("G-1")) + b"\n{}\n")

    assert json.loads(done.stderr.splitlines()[-1]) == {"lines": 2, "taken": 1, "refused": 1}


@pytest.mark.parametrize(
    ("argument", "stdin", "code"),
    [("-", b"", 0), ("-", b"{}\n", 1), ("/nonexistent/cases.jsonl", b"", 2)],
    ids=["nothing to do", "nothing taken", "no such file"],
)
def test_exit_codes(import_here: Import, argument: str, stdin: bytes, code: int) -> None:
    done = import_here(argument, stdin=stdin)

    assert done.returncode == code, done.stderr
    assert done.stdout.count("\n") == (1 if code == 1 else 0)


def test_wrong_usage_is_said_in_one_line_and_ends_with_two(run_import: Import) -> None:
    done = run_import("-", "--at=yesterday", stdin=b"")

    assert done.returncode == 2
    assert "yesterday" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_unit_it_says_what_to_do_first(import_here: Import) -> None:
    Unit.objects.exclude(parent=None).delete()
    Unit.objects.all().delete()

    done = import_here("-")

    assert done.returncode == 1
    assert "manage.py seed" in done.stderr


def test_when_the_database_goes_away_the_import_stops_and_repeats_no_row(
    import_here: Import, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*args: Any, **options: Any) -> None:
        raise OperationalError("row (王女士, 13800000000) lost")

    monkeypatch.setattr(door, "accept_line", gone)

    done = import_here("-", stdin=line(good("G-1")) + b"\n" + line(good("G-2")))

    assert (done.returncode, done.stdout) == (1, "")
    assert "13800000000" not in done.stderr + caplog.text


def peak(content: Iterable[bytes]) -> int:
    """Import `content` from a pipe; return the most memory the process ever held, in bytes."""
    child = subprocess.Popen(
        command("-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
    )
    assert child.stdin is not None
    most, over = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        process = psutil.Process(child.pid)
        while not over.wait(0.02):
            try:
                most = max(most, process.memory_info().rss)
            except psutil.NoSuchProcess:
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for chunk in content:
            child.stdin.write(chunk)
        child.stdin.close()
        assert child.wait(timeout=300) in (0, 3)
    finally:
        over.set()
        watcher.join()
        child.kill()
        child.wait()
    return most


@pytest.fixture
def corpus() -> Callable[[int], Iterator[bytes]]:
    """Return a function that yields the corpus several times over."""
    once = [text + b"\n" for text, _bad in mixed()]

    def times(count: int) -> Iterator[bytes]:
        return chain.from_iterable(repeat(once, count))

    return times


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(
    transactional_db: Any, corpus: Callable[[int], Iterator[bytes]]
) -> None:
    seed()

    once, often = peak(corpus(1)), peak(corpus(6))

    assert often < 1.3 * once


@pytest.mark.slow
def test_a_line_of_three_hundred_megabytes_is_not_held(transactional_db: Any) -> None:
    seed()
    small = line(good("G-1")) + b"\n"
    megabyte = b"x" * 10**6

    usual = peak([small])
    huge = peak(chain([small[:-2] + b', "title": "'], repeat(megabyte, 300), [b'"}\n', small]))

    assert huge < 1.3 * usual
