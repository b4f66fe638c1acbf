"""Flows follow events: the one adapter between records and tasks (architecture §4.2)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from common.errors import Conflict
from common.lifecycle import LifecycleRecord
from common.models import Event, File
from workflows.flows import FLOWS
from workflows.models import WorkItem
from workflows.nodes import HumanTask
from workflows.projection import clock_changed, project

OPEN = (STATUS.NEW, STATUS.ASSIGNED)
#: Roles whose acts complete whatever they answer, whoever holds the task.
WITHOUT_CLAIM = {"SYSTEM", "COMPLAINANT", "RESPONDENT", "INFORMANT", "AGENCY"}
#: New facts wait for nobody: whoever holds the task of the moment cannot stop them.
GRADING_ANEW = {"regrade"}
#: An act of the holder that may leave the task where it is (MD-17 with a civil part).
MAY_STAY = {"crime_suspected"}
#: Acts that whoever holds the task of the moment cannot hold up: a crime goes to the police, a
#: decision of the officer is taken, and what an agency says is never turned away.
WAITING_FOR_NOBODY = {
    "refer",
    "recall",
    "acknowledged",
    "agency_accepted",
    "returned",
    "not_filed",
    "filed_after_reconsideration",
    "result",
    "agency_revoked_decision",
}
#: Work on the task that does not end it: only its holder may, and goes on holding it.
WITHIN = {"draft_agreement", "sign_agreement"}


class HeldByAnother(Conflict):
    """Somebody else has claimed this task."""

    code = "HELD_BY_ANOTHER"
    message = _("Another person has claimed this task.")
    next_step = _("Ask for it to be returned to the queue, or take the next one.")


def moved(event: Event, record: LifecycleRecord) -> None:
    """Start the flow on a birth, and complete the open node that lists the move.

    A flow that had ended goes on if the record leaves its end.

    Raises:
        HeldByAnother: a person other than the actor holds the task the move completes.
    """
    flow_class = FLOWS.get(event.machine)
    if flow_class is not None and event.source == "":
        flow_class.start.run(file=event.file)
    elif event.source != event.target:
        _go_on(event)
    answered = _answered(event)
    for task in answered:
        _complete(task, event)
    if answered:
        _hand_on(event, record)
    if event.name == "follow_up_attempted":
        clock_changed(event.file)  # After the first attempt the period of all attempts governs.
    if event.name == "take_in":
        _take_from_the_recused(event.file)


def _take_from_the_recused(file: File) -> None:
    """Return to the queue what people hold whom the recusals of a merged file bar (CM-09)."""
    held = WorkItem.objects.filter(File.within(file.number)).exclude(holder=None)
    for item in held.select_related("file", "task"):
        if item.file.recuses(item.holder_id):
            with item.task.activation() as activation:
                activation.task.assigned = None
                activation.unassign()


def _go_on(event: Event) -> None:
    """Take up the flow of a file that had ended: its record left its end again (RF-14)."""
    ended = Task.objects.filter(
        process__fileprocess__file=event.file,
        process__finished__isnull=False,
        flow_task_type="END",
        status=STATUS.DONE,
    )
    task = ended.order_by("-pk").first()
    if task is None:
        return
    with task.activation() as activation:
        activation.undo()
        route = activation.flow_class.instance.route
        again = route.activation_class.create(route, activation, task.token)
        again.activate()
        again.complete()
        again.activate_next()


def _answered(event: Event) -> list[Any]:
    """Return the open tasks that the move completes: of its case and of what was opened in it.

    A complaint that follows another (found by staff, handled again) is a case of its own.
    """
    case = event.file.case
    within = Q(process__fileprocess__file__parent=case)
    within &= ~Q(process__fileprocess__file__kind=File.Kind.COMPLAINT)
    tasks = Task.objects.filter(Q(process__fileprocess__file=case) | within, status__in=OPEN)
    name = f"{event.machine}.{event.name}"
    return [task for task in tasks.order_by("pk") if name in getattr(task.flow_task, "done_by", ())]


def _hand_on(event: Event, record: LifecycleRecord) -> None:
    """Give the task that follows to the person its node names, if that person may do it."""
    for task in Task.objects.filter(process__fileprocess__file=event.file, status=STATUS.NEW):
        node = task.flow_task
        person = node.falls_to(record) if isinstance(node, HumanTask) else None
        if person is None or not person.has_perm(node.capability, event.file):
            continue
        with task.activation() as activation:
            activation.task.assigned = event.at
            activation.assign(person)


def _complete(task: Any, event: Event) -> None:
    node = task.flow_task
    if event.name in GRADING_ANEW | MAY_STAY and _stays(task):
        project(Task, task)  # The same desk and the same person go on, with the new grade shown.
        return
    if not isinstance(node, HumanTask):
        node.run(task)
        return
    with task.activation() as activation:
        held_by = activation.task.owner_id
        # What a party signs on its own page waits for nobody; on paper its mediator records it.
        taken_down = event.name in WITHIN and event.by_id is not None
        freely = (
            (event.role in WITHOUT_CLAIM and not taken_down)
            or event.by_id is None
            or "mandate" in event.data
            or event.name in GRADING_ANEW
            or event.name in WAITING_FOR_NOBODY
        )
        if held_by is not None and held_by != event.by_id and not freely:
            raise HeldByAnother
        if event.name in WITHIN:
            return
        if activation.task.status == STATUS.NEW:
            activation.task.assigned = event.at
            activation.assign(event.by if not freely else None)
        activation.start(None)
        activation.execute()


def _stays(task: Any) -> bool:
    """Return whether the file lies at the desk of this task after the move, too."""
    process = task.flow_task.flow_class.process_class.objects.get(pk=task.process_id)
    return bool(process.desk() == task.flow_task.name)
