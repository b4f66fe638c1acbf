"""A mediation, from proposal to agreement or served termination."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow, lock

from accounts.models import User
from casework.models import Mediation
from casework.states import MEDIATION_OPEN, MEDIATION_TERMINAL
from workflows.models import FileProcess
from workflows.nodes import HumanTask, Wait

#: What ends a mediation, and a new grading of its complaint, which may bar it.
ENDING = {
    "MD.no_agreement",
    "MD.period_expired",
    "MD.withdrawn",
    "MD.crime_suspected",
    "CM.regrade",
}


def desk_of(mediation: Mediation) -> str:
    """Return the node at which a mediation in this state lies."""
    if mediation.state in MEDIATION_OPEN and mediation.complaint.severity == "S1":
        return "barred"
    if mediation.state == "TERMINATED" and mediation.notice_served_at is None:
        return "serve"
    desks: dict[str, str] = {
        "PROPOSED": "consents",
        "CONSENTED": "schedule",
        "SCHEDULED": "session",
        "IN_SESSION": "result",
        "AGREED": "end",
        **{str(state): "end" for state in MEDIATION_TERMINAL},
    }
    if mediation.state not in desks:
        raise LookupError(f"no desk for state {mediation.state}")
    return desks[str(mediation.state)]


def _mediator(mediation: Mediation) -> User | None:
    """Return who invited both parties, and whom they expect from then on (decision 0205)."""
    return mediation.mediator


def _lies_at(desk: str) -> Any:
    return lambda activation: activation.process.desk() == desk


class MediationProcess(FileProcess):
    """The process of a mediation's file."""

    class Meta:
        proxy = True

    def desk(self) -> str:
        """Return where the mediation lies now."""
        mediation = Mediation.objects.select_related("complaint").get(file_id=self.file_id)
        return desk_of(mediation)


class MediationFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """A mediation, from proposal to agreement or served termination."""

    process_class = MediationProcess
    model = Mediation
    process_title = _("Mediation")
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.open_process).Next(this.route)
    route = (
        flow.Switch()
        .Case(this.consents, _lies_at("consents"))
        .Case(this.schedule, _lies_at("schedule"))
        .Case(this.session, _lies_at("session"))
        .Case(this.result, _lies_at("result"))
        .Case(this.serve, _lies_at("serve"))
        .Case(this.barred, _lies_at("barred"))
        .Default(this.end)
    )
    consents = HumanTask(
        _("Collect both consents"),
        page="mediation",
        capability="mediation.schedule",
        done_by=ENDING | {"MD.both_consent", "MD.refused"},
    ).Next(this.route)
    schedule = HumanTask(
        _("Schedule the session"),
        page="mediation",
        capability="mediation.schedule",
        done_by=ENDING | {"MD.schedule"},
    ).Next(this.route)
    session = HumanTask(
        _("Hold the session"),
        page="mediation",
        capability="mediation.open_session",
        done_by=ENDING | {"MD.open_session"},
        falls_to=_mediator,
    ).Next(this.route)
    result = HumanTask(
        _("Record the result"),
        page="mediation",
        capability="mediation.agree",
        done_by=ENDING | {"MD.draft_agreement", "MD.sign_agreement", "MD.agree", "MD.schedule"},
        falls_to=_mediator,
    ).Next(this.route)
    serve = HumanTask(
        _("Serve the termination"),
        page="mediation",
        capability="mediation.notice_served",
        done_by={"MD.notice_served"},
        falls_to=_mediator,
    ).Next(this.route)
    barred = Wait(
        _("Graded urgent: no mediation, waiting for the referral desk"),
        done_by=ENDING | {"MD.refused"},
        queue="referral",
    ).Next(this.route)
    end = flow.End()

    def open_process(self, activation: Any, file: Any) -> Any:
        """Remember the file the process belongs to."""
        activation.process.file = file
        return activation.process
