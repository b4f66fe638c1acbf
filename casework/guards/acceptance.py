"""Guards of the decision on acceptance (CM-03…08)."""

from datetime import datetime
from typing import Any

from casework import refusals
from casework.guards.looking import deadline_of
from casework.states import Route, Severity

REASONS_LEAST = 10  # brief §3.1 CM-07
GROUNDS = {"G1", "G2", "G3", "G4", "G5", "G6", "G7"}


def first_supplement(record: Any, **_: Any) -> None:
    """CM-03: one supplement notice, ever."""
    if record.supplement_asked_at:
        raise refusals.SupplementOnce


def not_s1(record: Any, **_: Any) -> None:
    """CM-03, CM-05: not for S1."""
    if record.severity == Severity.S1:
        raise refusals.UrgentNeedsNoMaterials


def is_s1(record: Any, **_: Any) -> None:
    """CM-05a: only for S1."""
    if record.severity != Severity.S1:
        raise refusals.OnlyForS1


def defects_listed(record: Any, *, items: list[str], **_: Any) -> None:
    """CM-03: all defects at once, at least one."""
    if not [item for item in items if item.strip()]:
        raise refusals.NothingMissing(field="items")


def supplement_in_time(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-04: not later than the last day; the party's own moment counts, not the sweep's."""
    clock = deadline_of(record, "SUPPLEMENT")
    if clock is not None and clock.due_at is not None and at > clock.due_at:
        raise refusals.SupplementLate


def supplement_over(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-05, CM-05a: the last day is over."""
    clock = deadline_of(record, "SUPPLEMENT")
    if clock is None or clock.due_at is None or at < clock.due_at:
        raise refusals.SupplementNotDue


def materials_complete(record: Any, **_: Any) -> None:
    """CM-06: complainant, respondent and request are known (brief C3); waived for S1."""
    missing = missing_materials(record)
    if missing and record.severity != Severity.S1 and not record.supplement_asked_at:
        raise refusals.MaterialsMissing(field=missing[0])


def missing_materials(record: Any) -> list[str]:
    """Return which materials of brief C3 are missing, by field name."""
    if not record.has_complainant:
        return []
    parties = {party.role: party for party in record.file.parties.all()}
    complainant, respondent = parties.get("COMPLAINANT"), parties.get("RESPONDENT")
    missing = []
    if complainant is None or not complainant.name:
        missing.append("complainant_name")
    if complainant is None or not (complainant.phone or complainant.email):
        missing.append("complainant_contact")
    if respondent is None or not respondent.name:
        missing.append("respondent_name")
    if not record.statement.request.strip():
        missing.append("request")
    return missing


def acceptable(record: Any, **_: Any) -> None:
    """CM-06: no ground of non-acceptance is graded."""
    if record.route == Route.NOT_ACCEPTED:
        raise refusals.OutOfScope


def ground_known(record: Any, *, ground: str, **_: Any) -> None:
    """CM-07: G1–G7."""
    if ground not in GROUNDS:
        raise refusals.GroundUnknown(field="ground")


def reasons_given(record: Any, *, reason: str, **_: Any) -> None:
    """CM-07, CM-08, CM-16c: reasons of at least ten characters."""
    if len(reason.strip()) < REASONS_LEAST:
        raise refusals.ReasonTooShort(field="reason")


def competent_body_named(record: Any, *, agency: str, **_: Any) -> None:
    """CM-08: where the complaint goes."""
    if not agency.strip():
        raise refusals.OutOfScopeOnly(field="agency")
