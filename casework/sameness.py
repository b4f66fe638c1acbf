"""Whether two complaints are one matter: same complainant, respondent and event (CM-09).

Numbers decide where there are any; where nothing on file says yes or no, a person has to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from common import text


class Same(Enum):
    """What the record says: the same, another, or nothing."""

    YES = "YES"
    NO = "NO"
    UNSAID = "UNSAID"


def complainant(one: Any, other: Any) -> Same:
    """Compare the complainants: by resident ID number, else by telephone number.

    Two different ID numbers are two people, whatever telephone they share.
    """
    return _by_number(_party(one, "COMPLAINANT"), _party(other, "COMPLAINANT"), "id", "phone")


def respondent(one: Any, other: Any) -> Same:
    """Compare the respondents: as identified, by USCC or ID number, else by the whole name."""
    a, b = _party(one, "RESPONDENT"), _party(other, "RESPONDENT")
    numbered = _by_number(a, b, "subject", "uscc", "id")
    if numbered is not Same.UNSAID or not (a and b):
        return numbered
    return Same.YES if a["name"] and a["name"] == b["name"] else Same.UNSAID


def event(one: Any, other: Any) -> Same:
    """Compare the events: by the number of the service order, else by the day."""
    for column in ("order_no", "occurred_on"):
        a, b = getattr(one.statement, column), getattr(other.statement, column)
        if a and b:
            return Same.YES if a == b else Same.NO
    return Same.UNSAID


def _party(complaint: Any, role: str) -> Mapping[str, str]:
    for party in complaint.file.parties.all():
        if party.role == role:
            return {
                "phone": party.phone_hash,
                "id": party.id_hash,
                "uscc": party.uscc,
                "subject": str(party.subject_id or ""),
                "name": text.normalise(party.name).replace(" ", ""),
            }
    return {}


def _by_number(a: Mapping[str, str], b: Mapping[str, str], *kinds: str) -> Same:
    """Compare by the first kind of number that both have; a telephone only ever says yes."""
    for kind in kinds:
        if a.get(kind) and b.get(kind):
            if a[kind] == b[kind]:
                return Same.YES
            if kind != "phone":
                return Same.NO
    return Same.UNSAID
