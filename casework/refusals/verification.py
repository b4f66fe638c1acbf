"""Why a step of verification is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Refusal


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
