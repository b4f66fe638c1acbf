"""Where the local servers answer. Pure: reading an address starts nothing."""

from typing import Any
from urllib.parse import quote

from config.embedded.broker import Broker
from config.embedded.places import default_place
from config.embedded.postgres import DATABASE, OWNER, PORT, ROLE, PostgreSQL


def database() -> dict[str, Any]:
    """Return Django's settings of the local database.

    Its backend starts the server at the first connection.
    """
    return {
        "ENGINE": "config.embedded.backend",
        "NAME": DATABASE,
        "USER": ROLE,
        "HOST": str(PostgreSQL(default_place()).sockets),
        "PORT": str(PORT),
    }


def database_url(server: PostgreSQL, *, user: str = OWNER, name: str = DATABASE) -> str:
    """Return a DATABASE_URL for a local server, for processes that shall not start it."""
    return f"postgres://{user}@/{name}?host={quote(str(server.sockets))}"


def broker_url() -> str:
    """Return the Celery address of the local broker; the launcher starts it."""
    return f"redis+socket://{Broker(default_place()).socket}"
