"""Why a step of mediation is refused."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.refusals.intake import PerformancePast
from common.errors import Conflict, NotPermitted, Refusal


class ServedAlready(Conflict):
    """MD-20 happens once."""

    code = "SERVED_ALREADY"
    message = _("Service has been recorded already.")


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


class SessionPast(Refusal):
    """MD-04: both get a notice of the session, and nobody can come to what is past."""

    code = "SESSION_PAST"
    message = _("This time is past; both parties are invited to the session.")
    next_step = _(
        "Choose a time to come. If both are with you now, name the present time and the waiver, "
        "then open the session."
    )

    def __init__(self) -> None:
        super().__init__(field="session_at")


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


class DisputeMissing(Refusal):
    """MD-08a: a statement without the main facts could not be enforced (brief C18)."""

    code = "DISPUTE_MISSING"
    message = _("Write down the main facts of the dispute, as both parties see them.")
    next_step = _("They stand under the first heading of the mediation statement.")

    def __init__(self) -> None:
        super().__init__(field="facts")


class TermsMissing(Refusal):
    """MD-08a needs terms."""

    code = "TERMS_MISSING"
    message = _("Write down the terms of the agreement.")


class PerformanceMissing(Refusal):
    """MD-08, MD-08a: an agreement that is never due could never be broken."""

    code = "PERFORMANCE_MISSING"
    message = _("The agreement does not say by when it is performed.")
    next_step = _("Name the day, or say that it was performed on the spot.")

    def __init__(self) -> None:
        super().__init__(field="performance_due_on")


class TermsUnlawful(Refusal):
    """MD-08a never waives criminal or administrative liability (brief C21)."""

    code = "TERMS_UNLAWFUL"
    message = _(
        "Confirm that the terms are lawful and waive no criminal or administrative liability."
    )


class NothingToSign(Refusal):
    """MD-08b before the mediator has written the agreement down."""

    code = "NOTHING_TO_SIGN"
    message = _("There is no agreement to sign yet.")
    next_step = _("The mediator puts its wording to both parties first.")


class WordingChanged(Conflict):
    """MD-08b: another wording than the one that was read."""

    code = "WORDING_CHANGED"
    message = _("The agreement has been worded anew since it was opened here.")
    next_step = _("Read it again; signatures under the earlier wording do not count.")


class WordingPast(PerformancePast):
    """MD-08b: the wording names a day of performance that has passed unsigned."""

    code = "WORDING_PAST"
    message = _("The day of performance in this wording is past.")
    next_step = _("The mediator puts a wording with a day to come to both parties.")


class AnsweredByAnother(NotPermitted):
    """MD-02, MD-03: a party answers for itself alone."""

    code = "ANSWERED_BY_ANOTHER"
    message = _("Nobody answers for the other side.")
    next_step = _("Each party answers on its own page, or a clerk takes its answer down.")


class SignedByAnother(NotPermitted):
    """MD-08b: a party signs for itself alone."""

    code = "SIGNED_BY_ANOTHER"
    message = _("Nobody signs for the other side.")
    next_step = _("Each party signs on its own page, or on paper in the session.")


class AgreementSigned(Conflict):
    """MD-08b: one party, one signature under one wording."""

    code = "AGREEMENT_SIGNED"
    message = _("This party has signed this wording already.")
    next_step = _("Wait for the other side.")


class BothMustSign(Refusal):
    """MD-08 without both signatures (brief C18)."""

    code = "BOTH_MUST_SIGN"
    message = _("An agreement stands only once both parties have signed it.")


class MediationPeriodOver(Conflict):
    """MD-08, MD-08a, MD-08b after the end of the period (brief C16)."""

    code = "MEDIATION_PERIOD_OVER"
    message = _("The mediation period is over; nothing more is agreed in it.")
    next_step = _("The mediation ends by itself; both get the decision with the other ways.")


class PeriodNotOver(Refusal):
    """MD-13 before the end of the period."""

    code = "PERIOD_NOT_OVER"
    message = _("The mediation period is still running.")
