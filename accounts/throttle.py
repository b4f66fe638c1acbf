"""Attempts by strangers, counted in the database: guesses at query codes, complaints in a row.

Keys are hashed before they are stored, so that the table names neither a file nor an address. Every
server process counts in the same rows; restarting one forgets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Attempt
from common.crypto import keyed_hash
from common.errors import Refusal

MINUTE = 60  # seconds
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


def guesses(kind: str, address: str, *, at: datetime) -> list[tuple[Limit, str]]:
    """Return the limits on guesses at codes of a `kind`: of one address, and of everybody (0193).

    When everybody guesses, only who was wrong once waits: a first try that is right never does.
    """
    own = f"{kind}-address"
    of_all, within = settings.CASEWORK_WRONG_CODES_OF_ALL, 10 * MINUTE
    limits = [
        (Limit(own, settings.CASEWORK_WRONG_CODES_PER_ADDRESS, 60 * MINUTE), address),
        (Limit(f"{kind}-all", of_all * 1000, within), ""),
    ]
    if count(Limit(f"{kind}-all", of_all, within), "", at=at) >= of_all:
        # Somebody guesses from many addresses: whoever was wrong once waits.
        limits.append((Limit(own, 1, within), address))
    return limits


def forgive(noted: Sequence[int]) -> None:
    """Take back an attempt that was right.

    Only that one: whoever knows one code of a file must not wipe out guesses at the other.
    """
    Attempt.objects.filter(pk__in=noted).delete()


def _hash(key: str) -> str:
    return keyed_hash(key, "attempt")
