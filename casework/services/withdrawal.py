"""Withdrawal (撤回): the complainant's own act; serious facts are not buried with it (CM-21)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework import clocks, redaction, taking_down
from casework.models import Complaint, Grading, Party, Statement
from casework.news import tell
from casework.services import intake, referral
from casework.services import mediation as mediations
from casework.services.outcome import stop_everything
from casework.states import MEDIATION_OPEN, Route, Severity
from common.actors import Actor, Mandate
from common.lifecycle import begin, lock, perform
from common.models import File
from common.numbers import next_number
from common.zone import local_date


@transaction.atomic
def withdraw(
    *, complaint_id: int, own_act: bool, reason: str, by: Actor, at: datetime
) -> Complaint:
    """Withdraw the complaint; an S1/S2 matter or a lead goes on in a file found by staff.

    Raises:
        NotOwnAct: nobody confirmed that the complainant acts of free will.
        NotTakenDownHere: typed by somebody who may not take a party's words down.
    """
    before = lock(Complaint, complaint_id)
    taking_down.permit(by, before.file)
    found = before.mediations.filter(lead_found=True).exists()
    lead = found or before.state == "IN_VERIFICATION"
    complaint = perform(
        Complaint, complaint_id, "withdraw", by=by, at=at, reason=reason, own_act=own_act
    )
    for mediation in complaint.mediations.filter(state__in=MEDIATION_OPEN):
        mediations.withdrawn(mediation_id=mediation.pk, by=by, at=at)
    stop_everything(complaint, at=at)
    tell("complaint.withdrawn", complaint.last_event, at=at)
    suspected = complaint.severity or complaint.statement.suggestion.get("severity", "")
    if suspected in (Severity.S1, Severity.S2) or lead:
        _carry_on(complaint, at=at)
    return complaint


def _carry_on(complaint: Complaint, *, at: datetime) -> Complaint:
    """Open the linked STAFF_FOUND file: registered and, if graded, graded and accepted at once."""
    clerk = Mandate("INTAKE", complaint.graded_by_id)
    file = File.objects.create(
        number=next_number("TS", local_date(at).year),
        kind=File.Kind.COMPLAINT,
        unit=complaint.file.unit,
        parent=complaint.file,
        root=complaint.file.root or complaint.file,
        opened_at=at,
    )
    thread = Complaint(
        file=file,
        request_type=complaint.request_type,
        channel="STAFF_FOUND",
        source="withdrawn",
        ticket_no=complaint.file.number,
        received_at=at,
        clock_from=at,
        has_complainant=False,
        emergency=complaint.emergency,
        rule_version=complaint.rule_version,
    )
    begin(thread, "register", by=clerk, at=at, narrative=complaint.statement.narrative)
    _copy_facts(complaint, thread)
    record = ("CM", thread.pk)
    urgent = complaint.severity == Severity.S1
    clocks.start(file, "TRIAGE_S1" if urgent else "TRIAGE", at=at, record=record)
    clocks.start(file, "ACCEPTANCE", at=at, record=record)
    tell("complaint.registered", thread.last_event, at=at, number=file.number)
    referral.carry_over(complaint, thread, at=at)
    if complaint.graded_at:
        _grade_and_accept(complaint, thread, at=at)
    return referral.attach_open(Complaint.objects.get(pk=thread.pk), at=at)


def _copy_facts(complaint: Complaint, thread: Complaint) -> None:
    statement = Statement.objects.get(pk=complaint.pk)
    statement.pk, statement.complaint = None, thread
    # Whoever withdrew is no party of the new file; words and place are facts, not identity.
    statement.requester_role, statement.ticket = "", {}
    gone = complaint.file.parties.filter(role=Party.Role.COMPLAINANT).first()
    for field in ("title", "narrative", "request"):
        setattr(statement, field, redaction.without(getattr(statement, field), gone))
    statement.terms = intake.terms((statement.title, statement.narrative, statement.request))
    statement.save(force_insert=True)
    respondent = complaint.file.parties.filter(role=Party.Role.RESPONDENT).first()
    if respondent is not None:
        respondent.pk, respondent.file = None, thread.file
        # The old code opens the old file only.
        respondent.query_code, respondent.query_code_hash = "", ""
        respondent._state.adding = True
        respondent.save(force_insert=True)


def _grade_and_accept(complaint: Complaint, thread: Complaint, *, at: datetime) -> None:
    last: Grading | None = complaint.gradings.last()
    if last is None:
        return
    grader = Mandate("TRIAGE", last.by_id)
    officer = Mandate("OFFICER", last.by_id)
    grading = _Carried(last, complaint.police_report)
    thread = perform(Complaint, thread.pk, "triage", by=grader, at=at, grading=grading)
    Grading.objects.create(
        complaint=thread,
        version=1,
        category=last.category,
        severity=last.severity,
        route=last.route,
        agency=last.agency,
        overridden=last.overridden,
        reason=last.reason,
        by_id=last.by_id,
        at=at,
    )
    clocks.meet(thread.file, "TRIAGE", "TRIAGE_S1", at=at)
    if last.route == Route.NOT_ACCEPTED:
        return  # Serious all the same: a person looks at it again before anything is decided.
    if last.severity == Severity.S1:
        clocks.start(thread.file, "REFERRAL_S1", at=at, record=("CM", thread.pk))
    thread = perform(
        Complaint,
        thread.pk,
        "accept",
        by=officer,
        at=at,
        rule_version=clocks.pack_of(thread.file, at).version,
        limitation_ends_on=None,  # Nobody complains in this file any more.
    )
    clocks.meet(thread.file, "ACCEPTANCE", at=at)
    clocks.start_result_feedback(thread, at=at)
    tell("complaint.accepted", thread.last_event, at=at)


class _Carried:
    """The grading of the withdrawn complaint, taken over as it stands."""

    def __init__(self, last: Grading, police_report: bool) -> None:
        self.category, self.severity = last.category, last.severity
        self.route, self.agency = last.route, last.agency
        self.reason, self.overridden = last.reason, last.overridden
        self.police_report = police_report
