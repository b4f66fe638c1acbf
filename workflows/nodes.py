"""The two kinds of node our flows have: a task for a person, and a wait for an event."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from viewflow.workflow import flow

from accounts.models import User


def _never_served(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404: tasks are done on our own pages, not on the engine's."""
    raise Http404


def _to_nobody(record: Any) -> None:
    """Leave the task in the queue."""


class HumanTask(flow.View):  # type: ignore[misc]  # viewflow ships no types
    """A task for a person who holds `capability`; any event in `done_by` completes it.

    Of those, what `follow.WITHIN` names is only asked of the holder and leaves the task open.

    `page` is the name of the page on which the task is done; `falls_to` names, from the record, the
    person whose task it is from the start. Nobody is named: the task is free.
    """

    # Cancelling or undoing a task would leave a file nobody works on.
    cancel_view_class = None
    undo_view_class = None
    revive_view_class = None

    def __init__(
        self,
        title: Any,
        *,
        page: str,
        capability: str,
        done_by: Iterable[str],
        queue: str = "",
        falls_to: Callable[[Any], User | None] = _to_nobody,
    ) -> None:
        super().__init__(_never_served)
        self.task_title = title
        self.page = page
        self.capability = capability
        self.done_by = frozenset(done_by)
        self.queue = queue
        self.falls_to = falls_to


class Wait(flow.Handle):  # type: ignore[misc]  # viewflow ships no types
    """A wait that any event in `done_by` ends; `queue` names the tab that shows it."""

    undo_view_class = None

    def __init__(self, title: Any, *, done_by: Iterable[str], queue: str = "") -> None:
        super().__init__(None)
        self.task_title = title
        self.page = ""
        self.capability = ""
        self.done_by = frozenset(done_by)
        self.queue = queue
