"""Keep the work list in step with the engine: the single signal receiver of the house."""

from typing import Any

from django.db.models import Min
from django.db.models.signals import post_save
from django.dispatch import receiver  # noqa: TID251  the one exception (architecture §4.2)
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from casework import clocks, merged
from casework.models import Complaint
from casework.services.hotline import tickets
from common.models import File
from common.zone import end_of_day
from deadlines.models import Deadline
from workflows.models import NOT_OURS, FileProcess, WorkItem
from workflows.nodes import HumanTask, Wait

OPEN = (STATUS.NEW, STATUS.ASSIGNED)


@receiver(post_save, sender=Task, dispatch_uid="workflows.projection")
def project(sender: Any, instance: Task, **kwargs: Any) -> None:
    """Write, change or remove the work item of a task."""
    node = instance.flow_task
    if not isinstance(node, HumanTask | Wait):
        return
    if instance.status not in OPEN:
        WorkItem.objects.filter(pk=instance.pk).delete()
        return
    file = FileProcess.objects.select_related("file__unit").get(pk=instance.process_id).file
    case = file.case
    complaint = Complaint.objects.get(file=case)
    WorkItem.objects.update_or_create(
        task_id=instance.pk,
        defaults={
            "kind": WorkItem.Kind.TASK if isinstance(node, HumanTask) else WorkItem.Kind.WAIT,
            "file": file,
            "case": case,
            "unit": file.unit,
            "node": node.name,
            "page": node.page,
            "queue": node.queue,
            "capability": node.capability,
            "holder_id": instance.owner_id,
            "claimed_at": instance.assigned if instance.owner_id else None,
            "opened_at": instance.created,
            "due_at": governing_moment(case),
            "severity": complaint.severity,
            "category": complaint.category,
            "state": complaint.state,
        },
    )


def governing_moment(case: File) -> Any:
    """Return the earliest moment by which somebody must act on the case.

    The clocks that are open, the terms the tickets of the matter set (§2.9.1), the day of the first
    call-back.
    """
    due = (
        Deadline.objects.open()
        .filter(File.within(case.number))
        .exclude(code__in=NOT_OURS)
        .aggregate(first=Min("due_at"))["first"]
    )
    complaint = Complaint.objects.select_related("file__unit").filter(file=case).first()
    if complaint is None:
        return due
    first_call = clocks.first_call_by(complaint)
    moments = (
        due,
        merged.ticket_due(complaint),
        tickets.sign_by(complaint),
        end_of_day(first_call) if first_call else None,
    )
    return min((moment for moment in moments if moment), default=None)


def clock_changed(file: File) -> None:
    """Carry a changed clock into the queue (port `settings.DEADLINE_FOLLOWERS`)."""
    case = file.case
    WorkItem.objects.filter(case=case).update(due_at=governing_moment(case))
