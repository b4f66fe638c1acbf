"""An office that can take complaints in, and the import as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from archives import services as archives
from deadlines.services import seed_calendar
from tests import cast

#: The present of these tests.
AT = cast.AT
Import = Callable[..., subprocess.CompletedProcess[str]]


def seed() -> None:
    """Plant what registration needs."""
    seed_calendar(at=AT)
    archives.seed()
    cast.district()


@pytest.fixture
def office(db: Any) -> None:
    """Calendar, archive head, root unit and one district."""
    seed()


def child_environment() -> dict[str, str]:
    """Return the environment of a process that uses this test's database."""
    server = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    keys = {
        "CASEWORK_SECRET_KEY": settings.SECRET_KEY,
        "CASEWORK_FIELD_KEYS": ",".join(settings.CASEWORK_FIELD_KEYS),
        "CASEWORK_HASH_KEY": settings.CASEWORK_HASH_KEY,
    }
    return {**os.environ, **keys, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}


def command(*arguments: str) -> list[str]:
    """Return the command line of an import."""
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    return [sys.executable, manage, "import_complaints", f"--at={AT.isoformat()}", *arguments]


@pytest.fixture
def run_import(transactional_db: Any) -> Import:
    """Return a function that imports a file in a process of its own."""
    seed()

    def run(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(*arguments),
            input=stdin,
            capture_output=True,
            env=child_environment(),
            timeout=300,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture
def import_here(office: None, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Return a function that does the same in this process, where it is quick."""

    def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        out, err, code = StringIO(), StringIO(), 0
        try:
            call_command("import_complaints", f"--at={AT}", *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            code = int(end.code or 0)
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    return run
