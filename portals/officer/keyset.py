"""Pages of a list in due order, cut by key: stable while rows come and go."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

LONGEST_KEY = 18  # digits of a bigint, whatever they are
M = TypeVar("M", bound=Model)


def page(items: QuerySet[M], after: str, *, size: int, key: str = "pk") -> tuple[list[M], str]:
    """Return the rows after the cursor, by `due_at` with what has none last, and the next cursor.

    "" is the cursor of the first page, and the next cursor of the last one.
    """
    place = _place(after)
    if place:
        due_at, last = place
        if due_at:
            later = Q(due_at__gt=due_at) | Q(due_at=due_at, **{f"{key}__gt": last})
            items = items.filter(later | Q(due_at=None))
        else:
            items = items.filter(due_at=None, **{f"{key}__gt": last})
    found = list(items.order_by(F("due_at").asc(nulls_last=True), key)[: size + 1])
    shown = found[:size]
    return shown, _cursor(shown[-1]) if len(found) > size else ""


def _cursor(item: Any) -> str:
    return f"{item.due_at.isoformat() if item.due_at else ''}~{item.pk}"


def _place(after: str) -> tuple[datetime | None, int] | None:
    """Return what a cursor of ours names; anything else an address may hold names the beginning."""
    moment, _mark, key = after.partition("~")
    if not (key.isdecimal() and len(key) <= LONGEST_KEY):
        return None
    try:
        due_at = parse_datetime(moment) if moment else None
    except ValueError:
        return None
    if moment and (due_at is None or due_at.tzinfo is None):
        return None
    return due_at, int(key)
