"""Where an installation keeps its data."""

from pathlib import Path

from config.embedded.places import default_place


def path() -> Path:
    """Return the data directory: CASEWORK_HOME, else `var/` of the checkout, else a system folder.

    The last one only when root works in a checkout that PostgreSQL's account cannot reach
    (`places.default_place`).
    """
    return default_place().home
