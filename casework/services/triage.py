"""Graded triage (分级): a person confirms or overrides the suggestion (CM-02, CM-02b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from casework import clocks
from casework.models import Complaint, Grading
from casework.news import tell
from casework.states import Severity
from common.actors import Actor, account_of
from common.lifecycle import perform


@dataclass(frozen=True)
class Grade:
    """The decision on category, severity and route; `reason` when it departs from the rules."""

    category: str
    severity: str
    route: str
    agency: str = ""
    reason: str = ""
    police_report: bool = False
    overridden: bool = False


@transaction.atomic
def grade(*, complaint_id: int, grade: Grade, by: Actor, at: datetime) -> Complaint:
    """Confirm or override the suggested grading (CM-02).

    Whether it departs from the suggestion is found here, not told by the caller.

    Raises:
        Refusal: graded already, unknown grading, a departure without reason, S1 without police.
    """
    return _grade(complaint_id, "triage", grade, by=by, at=at)


@transaction.atomic
def regrade(*, complaint_id: int, grade: Grade, by: Actor, at: datetime) -> Complaint:
    """Grade again on new facts, which `grade.reason` names (CM-02b)."""
    return _grade(complaint_id, "regrade", grade, by=by, at=at)


def _grade(complaint_id: int, move: str, given: Grade, *, by: Actor, at: datetime) -> Complaint:
    suggestion = Complaint.objects.select_related("statement").get(pk=complaint_id).statement
    decided = _against(given, suggestion.suggestion)
    before = Complaint.objects.values_list("severity", flat=True).get(pk=complaint_id)
    complaint = perform(
        Complaint, complaint_id, move, by=by, at=at, reason=decided.reason, grading=decided
    )
    Grading.objects.create(
        complaint=complaint,
        version=complaint.gradings.count() + 1,
        category=decided.category,
        severity=decided.severity,
        route=decided.route,
        agency=decided.agency,
        overridden=decided.overridden,
        reason=decided.reason,
        by_id=account_of(by),
        at=at,
    )
    clocks.meet(complaint.file, "TRIAGE", "TRIAGE_S1", at=at)
    if decided.severity == Severity.S1 and before != Severity.S1:
        clocks.start(complaint.file, "REFERRAL_S1", at=at, record=("CM", complaint.pk))
    elif decided.severity != Severity.S1:
        clocks.cancel(complaint.file, "REFERRAL_S1", at=at)
    tell("complaint.graded", complaint.last_event, at=at, severity=decided.severity)
    return complaint


def _against(given: Grade, suggestion: dict[str, Any]) -> Grade:
    same = all(
        getattr(given, name) == (suggestion.get(name) or "")
        for name in ("category", "severity", "route")
    )
    return Grade(
        category=given.category,
        severity=given.severity,
        route=given.route,
        agency=given.agency,
        reason=given.reason,
        police_report=given.police_report,
        overridden=not same,
    )
