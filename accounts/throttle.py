"""Attempts by strangers, counted in the database: guesses at query codes, complaints in a row.

Keys are hashed before they are stored, so that the table names neither a file nor an address. Every
server process counts in the same rows; restarting one forgets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Attempt
from common.crypto import keyed_hash
from common.errors import Refusal

#: Rows older than this no longer count under any limit.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts of a `kind` on one key within `seconds`."""

    kind: str
    most: int
    seconds: int


class TooManyAttempts(Refusal):
    """The limit is reached; the attempt was not made (HTTP 429)."""

    code = "TOO_MANY_ATTEMPTS"
    status = 429
    message = _("There have been too many attempts.")
    next_step = _("Please wait a quarter of an hour, or call us.")


def count(limit: Limit, key: str, *, at: datetime) -> int:
    """Return how many attempts on `key` count at `at`."""
    since = at - timedelta(seconds=limit.seconds)
    return Attempt.objects.filter(kind=limit.kind, key=_hash(key), at__gt=since).count()


@transaction.atomic
def attempt(limits: Sequence[tuple[Limit, str]], *, at: datetime) -> list[int]:
    """Note one attempt under every limit and return its rows, for `forgive`.

    It is noted before its result is known, and attempts on one key queue: parallel guesses cannot
    slip past the count.

    Raises:
        TooManyAttempts: one of the limits is reached; nothing was noted.
    """
    names = sorted({f"{limit.kind}:{_hash(key)}" for limit, key in limits})
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    if any(count(limit, key, at=at) >= limit.most for limit, key in limits):
        raise TooManyAttempts
    Attempt.objects.filter(at__lt=at - KEPT).delete()
    rows = {(limit.kind, _hash(key)) for limit, key in limits}
    noted = [Attempt.objects.create(kind=kind, key=key, at=at) for kind, key in sorted(rows)]
    return [row.pk for row in noted]


def forgive(noted: Sequence[int]) -> None:
    """Take back an attempt that was right.

    Only that one: whoever knows one code of a file must not wipe out guesses at the other.
    """
    Attempt.objects.filter(pk__in=noted).delete()


def _hash(key: str) -> str:
    return keyed_hash(key, "attempt")
