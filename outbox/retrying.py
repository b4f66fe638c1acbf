"""Dead letters: who may look after which, how they are put back, and what became of them.

A dead letter waits for a person. That person holds the capability `outbox.retry` over the unit of
the letter's file, or at the root for a letter of no file, and is not recused (decision 0360).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import NotPermitted, Refusal, WrongState
from common.lifecycle import granting_role, roles_granting
from outbox import registry
from outbox.models import CHANNEL, RETRY, Message


class NotDead(WrongState):
    """Only a dead letter can be retried."""

    code = "OUTBOX_NOT_DEAD"
    message = _("Somebody else has put this back already, or it has been delivered.")
    next_step = _("Look at the list again; it shows what became of it.")


class NobodyListens(Refusal):
    """The letter would only die again: no part of this release hears its topic."""

    code = "OUTBOX_NOBODY_LISTENS"
    message = _("No part of this release takes such messages.")
    next_step = _("Ask the technical administrator for the release that does; it stays here.")


class Keeper(Actor, Protocol):
    """A member of the staff who may hold `RETRY`."""

    @property
    def is_active(self) -> bool:
        """Whether the account is in use."""

    def paths_with(self, capability: str) -> set[str]:
        """Return the unit paths over which a role grants `capability`."""

    def roles_everywhere(self) -> frozenset[str]:
        """Return the roles held at the root."""


class Kind(NamedTuple):
    """Letters of one topic for one handler over one channel fail and recover together."""

    topic: str
    handler: str
    channel: str = ""

    @property
    def can_be_heard(self) -> bool:
        """Whether a handler of this release would take them."""
        return bool(self.handler or registry.names(self.topic))


@dataclass(frozen=True, slots=True)
class Dead:
    """How many letters of a kind wait for a person, and since when the first one does."""

    kind: Kind
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person put back at one moment, and how many of it were delivered or died again."""

    kind: Kind
    at: datetime
    by: str
    count: int
    delivered: int
    dead: int

    @property
    def waiting(self) -> int:
        """Letters whose turn has not come, or that are being tried."""
        return self.count - self.delivered - self.dead


@transaction.atomic
def retry(pk: int, *, by: Keeper, at: datetime) -> None:
    """Put a dead letter back into the queue with fresh attempts, at a person's word.

    A message nobody listened to is handed to the handlers there are now.

    Raises:
        NotPermitted: no role of the person grants it over the file, or the person is recused.
        NotDead: the message was delivered or is still being tried.
        NobodyListens: it still has no handler.
    """
    letter = Message.objects.select_for_update(of=("self",)).select_related("file__unit").get(pk=pk)
    if not _may(by, letter):
        raise NotPermitted
    if letter.dead_at is None:
        raise NotDead
    _put_back([letter.pk], Kind(letter.topic, letter.handler), by=by, at=at)


@transaction.atomic
def retry_kind(kind: Kind, *, by: Keeper, at: datetime) -> int:
    """Put back every dead letter of a kind that the person may; return how many there were.

    Raises:
        NotPermitted: the person holds `RETRY` nowhere.
        NotDead: none is left, somebody was faster.
        NobodyListens: they still have no handler.
    """
    if not by.paths_with(RETRY):
        raise NotPermitted
    letters = Message.objects.dead().of_kind(kind).in_reach_of(by)
    # In the order of their keys: two people who press at once wait for each other, in no circle.
    locked = letters.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    found = list(locked)
    if not found:
        raise NotDead
    _put_back(found, kind, by=by, at=at)
    return len(found)


def _may(by: Keeper, letter: Message) -> bool:
    if letter.file is not None:
        return bool(granting_role(RETRY, letter.file, by))
    return bool(roles_granting(RETRY) & by.roles_everywhere())


def _put_back(pks: list[int], kind: Kind, *, by: Keeper, at: datetime) -> None:
    names = [kind.handler] if kind.handler else registry.names(kind.topic)
    if not names:
        raise NobodyListens
    fresh = {
        "attempts": 0,
        "crashes": 0,
        "dead_at": None,
        "not_before": at,
        "retried_at": at,
        "retried_by_id": by.user_pk,
    }
    letters = Message.objects.filter(pk__in=pks)
    letters.update(handler=names[0], **fresh)
    if names[1:]:  # Nobody listened when they were posted; several do now.
        told = letters.values("topic", "key", "file_id", "payload", "posted_at", "last_error")
        Message.objects.bulk_create(
            Message(handler=name, **one, **fresh) for one in told for name in names[1:]
        )


def kinds(user: Keeper) -> list[Dead]:
    """Return the kinds of dead letters in the person's reach, the oldest first."""
    rows = (
        Message.objects.dead()
        .in_reach_of(user)
        .annotate(way=CHANNEL)
        .values("topic", "handler", "way")
        .annotate(count=Count("pk"), since=Min("dead_at"))
        .order_by("since", "topic", "handler", "way")
    )
    return [
        Dead(Kind(row["topic"], row["handler"], row["way"]), row["count"], row["since"])
        for row in rows
    ]


def batches(user: Keeper, *, since: datetime, most: int) -> list[Batch]:
    """Return what was put back after `since` in the person's reach, the latest first."""
    rows = (
        Message.objects.filter(retried_at__gt=since)
        .in_reach_of(user)
        .annotate(way=CHANNEL)
        .values("topic", "handler", "way", "retried_at", "retried_by__full_name")
        .annotate(
            count=Count("pk"),
            delivered=Count("pk", filter=Q(delivered_at__isnull=False)),
            dead=Count("pk", filter=Q(dead_at__isnull=False)),
        )
        .order_by("-retried_at", "topic", "handler", "way")
    )
    return [
        Batch(
            kind=Kind(row["topic"], row["handler"], row["way"]),
            at=cast(datetime, row["retried_at"]),
            by=row["retried_by__full_name"],
            count=row["count"],
            delivered=row["delivered"],
            dead=row["dead"],
        )
        for row in rows[:most]
    ]
