"""What later releases will let people do: the acts of brief §3 whose moves are not built yet.

`later.csv` names each act, its capability and roles; nobody holds one and no posting can grant it.
When a move is built its row leaves the file and enters `capabilities` and `roles`; tests hold the
file to `docs/moves.csv` and the two tables apart.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("later.csv")


@dataclass(frozen=True)
class Later:
    """An act of a later release: its row in brief §3, and its name in Chinese and English."""

    id: str
    capability: str
    roles: frozenset[str]
    zh: str

    @property
    def en(self) -> str:
        """Return the act in English, as its capability says it."""
        return self.capability.partition(".")[2].replace("_", " ")


@cache
def acts() -> tuple[Later, ...]:
    """Return every act that is not built yet, in the order of the brief."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Later(row["id"], row["capability"], frozenset(row["roles"].split()), row["zh"])
            for row in csv.DictReader(rows)
        )


def of_role(role: str) -> list[Later]:
    """Return what `role` will be able to do in later releases."""
    return [act for act in acts() if role in act.roles]
