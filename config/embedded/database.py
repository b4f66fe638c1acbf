"""What is inside our PostgreSQL: a role, a database, and text search that can read Chinese."""

import psycopg
from psycopg import sql

from config.embedded.errors import EmbeddedServerError
from config.embedded.postgres import DATABASE, OWNER, PORT, ROLE, PostgreSQL


class Database(PostgreSQL):
    """The cluster as its users know it, with the role and database `casework`."""

    def settle(self) -> None:
        """Make role and database, and prove that the text search of this server can read Chinese.

        Raises EmbeddedServerError if it cannot.
        """
        with self._connect() as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]
            ).fetchone():
                # Not a superuser, as in production.
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE))
                )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLE)
                    )
                )
            self._check_text_search(connection)

    def _check_text_search(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        if not connection.execute(
            "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
        ).fetchone():
            return
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        if connection.execute("SELECT cardinality(show_trgm('家政')) > 0").fetchone() != (True,):
            raise EmbeddedServerError(
                f"The database in {self.place.data} cannot read Chinese: its locale is wrong. "
                f"Move the folder away; the next start makes it anew."
            )

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user=OWNER,
            dbname=OWNER,
            connect_timeout=5,
            autocommit=True,
        )
