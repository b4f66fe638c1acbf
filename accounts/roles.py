"""Who may do what, on one screen: the roles of brief §3 and their capabilities.

Outside roles and SYSTEM stand here too, so that one table answers for every actor. Roles whose work
comes with later machines hold only what they can already use; the rest stands in `accounts.later`,
and the page "Who may do what" shows both.
"""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "INTAKE": _("intake clerk"),
    "TRIAGE": _("triage officer"),
    "MEDIATOR": _("mediator"),
    "LIAISON": _("liaison"),
    "INVESTIGATOR": _("investigator"),
    "LEGAL_REVIEWER": _("legal reviewer"),
    "OFFICER": _("association officer"),
    "COMMITTEE": _("disciplinary committee"),
    "COUNCIL": _("council"),
    "APPEAL_PANEL": _("appeal panel"),
    "ARCHIVE": _("archive administrator"),
    "REWARD": _("reward clerk"),
    "VAULT": _("vault keeper"),
    "AUDITOR": _("auditor"),
    "ADMIN": _("account administrator"),
    "COMPLAINANT": _("complainant"),
    "RESPONDENT": _("respondent"),
    "INFORMANT": _("informant"),
    "AGENCY": _("agency"),
    "SYSTEM": _("system"),
}
STAFF_ROLES = frozenset(ROLES) - {
    "COMPLAINANT",
    "RESPONDENT",
    "INFORMANT",
    "AGENCY",
    "SYSTEM",
}

#: The desks a party speaks to: what it says is taken down there, and what no channel could tell is
#: told there. Nobody who grades, mediates or investigates the file speaks for a party in it.
FRONT = {"casework.take_down", "notifications.tell_by_hand"}
#: Between house and hotline: the liaison speaks for us, and an officer sees to it that we do.
HOTLINE = {"ticket.answer", "ticket.record"}
DESK = {"casework.see", "casework.note", "casework.evidence", "casework.reveal"}

#: What an agency says, on its own page or to the liaison who types it in (brief §3.0 X2).
ANSWERS = {
    "referral.acknowledged",
    "referral.agency_accepted",
    "referral.returned",
    "referral.not_filed",
    "referral.filed_after_reconsideration",
    "referral.result",
    "referral.agency_revoked_decision",
}

GRANTS: dict[str, set[str]] = {
    "INTAKE": DESK
    | FRONT
    | {
        "casework.register",
        "casework.contacted",
        "casework.request_supplement",
        "casework.take_over",
        "casework.accept",
        "casework.follow_up_attempted",
        "casework.follow_up_done",
        "casework.decide_extension",
        "casework.police_called",
    },
    "TRIAGE": DESK
    | {
        "casework.triage",
        "casework.regrade",
        "casework.merge_into",
        "casework.take_in",
        "casework.police_called",
    },
    "MEDIATOR": DESK
    | {
        "casework.mediation_agreed",
        "casework.mediation_terminated",
        "casework.mediation_terminated_with_lead",
        "mediation.schedule",
        "mediation.open_session",
        "mediation.draft_agreement",
        "mediation.agree",
        "mediation.crime_suspected",
        "mediation.notice_served",
    },
    "LIAISON": DESK
    | ANSWERS
    | HOTLINE
    | {
        "casework.transfer_out",
        "casework.progress_answer_sent",
        "casework.police_called",
        "casework.refer",
        "casework.agency_result",
        "casework.agency_not_filed",
        "casework.referral_recalled",
        "casework.lead_passes",
        "referral.prepare",
        "referral.compose",
        "referral.dispatch",
        "referral.handed_over",
        "referral.reroute",
        "referral.register_result",
        "referral.not_filed_told",
        "referral.carry_over",
        "ticket.sign",
        "ticket.give_back",
        "ticket.ask_extension",
        "referral.issue_link",
        "referral.sort_answers",
        "referral.set_answer_aside",
    },
    "INVESTIGATOR": DESK
    | {
        "casework.draft_findings",
        "casework.sign_findings",
        "casework.plan_verification",
        "casework.identify",
        "casework.ask_extension",
    },
    "LEGAL_REVIEWER": set(),
    "OFFICER": DESK
    | FRONT
    | HOTLINE
    | {
        "casework.regrade",
        "casework.accept",
        "casework.refuse",
        "casework.request_enterprise_reply",
        "casework.start_mediation",
        "casework.start_verification",
        "casework.verified",
        "casework.return_findings",
        "casework.feedback_sent",
        "casework.progress_answer_sent",
        "casework.identify",
        "casework.reassign",
        "casework.decide_extension",
        "casework.plan_verification",
        "casework.police_called",
        "casework.agency_not_filed",
        "mediation.propose",
        "referral.approve",
        "referral.send_back",
        "referral.ratify",
        "referral.sign_supervision",
        "referral.withhold_supervision",
        "referral.not_filed_told",
        "referral.result_told",
        "referral.recall",
        "referral.issue_link",
        "outbox.retry",
        "referral.keep_offices",
    },
    "COMMITTEE": set(),
    "COUNCIL": set(),
    "APPEAL_PANEL": set(),
    "ARCHIVE": {"casework.see", "casework.identify"},
    "REWARD": set(),
    "VAULT": set(),
    "AUDITOR": {"casework.see"},
    "ADMIN": {"accounts.manage", "outbox.retry"},
    "COMPLAINANT": {
        "casework.register",
        "casework.supplement_received",
        "casework.withdraw",
        "casework.settled_by_enterprise",
        "casework.not_accepted_by_complainant",
        "mediation.both_consent",
        "mediation.refused",
        "mediation.sign_agreement",
        "mediation.no_agreement",
        "mediation.withdrawn",
        "casework.evidence",
    },
    "RESPONDENT": {
        "casework.enterprise_replied",
        "mediation.both_consent",
        "mediation.refused",
        "mediation.sign_agreement",
        "mediation.no_agreement",
        "casework.evidence",
    },
    "INFORMANT": set(),
    "AGENCY": ANSWERS,
    "SYSTEM": {
        "casework.supplement_expired",
        "casework.supplement_expired_s1",
        "casework.enterprise_reply_overdue",
        "casework.mediation_terminated",
        "casework.archive_synced",
        "casework.follow_up_unreachable",
        "mediation.period_expired",
        "referral.channel_refused",
        "referral.ack_or_result_overdue",
        "referral.overdue_more_than_5wd",
        "referral.close",
        "referral.issue_link",
    },
}


def roles_with(capability: str) -> frozenset[str]:
    """Return the roles that hold `capability` (the answer behind `settings.CAPABILITY_ROLES`)."""
    return frozenset(role for role, granted in GRANTS.items() if capability in granted)
