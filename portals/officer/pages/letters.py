"""Previews: the letter as it would go out, before it has a number."""

from collections.abc import Iterable
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from casework import clocks, mediation_papers, papers, result_papers
from casework.models import AgreementDraft, Findings
from casework.services import acceptance as services
from common.errors import Conflict
from documents import services as documents
from portals.officer.screen import Act


def acceptance(act: Act) -> str:
    """Return both copies of the acceptance decision."""
    contexts = papers.acceptance_contexts(
        act.complaint, at=act.at, answer_by=_last_day(act, "HANDLING")
    )
    return _letters(act, "ACCEPTANCE_DECISION", contexts)


def supplement(act: Act) -> str:
    """Return the supplement notice."""
    context = papers.supplement_context(
        act.complaint, act.data["items"], _last_day(act, "SUPPLEMENT")
    )
    return _letters(act, "SUPPLEMENT_NOTICE", [context])


def non_acceptance(act: Act) -> str:
    """Return the decision not to accept."""
    context = papers.non_acceptance_context(
        act.complaint,
        ground=act.data["ground"],
        reasons=act.data["reason"],
        belongs_to="",
        at=act.at,
    )
    return _letters(act, "NON_ACCEPTANCE_DECISION", [context])


def result(act: Act) -> str:
    """Return the result letter to each party."""
    contexts = result_papers.result_contexts(
        act.complaint, process=act.data["process"], result=act.data["result"], at=act.at
    )
    return _letters(act, "RESULT_FEEDBACK_LETTER", contexts)


def forwarding(act: Act) -> str:
    """Return the forwarding notice."""
    body = services.body_of(act.complaint.file, act.data["agency"], act.data["office"], at=act.at)
    context = papers.forwarding_context(
        act.complaint, agency=body, reason=act.data["reason"], at=act.at
    )
    return _letters(act, "FORWARDING_NOTICE", [context])


def progress(act: Act) -> str:
    """Return the progress answer."""
    context = result_papers.progress_context(act.complaint, at=act.at, **act.data)
    return _letters(act, "PROGRESS_ANSWER", [context])


def findings(act: Act) -> str:
    """Return the findings as they would stand once this person has confirmed them."""
    found = Findings.objects.filter(
        pk=act.data["findings_id"], verification__complaint=act.complaint
    ).first()
    if found is None:
        raise Conflict
    context = result_papers.findings_context(
        act.complaint, found, confirmed_by=act.by.full_name, at=act.at
    )
    return _letters(act, "FINDINGS", [context])


def consent(act: Act) -> str:
    """Return the consent form to each party; the period counts from the day of acceptance."""
    contexts = mediation_papers.consent_contexts(
        act.complaint,
        entrusted_to=act.data["entrusted_to"],
        due_on=_last_day(act, "MEDIATION", papers.accepted_on(act.complaint)),
        at=act.at,
    )
    return _letters(act, "MEDIATION_CONSENT", contexts.values())


def session_notice(act: Act) -> str:
    """Return the notice of the session to each party."""
    contexts = mediation_papers.notice_contexts(
        act.a_mediation,
        mediator_name=act.by.full_name,
        session_at=act.data["session_at"],
        mode=act.data["mode"],
        place=act.data["place"],
        at=act.at,
    )
    return _letters(act, "MEDIATION_NOTICE", contexts.values())


def statement(act: Act) -> str:
    """Return the mediation statement of the wording that is typed."""
    wording = {name: value for name, value in act.data.items() if name != "lawful"}
    draft = AgreementDraft(mediation=act.a_mediation, drafted_at=act.at, **wording)
    mediation_papers.permit_statement(draft)
    return _letters(act, "MEDIATION_STATEMENT", [mediation_papers.statement_context(draft)])


def termination(act: Act) -> str:
    """Return the decision that ends the mediation on a party's word (T3), to each party."""
    contexts = mediation_papers.termination_contexts(
        act.a_mediation, ground="T3", lead_found=act.data["lead_found"], at=act.at
    )
    return _letters(act, "TERMINATION_DECISION", contexts.values())


def refused_mediation(act: Act) -> str:
    """Return the decision that ends a proposal one party declines (T2), to each party."""
    contexts = mediation_papers.termination_contexts(
        act.a_mediation, ground="T2", lead_found=False, at=act.at
    )
    return _letters(act, "TERMINATION_DECISION", contexts.values())


def _letters(act: Act, kind: str, contexts: Iterable[dict[str, object]]) -> SafeString:
    pages = [documents.preview_html(kind, context, at=act.at) for context in contexts]
    # Rendered by our own templates, which escape what people typed.
    return mark_safe("".join(pages))


def _last_day(act: Act, code: str, on: date | None = None) -> date:
    """Return the last day a clock started now would have."""
    return clocks.last_day(act.complaint.file, code, at=act.at, on=on)
