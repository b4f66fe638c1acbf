"""pytest plugin (`-p tests.cluster`, set in pyproject.toml): a throw-away PostgreSQL for one run.

It starts in the controlling process only (xdist workers inherit its address), on a unix socket in a
temporary folder, without fsync. Its keeper stops and removes it when pytest is gone, killed or not.
`DATABASE_URL` set from outside is respected: then the tests use that server.
CASEWORK_HOME points into the same folder, so that no test touches the files of a demo.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import database_url
from config.embedded.database import Database
from config.embedded.lease import leave, use
from config.embedded.places import Place

_home = pytest.StashKey[Path]()
_cluster = pytest.StashKey[Database]()


def _controls(config: pytest.Config) -> bool:
    return "PYTEST_XDIST_WORKER" not in os.environ


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Name the addresses before Django reads its settings; nothing starts yet."""
    if _controls(early_config):
        # Short: the path of a unix socket holds 108 bytes.
        home = Path(tempfile.mkdtemp(prefix="casework-test-", dir="/tmp"))
        home.chmod(0o711)
        early_config.stash[_home] = home
        os.environ["CASEWORK_HOME"] = str(home / "files")
        if not os.environ.get("DATABASE_URL"):
            cluster = Database(Place(home), throwaway=True)
            early_config.stash[_cluster] = cluster
            os.environ["DATABASE_URL"] = database_url(cluster)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server before xdist starts its workers."""
    cluster = session.config.stash.get(_cluster, None)
    if cluster is not None and not session.config.option.collectonly:
        use(cluster)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its files."""
    cluster = config.stash.get(_cluster, None)
    if cluster is not None:
        leave(cluster)
        cluster.discard()
    home = config.stash.get(_home, None)
    if home is not None:
        shutil.rmtree(home, ignore_errors=True)
