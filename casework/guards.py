"""The conditions of the machines, one function each; a "no" is a named refusal.

Guards take the locked record and the facts of the move and only look. The database repeats what can
be said about rows (constraints in `casework.models`).
"""

from datetime import date, datetime
from typing import Any

from casework import refusals
from casework.states import MEDIATION_OPEN, Route, Severity
from common.actors import Actor
from common.zone import local_date
from deadlines.models import Deadline
from policies import services as policies

REASONS_LEAST = 10  # brief §3.1 CM-07
OVERRIDE_LEAST = 5
GROUNDS = {"G1", "G2", "G3", "G4", "G5", "G6", "G7"}
SIGNATURES = 2  # [CF] art. 42, by analogy


def _deadline(record: Any, code: str) -> Deadline | None:
    return Deadline.objects.filter(file=record.file, code=code).order_by("-pk").first()


# --- registration and grading ------------------------------------------------------------------


def narrative_given(record: Any, *, narrative: str, **_: Any) -> None:
    """CM-01: the narrative is not empty."""
    if not narrative.strip():
        raise refusals.NarrativeMissing


def was_reached(record: Any, *, reached: bool, **_: Any) -> None:
    """CM-01a: a person spoke or wrote to the complainant; a ringing phone is no contact."""
    if not reached:
        raise refusals.NotReached


def not_graded_yet(record: Any, **_: Any) -> None:
    """CM-02 happens once; afterwards CM-02b."""
    if record.graded_at:
        raise refusals.GradedAlready


def graded(record: Any, **_: Any) -> None:
    """CM-06, CM-02b: a person has confirmed a grading."""
    if not record.graded_at:
        raise refusals.NotGraded


def grading_exists(record: Any, *, grading: Any, **_: Any) -> None:
    """CM-02: the category stands in the pack; S1 carries the police report (brief §5)."""
    categories = policies.pack(record.file.unit.policy).categories
    if grading.category not in categories or grading.route not in Route.values:
        raise refusals.GradingUnknown
    if grading.severity not in Severity.values:
        raise refusals.GradingUnknown(field="severity")
    if grading.severity == Severity.S1 and not grading.police_report:
        raise refusals.PoliceReportMandatory
    if grading.overridden and len(grading.reason.strip()) < OVERRIDE_LEAST:
        raise refusals.OverrideNeedsReason(field="reason")


def regrade_has_reason(record: Any, *, grading: Any, **_: Any) -> None:
    """CM-02b: new facts are named."""
    if len(grading.reason.strip()) < OVERRIDE_LEAST:
        raise refusals.OverrideNeedsReason(field="reason")


# --- acceptance --------------------------------------------------------------------------------


def first_supplement(record: Any, **_: Any) -> None:
    """CM-03: one supplement notice, ever."""
    if record.supplement_asked_at:
        raise refusals.SupplementOnce


def not_s1(record: Any, **_: Any) -> None:
    """CM-03, CM-05: not for S1."""
    if record.severity == Severity.S1:
        raise refusals.UrgentNeedsNoMaterials


def is_s1(record: Any, **_: Any) -> None:
    """CM-05a: only for S1."""
    if record.severity != Severity.S1:
        raise refusals.OnlyForS1


def defects_listed(record: Any, *, items: list[str], **_: Any) -> None:
    """CM-03: all defects at once, at least one."""
    if not [item for item in items if item.strip()]:
        raise refusals.NothingMissing(field="items")


def supplement_in_time(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-04: not later than the last day; the party's own moment counts, not the sweep's."""
    clock = _deadline(record, "SUPPLEMENT")
    if clock is not None and clock.due_at is not None and at > clock.due_at:
        raise refusals.SupplementLate


def supplement_over(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-05, CM-05a: the last day is over."""
    clock = _deadline(record, "SUPPLEMENT")
    if clock is None or clock.due_at is None or at < clock.due_at:
        raise refusals.SupplementNotDue


def materials_complete(record: Any, **_: Any) -> None:
    """CM-06: complainant, respondent and request are known (brief C3); waived for S1."""
    missing = missing_materials(record)
    if missing and record.severity != Severity.S1 and not record.supplement_asked_at:
        raise refusals.MaterialsMissing(field=missing[0])


def missing_materials(record: Any) -> list[str]:
    """Return which materials of brief C3 are missing, by field name."""
    if not record.has_complainant:
        return []
    parties = {party.role: party for party in record.file.parties.all()}
    complainant, respondent = parties.get("COMPLAINANT"), parties.get("RESPONDENT")
    missing = []
    if complainant is None or not complainant.name:
        missing.append("complainant_name")
    if complainant is None or not (complainant.phone or complainant.email):
        missing.append("complainant_contact")
    if respondent is None or not respondent.name:
        missing.append("respondent_name")
    if not record.statement.request.strip():
        missing.append("request")
    return missing


def acceptable(record: Any, **_: Any) -> None:
    """CM-06: no ground of non-acceptance is graded."""
    if record.route == Route.NOT_ACCEPTED:
        raise refusals.OutOfScope


def ground_known(record: Any, *, ground: str, **_: Any) -> None:
    """CM-07: G1–G7."""
    if ground not in GROUNDS:
        raise refusals.GroundUnknown(field="ground")


def reasons_given(record: Any, *, reason: str, **_: Any) -> None:
    """CM-07, CM-08, CM-16c: reasons of at least ten characters."""
    if len(reason.strip()) < REASONS_LEAST:
        raise refusals.ReasonTooShort(field="reason")


def competent_body_named(record: Any, *, agency: str, **_: Any) -> None:
    """CM-08: where the complaint goes."""
    if not agency.strip():
        raise refusals.OutOfScopeOnly(field="agency")


# --- mediation ---------------------------------------------------------------------------------


def may_be_mediated(record: Any, **_: Any) -> None:
    """CM-10: S3/S4, or an S2 that is civil as a whole; never S1 or a criminal part (brief §5).

    An S2 on the route of mediation is a money dispute raised by its sum or its victim: all of it is
    the civil part, and MD-02 records the complainant's consent.
    """
    if not record.has_complainant:
        raise refusals.NoComplainant
    civil = record.severity == Severity.S2 and record.route == Route.MEDIATION
    if record.severity not in (Severity.S3, Severity.S4) and not civil:
        raise refusals.SeriousWaitsForReferral


def complaint_may_be_mediated(record: Any, **facts: Any) -> None:
    """MD-01: the complaint is accepted, minor, and no mediation is open."""
    complaint = record.complaint
    if complaint.state != "ACCEPTED":
        raise refusals.ComplaintNotAccepted
    may_be_mediated(complaint, **facts)
    if complaint.mediations.filter(state__in=MEDIATION_OPEN).exists():
        raise refusals.MediationOpen


def both_consented(record: Any, *, mediation_id: int, **_: Any) -> None:
    """CM-10: MD-02 has happened."""
    if not record.mediations.filter(pk=mediation_id, consented_at__isnull=False).exists():
        raise refusals.BothMustConsent


def two_consents(record: Any, **_: Any) -> None:
    """MD-02: complainant and respondent have both said yes."""
    roles = set(record.consents.filter(given=True).values_list("party__role", flat=True))
    if roles != {"COMPLAINANT", "RESPONDENT"}:
        raise refusals.BothMustConsent


def is_a_mediator(record: Any, *, mediator: Any, **_: Any) -> None:
    """MD-04: role MEDIATOR here, not recused, not investigator of this file."""
    root = record.file.root or record.file
    if (
        "MEDIATOR" not in mediator.roles_for(record.file)
        or root.recusals.filter(user_id=mediator.pk).exists()
        or record.complaint.verifications.filter(findings__drafted_by_id=mediator.pk).exists()
    ):
        raise refusals.NotAMediator


def enough_notice(
    record: Any, *, session_at: datetime, earliest: date, notice_waived: bool, **_: Any
) -> None:
    """MD-04: at least SESSION_NOTICE working days ahead unless both waive it (T17)."""
    if not notice_waived and local_date(session_at) < earliest:
        raise refusals.SessionTooSoon(earliest)


def session_is_due(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-04a: not before the day of the session."""
    if record.session_at is None or local_date(at) < local_date(record.session_at):
        raise refusals.SessionNotYet


def both_attend(record: Any, *, both_present: bool, **_: Any) -> None:
    """MD-04a: both are present."""
    if not both_present:
        raise refusals.BothMustAttend(field="both_present")


def terms_given(
    record: Any,
    *,
    at: datetime,
    terms: list[str],
    performance_due_on: date | None,
    performed_at_once: bool,
    **_: Any,
) -> None:
    """MD-08: terms, and a day of performance that is not past unless performed at once."""
    if not [term for term in terms if term.strip()]:
        raise refusals.TermsMissing(field="terms")
    if performance_due_on and not performed_at_once and performance_due_on < local_date(at):
        raise refusals.TermsMissing(field="performance_due_on")


def terms_lawful(record: Any, *, lawful: bool, **_: Any) -> None:
    """MD-08: the mediator confirms that no liability is waived."""
    if not lawful:
        raise refusals.TermsUnlawful(field="lawful")


def mediation_period_over(record: Any, *, at: datetime, **_: Any) -> None:
    """MD-13: the period is over; while it is suspended it is not."""
    clock = _deadline(record, "MEDIATION")
    if clock is None or clock.due_at is None or at < clock.due_at:
        raise refusals.PeriodNotOver


def not_served_yet(record: Any, **_: Any) -> None:
    """MD-20 happens once."""
    if record.notice_served_at:
        raise refusals.ServedAlready


# --- verification ------------------------------------------------------------------------------


def may_be_verified(record: Any, *, facts_disputed: bool, **_: Any) -> None:
    """CM-11: own route, disputed facts of S2–S3, or a party refused mediation."""
    refused = record.mediations.filter(termination_ground="T2").exists()
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


# --- end of the file ---------------------------------------------------------------------------


def own_free_act(record: Any, *, own_act: bool, **_: Any) -> None:
    """CM-21: the complainant's own act, not coerced; there is a complainant."""
    if not record.has_complainant:
        raise refusals.NoComplainant
    if not own_act:
        raise refusals.NotOwnAct(field="own_act")


def feedback_not_sent(record: Any, **_: Any) -> None:
    """CM-22a happens once."""
    if record.feedback_sent_at:
        raise refusals.FeedbackSentAlready


def archive_not_synced(record: Any, **_: Any) -> None:
    """CM-22b happens once."""
    if record.archive_synced_at:
        raise refusals.ArchiveSyncedAlready


def attempts_left(record: Any, **_: Any) -> None:
    """CM-22c, CM-23: at most the pack's number of attempts."""
    most = policies.pack(record.file.unit.policy).follow_up.attempts
    if record.follow_ups.filter(reached=False).count() >= most:
        raise refusals.TooManyAttempts


def unreachable(record: Any, **_: Any) -> None:
    """CM-24: three attempts on two different days; without a complainant there is nobody."""
    if not record.has_complainant:
        return
    rule = policies.pack(record.file.unit.policy).follow_up
    missed = [local_date(call.at) for call in record.follow_ups.filter(reached=False)]
    if len(missed) < rule.attempts or len(set(missed)) < rule.days:
        raise refusals.NotUnreachable


def lawful_wait(
    record: Any, *, at: datetime, wait_ground: str, handling_open: bool, **_: Any
) -> None:
    """CM-32: while HANDLING is open the record itself proves the ground (brief §2.9.1)."""
    if not record.has_complainant:
        raise refusals.NoComplainant
    if handling_open and wait_ground not in wait_grounds(record):
        raise refusals.NoLawfulWait(field="wait_ground")


def wait_grounds(record: Any) -> set[str]:
    """Return the wait grounds the record proves now."""
    grounds = set()
    if (
        record.state == "IN_MEDIATION"
        and record.mediations.filter(
            consented_at__isnull=False, session_at__isnull=False, state__in=MEDIATION_OPEN
        ).exists()
    ):
        grounds.add("MEDIATION")
    if (
        record.state == "IN_VERIFICATION"
        and record.verifications.filter(concluded_at=None).exists()
    ):
        grounds.add("VERIFICATION")
    return grounds
