"""Django's PostgreSQL backend, with one addition: where no server answers, it starts ours."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from config.embedded.database import Database
from config.embedded.lease import holds, use
from config.embedded.places import default_place


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the local server lazily and holds it until this process is gone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the server first where it does not run.

        Raises EmbeddedServerError if the server cannot be started.
        """
        server = Database(default_place())
        if holds(server):
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                # The server was taken from under us; below we wait for it or start it again.
                pass
        use(server)
        return super().get_new_connection(conn_params)
