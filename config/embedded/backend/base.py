"""Django's PostgreSQL backend, with one addition: the first connection makes sure that a server runs."""

from typing import Any

from django.db.backends.postgresql import base

from config.embedded.lease import use
from config.embedded.places import default_place
from config.embedded.postgres import PostgreSQL


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the local server lazily and holds it until this process is gone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the server first where it does not run.

        Raises EmbeddedServerError if the server cannot be started.
        """
        use(PostgreSQL(default_place()))
        return super().get_new_connection(conn_params)
