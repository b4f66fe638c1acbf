"""The kinds of paper: each with a title, a series of numbers, a typed context and a template."""

from documents.kinds import (
    acceptance,
    agency,
    change,
    hold,
    intake,
    interruption,
    mediation,
    referral,
    results,
)
from documents.kinds.base import Kind, Paper

REGISTER: dict[str, Kind] = {
    kind.code: kind
    for module in (
        intake,
        acceptance,
        mediation,
        results,
        referral,
        agency,
        interruption,
        hold,
        change,
    )
    for kind in module.KINDS
}


class UnknownKind(LookupError):
    """No paper of this code exists: a programmer's mistake, not a person's."""


def find(code: str) -> Kind:
    """Return the kind of paper with this code; raise `UnknownKind`."""
    try:
        return REGISTER[code]
    except KeyError:
        raise UnknownKind(code) from None


__all__ = ["REGISTER", "Kind", "Paper", "UnknownKind", "find"]
