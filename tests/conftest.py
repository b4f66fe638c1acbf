"""What all tests share: cheap passwords, and a flush that gets past the append-only triggers."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def _flush_past_append_only_triggers() -> Any:
    """Empty append-only tables between tests, as only a superuser of a throw-away server may.

    Django ends a transactional test with TRUNCATE, which our triggers refuse to everybody
    (architecture §4.3).
    """

    def execute_sql_flush(self: DatabaseOperations, sql_list: Iterable[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for sql in sql_list:
                cursor.execute(sql)

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Any:
    """Hash passwords of test accounts fast; half a second for each is a quarter of a run."""
    patch = pytest.MonkeyPatch()
    cheap = "django.contrib.auth.hashers.MD5PasswordHasher"
    patch.setattr(settings, "PASSWORD_HASHERS", [cheap, *settings.PASSWORD_HASHERS])
    yield
    patch.undo()
