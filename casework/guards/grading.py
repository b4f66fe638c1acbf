"""Guards of registration and grading (CM-01…02b)."""

from typing import Any

from casework import intake_refusals, refusals
from casework.states import SERIOUS_ROUTES, Route, Severity
from policies import services as policies

OVERRIDE_LEAST = 5


def narrative_given(record: Any, *, narrative: str, **_: Any) -> None:
    """CM-01: the narrative is not empty."""
    if not narrative.strip():
        raise refusals.NarrativeMissing


def was_reached(record: Any, *, reached: bool, **_: Any) -> None:
    """CM-01a: a person spoke or wrote to the complainant; a ringing phone is no contact."""
    if not reached:
        raise refusals.NotReached


def not_graded_yet(record: Any, **_: Any) -> None:
    """CM-02 happens once; afterwards CM-02b."""
    if record.graded_at:
        raise refusals.GradedAlready


def graded(record: Any, **_: Any) -> None:
    """CM-06, CM-02b: a person has confirmed a grading."""
    if not record.graded_at:
        raise refusals.NotGraded


def grading_exists(record: Any, *, grading: Any, **_: Any) -> None:
    """CM-02: the category stands in the pack; S1 goes to the police by a serious route (§5)."""
    categories = policies.pack(record.file.unit.policy).categories
    if grading.category not in categories or grading.route not in Route.values:
        raise refusals.GradingUnknown
    # The row INVALID of brief §5 has no severity: there is nothing to be grave about.
    invalid = grading.category == "INVALID" and grading.route == Route.NOT_ACCEPTED
    if grading.severity not in Severity.values and not (invalid and grading.severity == ""):
        raise refusals.GradingUnknown(field="severity")
    if grading.severity == Severity.S1 and not grading.police_report:
        raise refusals.PoliceReportMandatory
    if grading.severity == Severity.S1 and grading.route not in SERIOUS_ROUTES:
        raise intake_refusals.UrgentRouteNotSerious
    if grading.overridden and len(grading.reason.strip()) < OVERRIDE_LEAST:
        raise refusals.OverrideNeedsReason(field="reason")


def regrade_has_reason(record: Any, *, grading: Any, **_: Any) -> None:
    """CM-02b: new facts are named."""
    if len(grading.reason.strip()) < OVERRIDE_LEAST:
        raise refusals.OverrideNeedsReason(field="reason")


def accepted_stays_ours(record: Any, *, grading: Any, **_: Any) -> None:
    """CM-02b: what was accepted is not graded out of our competence afterwards."""
    if record.accepted_at and grading.route == Route.NOT_ACCEPTED:
        raise intake_refusals.AcceptedIsOurs
