"""Somebody to be told, as an audience function describes him."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Which text somebody gets; never two kinds share one with more than number and link."""

    COMPLAINANT = "COMPLAINANT"
    RESPONDENT = "RESPONDENT"
    STAFF = "STAFF"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or enterprise to be told, with the addresses he gave himself.

    `party_id` is the party's row for outsiders, `user_id` the account for staff; exactly one is
    set. Addresses stay out of `repr`, so that no traceback shows them.
    """

    kind: Kind
    party_id: int | None = None
    user_id: int | None = None
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    name_for_letter: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if (self.party_id is None) == (self.user_id is None):
            raise ValueError("a recipient is a party or a member of staff")

    @property
    def code(self) -> str:
        """Short, stable name for keys: no personal data."""
        return f"{self.kind.value}-{self.party_id or self.user_id}"
