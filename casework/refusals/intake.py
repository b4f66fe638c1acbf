"""Why a step of intake, grading or acceptance is refused."""

from collections.abc import Sequence

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


class PerformancePast(Refusal):
    """MD-08 names a day to come; what is performed already is performed on the spot."""

    code = "PERFORMANCE_PAST"
    message = _("This day of performance is past.")

    def __init__(self) -> None:
        super().__init__(field="performance_due_on")


class OutOfScopeOnly(Refusal):
    """CM-08 needs ground G1 and a competent body."""

    code = "COMPETENT_BODY_MISSING"
    message = _("Name the competent body to which the complaint goes.")
