"""Why a step of the enterprise's own reply is refused (CM-10a … CM-10d)."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Refusal


class TooGraveForTheEnterprise(Refusal):
    """CM-10a, CM-10b: S3 and S4 only (brief §5)."""

    code = "TOO_GRAVE_FOR_THE_ENTERPRISE"
    message = _("Only ordinary and minor matters (S3, S4) are first left to the enterprise.")


class ReplyAskedOnce(Conflict):
    """ENTERPRISE_REPLY runs once (brief §2.9)."""

    code = "REPLY_ASKED_ONCE"
    message = _("The enterprise has been asked already; it is asked once.")
    next_step = _("Go on to mediation or verification.")


class MediationGoesFirst(Refusal):
    """A mediation is open: its parties are asked there."""

    code = "MEDIATION_GOES_FIRST"
    message = _("A mediation is open in this case.")
    next_step = _("Bring it to its end first.")


class NoEnterprise(Refusal):
    """R15: service complaints are answered by the enterprise that gave the service."""

    code = "NO_ENTERPRISE"
    message = _("The respondent is neither an enterprise nor a worker of one.")


class EmployerUnnamed(Refusal):
    """CM-10a about a worker asks the employer."""

    code = "EMPLOYER_UNNAMED"
    message = _("The respondent is a worker; name the enterprise that employs the worker.")


class ReplyRequestEmpty(Refusal):
    """CM-10a: the request says what is asked."""

    code = "REPLY_REQUEST_EMPTY"
    message = _("Say what the enterprise is to answer.")


class ReplyNotAsked(Conflict):
    """CM-10b … CM-10d without CM-10a."""

    code = "REPLY_NOT_ASKED"
    message = _("No enterprise has been asked to reply in this case.")


class RepliedAlready(Conflict):
    """CM-10d happens once."""

    code = "REPLIED_ALREADY"
    message = _("The enterprise has replied already.")


class EmployerAsked(Refusal):
    """The worker's page is not the employer's."""

    code = "EMPLOYER_ASKED"
    message = _("It is the enterprise that was asked; its reply comes to us in writing.")


class ReplyEmpty(Refusal):
    """CM-10d needs words."""

    code = "REPLY_EMPTY"
    message = _("Say what has been done, or what is offered.")


class ReplyNotDue(Conflict):
    """CM-10c1 before the end, or a second time."""

    code = "REPLY_NOT_DUE"
    message = _("The enterprise still has time to reply.")


class ConfirmationNotWritten(Refusal):
    """CM-10b: in writing or on the own page (brief §3.1); what is only said does not settle."""

    code = "CONFIRMATION_NOT_WRITTEN"
    message = _("The complainant confirms in writing or on the own page.")
    next_step = _("Ask for a message, an e-mail or a signed paper, and keep it as evidence.")


class SettlementEmpty(Refusal):
    """CM-10b: the settlement record."""

    code = "SETTLEMENT_EMPTY"
    message = _("Say how the matter was settled.")


class NoReplyYet(Conflict):
    """CM-10c2 before CM-10d."""

    code = "NO_REPLY_YET"
    message = _("The enterprise has not replied yet.")


class ReplyDeclinedAlready(Conflict):
    """CM-10c2 happens once."""

    code = "REPLY_DECLINED_ALREADY"
    message = _("The complainant has said already that it is not settled.")


class ReplyAwaited(Refusal):
    """CM-11, MD-01 while ENTERPRISE_REPLY runs."""

    code = "REPLY_AWAITED"
    message = _("The enterprise still has time to reply.")
    next_step = _("Mediation or verification follow its reply, or the end of its period.")


class ReplyArrivalImpossible(Refusal):
    """A reply taken down later arrived after it was asked for and before now."""

    code = "REPLY_ARRIVAL_IMPOSSIBLE"
    message = _("The reply cannot have come before it was asked for, nor in the future.")
    next_step = _("Enter the moment at which it came.")

    def __init__(self) -> None:
        super().__init__(field="arrived_at")
