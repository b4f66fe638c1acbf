"""Why a step of a referral to an agency is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, NotPermitted, Refusal


class AgencyUnknown(Refusal):
    """RF-01, RF-06: the agency is none of the pack."""

    code = "AGENCY_UNKNOWN"
    message = _("This agency is not in the rules of the association.")
    next_step = _("Choose one of the list.")


class ReferralKindUnknown(Refusal):
    """RF-01: what the referral is about."""

    code = "REFERRAL_KIND_UNKNOWN"
    message = _("Say what the referral is about.")


class StatutoryReportToPolice(Refusal):
    """[WCN] art. 11: a harmed minor is reported to the police."""

    code = "STATUTORY_REPORT_TO_POLICE"
    message = _("The report of a harmed minor goes to the police.")


class NotReferable(Refusal):
    """RF-01, CM-12: the complaint is not in a state in which it is referred."""

    code = "NOT_REFERABLE"
    message = _("In its present state this matter is not handed to an agency.")
    next_step = _("Accept it first; only an S1 matter goes to the police before that.")


class NoLead(Refusal):
    """CM-12: S1, S2 or a lead."""

    code = "NO_LEAD"
    message = _("An ordinary matter is handed to an agency only on a lead.")
    next_step = _("Name the lead: what points to a breach of law, and where it stands in the file.")


class AgencyHasIt(Conflict):
    """One open referral of a complaint for each agency."""

    code = "AGENCY_HAS_IT"
    message = _("This agency has the matter already.")
    next_step = _("Look at the referral that is open there.")


class ParticularUnknown(Refusal):
    """RF-01c: what goes along is chosen by name."""

    code = "PARTICULAR_UNKNOWN"
    message = _("One of the particulars chosen does not exist.")


class InformantStaysHidden(Refusal):
    """Nothing of an informant leaves (brief C23, RF-01)."""

    code = "INFORMANT_STAYS_HIDDEN"
    message = _("Of who reported this nothing may leave the house.")
    next_step = _("Take the particulars of the complainant out.")


class EvidenceListEmpty(Refusal):
    """CM-12: the evidence list is not empty."""

    code = "EVIDENCE_LIST_EMPTY"
    message = _("The list of materials is empty.")
    next_step = _("Add a file, one of our papers, or describe what is handed over.")


class PacketMissing(Refusal):
    """RF-02: nothing leaves before it is laid down."""

    code = "PACKET_MISSING"
    message = _("It is not laid down yet what leaves the house.")
    next_step = _("Compose the packet first.")


class PacketChanged(Conflict):
    """RF-01a: what was read is not what would leave."""

    code = "PACKET_CHANGED"
    message = _("What leaves the house was changed since you read it.")
    next_step = _("Read the new packet before you decide.")


class ReferralApproved(Conflict):
    """RF-01a, RF-13: decided already."""

    code = "REFERRAL_APPROVED"
    message = _("This referral has been approved already.")


class NotApprovedYet(Refusal):
    """RF-02: an officer approves."""

    code = "NOT_APPROVED_YET"
    message = _("An officer has not approved what leaves the house.")


class PoliceNotCalled(Refusal):
    """RF-02: an urgent matter is told to 110 at once."""

    code = "POLICE_NOT_CALLED"
    message = _("The call to 110 is not on record.")
    next_step = _("Call 110 now and write down when and to whom it was told.")


class NothingToRatify(Refusal):
    """RF-02a: only what a liaison sent alone."""

    code = "NOTHING_TO_RATIFY"
    message = _("This referral needs no ratification.")


class RatifiedAlready(Conflict):
    """RF-02a happens once."""

    code = "RATIFIED_ALREADY"
    message = _("This referral has been ratified already.")


class ReturnReasonUnknown(Refusal):
    """RF-05: a coded reason."""

    code = "RETURN_REASON_UNKNOWN"
    message = _("Say by its code why it was returned.")


class SameAgencyAgain(Refusal):
    """RF-06: an agency that is not competent does not get it again."""

    code = "SAME_AGENCY_AGAIN"
    message = _("The agency that returned it is not asked again.")
    next_step = _("Choose the competent agency, or another office.")


class ThirdReturn(Refusal):
    """RF-06: the third return goes to the agency that coordinates."""

    code = "THIRD_RETURN"
    message = _(
        "After the third return the matter goes to the commerce department, which coordinates."
    )


class ResultClassUnknown(Refusal):
    """RF-11: the class of the result."""

    code = "RESULT_CLASS_UNKNOWN"
    message = _("Say of which class the result is.")


class RegisteredAlready(Conflict):
    """RF-11a happens once for each result."""

    code = "REGISTERED_ALREADY"
    message = _("This result has been registered already.")


class NotRegisteredYet(Refusal):
    """CM-17, RF-11b: a person has read the agency's paper first."""

    code = "NOT_REGISTERED_YET"
    message = _("The agency's result has not been registered yet.")


class ToldAlready(Conflict):
    """RF-09a, RF-11b happen once."""

    code = "TOLD_ALREADY"
    message = _("This has been told already.")


class RemindedAlready(Conflict):
    """RF-07: one reminder for each missed day."""

    code = "REMINDED_ALREADY"
    message = _("The agency has been reminded already.")


class NotRemindedYet(Refusal):
    """RF-08: the reminder goes before the order."""

    code = "NOT_REMINDED_YET"
    message = _("The agency has not been reminded yet.")


class SupervisedAlready(Conflict):
    """RF-08: one order for each missed day."""

    code = "SUPERVISED_ALREADY"
    message = _("A supervision order has been drafted already.")


class NoOrderWaits(Conflict):
    """RF-08a, RF-08b: an order that was neither signed nor held back."""

    code = "NO_ORDER_WAITS"
    message = _("No supervision order waits for a decision.")


class NeverRecalled(Refusal):
    """RF-13: never for S1, never the statutory report."""

    code = "NEVER_RECALLED"
    message = _("An urgent or statutory report is never recalled.")


class AgencyMustAgree(Refusal):
    """RF-13: what has left is recalled with the agency's agreement."""

    code = "AGENCY_MUST_AGREE"
    message = _("Confirm that the agency agrees to the recall.")


class NotFedBackYet(Refusal):
    """RF-12: the parties have the result."""

    code = "NOT_FED_BACK_YET"
    message = _("The parties have not been told the result yet.")


class NotTheLead(Refusal):
    """CM-17, CM-18: only the lead referral moves the complaint."""

    code = "NOT_THE_LEAD"
    message = _("Another referral leads this matter.")


class OfficerEndsIt(NotPermitted):
    """CM-18: to end it with an outcome is the officer's."""

    code = "OFFICER_ENDS_IT"
    message = _("Only an officer may end the matter with an outcome here.")
    next_step = _("Let it go on by our own verification, or hand it to an officer.")


class AnotherReferralOpen(Conflict):
    """CM-18a: something else is still at an agency."""

    code = "ANOTHER_REFERRAL_OPEN"
    message = _("Another referral of this matter is still open.")


class ReportFirst(Refusal):
    """Brief §0 (3): nobody may opt out of the report of a harmed minor."""

    code = "REPORT_FIRST"
    message = _("A minor may have been harmed: the report to the police must leave first.")
    next_step = _("Prepare the referral to the police and hand it over.")


class LinkOver(Conflict):
    """An answer link that is used up, revoked or expired."""

    code = "LINK_OVER"
    message = _("This link is no longer valid.")
    next_step = _("Ask the association for a new one, or answer by letter.")


class AnswerDoesNotFit(Refusal):
    """An answer that the state of the referral has no place for."""

    code = "ANSWER_DOES_NOT_FIT"
    message = _("This answer does not fit the present state of the referral.")


class AnswerApplied(Conflict):
    """An answer that led to a step, or that a liaison has dealt with."""

    code = "ANSWER_APPLIED"
    message = _("This answer has been dealt with already.")


class ScanMissing(Refusal):
    """A decision of an agency that is typed in comes with its paper."""

    code = "SCAN_MISSING"
    message = _("Attach the scan of the agency's paper.")


class HandedBeforePrinted(Refusal):
    """What is handed over exists as a paper."""

    code = "HANDED_BEFORE_PRINTED"
    message = _("The letter is not printed yet.")
    next_step = _("Wait until it can be opened, then hand it over.")


class HandedAlready(Conflict):
    """A parcel reaches the agency once."""

    code = "HANDED_ALREADY"
    message = _("The agency has this parcel already.")


class MomentImpossible(Refusal):
    """A moment before the fact it answers, or in the future."""

    code = "MOMENT_IMPOSSIBLE"
    message = _("This time cannot be right.")
    next_step = _(
        "Give the time as it stands on the paper: after the hand-over, and not in the future."
    )


class OfficeThere(Refusal):
    """A unit has one office of an agency with one name."""

    code = "OFFICE_THERE"
    message = _("This office is on the list already.")
    next_step = _("If it is closed, open it again.")


class NotUrgent(Refusal):
    """CM-02c: only an S1 matter or a harmed minor is told to 110 by us."""

    code = "NOT_URGENT"
    message = _("This matter is not graded as an emergency.")
    next_step = _("If there is danger now, grade it S1 first.")
