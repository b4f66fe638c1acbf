"""What an agency answers to a referral, by whatever way it comes (brief §3.3 RF-03 … RF-14).

An answer is kept whole and applied once. What an agency says through a channel moves the referral;
what that means for the complaint a liaison registers. Typed in by a liaison, both happen at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from casework import clocks, guards, referral_papers, refusals
from casework.channels import Answer, AnswerKind
from casework.models import AgencyAnswer, AgencyLink, Complaint, Referral
from casework.news import tell
from casework.services import agency_link
from casework.services import referral as referrals
from casework.services.mediation import outcome_recorded
from casework.states import OUTCOME_OF_RESULT, ResultClass
from common.actors import SYSTEM, Actor, Mandate
from common.errors import Refusal
from common.lifecycle import admit, lock, perform
from common.zone import local_date
from documents.models import Document, Evidence

#: Answers an agency may give before its receipt: they are its receipt, too.
ACKNOWLEDGES: Final = {AnswerKind.ACCEPTED, AnswerKind.NOT_FILED, AnswerKind.RESULT}
#: Decisions of an agency: typed in, they come with the scan of its paper.
WITH_PAPER: Final = {AnswerKind.NOT_FILED, AnswerKind.RESULT, AnswerKind.REVOKED}


@transaction.atomic
def receive(
    answer: Answer,
    *,
    referral_id: int,
    agency: str,
    way: str,
    by: Actor,
    at: datetime,
    evidence: Iterable[Evidence] = (),
    strict: bool = False,
    link_id: int | None = None,
    body_sha256: str = "",
) -> AgencyAnswer:
    """Take an answer in, once, and apply it; one that fits nothing is kept and shown.

    `at` is when it reached us and what every clock counts from; `answer.at` is the agency's own
    moment. The same `message_id` again changes nothing and returns the first. `strict`: whoever
    typed it is told at once that it does not fit, and nothing is kept. `link_id` is the link it
    came by, `body_sha256` the hash of the message it came as.
    """
    referral = lock(Referral, referral_id)
    there = AgencyAnswer.objects.filter(agency=agency, message_id=answer.message_id).first()
    if there is not None:
        return there
    event_id, refused = None, ""
    try:
        with transaction.atomic():
            event_id = _apply(referral, answer, agency=agency, by=by, at=at)
    except Refusal as refusal:
        if strict:
            raise
        refused = refusal.code
    kept = AgencyAnswer.objects.create(
        referral=referral,
        agency=agency,
        way=way,
        message_id=answer.message_id,
        body_sha256=body_sha256,
        link_id=link_id,
        kind=str(answer.kind),
        said_at=answer.at,
        received_at=at,
        codes=codes_of(answer),
        words=answer.words,
        entered_by_id=by.user_pk if way == AgencyAnswer.Way.TYPED else None,
        event_id=event_id,
        refused_code=refused,
    )
    kept.evidence.set(evidence)
    if refused:
        tell_unfit(kept, at=at)
    return kept


def tell_unfit(kept: AgencyAnswer, *, at: datetime) -> None:
    """Tell the liaisons that an answer fitted nothing and waits for them."""
    latest = kept.referral.file.events.filter(machine="RF").order_by("-pk").first()
    if latest is None:
        raise AssertionError("a referral without an event")
    tell("referral.answer_unfit", latest, at=at, again=kept.pk, answer_id=kept.pk)


def codes_of(answer: Answer) -> dict[str, Any]:
    """Return what an answer says in numbers, codes and days, as it is kept."""
    return {
        "receipt_no": answer.receipt_no,
        "file_no": answer.file_no,
        "reason_code": answer.reason_code,
        "result_class": answer.result_class,
        "doc_no": answer.doc_no,
        "decided_on": answer.decided_on.isoformat() if answer.decided_on else "",
    }


def _apply(referral: Referral, answer: Answer, *, agency: str, by: Actor, at: datetime) -> int:
    if agency != referral.agency:  # Re-routed meanwhile: the former agency's word moves nothing.
        raise refusals.AnswerDoesNotFit
    if referral.state == "DISPATCHED" and answer.kind in ACKNOWLEDGES:
        acknowledged(referral.pk, answer, by=by, at=at)
    return _APPLY[answer.kind](referral.pk, answer, by=by, at=at).last_event.pk


def acknowledged(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency gave its receipt (RF-03): the result is expected from now, provisionally."""
    referral = perform(
        Referral, pk, "acknowledged", by=by, at=at, receipt_no=answer.receipt_no[:64]
    )
    _stop_waiting(referral, "REFERRAL_ACK", at=at)
    _expect_result(referral, at=at)
    tell("referral.acknowledged", referral.last_event, at=at)
    return referral


def accepted(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency took it up, or filed a case (RF-04): the result is dated from this day."""
    referral = perform(Referral, pk, "agency_accepted", by=by, at=at, file_no=answer.file_no[:64])
    _stop_waiting(referral, at=at)
    clocks.cancel(referral.file, "REFERRAL_RESULT", at=at)
    _expect_result(referral, at=at)
    tell("referral.taken_up", referral.last_event, at=at)
    return referral


def returned(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency returns it with a coded reason (RF-05): one working day to send it on."""
    referral = perform(
        Referral,
        pk,
        "returned",
        by=by,
        at=at,
        reason=answer.words,
        reason_code=answer.reason_code,
    )
    _stop_waiting(referral, "REFERRAL_ACK", at=at)
    clocks.cancel(referral.file, "REFERRAL_RESULT", at=at)
    clocks.start(referral.file, "REFERRAL", at=at, record=("RF", referral.pk))
    tell("referral.returned", referral.last_event, at=at)
    return referral


def not_filed(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency files no case (RF-09): the complainant is told within one working day."""
    referral = perform(
        Referral, pk, "not_filed", by=by, at=at, reason=answer.words, doc_no=answer.doc_no[:100]
    )
    _stop_waiting(referral, "REFERRAL_RESULT", at=at)
    clocks.start(referral.file, "NOT_FILED_NOTICE", at=at, record=("RF", referral.pk))
    tell("referral.not_filed", referral.last_event, at=at)
    return referral


def filed_after_all(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """Asked again, the agency files the case (RF-10); the complaint goes back to it (CM-12)."""
    referral = perform(
        Referral, pk, "filed_after_reconsideration", by=by, at=at, file_no=answer.file_no[:64]
    )
    clocks.meet(referral.file, "NOT_FILED_NOTICE", at=at)
    _expect_result(referral, at=at)
    tell("referral.filed_after_all", referral.last_event, at=at)
    complaint = referral.complaint
    if complaint.state == "IN_VERIFICATION":
        by = Mandate("LIAISON", referral.prepared_by_id)
        referrals.attach(complaint, referral, lead="", by=by, at=at)
    return referral


def result(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency's result is here (RF-11); a liaison registers what it means."""
    referral = perform(
        Referral,
        pk,
        "result",
        by=by,
        at=at,
        result_class=answer.result_class,
        doc_no=answer.doc_no[:100],
        decided_on=answer.decided_on,
    )
    _stop_waiting(referral, "REFERRAL_RESULT", at=at)
    _own_feedback(referral, at=at)
    tell("referral.result_received", referral.last_event, at=at)
    return referral


def revoked(pk: int, answer: Answer, *, by: Actor, at: datetime) -> Referral:
    """The agency rescinded its decision, or a court acquitted (RF-14): ours of it is withdrawn."""
    referral = perform(
        Referral,
        pk,
        "agency_revoked_decision",
        by=by,
        at=at,
        reason=answer.words,
        doc_no=answer.doc_no[:100],
        decided_on=answer.decided_on,
    )
    clocks.start(referral.file, "ARCHIVE_WITHDRAW", at=at, record=("RF", referral.pk))
    tell("referral.revoked", referral.last_event, at=at)
    return referral


_Apply = Callable[..., Referral]
_APPLY: Final[Mapping[AnswerKind, _Apply]] = {
    AnswerKind.ACKNOWLEDGED: acknowledged,
    AnswerKind.ACCEPTED: accepted,
    AnswerKind.RETURNED: returned,
    AnswerKind.NOT_FILED: not_filed,
    AnswerKind.FILED_AFTER_RECONSIDERATION: filed_after_all,
    AnswerKind.RESULT: result,
    AnswerKind.REVOKED: revoked,
}


def _stop_waiting(referral: Referral, *codes: str, at: datetime) -> None:
    """An answer ends the ladder, and meets what the agency owed."""
    clocks.meet(referral.file, *codes, at=at)
    clocks.cancel(referral.file, "REMINDER", "SUPERVISION", at=at)


def _expect_result(referral: Referral, *, at: datetime) -> None:
    clocks.start(
        referral.file,
        "REFERRAL_RESULT",
        at=at,
        record=("RF", referral.pk),
        agency=referral.agency,
    )


def _own_feedback(referral: Referral, *, at: datetime) -> None:
    """A result beside the lead one is fed back by itself, within RESULT_FEEDBACK (CM-17)."""
    if referral.complaint.lead_referral_id != referral.pk:
        clocks.start(referral.file, "RESULT_FEEDBACK", at=at, record=("RF", referral.pk))


# --- what a liaison registers ------------------------------------------------------------------


@transaction.atomic
def typed_in(
    answer: Answer,
    *,
    referral_id: int,
    tellable: str,
    by: Actor,
    at: datetime,
    evidence: Iterable[Evidence] = (),
) -> AgencyAnswer:
    """Take in what a liaison typed from an agency's paper, and what it means for the complaint.

    `answer.at` is the day it reached the house: the clocks count from it.

    Raises:
        ScanMissing: a decision without its paper.
        MomentImpossible: before the hand-over, or in the future.
        Refusal: what the referral's state has no place for is refused here, not set aside.
    """
    files = list(evidence)
    if answer.kind in WITH_PAPER and not files:
        raise refusals.ScanMissing(field="scan")
    referral = lock(Referral, referral_id)
    kept = receive(
        answer,
        referral_id=referral_id,
        agency=referral.agency,
        way=AgencyAnswer.Way.TYPED,
        by=by,
        at=_arrival(referral, answer.at, at=at),
        evidence=files,
        strict=True,
    )
    if answer.kind is AnswerKind.RESULT:
        register(referral_id=referral_id, tellable=tellable, by=by, at=at)
    if answer.kind is AnswerKind.NOT_FILED:
        go_on_after_not_filed(referral_id=referral_id, by=by, at=at)
    return kept


def _arrival(referral: Referral, arrived: datetime, *, at: datetime) -> datetime:
    """Return the moment an answer reached the house; a form knows minutes only."""
    latest = referral.file.events.filter(machine="RF").order_by("-pk").first()
    before = latest.at if latest else arrived
    if arrived > at or arrived < before.replace(second=0, microsecond=0):
        raise refusals.MomentImpossible(field="arrived_at")
    return max(arrived, before)


@transaction.atomic
def register(*, referral_id: int, tellable: str, by: Actor, at: datetime) -> Referral:
    """Register a result after reading the agency's paper (RF-11a); the lead's ends the complaint.

    RESULT_FEEDBACK counts from the day the result reached us, not from this act (CM-17).
    """
    referral = perform(
        Referral, referral_id, "register_result", by=by, at=at, tellable=tellable.strip()
    )
    complaint = referral.complaint
    leads = complaint.lead_referral_id == referral.pk and complaint.state == "IN_REFERRAL"
    if leads:
        received_at = referral.result_at or at
        complaint = perform(
            Complaint,
            complaint.pk,
            "agency_result",
            by=by,
            at=at,
            referral_id=referral.pk,
            outcome=str(OUTCOME_OF_RESULT[ResultClass(referral.result_class)]),
            received_at=received_at,
        )
        outcome_recorded(complaint, at=at, on=local_date(received_at))
    tell("referral.registered", referral.last_event, at=at)
    return referral


@transaction.atomic
def go_on_after_not_filed(
    *,
    referral_id: int,
    by: Actor,
    at: datetime,
    as_outcome: bool = False,
    reason: str = "",
) -> Complaint:
    """Go on after the agency filed no case (CM-18): verified by ourselves, or ended by an officer.

    VERIFICATION counts from the day the refusal reached us. A referral beside the lead one moves
    nothing but is told all the same.

    Raises:
        OfficerEndsIt: an outcome is the officer's decision.
    """
    referral = lock(Referral, referral_id)
    complaint = referral.complaint
    refused_at = referral.not_filed_at or at
    if complaint.lead_referral_id == referral.pk and complaint.state == "IN_REFERRAL":
        complaint = perform(
            Complaint,
            complaint.pk,
            "agency_not_filed",
            by=by,
            at=at,
            reason=reason,
            referral_id=referral.pk,
            as_outcome=as_outcome,
        )
        if as_outcome:
            outcome_recorded(complaint, at=at)
        else:
            record = ("CM", complaint.pk)
            clocks.start(
                complaint.file, "VERIFICATION", at=at, on=local_date(refused_at), record=record
            )
    tell_refusal(referral_id=referral_id, by=by, at=at)
    return complaint


@transaction.atomic
def tell_refusal(*, referral_id: int, by: Actor, at: datetime) -> None:
    """Write to the complainant that no case was filed (RF-09a); told when the letter is printed.

    Raises:
        ToldAlready: a letter is on its way or out.
    """
    referral = lock(Referral, referral_id)
    admit(referral, "not_filed_told", by)
    letters = Document.objects.filter(
        kind="NOT_FILED_LETTER",
        machine="RF",
        record_id=referral.pk,
        issued_at__gte=referral.not_filed_at,
    )
    if letters.exists():
        raise refusals.ToldAlready
    if not referral.complaint.has_complainant:
        not_filed_told(referral_id=referral_id, by=by, at=at)
        return
    referral_papers.not_filed_letter(referral, by=by, at=at)


def refusal_printed(document: Document, *, at: datetime) -> None:
    """Count the complainant as told now that the letter exists (RF-09a)."""
    by = Mandate("LIAISON", document.issued_by_id)
    not_filed_told(referral_id=document.record_id or 0, by=by, at=at)


@transaction.atomic
def not_filed_told(*, referral_id: int, by: Actor, at: datetime) -> Referral:
    """The complainant is told of the refusal and of the right to ask again (RF-09a, P3)."""
    referral = perform(Referral, referral_id, "not_filed_told", by=by, at=at)
    clocks.meet(referral.file, "NOT_FILED_NOTICE", at=at)
    tell("referral.not_filed_told", referral.last_event, at=at)
    return referral


@transaction.atomic
def tell_result(*, referral_id: int, by: Actor, at: datetime) -> None:
    """Write to both parties what a co-referral, or a later version, resulted in (RF-11b).

    Raises:
        NotRegisteredYet: nobody has read the agency's paper.
        ToldAlready: the letters are on their way or out.
    """
    referral = lock(Referral, referral_id)
    admit(referral, "result_told", by)
    guards.registered(referral)
    letters = Document.objects.filter(
        kind="AGENCY_RESULT_LETTER",
        machine="RF",
        record_id=referral.pk,
        issued_at__gte=referral.registered_at,
    )
    if referral.told_at or letters.exists():
        raise refusals.ToldAlready
    referral_papers.result_letters(referral, by=by, at=at)


@transaction.atomic
def result_printed(document: Document, *, at: datetime) -> None:
    """Count the parties as told when every letter exists (RF-11b)."""
    referral = lock(Referral, document.record_id or 0)
    letters = Document.objects.filter(kind=document.kind, machine="RF", record_id=referral.pk)
    if referral.told_at or letters.filter(rendered_at=None).exists():
        return
    by = Mandate("OFFICER", document.issued_by_id)
    result_told(referral_id=referral.pk, by=by, at=at)


@transaction.atomic
def result_told(*, referral_id: int, by: Actor, at: datetime) -> Referral:
    """A result beside the lead one, or a later version of it, is told to the parties (RF-11b)."""
    referral = perform(Referral, referral_id, "result_told", by=by, at=at)
    clocks.meet(referral.file, "RESULT_FEEDBACK", at=at)
    tell("referral.result_told", referral.last_event, at=at)
    close_if_over(referral, at=at)
    return referral


def close_if_over(referral: Referral, *, at: datetime) -> None:
    """Close a referral when nothing of it is awaited or to be told any more (RF-12)."""
    try:
        guards.complaint_is_fed_back(referral)
    except refusals.NotFedBackYet:
        return
    agency_link.end_standing(referral, AgencyLink.End.CLOSED, at=at)
    perform(Referral, referral.pk, "close", by=SYSTEM, at=at)


def close_all(complaint: Complaint, *, at: datetime) -> None:
    """Close the referrals of a complaint that was fed back (RF-12)."""
    ended = complaint.referrals.filter(state__in=("RESULT_RECEIVED", "NOT_FILED"))
    for referral in ended.select_related("file", "complaint").order_by("pk"):
        close_if_over(referral, at=at)
