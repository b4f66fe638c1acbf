"""A complaint, from receipt to closing: the desks it passes, one task at a time.

Every node leads back to `route`, which reads the record's state and picks the next desk. So which
task is open is a function of the state, `desk_of`, and nothing else.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from casework.guards import reply_awaited
from casework.models import Complaint
from casework.states import MEDIATION_OPEN, SERIOUS_ROUTES, TERMINAL
from workflows.models import FileProcess
from workflows.nodes import HumanTask, Wait

ALWAYS = {"CM.withdraw", "CM.regrade"}
ENDED_MEDIATION = {
    "CM.mediation_agreed",
    "CM.mediation_terminated",
    "CM.mediation_terminated_with_lead",
}
#: What an agency's answer to the lead referral may change of the desk.
ANSWERED = {
    "RF.not_filed",
    "RF.filed_after_reconsideration",
    "RF.result",
    "RF.agency_revoked_decision",
}
#: What the officer chooses for an accepted complaint.
CHOSEN = {"MD.propose", "CM.start_verification", "CM.refer"}
#: What enterprise and complainant say when the enterprise answers first.
SAID_OF_REPLY = {
    "CM.enterprise_replied",
    "CM.settled_by_enterprise",
    "CM.not_accepted_by_complainant",
}
#: States in which the file waits for others, and where.
WAITING = {
    "PENDING_SUPPLEMENT": "supplement",
    "IN_MEDIATION": "mediation",
    "SUSPENDED": "suspended",
}


def desk_of(complaint: Complaint) -> str:
    """Return the node at which a complaint in this state lies."""
    state = complaint.state
    if state in TERMINAL:
        return "end"
    if state == "ACCEPTED":
        return _desk_of_accepted(complaint)
    if state == "IN_VERIFICATION":
        return _desk_of_verification(complaint)
    if state == "REGISTERED":
        return "acceptance" if complaint.graded_at else "triage"
    if state == "IN_REFERRAL":
        return _desk_of_referred(complaint)
    if state == "IN_MEDIATION" and complaint.severity == "S1":
        return "referral"  # Never mediated (brief §5): what is open there waits to be ended.
    if state in WAITING:
        return WAITING[state]
    if state == "OUTCOME_RECORDED":
        return "write_back" if complaint.feedback_sent_at else "feedback"
    if state == "FED_BACK":
        return "follow_up" if complaint.has_complainant else "closing"
    raise LookupError(f"no desk for state {state}")


def _desk_of_accepted(complaint: Complaint) -> str:
    if complaint.mediations.filter(state__in=MEDIATION_OPEN).exists():
        return "consents"
    if complaint.route in SERIOUS_ROUTES:
        return "referral"
    if reply_awaited(complaint):
        return "reply"
    # Once mediation was proposed after the reply, the officer has chosen the way.
    undecided = complaint.replied_at and not complaint.reply_declined_at
    return "settlement" if undecided and not complaint.mediations.exists() else "way"


def _desk_of_referred(complaint: Complaint) -> str:
    """The lead referral says whose turn it is: the agency's, or ours after its answer."""
    lead = complaint.lead_referral
    answered = {"RESULT_RECEIVED": "registration", "NOT_FILED": "refusal"}
    return answered.get(lead.state, "referred") if lead else "referred"


def _desk_of_verification(complaint: Complaint) -> str:
    if complaint.planned_at is None:
        return "plan"
    return "confirmation" if complaint.findings_signatures >= 2 else "findings"


def _lies_at(desk: str) -> Any:
    return lambda activation: activation.process.desk() == desk


class ComplaintProcess(FileProcess):
    """The process of a complaint's file."""

    class Meta:
        proxy = True

    def desk(self) -> str:
        """Return where the complaint lies now."""
        return desk_of(Complaint.objects.get(file_id=self.file_id))


class ComplaintFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """A complaint, from receipt to closing."""

    process_class = ComplaintProcess
    model = Complaint
    process_title = _("Complaint")
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.open_process).Next(this.route)
    route = (
        flow.Switch()
        .Case(this.triage, _lies_at("triage"))
        .Case(this.acceptance, _lies_at("acceptance"))
        .Case(this.supplement, _lies_at("supplement"))
        .Case(this.way, _lies_at("way"))
        .Case(this.reply, _lies_at("reply"))
        .Case(this.settlement, _lies_at("settlement"))
        .Case(this.referral, _lies_at("referral"))
        .Case(this.referred, _lies_at("referred"))
        .Case(this.registration, _lies_at("registration"))
        .Case(this.refusal, _lies_at("refusal"))
        .Case(this.consents, _lies_at("consents"))
        .Case(this.mediation, _lies_at("mediation"))
        .Case(this.suspended, _lies_at("suspended"))
        .Case(this.plan, _lies_at("plan"))
        .Case(this.findings, _lies_at("findings"))
        .Case(this.confirmation, _lies_at("confirmation"))
        .Case(this.feedback, _lies_at("feedback"))
        .Case(this.write_back, _lies_at("write_back"))
        .Case(this.follow_up, _lies_at("follow_up"))
        .Case(this.closing, _lies_at("closing"))
        .Default(this.end)
    )

    # triage desk
    triage = HumanTask(
        _("Grade"),
        page="triage",
        capability="casework.triage",
        done_by=ALWAYS
        | {
            "CM.triage",
            "CM.request_supplement",
            "CM.refuse",
            "CM.transfer_out",
            "CM.merge_into",
        },
        queue="unassigned",
    ).Next(this.route)

    # intake desk
    acceptance = HumanTask(
        _("Decide on acceptance"),
        page="acceptance",
        capability="casework.accept",
        done_by=ALWAYS
        | {
            "CM.accept",
            "CM.refuse",
            "CM.transfer_out",
            "CM.request_supplement",
            "CM.merge_into",
        },
    ).Next(this.route)
    supplement = Wait(
        _("Materials awaited"),
        done_by=ALWAYS
        | {"CM.supplement_received", "CM.supplement_expired", "CM.supplement_expired_s1"},
        queue="supplement",
    ).Next(this.route)

    # officer
    way = HumanTask(
        _("Choose the way"),
        page="way",
        capability="mediation.propose",
        # A late reply is asked about before the way is chosen (brief §3.1 CM-10d).
        done_by=ALWAYS | CHOSEN | SAID_OF_REPLY | {"CM.request_enterprise_reply", "CM.merge_into"},
    ).Next(this.route)
    reply = Wait(
        _("Reply of the enterprise awaited"),
        done_by=ALWAYS | SAID_OF_REPLY | {"CM.enterprise_reply_overdue", "CM.refer"},
    ).Next(this.route)
    settlement = HumanTask(
        _("Ask whether it is settled"),
        page="reply",
        capability="casework.request_enterprise_reply",
        done_by=ALWAYS | CHOSEN | SAID_OF_REPLY | {"CM.merge_into"},
    ).Next(this.route)
    # liaison
    referral = HumanTask(
        _("Refer to an agency"),
        page="refer",
        capability="referral.prepare",
        done_by=ALWAYS | ENDED_MEDIATION | {"CM.start_verification", "CM.refer", "CM.merge_into"},
        queue="referral",
    ).Next(this.route)
    referred = Wait(
        _("With an agency"),
        done_by=ALWAYS
        | ANSWERED
        | {"CM.agency_result", "CM.agency_not_filed", "CM.referral_recalled", "CM.lead_passes"},
        queue="referral",
    ).Next(this.route)
    registration = HumanTask(
        _("Register the agency's result"),
        page="agency_result",
        capability="referral.register_result",
        done_by=ALWAYS | ANSWERED | {"CM.agency_result"},
        queue="referral",
    ).Next(this.route)
    refusal = HumanTask(
        _("Go on after the agency's refusal"),
        page="agency_result",
        capability="casework.agency_not_filed",
        done_by=ALWAYS | ANSWERED | {"CM.agency_not_filed"},
        queue="referral",
    ).Next(this.route)

    consents = Wait(
        _("Consents awaited"),
        done_by=ALWAYS
        | {"CM.refer", "CM.start_mediation", "MD.refused", "MD.no_agreement", "MD.period_expired"},
    ).Next(this.route)

    # mediation has a flow of its own
    mediation = Wait(
        _("In mediation"),
        done_by=ALWAYS | ENDED_MEDIATION | {"CM.refer"},
    ).Next(this.route)

    suspended = Wait(_("Suspended"), done_by=ALWAYS).Next(this.route)

    # verification
    plan = HumanTask(
        _("Plan the verification"),
        page="verification",
        capability="casework.plan_verification",
        done_by=ALWAYS | {"CM.plan_verification", "CM.refer"},
    ).Next(this.route)
    findings = HumanTask(
        _("Write and sign findings"),
        page="verification",
        capability="casework.sign_findings",
        # The second signature is another person's: each signature returns the task to the queue.
        done_by=ALWAYS | {"CM.sign_findings", "CM.refer"},
    ).Next(this.route)
    confirmation = HumanTask(
        _("Confirm findings"),
        page="verification",
        capability="casework.verified",
        done_by=ALWAYS | {"CM.verified", "CM.return_findings", "CM.refer"},
        queue="four_eyes",
    ).Next(this.route)

    # result
    feedback = HumanTask(
        _("Send the result"),
        page="feedback",
        capability="casework.feedback_sent",
        done_by={"CM.feedback_sent"},
    ).Next(this.route)
    write_back = Wait(_("Archive write-back"), done_by={"CM.archive_synced"}).Next(this.route)
    follow_up = HumanTask(
        _("Call back"),
        page="follow_up",
        capability="casework.follow_up_done",
        done_by={"CM.follow_up_done", "CM.follow_up_unreachable"},
    ).Next(this.route)
    closing = Wait(_("Closing"), done_by={"CM.follow_up_unreachable"}).Next(this.route)

    end = flow.End()

    def open_process(self, activation: Any, file: Any) -> Any:
        """Remember the file the process belongs to."""
        activation.process.file = file
        return activation.process
