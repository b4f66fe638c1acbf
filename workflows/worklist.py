"""Claim a task, return it, hand it to somebody: the only way to hold one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.models import User
from casework.services import records
from common.errors import Conflict, NotPermitted
from common.lifecycle import lock_family
from common.models import File, Recusal
from workflows.follow import HeldByAnother
from workflows.models import WorkItem


class NotOpen(Conflict):
    """The task is done, or no longer there."""

    code = "TASK_NOT_OPEN"
    message = _("This task is no longer open.")


def _locked(task_id: int) -> tuple[Any, WorkItem]:
    """Lock the family of the task's file, then read the task and its item as they are now."""
    file = File.objects.filter(work_items__pk=task_id).first()
    if file is None:
        raise NotOpen
    lock_family(file)
    task = Task.objects.filter(pk=task_id).first()
    item = WorkItem.objects.select_related("file__unit").filter(pk=task_id).first()
    if task is None or item is None or item.kind != WorkItem.Kind.TASK:
        raise NotOpen
    return task, item


@transaction.atomic
def claim(*, task_id: int, by: User, at: datetime) -> WorkItem:
    """Take a task from the queue.

    Raises:
        HeldByAnother: somebody was faster.
        NotPermitted: the role does not allow the task on this file.
        NotOpen: the task is done.
    """
    task, item = _locked(task_id)
    if not by.has_perm(item.capability, item.file):
        raise NotPermitted
    with task.activation() as activation:
        if activation.task.owner_id == by.pk and activation.task.status == STATUS.ASSIGNED:
            return WorkItem.objects.get(pk=task_id)
        if activation.task.status == STATUS.ASSIGNED:
            raise HeldByAnother
        if activation.task.status != STATUS.NEW:
            raise NotOpen
        activation.task.assigned = at
        activation.assign(by)
    return WorkItem.objects.get(pk=task_id)


@transaction.atomic
def release(*, task_id: int, by: User, at: datetime) -> WorkItem:
    """Return a task to the queue; the holder may, and who may assign tasks."""
    task, item = _locked(task_id)
    with task.activation() as activation:
        held_by = activation.task.owner_id
        if held_by != by.pk and not by.has_perm("casework.reassign", item.file):
            raise NotPermitted
        if activation.task.status == STATUS.ASSIGNED:
            activation.task.assigned = None
            activation.unassign()
    return WorkItem.objects.get(pk=task_id)


@transaction.atomic
def reassign(*, task_id: int, to: User, by: User, at: datetime) -> WorkItem:
    """Hand a task to somebody who may do it."""
    task, item = _locked(task_id)
    if not by.has_perm("casework.reassign", item.file):
        raise NotPermitted
    if not to.has_perm(item.capability, item.file):
        raise NotPermitted(_("That person's role does not allow this task."), field="to")
    with task.activation() as activation:
        if activation.task.status == STATUS.ASSIGNED:
            activation.unassign()
        activation.task.assigned = at
        activation.assign(to)
    return WorkItem.objects.get(pk=task_id)


@transaction.atomic
def step_back(*, file_id: int, reason: str, by: User, at: datetime) -> Recusal:
    """Recuse a person from a family of files and return every task they hold in it (brief C14).

    Raises:
        WordsMissing: no reason is given.
    """
    recusal = records.recuse(file_id=file_id, reason=reason, by=by, at=at)
    family = Q(file=recusal.file) | Q(file__root=recusal.file)
    for task_id in WorkItem.objects.filter(family, holder=by).values_list("task_id", flat=True):
        release(task_id=task_id, by=by, at=at)
    return recusal
