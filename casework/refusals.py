"""Why a complaint or a mediation cannot go on: the named refusals of casework."""

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Refusal


class NarrativeMissing(Refusal):
    """CM-01 needs a narrative."""

    code = "NARRATIVE_MISSING"
    message = _("Say what happened.")

    def __init__(self) -> None:
        super().__init__(field="narrative")


class NotReached(Refusal):
    """CM-01a needs a person at the other end."""

    code = "NOT_REACHED"
    message = _("Nobody was reached; the first contact is still to be made.")


class GradedAlready(Conflict):
    """CM-02 happens once."""

    code = "GRADED_ALREADY"
    message = _("The complaint has been graded already.")
    next_step = _("Grade it again and name the new facts.")


class PoliceReportMandatory(Refusal):
    """S1 always carries the police report; nobody may opt out ([WCN] art. 11)."""

    code = "POLICE_REPORT_MANDATORY"
    message = _("An S1 matter is always reported to the police.")

    def __init__(self) -> None:
        super().__init__(field="police_report")


class OutOfScope(Refusal):
    """CM-06 for a file graded as outside our competence."""

    code = "OUT_OF_SCOPE"
    message = _("The file is graded as outside our competence.")
    next_step = _("Decide not to accept it, pass it on, or grade it again.")


class OnlyForS1(Refusal):
    """CM-05a is for S1 files."""

    code = "ONLY_FOR_S1"
    message = _("Only an S1 file is taken up without materials.")


class ComplaintNotAccepted(Conflict):
    """MD-01 starts from an accepted complaint."""

    code = "COMPLAINT_NOT_ACCEPTED"
    message = _("Mediation can be proposed only while the complaint is accepted and undecided.")


class ServedAlready(Conflict):
    """MD-20 happens once."""

    code = "SERVED_ALREADY"
    message = _("Service has been recorded already.")


class NotGraded(Refusal):
    """CM-06 needs a confirmed grading."""

    code = "NOT_GRADED"
    message = _("The complaint has not been graded yet.")
    next_step = _("Confirm or override the suggested grading first.")


class MaterialsMissing(Refusal):
    """CM-06 needs complete materials (brief C3), except for S1."""

    code = "MATERIALS_MISSING"

    def __init__(self, missing: Sequence[str | Promise], *, asked: bool) -> None:
        super().__init__(
            _("Still missing: %(materials)s.")
            % {"materials": str(_("; ")).join(map(str, missing))},
            next_step=_(
                "Take over what is known by now, or let an officer decide not to accept (G5)."
            )
            if asked
            else _("Ask for them in one supplement notice that lists every defect."),
        )


class NothingMissing(Refusal):
    """CM-03 needs at least one defect."""

    code = "NOTHING_MISSING"
    message = _("List at least one missing item.")


class SupplementOnce(Refusal):
    """CM-03 is possible once only."""

    code = "SUPPLEMENT_ONCE"
    message = _("A supplement notice has been sent already; a second one is not allowed.")
    next_step = _("Decide on acceptance with what there is.")


class UrgentNeedsNoMaterials(Refusal):
    """CM-03 is not for S1 files."""

    code = "S1_NO_SUPPLEMENT"
    message = _("An S1 file is accepted with what it has; no supplement is asked for.")
    next_step = _("Accept it and ask for materials by telephone.")


class SupplementLate(Refusal):
    """CM-04 after the last day."""

    code = "SUPPLEMENT_LATE"
    message = _("The period for supplementing materials is over.")
    next_step = _("File a new complaint with all materials.")


class SupplementNotDue(Refusal):
    """CM-05 and CM-05a before the last day is over."""

    code = "SUPPLEMENT_NOT_DUE"
    message = _("The period for supplementing materials is still running.")


class GradingUnknown(Refusal):
    """CM-02 with a category or route the policy pack does not have."""

    code = "GRADING_UNKNOWN"
    message = _("This grading does not exist in the policy pack.")


class OverrideNeedsReason(Refusal):
    """A grading that departs from the suggestion says why."""

    code = "OVERRIDE_NEEDS_REASON"
    message = _("Say why you depart from the suggestion (at least 5 characters).")


class ReasonTooShort(Refusal):
    """CM-07 gives its reasons in at least ten characters."""

    code = "REASON_TOO_SHORT"
    message = _("Give the reasons in at least 10 characters.")


class AskedAlready(Conflict):
    """One request for more time at a time (extension matrix)."""

    code = "EXTENSION_ASKED_ALREADY"
    message = _("More time has been asked for already; the request waits for its decision.")


class DecidedAlready(Conflict):
    """A request for more time is decided once."""

    code = "EXTENSION_DECIDED_ALREADY"
    message = _("This request has been decided already.")


class GroundUnknown(Refusal):
    """CM-07 with a ground outside G1–G7."""

    code = "GROUND_UNKNOWN"
    message = _("Choose one of the grounds G1–G7.")


class SeriousWaitsForReferral(Refusal):
    """S1 is never mediated; S2 not before its civil part is parted (brief §5)."""

    code = "NO_MEDIATION_OF_SERIOUS"
    message = _("A serious matter is not mediated.")
    next_step = _("It waits for the referral desk, or verify it.")


class NoComplainant(Refusal):
    """Mediation and feedback to a party need a complainant."""

    code = "NO_COMPLAINANT"
    message = _("This file has no complainant, so there is nobody to mediate with.")
    next_step = _("Verify it instead.")


class BothMustConsent(Refusal):
    """CM-10 and MD-02 need two recorded consents (brief C11)."""

    code = "BOTH_MUST_CONSENT"
    message = _("Mediation opens only when both parties have consented.")


class EntrustmentNeedsConsent(Refusal):
    """MD-02 with an entrusted mediator needs consent to the entrustment (brief C12)."""

    code = "ENTRUSTMENT_NEEDS_CONSENT"
    message = _("Both parties must also consent to the entrustment.")


class AnsweredAlready(Conflict):
    """A party answers a proposal once."""

    code = "ANSWERED_ALREADY"
    message = _("This party has answered already.")


class MediationBarred(Refusal):
    """Never for S1 (brief §5): no consent, no session, no agreement."""

    code = "MEDIATION_BARRED"
    message = _("The matter has been graded as urgent since; it cannot be mediated.")
    next_step = _("It goes to the competent authority. Nothing is lost by that; we contact you.")


class NotPrintedYet(Refusal):
    """MD-20 before the decision exists in every copy."""

    code = "NOT_PRINTED_YET"
    message = _("The termination decision is still being printed.")
    next_step = _("Try again in a minute.")


class MediationOpen(Conflict):
    """One mediation at a time."""

    code = "MEDIATION_OPEN"
    message = _("A mediation of this complaint is open already.")


class NotAMediator(Refusal):
    """MD-04: the mediator holds the role here, is not recused and did not investigate."""

    code = "NOT_A_MEDIATOR"
    message = _("This person cannot mediate here.")
    next_step = _("Choose a mediator of this unit who is not recused and did not investigate.")


class SessionTooSoon(Refusal):
    """MD-04: the parties have at least three working days (SESSION_NOTICE, T17)."""

    code = "SESSION_TOO_SOON"

    def __init__(self, earliest: date) -> None:
        super().__init__(
            _("The parties need at least three working days: %(day)s at the earliest.")
            % {"day": f"{earliest:%Y-%m-%d}"},
            field="session_at",
            next_step=_("Choose a later day, or record that both waive the notice."),
        )


class SessionNotYet(Refusal):
    """MD-04a before the day of the session."""

    code = "SESSION_NOT_YET"
    message = _("The session is not due yet.")


class BothMustAttend(Refusal):
    """MD-04a needs both parties present."""

    code = "BOTH_MUST_ATTEND"
    message = _("A session opens only with both parties present.")
    next_step = _("Record the absence, or declare that no agreement is possible.")


class TermsMissing(Refusal):
    """MD-08 needs terms."""

    code = "TERMS_MISSING"
    message = _("Write down the terms of the agreement.")


class PerformanceMissing(Refusal):
    """MD-08: an agreement that is never due could never be broken."""

    code = "PERFORMANCE_MISSING"
    message = _("The agreement does not say by when it is performed.")
    next_step = _("Name the day, or say that it was performed on the spot.")

    def __init__(self) -> None:
        super().__init__(field="performance_due_on")


class PerformancePast(Refusal):
    """MD-08 names a day to come; what is performed already is performed on the spot."""

    code = "PERFORMANCE_PAST"
    message = _("This day of performance is past.")

    def __init__(self) -> None:
        super().__init__(field="performance_due_on")


class TermsUnlawful(Refusal):
    """MD-08 never waives criminal or administrative liability (brief C21)."""

    code = "TERMS_UNLAWFUL"
    message = _(
        "Confirm that the terms are lawful and waive no criminal or administrative liability."
    )


class PeriodNotOver(Refusal):
    """MD-13 before the end of the period."""

    code = "PERIOD_NOT_OVER"
    message = _("The mediation period is still running.")


class PlanMissing(Refusal):
    """CM-11 needs an investigation plan."""

    code = "PLAN_MISSING"
    message = _("Write the investigation plan.")


class PlanThere(Conflict):
    """One plan for one verification."""

    code = "PLAN_THERE"
    message = _("This verification has its plan already.")


class VerificationNotOpen(Refusal):
    """CM-11 is for S2–S3 with disputed facts, or after a refused mediation."""

    code = "VERIFICATION_NOT_OPEN"
    message = _("Verification is for disputed facts, or when a party refuses mediation.")


class FindingsMissing(Refusal):
    """CM-16b and CM-16 need findings."""

    code = "FINDINGS_MISSING"
    message = _("There are no findings to sign or confirm.")


class FindingsOpen(Conflict):
    """New findings only after the current ones were returned."""

    code = "FINDINGS_OPEN"
    message = _("There are findings already; they must be returned before new ones are written.")


class TwoMustSign(Refusal):
    """CM-16: findings signed by two people ([CF] art. 42, by analogy)."""

    code = "TWO_MUST_SIGN"
    message = _("Findings need the signatures of two investigators.")


class SignedAlready(Conflict):
    """One person signs once, from whichever account."""

    code = "SIGNED_ALREADY"
    message = _("You have signed these findings already.")


class SamePerson(Refusal):
    """Who signed does not confirm; who mediated does not investigate (brief §3)."""

    code = "SAME_PERSON"
    message = _("Another person must do this.")
    next_step = _("Return the task to the queue.")


class ArchiveSyncedAlready(Conflict):
    """CM-22b happens once."""

    code = "ARCHIVE_SYNCED_ALREADY"
    message = _("The archive write-back is complete already.")


class FeedbackSentAlready(Conflict):
    """CM-22a happens once."""

    code = "FEEDBACK_SENT_ALREADY"
    message = _("The result has been sent already.")


class TooManyAttempts(Refusal):
    """At most three call-backs (brief §2.9 FOLLOW_UP)."""

    code = "TOO_MANY_ATTEMPTS"
    message = _("Three call-backs have been made; the file closes by itself.")


class CallOnAnotherDay(Refusal):
    """The attempts must spread over two days; the last one may not be of the same day (CM-22c)."""

    code = "CALL_ON_ANOTHER_DAY"
    message = _("The call-backs so far were all made today; the last one counts on another day.")
    next_step = _("Call again on another day. If you reach the person today, record that instead.")


class NotUnreachable(Refusal):
    """CM-24 needs three attempts on at least two days."""

    code = "NOT_UNREACHABLE"
    message = _("Three attempts on at least two different days are needed.")


class NoLawfulWait(Refusal):
    """CM-32 while HANDLING is open needs a wait ground the record proves (brief §2.9.1)."""

    code = "NO_LAWFUL_WAIT"
    message = _("The file does not show this ground for waiting.")
    next_step = _("Answer with the result, or take the step that opens a lawful wait first.")


class DayIsPast(Refusal):
    """CM-32 names a day that is still to come (brief §2.9.1: what remains, who acts, by when)."""

    code = "DAY_IS_PAST"
    message = _("This day is past; a progress answer names today or a later day.")


class NotOwnAct(Refusal):
    """CM-21 is the complainant's own act, not coerced."""

    code = "NOT_OWN_ACT"
    message = _("Confirm that the complainant withdraws of his or her own free will.")


class OutOfScopeOnly(Refusal):
    """CM-08 needs ground G1 and a competent body."""

    code = "COMPETENT_BODY_MISSING"
    message = _("Name the competent body to which the complaint goes.")
