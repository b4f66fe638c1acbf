"""Why an answer of an agency, or the link it comes by, is refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, InvalidInput, Refusal


class NoAnswerAwaited(Conflict):
    """A link is made while the referral may still be answered."""

    code = "NO_ANSWER_AWAITED"
    message = _("This referral has ended: nobody has anything to answer.")


class NoLinkStands(Conflict):
    """Nothing is there to take back."""

    code = "NO_LINK_STANDS"
    message = _("There is no link of this referral that could be taken back.")


class MessageUnreadable(InvalidInput):
    """A field of a message holds what no column keeps; `field` is at fault."""

    code = "MESSAGE_UNREADABLE"
    message = _("The field is too long, or has characters that are not text.")
    next_step = _("Correct the field and send the message anew, under a new number.")


class UnmatchedSorted(Conflict):
    """An answer that belonged nowhere is dealt with once."""

    code = "UNMATCHED_SORTED"
    message = _("This answer has been dealt with already.")


class NothingToRevoke(Refusal):
    """RF-14: a penalty is rescinded, or a court acquits; nothing else is taken back."""

    code = "NOTHING_TO_REVOKE"
    message = _("No penalty and no criminal case of this agency stands here.")
    next_step = _("Tell us by telephone what has changed; we look into it.")
