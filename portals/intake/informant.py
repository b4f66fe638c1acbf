"""A report carries no complainant: what it says of the informant leaves the record for the vault.

Brief C23 and D11, architecture §6. Particulars are also blotted out where the sender repeated them
in words; the original wording goes into the vault with them.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from portals.intake.record import IntakeRecord, plain

PARTICULARS: Final = (
    "requester_name",
    "requester_phone",
    "requester_id_type",
    "requester_id_no",
    "requester_address",
)
#: Fields in which a sender may have repeated them. Codes and the respondent's own are left alone.
WORDY: Final = (
    "title",
    "narrative",
    "request",
    "occurred_when",
    "occurred_place",
    "order_no",
    "handling_unit",
    "return_reason",
    "reply_text",
)
LISTS: Final = ("co_units", "attachments")
BLOT = "［举报人信息已隐去］"
_SEPARATOR = r"[\s\-‐‑–—.·()（）]*"
_SHORTEST_NAME = 2
_SHORTEST_ADDRESS = 4


@dataclass(frozen=True)
class Parted:
    """A record without its informant, and the informant."""

    record: IntakeRecord
    identity: dict[str, object] = field(default_factory=dict, repr=False)


def part(record: IntakeRecord) -> Parted:
    """Return `record` without the informant's particulars, and these for the vault ({} if none)."""
    identity: dict[str, object] = plain(record, PARTICULARS)
    if not identity:
        return Parted(record)
    traces = _traces(record)
    wording = plain(record, WORDY + LISTS)
    clean = {name: _blot(value, traces) for name, value in wording.items()}
    repeated = {name: value for name, value in wording.items() if clean[name] != value}
    if repeated:
        identity["wording"] = repeated
    emptied = dict.fromkeys(PARTICULARS, "")
    return Parted(record.model_copy(update=emptied | clean), identity)


def _traces(record: IntakeRecord) -> re.Pattern[str] | None:
    """Return a pattern of the particulars as people repeat them, None if there are none."""
    found = [
        _SEPARATOR.join(map(re.escape, re.sub(r"[^0-9A-Za-z]", "", number)))
        for number in (record.requester_phone, record.requester_id_no)
        if number
    ]
    for words, shortest in (
        (record.requester_name, _SHORTEST_NAME),
        (record.requester_address, _SHORTEST_ADDRESS),
    ):
        if len(words) >= shortest:
            found.append(r"\s*".join(map(re.escape, re.sub(r"\s", "", words))))
    found = [pattern for pattern in found if pattern]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def _blot(value: object, traces: re.Pattern[str] | None) -> object:
    if traces is None:
        return value
    if isinstance(value, list):
        return [_blot(item, traces) for item in value]
    return traces.sub(BLOT, value) if isinstance(value, str) else value
