"""The worker is killed in the middle of its work: nothing lost, nothing doubled, nothing leaked."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from bench import kill_worker
from config.embedded.broker import Broker
from config.embedded.lease import leave, use
from config.embedded.places import Place
from tests import cast


@pytest.fixture
def broker(tmp_path_factory):
    place = Place(Path(os.environ["CASEWORK_HOME"]) / "kill")
    server = Broker(place)  # As in the house: every command goes into its file.
    use(server)
    yield server
    leave(server)
    shutil.rmtree(place.broker)


def database_url() -> str:
    """Address of the test's own database, for the worker."""
    own = str(connection.settings_dict["NAME"])
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{own}").geturl()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_loses_and_doubles_nothing(broker, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": f"redis+socket://{broker.socket}",
        "CASEWORK_BASE_URL": settings.CASEWORK_BASE_URL,
    }
    with kill_worker.rig(environment, tmp_path) as stage:
        report = kill_worker.flow(
            stage,
            kill_worker.a_file(cast.AT),
            messages=60,
            kills=3,
            wipe=lambda: kill_worker.flush(broker.socket),
            patience=120,
        )

    assert (report.lost, report.doubled, report.strangers) == (0, 0, 0)
    assert (report.dead_letters, report.unsent) == (0, 0)
    assert report.broker_wipes == 1
    leave(broker)
    kept = b"".join(path.read_bytes() for path in broker.place.broker.rglob("*") if path.is_file())
    assert b"outbox" in kept, "the file of the broker holds no hint: nothing was looked at"
    personal = [
        f(number) for number in range(60) for f in (kill_worker.email_of, kill_worker.phone_of)
    ]
    assert [words for words in personal if words.encode() in kept] == []
