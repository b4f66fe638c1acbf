"""An office that can take complaints in, and the import as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
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
    names = connection.settings_dict
    url = f"postgres://{names['USER']}@/{names['NAME']}?host={quote(str(names['HOST']))}"
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
