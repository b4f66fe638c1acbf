"""The table of notices: topic → audience, channels, words (brief §3, §9; experience N1–N21).

A party gets one text message per step: what happened or is wanted, the file's number and a link,
nothing of the matter (decision 0165). An e-mail goes out where the step has no paper of its own;
where it has one, the paper itself is sent when it is rendered (topic `document.rendered`, table
`PAPERS`), so nobody is told twice.
"""

from dataclasses import dataclass
from typing import Final

from notifications import audiences
from notifications.audiences import Audience
from notifications.recipients import Kind

SMS: Final = "SMS"
EMAIL: Final = "EMAIL"
INBOX: Final = "INBOX"


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice. `template` names a file of `templates/notices/` for each of its channels."""

    audience: Audience
    channels: tuple[str, ...]
    template: str


CATALOGUE: Final[dict[str, tuple[Entry, ...]]] = {
    # complaint
    "complaint.registered": (Entry(audiences.complainant, (SMS,), "registered"),),  # N1
    "complaint.graded": (  # N8
        Entry(audiences.officers_if_s1, (INBOX,), "graded_s1"),
        Entry(audiences.liaisons_if_s1, (INBOX,), "graded_s1"),
    ),
    "complaint.supplement_requested": (  # N2
        Entry(audiences.complainant, (SMS,), "supplement_requested"),
    ),
    "complaint.supplement_received": (
        Entry(audiences.intake_desk, (INBOX,), "supplement_received"),  # N9
    ),
    "complaint.supplement_waived": (  # CM-05a
        Entry(audiences.officers, (INBOX,), "supplement_waived"),
    ),
    "complaint.not_accepted": (Entry(audiences.complainant, (SMS,), "not_accepted"),),  # N3
    "complaint.transferred_out": (Entry(audiences.complainant, (SMS,), "transferred_out"),),
    "complaint.accepted": (  # N3
        Entry(audiences.complainant, (SMS,), "accepted"),
        Entry(audiences.respondent, (SMS,), "complained_about"),
    ),
    "complaint.merged": (  # CM-09; the hotline hears of it with its tickets
        Entry(audiences.complainant, (SMS,), "merged"),
    ),
    "complaint.reply_requested": (  # CM-10a
        Entry(audiences.enterprise_asked, (SMS,), "reply_requested"),
    ),
    "complaint.enterprise_replied": (  # CM-10d: settled or not?
        Entry(audiences.complainant, (EMAIL, SMS), "enterprise_replied"),
    ),
    "complaint.reply_overdue": (Entry(audiences.officers, (INBOX,), "reply_overdue"),),  # CM-10c1
    "complaint.reply_not_accepted": (  # CM-10c2
        Entry(audiences.officers, (INBOX,), "reply_not_accepted"),
    ),
    "complaint.verification_started": (
        Entry(audiences.both, (EMAIL, SMS), "verification_started"),
        Entry(audiences.investigators, (INBOX,), "verification_started"),  # N8
    ),
    "complaint.outcome_recorded": (  # CM-13, CM-14, CM-16: both; what it is stands in the letter
        Entry(audiences.both, (EMAIL, SMS), "outcome_recorded"),
        Entry(audiences.officers, (INBOX,), "outcome_recorded"),  # the letter must follow in 7 WD
    ),
    "complaint.fed_back": (Entry(audiences.both, (SMS,), "fed_back"),),  # N5
    "complaint.progress_answer_sent": (Entry(audiences.complainant, (SMS,), "progress_answer"),),
    "verification.extension_asked": (Entry(audiences.officers, (INBOX,), "extension_asked"),),
    "verification.extension_granted": (  # told to the complainant (brief §2.9, extension matrix)
        Entry(audiences.complainant, (EMAIL, SMS), "verification_extended"),
        Entry(audiences.investigators, (INBOX,), "extension_granted"),
    ),
    "verification.extension_refused": (
        Entry(audiences.investigators, (INBOX,), "extension_refused"),
    ),
    "supplement.extension_asked": (
        Entry(audiences.intake_desk, (INBOX,), "supplement_extension_asked"),
    ),
    "supplement.extension_refused": (
        Entry(audiences.complainant, (EMAIL, SMS), "supplement_not_extended"),
    ),
    "supplement.extension_granted": (
        Entry(audiences.complainant, (EMAIL, SMS), "supplement_extended"),
    ),
    "complaint.withdrawn": (
        Entry(audiences.respondent_if_told, (EMAIL, SMS), "withdrawn"),
        Entry(audiences.officers, (INBOX,), "withdrawn"),
    ),
    "complaint.closed": (Entry(audiences.complainant, (EMAIL, SMS), "closed"),),  # N7
    # mediation
    "mediation.proposed": (Entry(audiences.both, (EMAIL, SMS), "mediation_proposed"),),
    "mediation.consented": (  # CM-10
        Entry(audiences.both, (EMAIL, SMS), "mediation_consented"),
        Entry(audiences.mediators, (INBOX,), "mediation_consented"),  # N11
    ),
    "mediation.scheduled": (Entry(audiences.both, (SMS,), "mediation_scheduled"),),  # N4
    "mediation.agreement_drafted": (  # N6
        Entry(audiences.both, (EMAIL, SMS), "agreement_drafted"),
    ),
    "mediation.agreed": (
        Entry(audiences.both, (SMS,), "mediation_agreed"),  # N5
        Entry(audiences.own_mediator, (INBOX,), "mediation_agreed"),
    ),
    "mediation.terminated": (Entry(audiences.both, (SMS,), "mediation_terminated"),),
    "mediation.crime_suspected": (
        Entry(audiences.liaisons, (INBOX,), "crime_suspected"),
        Entry(audiences.officers, (INBOX,), "crime_suspected"),
    ),
    # referral: the complainant hears of every step, the respondent of none (CM-12)
    "complaint.referred": (Entry(audiences.complainant, (EMAIL, SMS), "referred"),),
    "complaint.referral_recalled": (
        Entry(audiences.complainant, (EMAIL, SMS), "referral_recalled"),
        Entry(audiences.investigators, (INBOX,), "referral_recalled"),
    ),
    "referral.prepared": (Entry(audiences.officers_if_approval, (INBOX,), "referral_prepared"),),
    "referral.approved": (Entry(audiences.liaisons, (INBOX,), "referral_approved"),),
    "referral.sent_back": (Entry(audiences.liaisons, (INBOX,), "referral_sent_back"),),
    "referral.dispatched": (
        Entry(audiences.complainant, (SMS,), "referral_dispatched"),
        Entry(audiences.officers_if_urgent, (INBOX,), "referral_urgent"),
    ),
    "referral.rerouted": (Entry(audiences.complainant, (SMS,), "referral_rerouted"),),
    "referral.acknowledged": (Entry(audiences.complainant, (EMAIL, SMS), "referral_acknowledged"),),
    "referral.taken_up": (Entry(audiences.complainant, (EMAIL, SMS), "referral_taken_up"),),
    "referral.recalled": (Entry(audiences.complainant, (EMAIL, SMS), "referral_recalled_step"),),
    "referral.returned": (
        Entry(audiences.complainant, (EMAIL, SMS), "referral_returned"),
        Entry(audiences.liaisons, (INBOX,), "referral_returned"),
    ),
    "referral.not_filed": (
        Entry(audiences.liaisons, (INBOX,), "referral_not_filed"),
        Entry(audiences.officers, (INBOX,), "referral_not_filed"),
    ),
    "referral.not_filed_told": (Entry(audiences.complainant, (SMS,), "referral_not_filed"),),
    "referral.filed_after_all": (
        Entry(audiences.complainant, (EMAIL, SMS), "referral_filed_after_all"),
        Entry(audiences.liaisons, (INBOX,), "referral_filed_after_all"),
    ),
    "referral.result_received": (Entry(audiences.liaisons, (INBOX,), "referral_result"),),
    "referral.registered": (Entry(audiences.officers_if_beside, (INBOX,), "referral_registered"),),
    "referral.result_told": (Entry(audiences.both, (SMS,), "referral_result_told"),),
    "referral.reminded": (Entry(audiences.liaisons, (INBOX,), "referral_reminded"),),
    "referral.supervision_drafted": (Entry(audiences.officers, (INBOX,), "referral_supervision"),),
    "referral.supervised": (Entry(audiences.complainant, (EMAIL, SMS), "referral_supervised"),),
    "referral.channel_refused": (Entry(audiences.liaisons, (INBOX,), "referral_channel_refused"),),
    "referral.answer_unfit": (Entry(audiences.liaisons, (INBOX,), "referral_answer_unfit"),),
    "referral.revoked": (
        Entry(audiences.both, (EMAIL, SMS), "referral_revoked"),
        Entry(audiences.officers, (INBOX,), "referral_revoked"),
    ),
    # tickets of a hotline
    "ticket.received": (Entry(audiences.liaisons, (INBOX,), "ticket_received"),),
    "ticket.reminded": (Entry(audiences.liaisons_and_officers, (INBOX,), "ticket_reminded"),),
    "ticket.extension_granted": (  # told to the requester (brief §2.9, extension matrix)
        Entry(audiences.complainant, (EMAIL, SMS), "ticket_extended"),
        Entry(audiences.liaisons, (INBOX,), "ticket_extension_granted"),
    ),
    "ticket.extension_refused": (
        Entry(audiences.liaisons_and_officers, (INBOX,), "ticket_extension_refused"),
    ),
    "ticket.rehandled": (Entry(audiences.liaisons_and_officers, (INBOX,), "ticket_rehandled"),),
    "ticket.closed": (Entry(audiences.liaisons, (INBOX,), "ticket_closed"),),
    # clocks
    "deadline.amber": (Entry(audiences.officers_if_amber, (INBOX,), "deadline_amber"),),  # N10
    "deadline.expired": (
        Entry(audiences.officers_if_overdue, (INBOX,), "deadline_overdue"),  # N10
    ),
}

BOTH: Final = frozenset({Kind.COMPLAINANT, Kind.RESPONDENT})
ONLY_COMPLAINANT: Final = frozenset({Kind.COMPLAINANT})

PAPERS: Final[dict[str, frozenset[Kind]]] = {
    "COMPLAINT_REGISTRATION_FORM": ONLY_COMPLAINANT,
    "SUPPLEMENT_NOTICE": ONLY_COMPLAINANT,
    "ACCEPTANCE_DECISION": BOTH,
    "NON_ACCEPTANCE_DECISION": ONLY_COMPLAINANT,
    "FORWARDING_NOTICE": ONLY_COMPLAINANT,
    "MEDIATION_CONSENT": BOTH,
    "MEDIATION_NOTICE": BOTH,
    "MEDIATION_STATEMENT": BOTH,
    "TERMINATION_DECISION": BOTH,
    "RESULT_FEEDBACK_LETTER": BOTH,
    "PROGRESS_ANSWER": ONLY_COMPLAINANT,
    "MERGE_NOTICE": ONLY_COMPLAINANT,
    # To the employer of a worker it is brought by hand: the file holds no address of it.
    "ENTERPRISE_REPLY_REQUEST": frozenset({Kind.RESPONDENT}),
    # Letters to agencies go as parcels or from hand to hand, not through this package.
    "REFERRAL_NOTICE": ONLY_COMPLAINANT,
    "NOT_FILED_LETTER": ONLY_COMPLAINANT,
    "AGENCY_RESULT_LETTER": BOTH,
}
"""Kind of paper → who may get it at all. A kind not named here is never sent to anybody."""
