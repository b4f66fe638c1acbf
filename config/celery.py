"""Celery: a bell that says there is something to do. What is to be done stands in PostgreSQL.

Losing the broker, a worker or the beat therefore loses nothing and doubles nothing (architecture
§2 sentence 3, §4.3; measured in `bench/kill_worker.py`). Only the beat publishes; a web request
never does, so a dead broker is not seen by anybody who files a complaint.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery
from celery.result import AsyncResult
from django.conf import settings

from outbox import payload

FARTHEST_AHEAD: Final = timedelta(seconds=60)
"""A hint for later than this is an obligation and belongs in a row (stack §2, reliability §2.3):
a Redis broker hands out a delayed message again and again once its visibility timeout is over."""


class TooFarAhead(ValueError):
    """A task was to run more than 60 s from now; write a row with a due moment instead."""


class Bell(Celery):  # type: ignore[misc]  # celery ships no types: its classes are Any
    """An application that refuses to be a store of obligations or of personal data."""

    def send_task(
        self,
        name: str,
        args: list[Any] | tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
        countdown: float | None = None,
        eta: datetime | None = None,
        **options: Any,
    ) -> AsyncResult:
        """Publish a hint. Every way of publishing (`delay`, `retry`, the beat) comes through here.

        Raises:
            TooFarAhead: countdown or eta lies more than 60 s ahead.
            UnfitPayload: an argument is not an id or a code.
        """
        if countdown is not None and countdown > FARTHEST_AHEAD.total_seconds():
            raise TooFarAhead(f"{name}: countdown of {countdown} s")
        if eta is not None and eta - datetime.now(UTC) > FARTHEST_AHEAD:
            raise TooFarAhead(f"{name}: eta {eta.isoformat()}")
        payload.check({"args": list(args or ()), **(kwargs or {})})
        return super().send_task(
            name, args=args, kwargs=kwargs, countdown=countdown, eta=eta, **options
        )


def transport_options(url: str) -> dict[str, Any]:
    """Give the transport options for a broker address; they are meant for Redis and Valkey only."""
    if not url.startswith(("redis", "rediss")):
        return {}
    return {
        "visibility_timeout": 900,  # seconds; longer than the longest task (task_time_limit)
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }


BROKER_URL: Final[str] = settings.CELERY_BROKER_URL

app = Bell("casework", include=["config.tasks"])
app.conf.update(
    broker_url=BROKER_URL,
    broker_transport_options=transport_options(BROKER_URL),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Codes only, in a form that cannot carry objects.
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    # A hint whose worker was killed rings again; handlers are idempotent by key.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=300,
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=10,
    worker_hijack_root_logger=False,
    timezone="UTC",
    # In memory: the schedule is fixed, so there is no file to lose, to lock or to trust.
    beat_scheduler="celery.beat:Scheduler",
    # An old hint is worthless: the next one says the same.
    beat_schedule={
        "drain_outbox": {"task": "drain_outbox", "schedule": 2.0, "options": {"expires": 10}},
        "sweep_deadlines": {
            "task": "sweep_deadlines",
            "schedule": 20.0,
            "options": {"expires": 60},
        },
        "probe_channels": {
            "task": "probe_channels",
            "schedule": 300.0,
            "options": {"expires": 240},
        },
    },
)
