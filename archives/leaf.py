"""From an entry's columns to its leaf, commitment and seal; and the head's MAC.

The leaf is canonical JSON without personal data (reliability.md §1.2): codes, dates, a pseudonym, a
case number and the commitment to the payload. Writer and verifier build it with this one function.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from archives import merkle
from archives.models import Entry, LogHead, Subject
from common import canonical
from common.crypto import keyed_hash

SCHEMA = 1
ALGORITHM = "HMAC-SHA-256/RFC6962-SHA-256"
SALT_BYTES = 32


def new_salt() -> bytes:
    """Return the 256 random bits that keep a commitment from being guessed."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, body: bytes) -> str:
    """Return HMAC-SHA-256(salt, canonical body) in hex."""
    return hmac.new(salt, body, hashlib.sha256).hexdigest()


def body(subject: Subject, payload: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes that are encrypted and committed to: the payload, and about whom.

    The identity stands inside, so that a pseudonym cannot be passed on to somebody else.
    """
    return canonical.dumps({"about": identity(subject), "payload": payload})


def identity(subject: Subject) -> str:
    """Return what makes the subject this one: USCC, or keyed hash of the ID number."""
    return subject.uscc or subject.id_hash or ""


def entry_key(entry: Entry) -> str:
    """Return the idempotency key of brief §6.1 as text: `TS-2026-000001/outcome/1`."""
    return f"{entry.source_file.number}/{entry.event}/{entry.version}"


def contents(entry: Entry) -> dict[str, Any]:
    """Return what the leaf says, from the entry's columns and the rows it points to."""
    return {
        "alg": ALGORITHM,
        "at": _moment(entry.at),
        "case": entry.source_file.number,
        "class": entry.entry_class,
        "commit": entry.commit,
        "determined_on": _day(entry.determined_on),
        "display": [_day(entry.display_from), _day(entry.display_until)],
        "disputed": entry.disputed,
        "effective": [_day(entry.effective_from), _day(entry.effective_until)],
        "entry_key": entry_key(entry),
        "event_on": _day(entry.event_on),
        "identified_by": entry.identified_by,
        "kind": entry.kind,
        "order_linked": entry.order_linked,
        "prev_subject_leaf": entry.prev_subject_leaf or None,
        "retained_until": _day(entry.retained_until),
        "rules": entry.rule_version,
        "schema": SCHEMA,
        "scored_until": _day(entry.scored_until),
        "scoring": entry.scoring,
        "status": entry.status,
        "subject": entry.subject.pseudonym,
        "subject_kind": entry.subject_kind,
        "subject_seq": entry.subject_seq,
        "supersedes": entry.supersedes.leaf_hash if entry.supersedes else None,
    }


def build(entry: Entry) -> bytes:
    """Return the canonical bytes of the leaf."""
    return canonical.dumps(contents(entry))


def hash_of(leaf: bytes) -> str:
    """Return the RFC 6962 leaf hash in hex."""
    return merkle.leaf_hash(leaf).hex()


def seal(log: str, idx: int, leaf_hash: str, previous: str) -> str:
    """Return the keyed hash that chains row `idx` to the row before."""
    return keyed_hash(f"{log}\n{idx}\n{leaf_hash}\n{previous}", "archives.row")


def head_mac(head: LogHead) -> str:
    """Return the keyed hash over the head's columns."""
    state = canonical.dumps([head.key, head.size, head.root, head.peaks, head.seal])
    return keyed_hash(state.decode(), "archives.head")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
