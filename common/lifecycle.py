"""The one writer of state (architecture §4.1): `begin`, `perform` and the `move` decorator.

A lifecycle record is a model with a protected `state`, a OneToOne to its `File` and one method per
row of its machine. Methods only set fields; permission, guards, saving, the Event and the followers
happen here, once, in the caller's transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from common import decided
from common.actors import Actor, Mandate
from common.errors import NotPermitted, WrongState
from common.models import Event, EventText, File

Guard = Callable[..., None]
#: Key of the advisory lock of whoever joins two families.
_JOINING = 0x4A_4F_49_4E
R = TypeVar("R", bound="LifecycleRecord")


@dataclass(frozen=True)
class Move:
    """One row of a machine: its id, name, capability, sources and guards."""

    id: str
    name: str
    sources: tuple[str, ...]
    #: Possible states afterwards; empty = the state stays.
    targets: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    label: Any = ""


def move(
    move_id: str,
    *,
    source: str | Sequence[str] = (),
    target: str | Sequence[str] = (),
    guards: Sequence[Guard] = (),
    label: Any = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a row of the machine on a lifecycle method.

    `source` empty means birth: the row is taken by `begin`. `target` empty means the state stays
    (brief: "same"); of several, the method returns the one it chose. `guards` are functions
    ``(record, *, by, at, **data)`` that raise a named Refusal. The capability asked is
    ``<app>.<method>`` of `accounts.roles`.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)
    targets = (target,) if isinstance(target, str) else tuple(target)

    def declare(method: Callable[..., Any]) -> Callable[..., Any]:
        row = Move(move_id, method.__name__, sources, targets, tuple(guards), label)
        declared = method
        if sources:
            reached = RETURN_VALUE(*targets) if len(targets) > 1 else next(iter(targets), None)
            declared = transition(field="state", source=list(sources), target=reached)(method)
        declared.move = row  # type: ignore[attr-defined]
        return declared

    return declare


class LifecycleRecord(models.Model):
    """Base of every record whose state is law."""

    #: The machine's letters in brief §3 and `docs/moves.csv`.
    machine: ClassVar[str]
    #: Prefix of its capabilities: ``casework`` in ``casework.accept``.
    namespace: ClassVar[str]
    #: Columns whose every change an event carries (`common.decided`), and those it carries hashed.
    decided: ClassVar[tuple[str, ...]] = ()
    decided_words: ClassVar[tuple[str, ...]] = ()

    #: The event of the latest move, set by `begin` and `perform`.
    last_event: Event
    if TYPE_CHECKING:  # declared by each machine, with its own states
        state: Any

        def get_state_display(self) -> str: ...

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="%(class)s")
    rule_version = models.CharField(max_length=48, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: only `begin` and `perform` write a lifecycle record."""
        raise TypeError("use common.lifecycle.begin or perform")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a lifecycle record is never deleted."""
        raise TypeError("a lifecycle record is never deleted")


@cache
def moves_of(model: type[LifecycleRecord]) -> dict[str, Move]:
    """Return the rows declared on `model`, by method name."""
    found = {}
    for name in dir(model):
        row = getattr(getattr(model, name, None), "move", None)
        if isinstance(row, Move):
            found[name] = row
    return found


def may(record: LifecycleRecord, move_name: str, actor: Actor) -> bool:
    """Return whether `actor`'s roles allow the move on this file; the state is not asked."""
    return bool(granting_role(f"{record.namespace}.{move_name}", record.file, actor))


def granting_role(capability: str, file: File, actor: Actor) -> str:
    """Return the role by which `actor` holds `capability` with regard to `file`, or ""."""
    return min(roles_granting(capability) & actor.roles_for(file), default="")


def roles_granting(capability: str) -> frozenset[str]:
    """Return the roles that hold `capability`, as `settings.CAPABILITY_ROLES` answers."""
    grants: Callable[[str], frozenset[str]] = import_string(settings.CAPABILITY_ROLES)
    return grants(capability)


def lock_family(file: File) -> None:
    """Lock the root file of a family: the first lock of every act on any of its files.

    Without the key: rows that merely name the file (messages, work items) are written by others
    meanwhile, so that the sweep and an act never wait for each other in a circle.
    """
    lock_families(file)


def lock_families(*files: File) -> None:
    """Lock the root files of several families: an act that joins two of them (brief §3.1 CM-09).

    Such acts queue, and a family that was joined to another while we waited is looked up again
    with nothing held, so that nobody waits in a circle.
    """
    if len(files) > 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_JOINING])
    wanted = list(files)
    while not _lock_heads({file.root_id or file.pk for file in wanted}):
        wanted = list(File.objects.filter(pk__in=[file.pk for file in files]))


def _lock_heads(roots: set[int]) -> bool:
    """Lock these files in one order; if one is no longer the head of its family, lock nothing."""
    with transaction.atomic():
        rows = File.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk")
        heads = all(root in (None, pk) for pk, root in rows.values_list("pk", "root_id"))
        if not heads:
            transaction.set_rollback(True)
    return heads


def lock(model: type[R], pk: int) -> R:
    """Lock the family of the record (its root file), then the record, and return it fresh."""
    lock_family(File.objects.filter(**{f"{model._meta.model_name}__pk": pk}).get())
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.select_related("file").get(pk=pk)


def begin(
    record: R, move_name: str, *, by: Actor, at: datetime, reason: str = "", **data: Any
) -> R:
    """Insert `record` with its first event.

    Raises:
        NotPermitted: the actor's roles do not grant the move.
        Refusal: a guard of the move says no.
    """
    row = moves_of(type(record))[move_name]
    if row.sources:
        raise TypeError(f"{row.id} is not a birth")
    with transaction.atomic():
        role = _role_or_refuse(record, row, by)
        _ask_guards(record, row, by=by, at=at, reason=reason, **data)
        getattr(record, move_name)(by=by, at=at, **data)
        models.Model.save(record, force_insert=True)
        _remember(record, row, source="", before={}, role=role, by=by, at=at, reason=reason)
    return record


def perform(
    model: type[R],
    pk: int,
    move_name: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    **data: Any,
) -> R:
    """Take one step of the record `pk` and return it.

    Locks the root file, then the record; asks state, permission and guards in this order; runs the
    transition; saves; appends the Event; calls the followers. All or nothing.

    Raises:
        WrongState: the move does not start from the present state.
        NotPermitted: the actor's roles do not grant the move.
        Refusal: a guard of the move says no.
    """
    row = moves_of(model)[move_name]
    with transaction.atomic():
        record = lock(model, pk)
        source: str = record.state
        before = decided.snapshot(record)
        role = admit(record, move_name, by)
        _ask_guards(record, row, by=by, at=at, reason=reason, **data)
        getattr(record, move_name)(by=by, at=at, **data)
        models.Model.save(record)
        _remember(record, row, source=source, before=before, role=role, by=by, at=at, reason=reason)
    return record


def admit(record: LifecycleRecord, move_name: str, by: Actor) -> str:
    """Return the role by which `by` may make the move from the record's present state.

    State comes first: in a wrong state nobody is told that the right is missing.

    Raises:
        WrongState: the move does not start from the present state.
        NotPermitted: the actor's roles do not grant the move.
    """
    row = moves_of(type(record))[move_name]
    if record.state not in row.sources:
        raise WrongState(
            _("“%(move)s” is not open while the file is “%(state)s”.")
            % {"move": row.label or row.name, "state": record.get_state_display()}
        )
    return _role_or_refuse(record, row, by)


def _role_or_refuse(record: LifecycleRecord, row: Move, by: Actor) -> str:
    role = granting_role(f"{record.namespace}.{row.name}", record.file, by)
    if not role:
        raise NotPermitted(
            _("Your role does not allow “%(move)s” on this file.") % {"move": row.label or row.name}
        )
    return role


def _ask_guards(record: LifecycleRecord, row: Move, **facts: Any) -> None:
    for guard in row.guards:
        guard(record, **facts)


def _remember(
    record: LifecycleRecord,
    row: Move,
    *,
    source: str,
    before: dict[str, Any],
    role: str,
    by: Actor,
    at: datetime,
    reason: str,
) -> Event:
    codes: dict[str, Any] = record.__dict__.pop("event_data", {})
    if isinstance(by, Mandate):
        codes["mandate"] = True
    after = decided.snapshot(record)
    salt = secrets.token_bytes(32) if reason else b""
    event = Event.objects.create(
        file=record.file,
        machine=record.machine,
        record_id=record.pk,
        move_id=row.id,
        name=row.name,
        source=source,
        target=record.state,
        by_id=by.user_pk,
        role=role,
        at=at,
        rule_version=record.rule_version,
        data=codes,
        decided=decided.changed(before, after) if source else after,
        text_hash=hmac.new(salt, reason.encode(), hashlib.sha256).hexdigest() if reason else "",
    )
    if reason:
        EventText.objects.create(event=event, body=reason, salt=salt)
    record.last_event = event
    for path in settings.LIFECYCLE_FOLLOWERS:
        import_string(path)(event, record)
    return event


def note(record: LifecycleRecord, **codes: Any) -> None:
    """Add codes and ids to the event of the move in progress; call it inside a lifecycle method."""
    record.__dict__.setdefault("event_data", {}).update(codes)


def state_field(choices: Any, default: str) -> Any:
    """Return the protected state column of a lifecycle record."""
    return FSMField(choices=choices, default=default, protected=True, max_length=32, db_index=True)
