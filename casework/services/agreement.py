"""The agreement (调解协议): put to both, signed by both, concluded (brief §3.2 MD-08, C18)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from casework import clocks, guards, mediation_papers, refusals, taking_down
from casework.models import AgreementDraft, AgreementSignature, Complaint, Mediation, Party
from casework.news import tell
from casework.services.mediation import outcome_recorded
from common.actors import Actor, Mandate, Outside, account_of
from common.lifecycle import lock, perform


@transaction.atomic
def draft(
    *,
    mediation_id: int,
    facts: str,
    terms: list[str],
    by: Actor,
    at: datetime,
    lawful: bool,
    amount: Decimal | None = None,
    performance_due_on: date | None = None,
    performed_at_once: bool = False,
    fault_admitted: bool = False,
) -> AgreementDraft:
    """Put a wording of the agreement to both parties (MD-08a); an earlier one loses its signatures.

    `facts` are the main facts of the dispute in the mediator's words, as the statement prints them.

    Raises:
        DisputeMissing, TermsMissing: nothing is said of the dispute or of what was agreed.
        PerformanceMissing, PerformancePast: no day of performance, or one that is past.
        TermsUnlawful: nobody confirmed that no liability is waived.
        MediationPeriodOver: the period has ended.
        IncompletePaper: the statement could not print it, more than thirty terms for example.
    """
    before = lock(Mediation, mediation_id)
    written = AgreementDraft(
        mediation=before,
        version=AgreementDraft.objects.filter(mediation=before).count() + 1,
        facts=facts.strip(),
        terms=[term.strip() for term in terms if term.strip()],
        amount=amount,
        performance_due_on=performance_due_on,
        performed_at_once=performed_at_once,
        fault_admitted=fault_admitted,
        drafted_at=at,
        drafted_by_id=account_of(by),
    )
    mediation = perform(
        Mediation, mediation_id, "draft_agreement", by=by, at=at, draft=written, lawful=lawful
    )
    mediation_papers.permit_statement(written)
    written.save()
    tell("mediation.agreement_drafted", mediation.last_event, at=at)
    return written


@transaction.atomic
def sign(
    *, mediation_id: int, draft_id: int, party_id: int, how: str, by: Outside, at: datetime
) -> Mediation:
    """Record a party's signature under the current wording (MD-08b); the second concludes (MD-08).

    Raises:
        NothingToSign: there is no wording yet; WordingChanged: `draft_id` is not the latest.
        AgreementSigned: this party has signed it already.
        SignedByAnother: the act is not of the party that signs.
        WordingPast, MediationPeriodOver: the day of performance, or the period, is past.
        NotTakenDownHere: recorded by somebody who does not mediate here.
    """
    mediation = lock(Mediation, mediation_id)
    taking_down.permit(by, mediation.file, capability=taking_down.IN_SESSION)
    party = Party.objects.get(pk=party_id, file_id=mediation.complaint.file_id)
    if (by.role, by.party_id) != (party.role, party.pk):
        raise refusals.SignedByAnother
    mediation = perform(
        Mediation,
        mediation_id,
        "sign_agreement",
        by=by,
        at=at,
        draft_id=draft_id,
        party_id=party.pk,
        how=how,
    )
    current = guards.current_draft(mediation)
    AgreementSignature.objects.create(
        draft=current, party=party, how=how, at=at, entered_by_id=by.user_pk
    )
    try:
        guards.both_signed(mediation, draft=current)
    except refusals.BothMustSign:
        return mediation
    return _conclude(mediation, current, at=at)


def _conclude(mediation: Mediation, draft: AgreementDraft, *, at: datetime) -> Mediation:
    """Conclude what both have signed (MD-08), and record it as the outcome (CM-13)."""
    # The mediator put it to them for this; the signatures fulfil the condition (decision 0003).
    by = Mandate("MEDIATOR", draft.drafted_by_id)
    mediation = perform(Mediation, mediation.pk, "agree", by=by, at=at, draft=draft)
    clocks.meet(mediation.file, "MEDIATION", "MEDIATION_FIRST", at=at)
    if not draft.performed_at_once:
        clocks.start(
            mediation.file,
            "PERFORMANCE",
            at=at,
            record=("MD", mediation.pk),
            last_day=draft.performance_due_on,
        )
    mediation_papers.statement(draft, by=by, at=at)
    tell("mediation.agreed", mediation.last_event, at=at)
    if mediation.complaint.state != "IN_MEDIATION":
        return mediation  # The civil part; the complaint goes on with its agency (MD-01).
    complaint = perform(
        Complaint,
        mediation.complaint_id,
        "mediation_agreed",
        by=by,
        at=at,
        mediation_id=mediation.pk,
    )
    outcome_recorded(complaint, at=at)
    return mediation
