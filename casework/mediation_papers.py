"""The papers of a mediation: proposal, notice of the session, statement, termination."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from casework import clocks, redaction
from casework.models import AgreementDraft, Complaint, Mediation
from casework.papers import accepted_on, issue, name_of, parties, subject_for, to_both
from common.actors import Actor
from common.zone import local_date
from documents import chinese
from documents import services as documents
from documents.models import Document

LONGEST_FACTS = 5_000  # characters, some seven pages
TERMINATION_REASONS = {
    "T1": "投诉人已撤回投诉，调解不再进行。",
    "T2": "一方当事人明确表示不同意调解，依照自愿原则，调解不能进行。",
    "T3": "当事人明确表示无法就本争议达成调解协议。",
    "T5": "自投诉受理之日起，在规定的调解期限内双方未能达成协议。",
    # Both sides read it, and an inquiry must not be warned: no word of a crime (CM-12).
    "T8": "所涉事项依法不属于可以调解的范围，调解依法终止。",
}


def _due_on(mediation: Mediation, at: datetime) -> date:
    clock = clocks.latest(mediation.file, "MEDIATION")
    return clock.due_on if clock and clock.due_on else local_date(at)


def _issue_to_each(
    mediation: Mediation, kind: str, contexts: dict[str, dict[str, Any]], *, by: Actor, at: datetime
) -> list[Document]:
    """Issue one copy for each role that `contexts` names."""
    record = ("MD", mediation.pk)
    return [
        issue(mediation.complaint, kind, context, by=by, at=at, to=(role,), record=record)
        for role, context in contexts.items()
    ]


def _names(mediation: Mediation) -> dict[str, dict[str, Any]]:
    """Return what both copies share, and the names as each reader may see them."""
    complaint = mediation.complaint
    respondent = name_of(parties(complaint).get("RESPONDENT"))
    return {
        role: {
            "case_number": complaint.file.number,
            "complainant_name": name if role == "COMPLAINANT" else other,
            "respondent_name": respondent,
            "subject": subject_for(complaint, role),
        }
        for role, name, other in to_both(complaint)
    }


def consent_contexts(
    complaint: Complaint, *, entrusted_to: str, due_on: date, at: datetime
) -> dict[str, dict[str, Any]]:
    """Return the consent form for each role."""
    return {
        role: {
            "case_number": complaint.file.number,
            "addressee_name": name,
            "addressee_role": role,
            "other_party_name": other,
            "subject": subject_for(complaint, role),
            "accepted_on": accepted_on(complaint),
            "proposed_on": local_date(at),
            "entrusted_to": entrusted_to or None,
            "mediation_due_on": due_on,
        }
        for role, name, other in to_both(complaint)
    }


def consent(mediation: Mediation, *, by: Actor, at: datetime) -> list[Document]:
    """Issue the consent form to both parties (MD-01)."""
    contexts = consent_contexts(
        mediation.complaint,
        entrusted_to=mediation.entrusted_to,
        due_on=_due_on(mediation, at),
        at=at,
    )
    return _issue_to_each(mediation, "MEDIATION_CONSENT", contexts, by=by, at=at)


def notice_contexts(
    mediation: Mediation,
    *,
    mediator_name: str,
    session_at: datetime,
    mode: str,
    place: str,
    at: datetime,
) -> dict[str, dict[str, Any]]:
    """Return the notice of a session for each role."""
    session = {
        "session_at": session_at,
        "mode": mode,
        "place": place,
        "mediator_name": mediator_name,
        "entrusted_to": mediation.entrusted_to or None,
        "mediation_due_on": _due_on(mediation, at),
    }
    readers = {role: name for role, name, _other in to_both(mediation.complaint)}
    return {
        role: names | session | {"addressee_name": readers[role], "addressee_role": role}
        for role, names in _names(mediation).items()
    }


def notice(mediation: Mediation, *, by: Actor, at: datetime) -> list[Document]:
    """Issue the notice of the session to both parties (MD-04)."""
    assert mediation.mediator is not None
    assert mediation.session_at is not None
    contexts = notice_contexts(
        mediation,
        mediator_name=mediation.mediator.full_name,
        session_at=mediation.session_at,
        mode=mediation.session_mode,
        place=mediation.session_place,
        at=at,
    )
    return _issue_to_each(mediation, "MEDIATION_NOTICE", contexts, by=by, at=at)


def facts_as_told(complaint: Complaint) -> str:
    """Return the story as both parties may read it: what the mediator's own words start from."""
    found = parties(complaint)
    told = redaction.without(complaint.statement.narrative, found.get("COMPLAINANT"))
    return told[:LONGEST_FACTS]


def statement_context(
    draft: AgreementDraft, *, signed: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return what the mediation statement says of this wording, saved or not.

    `signed` says by role how it was signed. The day of the mediation is the day of the wording: the
    parties met then, and the last signature may come later.
    """
    mediation = draft.mediation
    complaint = mediation.complaint
    found = parties(complaint)
    assert mediation.mediator is not None
    return {
        "case_number": complaint.file.number,
        "complainant": {"name": name_of(found.get("COMPLAINANT"))},
        "respondent": {"name": name_of(found.get("RESPONDENT"))},
        "complainant_signed": (signed or {}).get("COMPLAINANT"),
        "respondent_signed": (signed or {}).get("RESPONDENT"),
        "subject": subject_for(complaint, "RESPONDENT"),
        "accepted_on": accepted_on(complaint),
        "mediated_on": local_date(draft.drafted_at),
        "place": mediation.session_place,
        "mediator_name": mediation.mediator.full_name,
        "entrusted_to": mediation.entrusted_to or None,
        "dispute": redaction.without(draft.facts, found.get("COMPLAINANT")),
        "terms": draft.terms,
        "amount": draft.amount,
        "performance_due_on": None if draft.performed_at_once else draft.performance_due_on,
        "performance_how": "当场履行完毕" if draft.performed_at_once else None,
        "fault_admitted": draft.fault_admitted,
    }


#: How a signature was given, as the statement prints it after day and time.
SIGNED = {
    "ONLINE": "经网上查询页面阅读并签署",
    "IN_PERSON": "当场签字，原件存卷",
    "WRITTEN": "书面签署，原件存卷",
}


#: The field of the wording, where the statement calls it otherwise.
TYPED_AS = {"dispute": "facts"}


def permit_statement(draft: AgreementDraft) -> None:
    """Refuse words the statement could not print, before anybody signs them (MD-08a).

    Raises:
        IncompletePaper: naming the field the mediator typed them in.
    """
    try:
        documents.validated("MEDIATION_STATEMENT", statement_context(draft))
    except documents.IncompletePaper as fault:
        field = (fault.field or "").partition(".")[0]
        fault.field = TYPED_AS.get(field, field)
        raise


def signed_by(draft: AgreementDraft) -> dict[str, str]:
    """Return how and when each role signed this wording."""
    return {
        signature.party.role: f"{chinese.moment(signature.at)}{SIGNED[signature.how]}"
        for signature in draft.signatures.select_related("party")
    }


def statement(draft: AgreementDraft, *, by: Actor, at: datetime) -> Document:
    """Issue the mediation statement in three copies (MD-08)."""
    mediation = draft.mediation
    context = statement_context(draft, signed=signed_by(draft))
    return issue(
        mediation.complaint,
        "MEDIATION_STATEMENT",
        context,
        by=by,
        at=at,
        to=("COMPLAINANT", "RESPONDENT"),
        record=("MD", mediation.pk),
    )


def termination_contexts(
    mediation: Mediation, *, ground: str, lead_found: bool, at: datetime
) -> dict[str, dict[str, Any]]:
    """Return the termination decision for each role."""
    decided = {
        "accepted_on": accepted_on(mediation.complaint),
        "ground": ground,
        "reasons": TERMINATION_REASONS[ground],
        "decided_on": local_date(at),
        "lead_found": lead_found,
    }
    return {role: names | decided for role, names in _names(mediation).items()}


def termination(mediation: Mediation, *, by: Actor, at: datetime) -> list[Document]:
    """Issue the termination decision to both parties (MD-03, MD-12, MD-13)."""
    contexts = termination_contexts(
        mediation, ground=mediation.termination_ground, lead_found=mediation.lead_found, at=at
    )
    return _issue_to_each(mediation, "TERMINATION_DECISION", contexts, by=by, at=at)
