"""Acceptance (受理) and its refusals: CM-03 … CM-08."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import clocks, guards, intake_refusals, papers, taking_down
from casework.models import Complaint, Supplement
from casework.news import tell
from casework.services import referral
from common.actors import SYSTEM, Actor, account_of
from common.lifecycle import lock, perform
from common.models import File
from common.zone import local_date
from deadlines import services as deadlines


@transaction.atomic
def accept(*, complaint_id: int, by: Actor, at: datetime) -> Complaint:
    """Accept a complaint, fix the rules that judge it and start HANDLING (CM-06).

    Raises:
        Refusal: not graded, materials missing, graded as outside our competence, or barred (G4).
    """
    before = lock(Complaint, complaint_id)
    complaint = perform(
        Complaint,
        complaint_id,
        "accept",
        by=by,
        at=at,
        rule_version=clocks.pack_of(before.file, at).version,
        limitation_ends_on=guards.limitation_ends(before, at=at),
    )
    clocks.meet(complaint.file, "ACCEPTANCE", at=at)
    clocks.start_result_feedback(complaint, at=at)
    if complaint.has_complainant:
        clocks.start(complaint.file, "HANDLING", at=at, record=("CM", complaint.pk))
        papers.acceptance(complaint, by=by, at=at)
    tell("complaint.accepted", complaint.last_event, at=at)
    return referral.attach_open(complaint, at=at)


@transaction.atomic
def refuse(
    *, complaint_id: int, ground: str, reason: str, by: Actor, at: datetime, belongs_to: str = ""
) -> Complaint:
    """Decide not to accept, with ground, reasons and the other remedies (CM-07)."""
    complaint = perform(
        Complaint, complaint_id, "refuse", by=by, at=at, reason=reason, ground=ground
    )
    _end_of_intake(complaint, at=at)
    papers.non_acceptance(complaint, reasons=reason, belongs_to=belongs_to, by=by, at=at)
    tell("complaint.not_accepted", complaint.last_event, at=at)
    return complaint


@transaction.atomic
def transfer_out(
    *, complaint_id: int, agency: str, reason: str, by: Actor, at: datetime, office: str = ""
) -> Complaint:
    """Pass a complaint outside our competence to the body that has it (CM-08).

    `agency` is one of the policy pack, or `guards.OTHER_BODY`; `office` is its name in words.

    Raises:
        Refusal: graded as ours, no known agency, another body without a name, no reasons.
    """
    file = Complaint.objects.select_related("file__unit").get(pk=complaint_id).file
    complaint = perform(
        Complaint,
        complaint_id,
        "transfer_out",
        by=by,
        at=at,
        reason=reason,
        agency=agency,
        body=body_of(file, agency, office, at=at),
    )
    _end_of_intake(complaint, at=at)
    papers.forwarding(complaint, reason=reason, by=by, at=at)
    tell("complaint.transferred_out", complaint.last_event, at=at)
    return complaint


def body_of(file: File, agency: str, office: str, *, at: datetime) -> str:
    """Return what the competent body is called in the letter: the office, else the agency."""
    known = clocks.pack_of(file, at).agencies.get(agency)
    return office.strip() or (known.zh if known else "")


@transaction.atomic
def request_supplement(
    *, complaint_id: int, items: list[str], by: Actor, at: datetime
) -> Complaint:
    """Ask once for everything that is missing; ACCEPTANCE pauses meanwhile (CM-03)."""
    wanted = [item.strip() for item in items if item.strip()]
    complaint = perform(Complaint, complaint_id, "request_supplement", by=by, at=at, items=wanted)
    clock = clocks.start(complaint.file, "SUPPLEMENT", at=at, record=("CM", complaint.pk))
    deadlines.suspend(complaint.file, ["ACCEPTANCE"], at=at)
    supplement = Supplement.objects.create(
        complaint=complaint,
        items=wanted,
        requested_at=at,
        requested_by_id=account_of(by),
        due_on=clock.due_on or local_date(at),
    )
    papers.supplement_notice(complaint, supplement, by=by, at=at)
    tell("complaint.supplement_requested", complaint.last_event, at=at)
    return complaint


@transaction.atomic
def supply(
    *, complaint_id: int, answer: str, by: Actor, at: datetime, arrived_at: datetime | None = None
) -> Complaint:
    """Take the missing materials, in time (CM-04); ACCEPTANCE resumes the day after they arrived.

    `arrived_at` is the party's own moment where it is written down later: handed in, or posted
    (brief §7.1 T9). It counts, not the moment of writing.

    Raises:
        ArrivalImpossible: before the request, or in the future.
        SupplementLate: after the last day.
        ClosedOnMaterials: the end of the period has closed the file meanwhile (decision 0202).
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    before = lock(Complaint, complaint_id)
    taking_down.permit(by, before.file)
    if closed_on_materials(before):
        raise intake_refusals.ClosedOnMaterials
    arrived = arrived_at or at
    asked = before.supplement_asked_at
    if arrived > at or (asked is not None and arrived < asked.replace(second=0, microsecond=0)):
        raise intake_refusals.ArrivalImpossible
    # A form knows minutes only: within the minute of the request it is the request's moment.
    arrived = max(arrived, asked or arrived)
    complaint = perform(Complaint, complaint_id, "supplement_received", by=by, at=arrived)
    Supplement.objects.filter(pk=complaint.pk).update(answered_at=arrived, answer=answer)
    # Met by the party's own moment, even if the sweep came first (architecture §4.1).
    deadlines.meet(complaint.file, "SUPPLEMENT", at=arrived)
    deadlines.resume(complaint.file, ["ACCEPTANCE"], at=arrived)
    tell("complaint.supplement_received", complaint.last_event, at=at)
    return complaint


def closed_on_materials(complaint: Complaint) -> bool:
    """Return whether the end of SUPPLEMENT closed the file (CM-05), not an officer."""
    asked = Supplement.objects.filter(pk=complaint.pk, answered_at=None).exists()
    return complaint.state == "NOT_ACCEPTED" and complaint.refusal_ground == "G5" and asked


@transaction.atomic
def supplement_expired(*, complaint_id: int, at: datetime) -> Complaint:
    """Act at the end of SUPPLEMENT: not accepted (CM-05), or taken up if S1 (CM-05a)."""
    if guards.goes_on_without_materials(Complaint.objects.get(pk=complaint_id)):
        complaint = perform(Complaint, complaint_id, "supplement_expired_s1", by=SYSTEM, at=at)
        clocks.cancel(complaint.file, "SUPPLEMENT", at=at)
        deadlines.resume(complaint.file, ["ACCEPTANCE"], at=at)
        tell("complaint.supplement_waived", complaint.last_event, at=at)
        return complaint
    complaint = perform(Complaint, complaint_id, "supplement_expired", by=SYSTEM, at=at)
    _end_of_intake(complaint, at=at)
    papers.non_acceptance(
        complaint,
        reasons="本会已一次性告知需要补正的全部材料，投诉人在补正期限内未予补正。",
        by=SYSTEM,
        at=at,
    )
    tell("complaint.not_accepted", complaint.last_event, at=at)
    return complaint


def _end_of_intake(complaint: Complaint, *, at: datetime) -> None:
    # The decision stops ACCEPTANCE (brief §3.0 X5); the terminal state stops the rest (X4).
    if clocks.is_open(complaint.file, "ACCEPTANCE"):
        deadlines.resume(complaint.file, ["ACCEPTANCE"], at=at)
        clocks.meet(complaint.file, "ACCEPTANCE", at=at)
    deadlines.cancel_all(complaint.file, at=at)
