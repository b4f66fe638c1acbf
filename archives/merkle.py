"""The Merkle tree of RFC 6962 §2.1 over the leaves of a log, grown one leaf at a time.

A `Frontier` keeps the roots of the perfect subtrees along the right edge: as many hashes as the
size has one-bits, so that appending and taking the root cost O(log n) and no more memory.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LEAF_PREFIX = b"\x00"  # a leaf can never be passed off as a node, nor a node as a leaf
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one leaf's bytes."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two subtrees."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a tree of `size` leaves: roots of its perfect subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    @classmethod
    def restore(cls, size: int, peaks: Sequence[str]) -> "Frontier":
        """Return the frontier a head row stores; raise `ValueError` if it cannot be one."""
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError("the number of peaks does not fit the size")
        return cls(size, [bytes.fromhex(peak) for peak in peaks])

    def append(self, leaf: bytes) -> None:
        """Add the *hash* of the next leaf."""
        carried, node = self.size, leaf
        while carried & 1:
            node = node_hash(self.peaks.pop(), node)
            carried >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree of all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def hex_peaks(self) -> list[str]:
        """Return the peaks as a head row stores them."""
        return [peak.hex() for peak in self.peaks]


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes in the order of their indices."""
    frontier = Frontier()
    for item in leaf_hashes:
        frontier.append(item)
    return frontier.root()
