"""Does one row hold? Asked by the writer of what it wrote, and by the verifier of every row."""

import hmac
import json
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from archives import leaf
from archives.models import Entry
from common.crypto import Unreadable, open_sealed


class Fault(StrEnum):
    """Why a row, or the head, does not hold."""

    INDEX = "INDEX"
    LEAF_HASH = "LEAF_HASH"
    LEAF_FIELDS = "LEAF_FIELDS"
    PAYLOAD_MISSING = "PAYLOAD_MISSING"
    PAYLOAD_UNREADABLE = "PAYLOAD_UNREADABLE"
    PAYLOAD_COMMIT = "PAYLOAD_COMMIT"
    SUBJECT_IDENTITY = "SUBJECT_IDENTITY"
    SUBJECT_SEQ = "SUBJECT_SEQ"
    PREV_SUBJECT_LEAF = "PREV_SUBJECT_LEAF"
    SEAL = "SEAL"
    HEAD_MISSING = "HEAD_MISSING"
    HEAD_SIZE = "HEAD_SIZE"
    HEAD_ROOT = "HEAD_ROOT"
    HEAD_MAC = "HEAD_MAC"


@dataclass(frozen=True)
class Finding:
    """The first thing that does not hold: the row (None = the head), the layer, why in words."""

    idx: int | None
    fault: Fault
    why: str

    def __str__(self) -> str:
        place = _("head") if self.idx is None else _("row %(idx)d") % {"idx": self.idx}
        return f"{place}: {self.fault}: {self.why}"


@dataclass(frozen=True)
class Expected:
    """What the rows before demand of this one."""

    idx: int
    subject_seq: int
    prev_subject_leaf: str
    previous_seal: str


def check(entry: Entry, expected: Expected) -> Finding | None:
    """Return the first fault of a row, from the bytes outwards; None if it holds."""
    return (
        _index(entry, expected)
        or _leaf(entry)
        or _payload(entry)
        or _chain(entry, expected)
        or _seal(entry, expected)
    )


def _index(entry: Entry, expected: Expected) -> Finding | None:
    if entry.idx == expected.idx:
        return None
    if entry.idx < expected.idx:
        return Finding(entry.idx, Fault.INDEX, _("this index occurs twice"))
    return Finding(
        expected.idx,
        Fault.INDEX,
        _("row missing; the next one there is %(idx)d") % {"idx": entry.idx},
    )


def _leaf(entry: Entry) -> Finding | None:
    stored = bytes(entry.leaf)
    if leaf.hash_of(stored) != entry.leaf_hash:
        return Finding(
            entry.idx, Fault.LEAF_HASH, _("the stored leaf does not hash to its leaf hash")
        )
    try:
        built = leaf.build(entry)
    except ObjectDoesNotExist:
        return Finding(entry.idx, Fault.LEAF_FIELDS, _("a row it points to is gone"))
    if built != stored:
        names = ", ".join(_differing(json.loads(stored), json.loads(built)))
        return Finding(
            entry.idx, Fault.LEAF_FIELDS, _("the columns do not build the leaf: %s") % names
        )
    return None


def _differing(stored: object, built: object) -> list[str]:
    """Return the names of the fields that differ; never their contents."""
    if not isinstance(stored, dict) or not isinstance(built, dict):
        return ["everything"]
    return sorted(key for key in stored.keys() | built.keys() if stored.get(key) != built.get(key))


def _payload(entry: Entry) -> Finding | None:
    try:
        kept = entry.payload
    except ObjectDoesNotExist:
        return Finding(entry.idx, Fault.PAYLOAD_MISSING, _("the entry has no payload"))
    try:
        salt, body = bytes.fromhex(open_sealed(kept.salt)), open_sealed(kept.body).encode()
    except (Unreadable, ValueError):
        return Finding(
            entry.idx, Fault.PAYLOAD_UNREADABLE, _("payload or salt cannot be decrypted")
        )
    if not hmac.compare_digest(leaf.commitment(salt, body), entry.commit):
        why = _("the payload is not the one committed to")
        return Finding(entry.idx, Fault.PAYLOAD_COMMIT, why)
    if json.loads(body)["about"] != leaf.identity(entry.subject):
        why = _("its subject is no longer the one it was about")
        return Finding(entry.idx, Fault.SUBJECT_IDENTITY, why)
    return None


def _chain(entry: Entry, expected: Expected) -> Finding | None:
    if entry.subject_seq != expected.subject_seq:
        why = _("entry %(seq)d of its subject stands where %(wanted)d belongs") % {
            "seq": entry.subject_seq,
            "wanted": expected.subject_seq,
        }
        return Finding(entry.idx, Fault.SUBJECT_SEQ, why)
    if entry.prev_subject_leaf != expected.prev_subject_leaf:
        why = _("it does not name the leaf of the subject's previous entry")
        return Finding(entry.idx, Fault.PREV_SUBJECT_LEAF, why)
    return None


def _seal(entry: Entry, expected: Expected) -> Finding | None:
    wanted = leaf.seal(entry.log_id, entry.idx, entry.leaf_hash, expected.previous_seal)
    if not hmac.compare_digest(wanted, entry.seal):
        return Finding(entry.idx, Fault.SEAL, _("not sealed by this house after the row before it"))
    return None
