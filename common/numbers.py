"""Numbers for people: ``TS-2026-000001`` (brief §6.8). They may have gaps, never doubles."""

from django.db import connection


def next_number(prefix: str, year: int) -> str:
    """Return the next number of the series of `prefix` and `year`.

    Each series is a PostgreSQL sequence, so two registrations never wait for each other and a
    rolled-back one leaves a gap. Papers, which may have none, count in `documents`.
    """
    if not prefix.isalpha():
        raise ValueError(f"{prefix!r} is not a prefix of file numbers")
    series = f"number_{prefix.lower()}_{int(year)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [series])
        if cursor.fetchone()[0] is None:
            # First number of the year: one creator, the others wait for it.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [series])
            cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{series}"')
        cursor.execute("SELECT nextval(%s::regclass)", [series])
        return f"{prefix}-{year}-{cursor.fetchone()[0]:06d}"
