"""Verification (核查): plan, findings signed by two, confirmed by an officer (CM-11, CM-16)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import clocks, guards, refusals, result_papers
from casework.models import Complaint, Findings, Signature, Verification
from casework.news import tell
from casework.services.mediation import outcome_recorded
from common.actors import Actor, account_of
from common.errors import Conflict
from common.lifecycle import perform


@transaction.atomic
def start(
    *, complaint_id: int, plan: str, facts_disputed: bool, by: Actor, at: datetime
) -> Verification:
    """Open the verification with its plan (CM-11)."""
    complaint = perform(
        Complaint,
        complaint_id,
        "start_verification",
        by=by,
        at=at,
        plan=plan,
        facts_disputed=facts_disputed,
    )
    clocks.start(complaint.file, "VERIFICATION", at=at, record=("CM", complaint.pk))
    clocks.cancel(complaint.file, "ENTERPRISE_REPLY", at=at)
    opened = _open(complaint, plan, by=by, at=at)
    tell("complaint.verification_started", complaint.last_event, at=at)
    return opened


@transaction.atomic
def plan(*, complaint_id: int, text: str, by: Actor, at: datetime) -> Verification:
    """Write the plan of a verification opened by a lead from mediation (CM-11a, after CM-15).

    Raises:
        PlanMissing: the text is too short.
        Conflict: there is a plan, or the complaint is not in verification.
    """
    complaint = perform(Complaint, complaint_id, "plan_verification", by=by, at=at, plan=text)
    return _open(complaint, text, by=by, at=at)


def _open(complaint: Complaint, text: str, *, by: Actor, at: datetime) -> Verification:
    return Verification.objects.create(
        complaint=complaint, plan=text, opened_at=at, opened_by_id=account_of(by)
    )


def current(complaint: Complaint) -> Verification | None:
    """Return the verification under way, if one is."""
    return complaint.verifications.filter(concluded_at=None).first()


@transaction.atomic
def write_findings(
    *, complaint_id: int, conclusion: str, facts: str, reasoning: str, by: Actor, at: datetime
) -> Findings:
    """Write findings down (CM-16a); the author signs separately.

    Raises:
        ReasonTooShort: the reasoning is shorter than the paper of the findings demands.
        PlanMissing: the verification has no plan yet.
        FindingsOpen: there are findings that were not returned.
    """
    if len(reasoning.strip()) < guards.REASONS_LEAST:
        # Said to the author now: after two signatures the officer could not confirm them.
        raise refusals.ReasonTooShort(field="reasoning")
    complaint = perform(
        Complaint, complaint_id, "draft_findings", by=by, at=at, conclusion=conclusion
    )
    verification = current(complaint)
    if verification is None:
        raise refusals.PlanMissing(field="plan")
    return Findings.objects.create(
        verification=verification,
        version=verification.findings.count() + 1,
        conclusion=conclusion,
        facts=facts,
        reasoning=reasoning,
        drafted_at=at,
        drafted_by_id=account_of(by),
    )


@transaction.atomic
def sign(*, complaint_id: int, findings_id: int, by: Actor, at: datetime) -> Signature:
    """Put an investigator's name under the current findings (CM-16b)."""
    complaint = perform(
        Complaint, complaint_id, "sign_findings", by=by, at=at, findings_id=findings_id
    )
    return Signature.objects.create(
        findings=_same(complaint, findings_id),
        user_id=account_of(by),
        person=guards.person_of(by),
        at=at,
    )


@transaction.atomic
def send_back(
    *, complaint_id: int, findings_id: int, reason: str, by: Actor, at: datetime
) -> Findings:
    """Return the findings to the investigators with reasons (CM-16c)."""
    complaint = perform(
        Complaint,
        complaint_id,
        "return_findings",
        by=by,
        at=at,
        reason=reason,
        findings_id=findings_id,
    )
    findings = _same(complaint, findings_id)
    findings.returned_at = at
    findings.save(update_fields=["returned_at"])
    return findings


@transaction.atomic
def confirm(*, complaint_id: int, findings_id: int, by: Actor, at: datetime) -> Complaint:
    """Confirm findings signed by two as the outcome (CM-16).

    Raises:
        Conflict: these findings are gone, or others have taken their place.
        TwoMustSign: fewer than two different people have signed.
        SamePerson: `by` drafted, signed or mediated.
    """
    found = Findings.objects.filter(pk=findings_id, verification__complaint=complaint_id).first()
    if found is None:
        raise Conflict
    complaint = perform(
        Complaint,
        complaint_id,
        "verified",
        by=by,
        at=at,
        conclusion=found.conclusion,
        findings_id=findings_id,
        mark=found.mark(),
    )
    findings = _same(complaint, findings_id)
    findings.confirmed_at, findings.confirmed_by_id = at, account_of(by)
    findings.save(update_fields=["confirmed_at", "confirmed_by"])
    verification = findings.verification
    verification.concluded_at = at
    verification.save(update_fields=["concluded_at"])
    clocks.meet(complaint.file, "VERIFICATION", at=at)
    result_papers.findings(complaint, findings, by=by, at=at)
    outcome_recorded(complaint, at=at)
    return complaint


def _same(complaint: Complaint, findings_id: int) -> Findings:
    """Return the current findings, refusing if the reader had an older version before them."""
    verification = current(complaint)
    found = verification and verification.findings.filter(pk=findings_id, returned_at=None).first()
    if not found:
        raise Conflict
    return found
