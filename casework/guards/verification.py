"""Guards of verification (CM-11, CM-16)."""

from typing import Any

from django.db.models import Q

from casework import refusals
from casework.guards.acceptance import REASONS_LEAST
from casework.states import Route, Severity
from common.actors import Actor

SIGNATURES = 2  # [CF] art. 42, by analogy


def may_be_verified(record: Any, *, facts_disputed: bool, **_: Any) -> None:
    """CM-11: own route, disputed facts of S2–S3, a lead (C21), or a party refused mediation."""
    ended = Q(termination_ground="T2") | Q(lead_found=True)
    refused = record.mediations.filter(ended).exists()
    by_route = record.route == Route.VERIFY or not record.has_complainant
    disputed = facts_disputed and record.severity in (Severity.S2, Severity.S3)
    if not (refused or by_route or disputed):
        raise refusals.VerificationNotOpen(field="facts_disputed")


def plan_given(record: Any, *, plan: str, **_: Any) -> None:
    """CM-11: the investigation plan."""
    if len(plan.strip()) < REASONS_LEAST:
        raise refusals.PlanMissing(field="plan")


def no_plan_yet(record: Any, **_: Any) -> None:
    """CM-11a: one plan for one verification."""
    if record.verifications.filter(concluded_at=None).exists():
        raise refusals.PlanThere


def did_not_mediate(record: Any, *, by: Actor, **_: Any) -> None:
    """Who mediates a dispute does not investigate it (brief §3)."""
    if record.mediations.filter(mediator_id=by.user_pk).exists():
        raise refusals.SamePerson


def _current_findings(record: Any) -> Any:
    current = record.verifications.filter(concluded_at=None).first()
    return current and current.findings.filter(returned_at=None).first()


def no_current_findings(record: Any, **_: Any) -> None:
    """CM-16a: earlier findings must be returned before new ones are written."""
    if _current_findings(record):
        raise refusals.FindingsOpen


def findings_written(record: Any, **_: Any) -> None:
    """CM-16, CM-16b, CM-16c: there are current findings."""
    if not _current_findings(record):
        raise refusals.FindingsMissing


def not_signed_by_me(record: Any, *, by: Any, **_: Any) -> None:
    """CM-16b: one person signs once, whichever account is used."""
    signatures = _current_findings(record).signatures.all()
    if any(s.user_id == by.user_pk or s.person == person_of(by) for s in signatures):
        raise refusals.SignedAlready


def signatures_wanted(record: Any, **_: Any) -> None:
    """CM-16b: two signatures, not more."""
    if record.findings_signatures >= SIGNATURES:
        raise refusals.SignedAlready


def two_signed(record: Any, **_: Any) -> None:
    """CM-16: two different people signed."""
    if _current_findings(record).signatures.count() < SIGNATURES:
        raise refusals.TwoMustSign


def confirmer_did_not_sign(record: Any, *, by: Any, **_: Any) -> None:
    """CM-16: who drafted, signed or mediated does not confirm."""
    findings = _current_findings(record)
    people = {(s.user_id, s.person) for s in findings.signatures.all()}
    signed = any(by.user_pk == user or person_of(by) == person for user, person in people)
    if signed or findings.drafted_by_id == by.user_pk:
        raise refusals.SamePerson
    did_not_mediate(record, by=by)


def person_of(user: Any) -> str:
    """Return what identifies the person behind an account: the hash of the ID, else the account."""
    return getattr(user, "person_hash", "") or f"user:{user.user_pk}"
