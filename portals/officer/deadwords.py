"""Dead letters in people's words: whose they are, what happened, why they died, what to do.

A letter names its error by type and place (`outbox.services.describe`). Nobody at a desk can act on
that, so each type belongs to a `Reason`: one sentence for what is the matter, one for what to do.
`tests/pages/test_deadwords.py` finds a topic, a package or an error of ours without words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.errors import Refusal
from outbox.services import Kind

Words = str | Promise


@dataclass(frozen=True)
class Reason:
    """Why letters died, and what a person does before putting them back."""

    what: Words
    next_step: Words


_AWAY = Reason(
    _("The other side did not answer, or said “later”, at every attempt."),
    _("See on the page of the channels whether it is back, then put the message back."),
)
_REFUSES_US = Reason(
    _("The other side does not accept our account, key, address or certificate."),
    _("Let the technical administrator correct the settings of the channel first."),
)
_SETTINGS = Reason(
    _("A setting of a channel of ours is not fit for use."),
    _("Let the technical administrator correct the settings of the channel first."),
)
_GARBLED = Reason(
    _("The other side answers in a form we do not understand."),
    _("Let the technical administrator settle the version with the other side first."),
)
_FORGOT = Reason(
    _("The gateway said yes, and knew nothing of the text message when it was asked."),
    _("Put it back, it is not sent twice. If it dies again, call the operator."),
)
_ADDRESS = Reason(
    _("The mail server did not take the recipient's address."),
    _("Check the e-mail address in the case; if it is urgent, tell the party in another way."),
)
_NOT_DRAWN = Reason(
    _("The paper that goes with it has not been drawn yet."),
    _("Put the message of the paper back first, then this one."),
)
_DAMAGED = Reason(
    _("The stored file is not the one that was fixed when the paper was issued; it stays here."),
    _("Let the technical administrator bring the file back from the backup first."),
)
_WRONG_READER = Reason(
    _("The paper is addressed to somebody who must not get it; it was stopped on purpose."),
    _("Read the paper in the case and issue it anew if it is wrong; trying again changes nothing."),
)
_TOO_LONG = Reason(
    _("The text does not fit into one text message, or a part of it is missing."),
    _("Let the technical administrator shorten name, hotline or web address of the association."),
)
_FILES = Reason(
    _("A file or a connection could not be read or written: no space, no right, or not there."),
    _("Let the technical administrator look at the storage, then put the message back."),
)
_DATABASE = Reason(
    _("The database was not to be had, or did not take what was to be written."),
    _("Put one message back. If it dies again, tell the technical administrator."),
)
_ARCHIVE = Reason(
    _("The archive does not hold: nothing is added to it until that is settled."),
    _("Tell the archive administrator at once. Do not put anything back before it is verified."),
)
_RULES = Reason(
    _("A rule, a calendar or a template is missing that this step needs."),
    _("Let the technical administrator add it first."),
)
_MOVED_ON = Reason(
    _("The case does not allow this step any more, or not yet."),
    _("Open the case and look at what happened. Put it back when the case is right again."),
)
_GONE = Reason(
    _("What the message speaks of is not there."),
    _("Tell the technical administrator; trying again changes nothing until it is back."),
)
_NOBODY = Reason(
    _("No part of this release takes such messages."),
    _("Ask the technical administrator for the release that does; it stays here until then."),
)
_LEFT_OVER = Reason(
    _("The part of the system that takes this message is not in this release."),
    _("Ask the technical administrator for the release that has it, then put it back."),
)
_DIED = Reason(
    _("The worker was cut off each time it tried: no memory, no power, or a fault of ours."),
    _("Put back one message alone. If it dies again, tell the technical administrator."),
)
_UNKNOWN = Reason(
    _("A fault of ours that has no words yet."),
    _("Give the technical administrator the code below; trying again helps once it is mended."),
)

_TYPES: Final[dict[Reason, str]] = {
    _AWAY: """ChannelBusy GatewayBusy ConnectionError ConnectionRefusedError ConnectionResetError
        ConnectionAbortedError BrokenPipeError TimeoutError gaierror SMTPException SMTPConnectError
        SMTPDataError SMTPHeloError SMTPResponseException SMTPServerDisconnected""",
    _REFUSES_US: """ChannelRefusedUs GatewayRefusedUs SMTPAuthenticationError SMTPNotSupportedError
        SMTPSenderRefused SSLCertVerificationError SSLError""",
    _SETTINGS: "UnusableSecret",
    _GARBLED: "UnreadableAnswer UnreadableReceipt Unreadable Forged",
    _FORGOT: "GatewayForgot",
    _ADDRESS: "SMTPRecipientsRefused",
    _NOT_DRAWN: "NotYetRendered",
    _DAMAGED: "DamagedPaper DamagedFile EnclosureChanged",
    _WRONG_READER: "WrongReader",
    _TOO_LONG: "TextTooLong Unspoken",
    _FILES: "OSError FileNotFoundError PermissionError IsADirectoryError FileExistsError Refused",
    _DATABASE: "OperationalError InterfaceError DatabaseError IntegrityError DataError",
    _ARCHIVE: "ArchiveBroken LogMissing",
    _RULES: "CalendarMissingError PolicyError UnknownRuleError UnknownKind TemplateDoesNotExist",
    _GONE: "DoesNotExist MultipleObjectsReturned",
    _NOBODY: "NobodyListens",
    _LEFT_OVER: "UnknownHandler",
    _DIED: "WorkerDied",
    _UNKNOWN: "UnusableKey",
}
REASONS: Final = {name: reason for reason, names in _TYPES.items() for name in names.split()}
"""Type of error → why."""

#: What an error of ours looks like in a letter; anything else is not shown at all.
_CODE: Final = re.compile(r"(?P<type>[A-Za-z_]\w{0,79})(?: at [\w.<>-]{1,80}:\d{1,7})?", re.ASCII)


def reason(last_error: str) -> Reason:
    """Return why a letter died, from the error it carries."""
    match = _CODE.fullmatch(last_error)
    name = match["type"] if match else ""
    if name in REASONS:
        return REASONS[name]
    return _MOVED_ON if name in _refusals(Refusal) else _UNKNOWN


def code(last_error: str) -> str:
    """Return type and place of the error for the technical administrator, or nothing."""
    return last_error if _CODE.fullmatch(last_error) else ""


def _refusals(parent: type[Refusal]) -> set[str]:
    found = {parent.__name__}
    return found.union(*(_refusals(child) for child in parent.__subclasses__()))


OWNERS: Final[dict[str, Words]] = {
    "notifications": pgettext_lazy("owner of messages", "notices"),
    "documents": pgettext_lazy("owner of messages", "papers"),
    "archives": pgettext_lazy("owner of messages", "archive"),
    "casework": pgettext_lazy("owner of messages", "cases"),
    "integrations": pgettext_lazy("owner of messages", "agencies"),
    "rewards": pgettext_lazy("owner of messages", "informants"),
    "workflows": pgettext_lazy("owner of messages", "tasks"),
    "deadlines": pgettext_lazy("owner of messages", "clocks"),
    "portals": pgettext_lazy("owner of messages", "pages"),
}
"""Package → who of the house it is for people."""
_OF_OTHERS: Final = {
    "casework.write_back": "archives",
    "casework.count_pending": "archives",
    "casework.letter_rendered": "documents",
}
"""Handlers that work on what people know as somebody else's."""
NOBODYS: Final = pgettext_lazy("owner of messages", "nobody")


def owner(kind: Kind) -> Words:
    """Return whose messages these are, in words."""
    package = _OF_OTHERS.get(kind.handler, kind.handler.partition(".")[0])
    return OWNERS.get(package, NOBODYS)


TOPICS: Final[dict[str, Words]] = {
    # complaint
    "complaint.registered": _("Complaint registered"),
    "complaint.graded": _("Complaint graded"),
    "complaint.supplement_requested": _("Materials asked for"),
    "complaint.supplement_received": _("Materials handed in"),
    "complaint.supplement_waived": _("Gone on without materials"),
    "complaint.not_accepted": _("Complaint not accepted"),
    "complaint.transferred_out": _("Passed to another body"),
    "complaint.accepted": _("Complaint accepted"),
    "complaint.verification_started": _("Verification begun"),
    "complaint.referred": _("Matter referred to an agency"),
    "complaint.referral_recalled": _("Referral recalled, own verification begun"),
    "complaint.merged": _("Complaint merged into another"),
    "complaint.reply_requested": _("Reply of the enterprise asked for"),
    "complaint.enterprise_replied": _("Enterprise replied"),
    "complaint.reply_overdue": _("Enterprise did not reply in time"),
    "complaint.reply_not_accepted": _("Reply of the enterprise not accepted"),
    "complaint.outcome_recorded": _("Outcome recorded"),
    "complaint.letter_rendered": _("Result letter drawn"),
    "complaint.fed_back": _("Result sent to the parties"),
    "complaint.progress_answer_sent": _("Progress answered"),
    "complaint.withdrawn": _("Complaint withdrawn"),
    "complaint.closed": _("Case closed"),
    "verification.extension_asked": _("More time asked for a verification"),
    "verification.extension_granted": _("More time granted for a verification"),
    "verification.extension_refused": _("More time refused for a verification"),
    "supplement.extension_asked": _("More time asked for materials"),
    "supplement.extension_granted": _("More time granted for materials"),
    "supplement.extension_refused": _("More time refused for materials"),
    # mediation
    "mediation.proposed": _("Mediation proposed"),
    "mediation.consented": _("Both consented to mediation"),
    "mediation.scheduled": _("Session scheduled"),
    "mediation.agreement_drafted": _("Agreement put to both"),
    "mediation.agreed": _("Agreement concluded"),
    "mediation.terminated": _("Mediation terminated"),
    "mediation.crime_suspected": _("Crime suspected in a mediation"),
    # agencies and hotlines
    "referral.prepared": _("Referral prepared"),
    "referral.approved": _("Referral approved"),
    "referral.sent_back": _("Referral sent back to the liaison"),
    "referral.parcel_prepared": _("Letter to an agency to be handed over"),
    "referral.dispatched": _("Referral handed over to the agency"),
    "referral.rerouted": _("Referral handed to another agency"),
    "referral.acknowledged": _("Agency acknowledged a referral"),
    "referral.taken_up": _("Agency took a referral up"),
    "referral.returned": _("Agency returned a referral"),
    "referral.recalled": _("Referral recalled"),
    "referral.not_filed": _("Agency filed no case"),
    "referral.refusal_printed": _("Letter about an agency that filed no case drawn"),
    "referral.not_filed_told": _("Complainant told that no case was filed"),
    "referral.filed_after_all": _("Agency filed a case after all"),
    "referral.result_received": _("Result of an agency received"),
    "referral.registered": _("Result of an agency registered"),
    "referral.result_printed": _("Letter about an agency's result drawn"),
    "referral.result_told": _("Parties told an agency's result"),
    "referral.reminded": _("Agency reminded"),
    "referral.supervision_drafted": _("Supervision order drafted"),
    "referral.supervised": _("Supervision order sent"),
    "referral.channel_refused": _("System of an agency turned a letter away"),
    "referral.answer_unfit": _("Answer of an agency does not fit"),
    "referral.revoked": _("Agency revoked its decision"),
    "ticket.received": _("Ticket of a hotline received"),
    "ticket.reminded": _("Hotline urges a ticket"),
    "ticket.extension_granted": _("Hotline granted more time"),
    "ticket.extension_refused": _("Hotline refused more time"),
    "ticket.rehandled": _("Hotline asks to handle a ticket anew"),
    "ticket.closed": _("Hotline closed a ticket"),
    "ticket.message_prepared": _("Message to a hotline to be sent"),
    # clocks, papers, ways out
    "deadline.amber": _("Clock runs out soon"),
    "deadline.expired": _("Clock has run out"),
    "document.issued": _("Paper to be drawn"),
    "document.rendered": _("Paper to be sent"),
    "delivery.prepared": _("Notice to be sent out"),
    "channel.probe_wanted": _("Outside channel to be looked for"),
}
"""Topic → what happened, or what is to be done."""


def topic(name: str) -> Words:
    """Return a topic in words; one that no release of ours has words for says that much."""
    return TOPICS.get(name, _("A step of the procedure"))
