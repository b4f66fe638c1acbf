"""What fields ask of each other: who may read which, and which one needs another."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from documents.kinds.base import READER_FAULT, ForAddressee, Line, Paper, Part, PartyRole


def _above_zero(value: int) -> int:
    if value < 1:
        raise PydanticCustomError("not_above_zero", "is not above zero")
    return value


def _digest(value: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", value):
        raise PydanticCustomError("no_digest", "is no SHA-256")
    return value


#: A number of things: one at least.
Count = Annotated[int, AfterValidator(_above_zero)]
#: SHA-256 in lower-case hexadecimal, as evidence keeps it.
Digest = Annotated[str, AfterValidator(_digest)]


def need(part: Part, *fields: str) -> None:
    """Refuse the first of `fields` that is empty, by its name."""
    for field in fields:
        if not getattr(part, field):
            raise PydanticCustomError("missing", "is missing", {"field": field})


def in_order(part: Part, first: str, last: str) -> None:
    """Refuse a term whose `last` day lies before its `first`."""
    if getattr(part, last) < getattr(part, first):
        raise PydanticCustomError("term_backwards", "ends before it begins", {"field": last})


def fit_reader(paper: Paper, *, wanted: tuple[str, ...], barred: tuple[str, ...]) -> None:
    """Refuse the first field that this copy's reader must have, or must never see."""
    missing = [name for name in wanted if not getattr(paper, name)]
    present = [name for name in barred if getattr(paper, name)]
    for field in (*missing, *present):
        raise PydanticCustomError(READER_FAULT, "does not fit copy_for", {"field": field})


class ForOneParty(Paper):
    """A copy for one party; the same facts are told to the other in a copy of its own.

    The respondent's copy must not carry `complainant_name`: it reads `complainant_display` (王女士)
    or, for a file without complainant, nothing (brief §9). No kind has a field for the other
    party's address, telephone or identity number. `ONLY_FOR` names further fields for one reader.
    """

    copy_for: PartyRole
    complainant_name: Line | None = None
    complainant_display: Line | None = None
    respondent_name: Line
    subject: Line

    ONLY_FOR: ClassVar[dict[ForAddressee, tuple[str, ...]]] = {}

    @model_validator(mode="after")
    def _fits_its_reader(self) -> ForOneParty:
        own = {
            ForAddressee.COMPLAINANT: ("complainant_name",),
            ForAddressee.RESPONDENT: ("complainant_display",),
        }
        barred = [
            name
            for only_for in (own, self.ONLY_FOR)
            for reader, names in only_for.items()
            if reader != self.copy_for
            for name in names
        ]
        wanted = own[self.copy_for] if self.copy_for == ForAddressee.COMPLAINANT else ()
        fit_reader(self, wanted=wanted, barred=tuple(barred))
        return self

    @property
    def addressee_name(self) -> str:
        """The reader."""
        return self.complainant_name or self.respondent_name
