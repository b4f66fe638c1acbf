"""More time (延期): asked by one, granted or refused by another, by the matrix of brief §2.9.

VERIFICATION: an investigator asks, an officer decides. SUPPLEMENT: the complainant asks, a clerk
of the intake desk decides. The length and the number of extensions are the pack's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from casework import guards, refusals, taking_down
from casework.models import Complaint, ExtensionRequest, Supplement
from common.actors import Actor, account_of
from common.lifecycle import lock
from deadlines import services as deadlines
from outbox import services as outbox


def waiting(complaint: Complaint, code: str) -> ExtensionRequest | None:
    """Return the request for this clock that nobody has decided yet."""
    requests = complaint.extension_requests.filter(code=code, decided_at=None)
    return requests.select_related("asked_by").first()


@transaction.atomic
def ask(*, complaint_id: int, code: str, reason: str, by: Actor, at: datetime) -> ExtensionRequest:
    """Ask for more time for the clock `code`, at the latest on its last day (T16).

    Raises:
        ReasonTooShort: fewer than ten characters.
        AskedAlready: a request for this clock waits for its decision.
        Refusal: the matrix does not allow it (`deadlines.services.lodge_request`).
        NotTakenDownHere: typed for a party by somebody who may not take its words down.
    """
    complaint = lock(Complaint, complaint_id)
    taking_down.permit(by, complaint.file)
    _reasons_given(reason)
    if waiting(complaint, code):
        raise refusals.AskedAlready
    role = deadlines.lodge_request(complaint.file, code, asked_by=by, at=at)
    asked = ExtensionRequest.objects.create(
        complaint=complaint,
        code=code,
        asked_role=role,
        asked_by_id=by.user_pk,
        asked_at=at,
        reason=reason.strip(),
    )
    if code == "SUPPLEMENT":
        key = f"supplement.extension_asked:{asked.pk}"
        outbox.post("supplement.extension_asked", key=key, **_about(asked, at))
    else:
        key = f"verification.extension_asked:{asked.pk}"
        outbox.post("verification.extension_asked", key=key, **_about(asked, at))
    return asked


@transaction.atomic
def grant(*, request_id: int, by: Actor, at: datetime) -> ExtensionRequest:
    """Grant a request: the days are added to the end that was in force (AS-15).

    Raises:
        DecidedAlready: somebody decided it meanwhile.
        ApproverAsked, NotTheApprover, ExtensionsUsedUp: as `deadlines.services.extend`.
    """
    asked, complaint = _open(request_id)
    staff = asked.asked_by if asked.asked_role == "INVESTIGATOR" else None
    extended = deadlines.extend(
        complaint.file, asked.code, by=by, asked_by=staff, asked_at=asked.asked_at, at=at
    )
    if asked.code == "SUPPLEMENT":
        Supplement.objects.filter(pk=complaint.pk).update(due_on=extended.deadline.due_on)
        key = f"supplement.extension_granted:{asked.pk}"
        outbox.post("supplement.extension_granted", key=key, **_about(asked, at))
    else:
        key = f"verification.extension_granted:{asked.pk}"
        outbox.post("verification.extension_granted", key=key, **_about(asked, at))
    return _decide(asked, granted=True, answer="", by=by, at=at)


@transaction.atomic
def refuse(*, request_id: int, reason: str, by: Actor, at: datetime) -> ExtensionRequest:
    """Refuse a request with reasons; the clock goes on as it is.

    Raises:
        DecidedAlready, ReasonTooShort, ApproverAsked, NotTheApprover: as for `grant`.
    """
    asked, complaint = _open(request_id)
    _reasons_given(reason)
    staff = asked.asked_by if asked.asked_role == "INVESTIGATOR" else None
    deadlines.deny_request(complaint.file, asked.code, by=by, asked_by=staff)
    if asked.code == "SUPPLEMENT":
        key = f"supplement.extension_refused:{asked.pk}"
        outbox.post("supplement.extension_refused", key=key, **_about(asked, at))
    else:
        key = f"verification.extension_refused:{asked.pk}"
        outbox.post("verification.extension_refused", key=key, **_about(asked, at))
    return _decide(asked, granted=False, answer=reason.strip(), by=by, at=at)


def _open(request_id: int) -> tuple[ExtensionRequest, Complaint]:
    """Lock the family, then return the request that waits in it."""
    complaint_id = ExtensionRequest.objects.values_list("complaint_id", flat=True).get(
        pk=request_id
    )
    complaint = lock(Complaint, complaint_id)
    asked = complaint.extension_requests.select_related("asked_by").get(pk=request_id)
    if asked.decided_at is not None:
        raise refusals.DecidedAlready
    return asked, complaint


def _reasons_given(reason: str) -> None:
    if len(reason.strip()) < guards.REASONS_LEAST:
        raise refusals.ReasonTooShort(field="reason")


def _decide(
    asked: ExtensionRequest, *, granted: bool, answer: str, by: Actor, at: datetime
) -> ExtensionRequest:
    asked.granted, asked.answer = granted, answer
    asked.decided_at, asked.decided_by_id = at, account_of(by)
    asked.save(update_fields=["granted", "answer", "decided_at", "decided_by"])
    return asked


def _about(asked: ExtensionRequest, at: datetime) -> dict[str, Any]:
    """Return what the messages about a request share; it moves no record, so it has no event."""
    return {
        "at": at,
        "file": asked.complaint.file,
        "file_id": asked.complaint.file_id,
        "request_id": asked.pk,
    }
