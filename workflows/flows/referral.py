"""A referral to an agency, from the packet to the closing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from casework import guards
from casework.models import Referral
from casework.states import REFERRAL_OWED, REFERRAL_TERMINAL
from workflows.models import FileProcess
from workflows.nodes import HumanTask, Wait

#: What an agency may say, and what may be found on the way to it.
HEARD = {
    "RF.acknowledged",
    "RF.agency_accepted",
    "RF.returned",
    "RF.not_filed",
    "RF.filed_after_reconsideration",
    "RF.result",
    "RF.agency_revoked_decision",
    "RF.ack_or_result_overdue",
    "RF.overdue_more_than_5wd",
    "RF.handed_over",
    "RF.channel_refused",
}
#: Acts that may come at any desk.
ALWAYS = {"RF.recall", "RF.carry_over", "RF.compose", "RF.close"}
#: What the complaint does and a referral waits for.
OF_THE_COMPLAINT = {"CM.agency_result", "CM.agency_not_filed", "CM.feedback_sent", "CM.refer"}


def desk_of(referral: Referral) -> str:
    """Return the node at which a referral in this state lies."""
    if referral.state in REFERRAL_TERMINAL:
        return "end"
    if referral.state == "PREPARED":
        return _desk_before_it_leaves(referral)
    if referral.state in REFERRAL_OWED:
        return _desk_while_owed(referral)
    if referral.state == "RETURNED":
        return "rerouting"
    if referral.state == "NOT_FILED":
        return "refused" if referral.not_filed_told_at or _leads(referral) else "tell_refusal"
    if referral.state == "RESULT_RECEIVED":
        return _desk_after_the_result(referral)
    raise LookupError(f"no desk for state {referral.state}")


def _desk_before_it_leaves(referral: Referral) -> str:
    if referral.packet_id is None:
        return "revision"
    return "dispatch" if referral.urgent or referral.approved_at else "approval"


def _desk_while_owed(referral: Referral) -> str:
    if guards.to_bring(referral):
        return "hand_over"
    if referral.urgent and not (referral.approved_at or referral.ratified_at):
        return "ratification"
    decided = referral.supervision_signed_at or referral.supervision_withheld_at
    return "supervision" if referral.supervised_at and not decided else "awaited"


def _desk_after_the_result(referral: Referral) -> str:
    if not referral.registered_at:
        return "ended" if _leads(referral) else "registration"
    return "telling" if guards.to_be_told(referral) and not referral.told_at else "ended"


def _leads(referral: Referral) -> bool:
    """Whether the complaint's own desk deals with the answer (CM-17, CM-18)."""
    complaint = referral.complaint
    return complaint.state == "IN_REFERRAL" and complaint.lead_referral_id == referral.pk


def _lies_at(desk: str) -> Any:
    return lambda activation: activation.process.desk() == desk


class ReferralProcess(FileProcess):
    """The process of a referral's file."""

    class Meta:
        proxy = True

    def desk(self) -> str:
        """Return where the referral lies now."""
        return desk_of(Referral.objects.select_related("complaint").get(file_id=self.file_id))


class ReferralFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """A referral to an agency, from the packet to the closing."""

    process_class = ReferralProcess
    model = Referral
    process_title = _("Referral")
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.open_process).Next(this.route)
    route = (
        flow.Switch()
        .Case(this.revision, _lies_at("revision"))
        .Case(this.approval, _lies_at("approval"))
        .Case(this.dispatch, _lies_at("dispatch"))
        .Case(this.hand_over, _lies_at("hand_over"))
        .Case(this.ratification, _lies_at("ratification"))
        .Case(this.supervision, _lies_at("supervision"))
        .Case(this.awaited, _lies_at("awaited"))
        .Case(this.rerouting, _lies_at("rerouting"))
        .Case(this.tell_refusal, _lies_at("tell_refusal"))
        .Case(this.refused, _lies_at("refused"))
        .Case(this.registration, _lies_at("registration"))
        .Case(this.telling, _lies_at("telling"))
        .Case(this.ended, _lies_at("ended"))
        .Default(this.end)
    )

    # before it leaves
    revision = HumanTask(
        _("Compose the packet"),
        page="referral",
        capability="referral.compose",
        done_by=ALWAYS,
        queue="referral",
    ).Next(this.route)
    approval = HumanTask(
        _("Approve what leaves"),
        page="referral",
        capability="referral.approve",
        done_by=ALWAYS | {"RF.approve", "RF.send_back"},
        queue="four_eyes",
    ).Next(this.route)
    dispatch = HumanTask(
        _("Hand over to the agency"),
        page="referral",
        capability="referral.dispatch",
        done_by=ALWAYS | {"RF.dispatch", "RF.approve"},
        queue="referral",
    ).Next(this.route)

    # the agency has it
    hand_over = HumanTask(
        _("Bring the letter"),
        page="referral",
        capability="referral.handed_over",
        done_by=ALWAYS | HEARD,
        queue="referral",
    ).Next(this.route)
    ratification = HumanTask(
        _("Ratify the urgent referral"),
        page="referral",
        capability="referral.ratify",
        done_by=ALWAYS | HEARD | {"RF.ratify"},
        queue="four_eyes",
    ).Next(this.route)
    supervision = HumanTask(
        _("Sign the supervision order"),
        page="referral",
        capability="referral.sign_supervision",
        done_by=ALWAYS | HEARD | {"RF.sign_supervision", "RF.withhold_supervision"},
        queue="four_eyes",
    ).Next(this.route)
    awaited = Wait(
        _("The agency's answer is awaited"), done_by=ALWAYS | HEARD, queue="referral"
    ).Next(this.route)

    # the agency has answered
    rerouting = HumanTask(
        _("Send to another agency"),
        page="referral",
        capability="referral.reroute",
        done_by=ALWAYS | {"RF.reroute"},
        queue="referral",
    ).Next(this.route)
    tell_refusal = HumanTask(
        _("Tell the complainant of the refusal"),
        page="referral",
        capability="referral.not_filed_told",
        done_by=ALWAYS | HEARD | {"RF.not_filed_told"},
        queue="referral",
    ).Next(this.route)
    refused = Wait(
        _("No case filed; reconsideration possible"),
        done_by=ALWAYS | HEARD | OF_THE_COMPLAINT | {"RF.not_filed_told"},
    ).Next(this.route)
    registration = HumanTask(
        _("Register the agency's result"),
        page="referral",
        capability="referral.register_result",
        done_by=ALWAYS | HEARD | {"RF.register_result"},
        queue="referral",
    ).Next(this.route)
    telling = HumanTask(
        _("Tell the supplementary result"),
        page="referral",
        capability="referral.result_told",
        done_by=ALWAYS | HEARD | {"RF.result_told"},
    ).Next(this.route)
    ended = Wait(
        _("Result received"),
        done_by=ALWAYS | HEARD | OF_THE_COMPLAINT | {"RF.register_result"},
    ).Next(this.route)

    end = flow.End()

    def open_process(self, activation: Any, file: Any) -> Any:
        """Remember the file the process belongs to."""
        activation.process.file = file
        return activation.process
