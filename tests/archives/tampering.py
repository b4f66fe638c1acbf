"""What a superuser of the database can do to the archive, without the keys of the application."""

import json
from typing import Any

from django.db import connection

from archives import leaf, merkle
from archives.models import Entry, LogHead


def sql(statement: str, *args: Any) -> None:
    """Run a statement with triggers and foreign keys switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, args)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def with_triggers(statement: str) -> None:
    """Run a statement as any client would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def without_constraints(table: str) -> None:
    """Drop every CHECK and unique constraint of a table but its primary key."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'f')",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')


def set_columns(entry: Entry, **values: Any) -> None:
    """Overwrite columns of one row."""
    places = ", ".join(f'"{column}" = %s' for column in values)
    sql(f"UPDATE archives_entry SET {places} WHERE id = %s", *values.values(), entry.pk)


def delete(entry: Entry) -> None:
    """Remove a row with its payload."""
    sql("DELETE FROM archives_entrypayload WHERE entry_id = %s", entry.pk)
    sql("DELETE FROM archives_entry WHERE id = %s", entry.pk)


def rewrite_tail(first: int, **values: Any) -> None:
    """Change row `first` and recompute all that needs no key, to the end: the perfect forger."""
    leaves: dict[int, str] = {}
    for entry in Entry.objects.order_by("idx"):
        if entry.idx == first:
            for name, value in values.items():
                setattr(entry, name, value)
        entry.prev_subject_leaf = leaves.get(entry.subject_id, "")
        entry.leaf = leaf.build(entry)
        entry.leaf_hash = leaf.hash_of(entry.leaf)
        set_columns(
            entry,
            leaf=entry.leaf,
            leaf_hash=entry.leaf_hash,
            prev_subject_leaf=entry.prev_subject_leaf,
            **(values if entry.idx == first else {}),
        )
        leaves[entry.subject_id] = entry.leaf_hash
    recompute_head()


def recompute_head() -> None:
    """Make size, root, peaks and last seal of the head agree with the rows; the MAC stays."""
    frontier, seal = merkle.Frontier(), ""
    for entry in Entry.objects.order_by("idx"):
        frontier.append(bytes.fromhex(entry.leaf_hash))
        seal = entry.seal
    head = LogHead.objects.get()
    head.size, head.peaks, head.root = frontier.size, frontier.hex_peaks(), frontier.root().hex()
    sql(
        "UPDATE archives_loghead SET size = %s, peaks = %s, root = %s, seal = %s",
        head.size,
        json.dumps(head.peaks),
        head.root,
        seal,
    )
