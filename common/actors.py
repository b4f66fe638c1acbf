"""Who may act: staff accounts, outside parties and the clock."""

from dataclasses import dataclass
from typing import Protocol

from common.errors import NotPermitted
from common.models import File

OUTSIDE_ROLES = frozenset({"COMPLAINANT", "RESPONDENT", "INFORMANT", "AGENCY"})


class Actor(Protocol):
    """Anyone a move may be attributed to."""

    @property
    def user_pk(self) -> int | None:
        """The account that acted or typed, if one did."""

    def roles_for(self, file: File) -> frozenset[str]:
        """Return the roles held with regard to `file`."""


@dataclass(frozen=True)
class Outside:
    """A party outside the house; `entered_by` is the clerk who typed a spoken or written act."""

    role: str
    party_id: int | None = None
    entered_by: int | None = None

    def __post_init__(self) -> None:
        if self.role not in OUTSIDE_ROLES:
            raise ValueError(f"{self.role!r} is not an outside role")

    @property
    def user_pk(self) -> int | None:
        return self.entered_by

    def roles_for(self, file: File) -> frozenset[str]:
        # What a recused clerk takes down does not count.
        return frozenset() if file.recuses(self.entered_by) else frozenset({self.role})


def account_of(actor: Actor) -> int:
    """Return the account behind an act that only staff can do.

    Raises:
        NotPermitted: nobody of the staff is behind it.
    """
    if actor.user_pk is None:
        raise NotPermitted
    return actor.user_pk


@dataclass(frozen=True)
class Mandate:
    """A standing order, carried out when its condition is met (decision 0003).

    A mediation opens when the second consent arrives, an agreement stands with the second signature
    and a letter counts as sent when it is rendered: the decision was that of the officer or of the
    mediator, taken and recorded earlier, so it is their act even if their posting has ended.
    """

    role: str
    user_pk: int | None

    def roles_for(self, file: File) -> frozenset[str]:
        return frozenset({self.role})


class _System:
    """The clock and the joining of recorded facts (brief §3.0 X1). No person may act as SYSTEM."""

    user_pk = None

    def roles_for(self, file: File) -> frozenset[str]:
        return frozenset({"SYSTEM"})

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM = _System()
