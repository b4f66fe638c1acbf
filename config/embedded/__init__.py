"""The local servers of a machine that has none: PostgreSQL and a broker, under our own supervisor.

Nothing here starts at import. `settings.py` asks `database()` and `broker_url()` where the servers
*would* be; the database backend (`config.embedded.backend`) and the launcher start them when
needed. A server belongs to a small *keeper* process which stops it when the last process that uses
it is gone (`lease.py`, `keeper.py`), however that process ended.
"""

from config.embedded.addresses import broker_url, database, database_url

__all__ = ["broker_url", "database", "database_url"]
