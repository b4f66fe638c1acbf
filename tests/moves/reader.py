"""Reads docs/moves.csv, the one list of moves that code, rehearsal and tests are held to."""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

PATH = Path(__file__).parents[2] / "docs" / "moves.csv"

SAME = "SAME"
PREVIOUS = "PREVIOUS"


@dataclass(frozen=True)
class Move:
    """
    One row of brief §3.

    `sources` is empty for a birth. `targets` may hold SAME (state unchanged) and PREVIOUS (the
    state before the suspension) beside states; more than one: a guard or an argument chooses.
    """

    id: str
    machine: str
    move: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    roles: tuple[str, ...]
    started: tuple[str, ...]
    stopped: tuple[str, ...]
    suspended: tuple[str, ...]
    resumed: tuple[str, ...]
    papers: tuple[str, ...]
    notices: tuple[str, ...]
    archive: tuple[str, ...]
    #: Words of the other cells that a later release fulfils although the row itself is built.
    later: tuple[str, ...]
    built: bool
    release: int

    @property
    def is_birth(self) -> bool:
        return not self.sources

    def leads_to(self, source: str) -> frozenset[str] | None:
        """Return the states the move may lead to from `source`; None for "where it came from"."""
        if PREVIOUS in self.targets:
            return None
        return frozenset(source if target == SAME else target for target in self.targets)


# Field of Move → column of the file, where they differ.
COLUMNS = {
    "sources": "from",
    "targets": "to",
    "roles": "role",
    "papers": "paper",
    "notices": "notice",
}
HEADER = [COLUMNS.get(field.name, field.name) for field in fields(Move)]


def rows(path: Path = PATH) -> list[dict[str, str]]:
    """Return the raw rows; raises ValueError if the header is not ours."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != HEADER:
            raise ValueError(f"{path.name} has the columns {reader.fieldnames}, not {HEADER}")
        return list(reader)


def read(path: Path = PATH) -> tuple[Move, ...]:
    """Return all moves in the order of the file."""
    return tuple(_move(row) for row in rows(path))


def built(machine: str | None = None) -> tuple[Move, ...]:
    """Return the moves that exist in code, of one machine or of all."""
    return tuple(move for move in read() if move.built and machine in (None, move.machine))


def _move(row: dict[str, str]) -> Move:
    several = {
        field.name: tuple(row[COLUMNS.get(field.name, field.name)].split())
        for field in fields(Move)
        if field.type == tuple[str, ...]
    }
    return Move(
        id=row["id"],
        machine=row["machine"],
        move=row["move"],
        built={"yes": True, "no": False}[row["built"]],
        release=int(row["release"]),
        **several,
    )
