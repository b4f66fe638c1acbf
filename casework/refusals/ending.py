"""Why a step of the result, the call-back or a withdrawal is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, NotPermitted, Refusal


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


class NotTakenDownHere(NotPermitted):
    """Who grades, mediates or investigates a file speaks for no party in it (decision 0177)."""

    code = "NOT_TAKEN_DOWN_HERE"
    message = _("What a party says is taken down by an intake clerk or an officer of this unit.")
    next_step = _("Hand it to the intake desk, or let the party say it on its own page.")
