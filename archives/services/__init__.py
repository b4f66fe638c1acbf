"""The ways into the archive: `subjects`, `ledger`, `writeback`; and its reference row."""

from archives.services.heads import MAIN, seed

__all__ = ["MAIN", "seed"]
