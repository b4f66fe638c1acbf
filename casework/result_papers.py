"""The papers of findings, progress and result: what each says, and how it is issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from casework import clocks, merged, recording
from casework.models import Complaint, Findings
from casework.papers import UNKNOWN, accepted_on, common_words, issue, subject_for, to_both
from casework.states import WaitGround
from common.actors import Actor
from common.zone import local_date
from documents import chinese
from documents.models import Document

FINDINGS_OF = {"UPHELD": "UPHELD", "PARTLY": "PARTLY", "NOT_UPHELD": "NOT_UPHELD"}


def findings_context(
    complaint: Complaint, found: Findings, *, confirmed_by: str, at: datetime
) -> dict[str, Any]:
    """Return what the findings say once `confirmed_by` has confirmed them."""
    return common_words(complaint) | {
        "verified_from": local_date(found.verification.opened_at),
        "confirmed_on": local_date(at),
        "method": found.verification.plan,
        "allegations": [
            {
                "text": complaint.statement.title,
                "finding": FINDINGS_OF[found.conclusion],
                "basis": found.facts,
            }
        ],
        "conclusion": FINDINGS_OF[found.conclusion],
        "reasons": found.reasoning,
        "investigators": [s.user.full_name for s in found.signatures.select_related("user")],
        "confirmed_by": confirmed_by,
    }


def findings(complaint: Complaint, found: Findings, *, by: Actor, at: datetime) -> Document:
    """Issue the findings, signed by two and confirmed (CM-16)."""
    confirmer = found.confirmed_by
    context = findings_context(
        complaint, found, confirmed_by=confirmer.full_name if confirmer else UNKNOWN, at=at
    )
    return issue(complaint, "FINDINGS", context, by=by, at=at, to=())


def progress_context(
    complaint: Complaint,
    *,
    wait_ground: str,
    remains: str,
    who_acts: str,
    by_when: date,
    at: datetime,
) -> dict[str, Any]:
    """Return what a progress answer says; the next one follows by the end of PROGRESS_NOTE."""
    return common_words(complaint) | {
        "accepted_on": accepted_on(complaint),
        "wait_ground": wait_ground or None,
        "done": "本会已于受理后依照程序办理本件投诉。",
        "remains": remains,
        "who_acts": who_acts,
        "by_when": by_when,
        "next_answer_by": clocks.last_day(complaint.file, "PROGRESS_NOTE", at=at),
        **(_at_agency(complaint, at=at) if wait_ground == WaitGround.AGENCY else {}),
    }


def _at_agency(complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    """Return which agency has the matter, since when, and how to ask there."""
    referral = complaint.lead_referral
    if referral is None or referral.dispatched_at is None:
        return {}
    agency = clocks.pack_of(complaint.file, at).agencies[referral.agency]
    return {
        "agency_name": agency.zh,
        "agency_phone": agency.phone or None,
        "referred_on": local_date(referral.dispatched_at),
        "receipt_number": referral.receipt_no or None,
    }


def progress_answer(complaint: Complaint, *, by: Actor, at: datetime, **facts: Any) -> Document:
    """Issue a progress answer to the complainant (CM-32); `facts` as `progress_context`."""
    context = progress_context(complaint, at=at, **facts)
    return issue(complaint, "PROGRESS_ANSWER", context, by=by, at=at, to=("COMPLAINANT",))


def letters_of(complaint: Complaint) -> QuerySet[Document]:
    """Return the result letters of the complaint's present outcome."""
    return Document.objects.filter(
        file=complaint.file, kind="RESULT_FEEDBACK_LETTER", issued_at__gte=complaint.outcome_at
    )


def result_contexts(
    complaint: Complaint, *, process: str, result: str, at: datetime
) -> list[dict[str, Any]]:
    """Return the result letter for each party that is to have one."""
    shared = (
        common_words(complaint)
        | {
            "received_on": local_date(complaint.received_at),
            "accepted_on": accepted_on(complaint),
            "outcome": complaint.outcome,
            "outcome_on": local_date(complaint.outcome_at or at),
            "process": process,
            "result": result,
            "archive": "TO_BE_RECORDED"
            if recording.will_be_recorded(complaint)
            else "NO_IDENTIFIED_SUBJECT",
        }
        | _of_agreement(complaint)
    )
    contexts = []
    for role, name, other in to_both(complaint):
        if role == "COMPLAINANT" and not complaint.has_complainant:
            continue
        contexts.append(
            shared
            | {
                "addressee_role": role,
                "addressee_name": name,
                "complainant_name": name if role == "COMPLAINANT" else other,
                "subject": subject_for(complaint, role),
            }
            | (_for_complainant(complaint) if role == "COMPLAINANT" else {})
        )
    return contexts


def _for_complainant(complaint: Complaint) -> dict[str, Any]:
    """Return what only the complainant's letter says: the tickets it came by, and the call-back.

    The call-back begins when letter and archive are both done, at the latest on the last day of
    RESULT_FEEDBACK: the day named is the last one on which it is still in time.
    """
    told = clocks.latest(complaint.file, "RESULT_FEEDBACK")
    call_by = (
        clocks.last_day(complaint.file, "FOLLOW_UP", at=told.started_at, on=told.due_on)
        if told and told.due_on
        else None
    )
    tickets = "、".join(one.ticket_no for one in merged.tickets_of(complaint) if one.ticket_no)
    return {"follow_up_by": call_by, "ticket_number": tickets or None}


def _of_agreement(complaint: Complaint) -> dict[str, Any]:
    """Return what the letter repeats of the agreement: the sum, and what follows from it."""
    agreed = complaint.mediations.filter(agreed_at__isnull=False).order_by("pk").last()
    if complaint.outcome != "SETTLED" or agreed is None:
        return {}
    performance = clocks.latest(agreed.file, "PERFORMANCE")
    measures: tuple[str, ...] = ()
    if performance and performance.due_on and not agreed.performed_at_once:
        measures = (
            f"协议义务应当于{chinese.day(performance.due_on)}前履行完毕",
            "一方不履行的，另一方可以依法向人民法院提起诉讼",
        )
    return {"amount": agreed.amount, "measures": measures}


def result_letters(
    complaint: Complaint, *, process: str, result: str, by: Actor, at: datetime
) -> list[Document]:
    """Issue the result letters; "complaint.letter_rendered" follows when they exist (CM-22a)."""
    return [
        issue(
            complaint,
            "RESULT_FEEDBACK_LETTER",
            context,
            by=by,
            at=at,
            to=(context["addressee_role"],),
            topic="complaint.letter_rendered",
        )
        for context in result_contexts(complaint, process=process, result=result, at=at)
    ]
