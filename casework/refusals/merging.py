"""Why a file is not merged into another (CM-09)."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Refusal


class MergedIntoItself(Refusal):
    """CM-09 needs two files."""

    code = "MERGED_INTO_ITSELF"
    message = _("A case is not merged into itself.")


class MasterIsMerged(Conflict):
    """The other file was merged meanwhile; a chain of masters would lead nowhere."""

    code = "MASTER_IS_MERGED"
    message = _("The other case has itself been merged.")
    next_step = _("Open it: it names the case that goes on, which is the one to choose.")


class MasterHasEnded(Refusal):
    """Nobody would answer what is merged into a file that has its outcome."""

    code = "MASTER_HAS_ENDED"
    message = _("The other case already has its result.")
    next_step = _(
        "Tell the complainant this result. What is new is a complaint of its own; the same again "
        "is not accepted (G2)."
    )


class OtherComplainant(Refusal):
    """Neither ID number nor telephone number says that it is one person."""

    code = "OTHER_COMPLAINANT"
    message = _("Nothing on file shows that the same person complains in both cases.")
    next_step = _("Telephone number or ID number must agree; take over what is missing first.")


class OtherRespondent(Refusal):
    """Other numbers, or names that differ."""

    code = "OTHER_RESPONDENT"
    message = _("Nothing on file shows that both are about the same respondent.")
    next_step = _(
        "Credit code, ID number or the whole name must agree; take over what is missing first."
    )


class OtherEvent(Refusal):
    """Another order, or another day."""

    code = "OTHER_EVENT"
    message = _("Order number or day say that these are two different events.")
    next_step = _("Two events are two complaints, also between the same people.")


class NotCompared(Refusal):
    """A person compares; no number decides alone."""

    code = "NOT_COMPARED"
    message = _("Merging needs your confirmation that both are one matter.")
    next_step = _("Compare both cases and tick the confirmation.")


class MergeNoteMissing(Refusal):
    """The merge note says by what the matter was recognised."""

    code = "MERGE_NOTE_MISSING"
    message = _("Say in a few words by what you know that it is one matter.")


class AcceptedFirstIsMaster(Refusal):
    """The day by which an answer is promised does not move out by merging."""

    code = "ACCEPTED_FIRST_IS_MASTER"
    message = _("This case was accepted first; its complainant has been promised an answer.")
    next_step = _("Merge the other case into this one: it keeps the earliest date of receipt.")


class PartiesAreAsked(Refusal):
    """A proposal of mediation or a reply of the enterprise is awaited in the file."""

    code = "PARTIES_ARE_ASKED"
    message = _("The parties have been asked something in this case.")
    next_step = _("Merge the other case into this one, so that their answers are not lost.")


class MasterGradedLess(Refusal):
    """S1 and S2 stay what they are."""

    code = "MASTER_GRADED_LESS"
    message = _("The other case is graded less gravely than this one.")
    next_step = _("Grade the other case anew first, or merge it into this one.")


class GradeBeforeMerging(Refusal):
    """A suspicion of S1 is not merged away unseen."""

    code = "GRADE_BEFORE_MERGING"
    message = _("An emergency is suspected in this case, and the other one is graded otherwise.")
    next_step = _("Grade this case first.")


class NotMergedHere(Conflict):
    """CM-09a without CM-09."""

    code = "NOT_MERGED_HERE"
    message = _("The other case was not merged into this one.")


class NothingToMerge(Conflict):
    """Nothing open looks like the same matter."""

    code = "NOTHING_TO_MERGE"
    message = _("No other open case looks like the same matter.")
