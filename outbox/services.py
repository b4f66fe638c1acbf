"""Post a fact in the transaction that makes it true; deliver it afterwards, until it is heard.

PostgreSQL holds the obligation, Celery only carries the hint that there is something to do
(architecture §2 sentence 3): losing the broker, a worker or the beat loses nothing.
"""

import logging
import random
import time
import traceback
import uuid
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from common.models import File
from outbox import payload as payloads
from outbox import registry
from outbox.models import RETRY, Heartbeat, Message
from outbox.registry import Envelope, UnknownHandler, handles
from outbox.retrying import (
    Batch,
    Dead,
    Kind,
    NobodyListens,
    NotDead,
    batches,
    kinds,
    retry,
    retry_kind,
)
from outbox.topics import SILENT

__all__ = [
    "RETRY",
    "Batch",
    "Counts",
    "Dead",
    "Envelope",
    "Health",
    "KeyReused",
    "Kind",
    "NobodyListens",
    "NotDead",
    "NotInTransaction",
    "UnknownHandler",
    "batches",
    "beat",
    "deliver_due",
    "handles",
    "health",
    "kinds",
    "post",
    "retry",
    "retry_kind",
]

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
MAX_ATTEMPTS: Final = 15
"""5 s doubling to 1 h: an outside system may be away for about five hours before a person is
asked; afterwards the message stays and is retried by hand."""
MAX_CRASHES: Final = 5
"""Attempts whose worker died. A message that kills its worker must not do so for ever."""
NOBODY: Final = "NobodyListens"


class NotInTransaction(RuntimeError):
    """`post` was called outside a transaction: the fact and its message could part."""


class KeyReused(RuntimeError):
    """A key was posted before with another topic or payload: one of the two would be lost."""


class Counts(NamedTuple):
    """What one call of `deliver_due` did, in messages."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0

    @property
    def handled(self) -> int:
        """All messages touched."""
        return sum(self)


@dataclass(frozen=True, slots=True)
class Health:
    """State of the outbox at one moment, for a page and for the watchdog."""

    waiting: int
    due: int
    dead: int
    oldest_due_at: datetime | None
    beats: dict[str, datetime]

    def late(self, at: datetime, tolerance: timedelta = timedelta(minutes=2)) -> list[str]:
        """Name the background processes not heard of for longer than `tolerance`."""
        return sorted(name for name, seen in self.beats.items() if at - seen > tolerance)


def lease() -> timedelta:
    """How long a worker may take for one handler before another takes the message over.

    Longer than the sum of all timeouts of the slowest handler.
    """
    return timedelta(seconds=settings.CASEWORK_OUTBOX_LEASE_SECONDS)


def post(topic: str, *, key: str, at: datetime, file: File | None = None, **payload: Any) -> None:
    """Record, in the caller's transaction, that `topic` happened; one row for each handler.

    `key` names the fact; posting the same fact again changes nothing. The payload holds ids and
    codes only. A topic nobody listens to (and not declared silent) becomes a dead letter at once:
    the caller's work is not refused for it, and nothing is lost or hidden.

    Raises:
        NotInTransaction: there is no transaction to belong to.
        UnfitPayload: the payload holds words or personal data.
        KeyReused: the key stands for another fact already.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"outbox.post({topic!r}) outside a transaction")
    payloads.check(payload)
    payloads.check_key(key)
    names = registry.names(topic)
    if not names and topic in SILENT:
        return
    Message.objects.bulk_create(
        [
            Message(
                topic=topic,
                key=key,
                handler=name,
                file=file,
                payload=payload,
                posted_at=at,
                not_before=at,
                dead_at=None if name else at,
                last_error="" if name else NOBODY,
            )
            for name in names or [""]
        ],
        ignore_conflicts=True,
    )
    if not names:
        logger.error("Nobody listens to topic %s; kept as a dead letter", topic)
    for earlier in Message.objects.filter(key=key).only("topic", "payload"):
        if earlier.topic != topic or earlier.payload != payload:
            raise KeyReused(f"key {key!r} stands for another fact already")


def times_posted(key: str) -> int:
    """Return how often the fact `key`, or its numbered repetition (`key:1`), was posted."""
    keys = Message.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).values_list("key")
    return keys.distinct().count()


def deliver_due(at: datetime, *, limit: int = 500, seconds: float | None = None) -> Counts:
    """Deliver what is due at `at`, oldest first, at most `limit` messages or `seconds` of work.

    Any number of workers may call this at once: each message is leased to one of them. Time spent
    inside is added to `at`, so a lease taken late in a long run is not born expired.
    """
    began = time.monotonic()
    delivered = failed = dead = 0
    for _turn in range(limit):
        passed = timedelta(seconds=time.monotonic() - began)
        if seconds is not None and passed.total_seconds() >= seconds:
            break
        message = _claim(at + passed)
        if message is None:
            break
        if message.dead_at is not None:
            dead += 1
        elif _deliver(message, at=at + passed):
            delivered += 1
        elif _give_back(message, at=at + timedelta(seconds=time.monotonic() - began)):
            dead += 1
        else:
            failed += 1
    return Counts(delivered, failed, dead)


def _claim(at: datetime) -> Message | None:
    """Lease the next due message, or return one just given up because it kills its workers."""
    with transaction.atomic():
        message = (
            Message.objects.due(at)
            .oldest_first()
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if message is None:
            return None
        if message.lease is not None:  # Its last holder died before it could say anything.
            message.crashes += 1
        if message.crashes >= MAX_CRASHES:
            message.lease, message.dead_at = None, at
            message.last_error = "WorkerDied"
            logger.error(
                "Outbox message %s given up: its worker died %s times",
                message.pk,
                message.crashes,
            )
        else:
            message.attempts += 1
            message.lease, message.not_before = uuid.uuid4(), at + lease()
        message.save(
            update_fields=[
                "attempts",
                "crashes",
                "lease",
                "not_before",
                "dead_at",
                "last_error",
            ]
        )
        return message


def _deliver(message: Message, *, at: datetime) -> bool:
    """Run the handler, outside locks and transactions, and mark the message as delivered."""
    envelope = Envelope(
        topic=message.topic,
        key=message.key,
        payload=message.payload,
        file_id=message.file_id,
        posted_at=message.posted_at,
        at=at,
        attempt=message.attempts,
    )
    try:
        with _apart():
            registry.find(message.topic, message.handler)(envelope)
    except Exception as error:  # One broken message must not hold up the rest.
        message.last_error = describe(error)
        logger.error(
            "Outbox message %s for %s failed at attempt %s: %s",
            message.pk,
            message.handler,
            message.attempts,
            message.last_error,
        )
        return False
    # Only while the lease is ours: after a pause longer than it, another worker has the word.
    Message.objects.filter(pk=message.pk, lease=message.lease).update(
        delivered_at=at, lease=None, last_error=""
    )
    return True


def _give_back(message: Message, *, at: datetime) -> bool:
    """Put a failed message back for later; True if it is now a dead letter."""
    dead = message.attempts >= MAX_ATTEMPTS
    Message.objects.filter(pk=message.pk, lease=message.lease).update(
        lease=None,
        last_error=message.last_error,
        not_before=at + pause_after(message.attempts),
        dead_at=at if dead else None,
    )
    return dead


def _apart() -> AbstractContextManager[None]:
    """Give the handler a savepoint of its own if the caller (a rehearsal) is in a transaction."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def pause_after(attempts: int) -> timedelta:
    """Pause before the next attempt: doubling, capped, minus up to a fifth against stampedes."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return timedelta(seconds=pause.total_seconds() * random.uniform(0.8, 1.0))


def describe(error: BaseException) -> str:
    """Name an error by type and place only: messages of errors often quote personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"[:200]


def beat(name: str, *, at: datetime, **facts: int | str) -> None:
    """Note that the background process `name` works; the latest beat wins."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=at, facts=facts)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at", "facts"],
    )


def health(at: datetime) -> Health:
    """Count what waits and what died, and say when each background process was last heard."""
    due = Message.objects.due(at)
    oldest = due.oldest_first().values_list("not_before", flat=True).first()
    return Health(
        waiting=Message.objects.waiting().count(),
        due=due.count(),
        dead=Message.objects.dead().count(),
        oldest_due_at=oldest,
        beats=dict(Heartbeat.objects.values_list("name", "beat_at")),
    )
