"""What a step decided, as its event carries it: the columns it set, in a form that can be compared.

Codes, numbers, days and moments are carried as they are. Words, sums and names of places are
carried as a keyed hash: the event stays free of them, and a later change is found all the same.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from common.crypto import keyed_hash

if TYPE_CHECKING:
    from common.lifecycle import LifecycleRecord

PURPOSE = "event.decided"


def snapshot(record: LifecycleRecord) -> dict[str, Any]:
    """Return every decided column of `record` as an event would carry it."""
    found = {name: _plain(getattr(record, name)) for name in record.decided}
    return found | {name: _hashed(record, name) for name in record.decided_words}


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return those columns of `after` that a step gave another value."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _hashed(record: LifecycleRecord, name: str) -> str:
    field = record._meta.get_field(name)
    assert isinstance(field, models.Field)  # a column, not the other end of a relation
    value = field.to_python(getattr(record, name))
    if value in (None, "", []):
        return ""
    # 200 and 200.00 are one sum; the hash is bound to its record and column.
    words = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    said = json.dumps([record.file.number, name, words], ensure_ascii=False)
    return keyed_hash(said, PURPOSE)
