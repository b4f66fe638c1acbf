"""What the hotline says: each message once, by its id, with what follows in one transaction.

A pushed TICKET enters by the one door of intake records (`portals.intake.door`); the caller leads
it there between `claim` and `placed`. Everything else is `applied` here. Where no system speaks,
`heard` writes down what a person was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.channels import Push
from casework.guards import ticket as conditions
from casework.models import Ticket, TicketMessage
from casework.models.ticket import HOTLINE_SOURCE
from casework.refusals.ticket import HeardAlready, TicketOver
from casework.services.hotline import rehandling, tickets, words
from casework.services.hotline.delivery import RECORD
from common import canonical, text
from common.actors import Actor, account_of
from common.errors import InvalidInput, NotPermitted
from common.lifecycle import granting_role
from outbox import services as outbox

#: What of a pushed ticket its message keeps: terms, nothing of people or of what happened.
TERMS: Final = (
    "urgency",
    "received_at",
    "dispatched_at",
    "handling_unit",
    "co_units",
    "sign_due_at",
    "handle_due_at",
    "rehandle_of",
)
LONGEST_ID: Final = 150
LONGEST_TICKET: Final = 64

K = TicketMessage.Kind
S = TicketMessage.Status


class Garbled(InvalidInput):
    """A field of the message does not say what its kind must say."""

    code = "GARBLED"
    message = _("The message does not say this in a form that can be read.")


@dataclass(frozen=True)
class Claim:
    """A message of the hotline, written down; `fresh` is False if it was taken in before."""

    message: TicketMessage
    fresh: bool


def claim(push: Push, *, digest: str, at: datetime) -> Claim:
    """Write a message down under its id, in the caller's transaction; nobody else has it then.

    The same message from two requests at once: the second waits here until the first has ended.

    Raises:
        Garbled: id, ticket number or facts cannot be kept, naming the field.
    """
    _check_name("message_id", push.message_id, LONGEST_ID)
    _check_name("ticket_no", push.ticket_no, LONGEST_TICKET)
    key = f"{HOTLINE_SOURCE}:{push.message_id}"
    said = _kept(push)
    TicketMessage.objects.bulk_create(
        [
            TicketMessage(
                source=HOTLINE_SOURCE,
                ticket_no=push.ticket_no,
                direction=TicketMessage.Direction.IN,
                kind=push.kind.value,
                key=key,
                at=push.at,
                recorded_at=at,
                facts=said,
                status=S.UNKNOWN,
                wire_sha256=digest,
            )
        ],
        ignore_conflicts=True,
    )
    message = TicketMessage.objects.select_for_update().get(key=key)
    if message.status != S.UNKNOWN:
        return Claim(message, fresh=False)
    if message.wire_sha256 != digest:  # Sent again after it could not be placed.
        message.facts, message.wire_sha256 = said, digest
        message.save(update_fields=["facts", "wire_sha256"])
    return Claim(message, fresh=True)


def _check_name(field: str, value: str, longest: int) -> None:
    if not value.strip() or len(value) > longest or text.find_hidden(value):
        raise Garbled(field=field)


def _kept(push: Push) -> str:
    facts: Mapping[str, Any] = push.facts
    if push.kind.value == K.TICKET:
        facts = {name: facts[name] for name in TERMS if facts.get(name)}
    try:
        return canonical.dumps(facts).decode()
    except canonical.NotCanonical as error:
        raise Garbled(field=error.path.removeprefix("$.")) from None


def placed(message: TicketMessage, ticket: Ticket) -> None:
    """Note which ticket a message is about; with that it is taken in."""
    message.ticket, message.status = ticket, S.TAKEN
    message.save(update_fields=["ticket", "status"])


def applied(push: Push, message: TicketMessage, *, at: datetime) -> bool:
    """Take in what the hotline said about a ticket; False if we do not know the ticket.

    Raises:
        Garbled: a field does not say what the kind of message must say.
    """
    ticket = tickets.latest(HOTLINE_SOURCE, push.ticket_no)
    if push.kind.value == K.REHANDLE and ticket is None:
        number = str(push.facts.get("rehandle_of") or "")
        ticket = tickets.latest(HOTLINE_SOURCE, number) if number else None
    if ticket is None:
        return False
    ticket = tickets.locked(ticket.pk)
    ticket = _follow(ticket, push.kind.value, push.ticket_no, push.facts, said_at=push.at, at=at)
    placed(message, ticket)
    return True


@transaction.atomic
def heard(
    *,
    ticket_id: int,
    kind: str,
    facts: Mapping[str, Any],
    said_at: datetime,
    by: Actor,
    at: datetime,
) -> TicketMessage:
    """Write down what the hotline said without a system: by telephone, on paper, on its own page.

    Raises:
        NotPermitted: the role over the unit of the case does not allow it.
        SaidByTheSystem: the hotline's system tells us itself.
        TicketOver: the hotline has closed the ticket.
        HeardAlready: the same is on file.
        Garbled: as for `applied`.
    """
    ticket = tickets.locked(ticket_id)
    if not granting_role(RECORD, ticket.complaint.file, by):
        raise NotPermitted
    conditions.spoken_to_in_person(ticket)
    if ticket.closed_at and kind != K.REHANDLE:
        raise TicketOver
    if kind not in TicketMessage.THEIRS or kind == K.TICKET:
        raise Garbled(field="kind")
    if said_at > at:
        raise Garbled(field="said_at")
    followed = _follow(ticket, kind, ticket.ticket_no, facts, said_at=said_at, at=at)
    key = f"heard:{ticket.pk}:{kind}:{words.moment(said_at)}"
    message, fresh = TicketMessage.objects.get_or_create(
        key=key,
        defaults={
            "ticket": followed,
            "source": ticket.source,
            "ticket_no": ticket.ticket_no,
            "direction": TicketMessage.Direction.IN,
            "kind": kind,
            "at": said_at,
            "recorded_at": at,
            "by_id": account_of(by),
            "facts": canonical.dumps(facts).decode(),
            "status": S.TAKEN,
        },
    )
    if not fresh:
        raise HeardAlready
    return message


def _follow(
    ticket: Ticket,
    kind: str,
    ticket_no: str,
    facts: Mapping[str, Any],
    *,
    said_at: datetime,
    at: datetime,
) -> Ticket:
    """Do what follows from a message, and return the ticket it is about from now on."""
    if kind == K.REHANDLE:
        terms = rehandling.Terms(
            sign_due_at=_moment(facts, "sign_due_at"),
            handle_due_at=_moment(facts, "handle_due_at"),
            dispatched_at=_moment(facts, "dispatched_at"),
            words=_words(facts, "words"),
        )
        return rehandling.again(ticket, ticket_no, terms, at=at)
    if kind == K.REMINDER:
        ticket.reminded_at = at
        ticket.handle_due_at = _moment(facts, "handle_due_at") or ticket.handle_due_at
        ticket.save(update_fields=["reminded_at", "handle_due_at"])
        tickets.carry_terms(ticket.complaint)
        outbox.post(
            "ticket.reminded", key=f"ticket.reminded:{_next(ticket, kind)}", **_about(ticket, at)
        )
    elif kind == K.EXTENSION_GRANTED:
        _answer(ticket, granted=True, at=at, until=_wanted_moment(facts, "until"))
        key = f"ticket.extension_granted:{_next(ticket, kind)}"
        outbox.post("ticket.extension_granted", key=key, **_about(ticket, at))
    elif kind == K.EXTENSION_REFUSED:
        _answer(ticket, granted=False, at=at, until=None)
        key = f"ticket.extension_refused:{_next(ticket, kind)}"
        outbox.post("ticket.extension_refused", key=key, **_about(ticket, at))
    elif kind == K.CLOSED:
        _close(ticket, facts, closed_at=min(_moment(facts, "closed_at") or said_at, at))
        key = f"ticket.closed:{_next(ticket, kind)}"
        outbox.post("ticket.closed", key=key, **_about(ticket, at))
    return ticket


def _answer(ticket: Ticket, *, granted: bool, at: datetime, until: datetime | None) -> None:
    ticket.extension_granted, ticket.extension_answered_at = granted, at
    ticket.extension_granted_until = until or ticket.extension_granted_until
    ticket.save()
    tickets.carry_terms(ticket.complaint)


def _close(ticket: Ticket, facts: Mapping[str, Any], *, closed_at: datetime) -> None:
    result = _code(facts, "followup_result", Ticket.FollowUp.values)
    resolved = _code(facts, "resolved", Ticket.Resolved.values)
    ticket.closed_at = ticket.closed_at or closed_at
    ticket.followup_result = result or ticket.followup_result
    ticket.resolved = resolved or ticket.resolved
    ticket.save()
    tickets.carry_terms(ticket.complaint)


def _next(ticket: Ticket, kind: str) -> str:
    """Return what tells this word of the hotline from its earlier ones on the same ticket."""
    return f"{ticket.pk}:{ticket.messages.filter(kind=kind).count() + 1}"


def _about(ticket: Ticket, at: datetime) -> dict[str, Any]:
    file = ticket.complaint.file
    return {"at": at, "file": file, "file_id": file.pk, "ticket_id": ticket.pk}


def _moment(facts: Mapping[str, Any], name: str) -> datetime | None:
    given = facts.get(name)
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise Garbled(field=name) from None
    if found.utcoffset() is None:
        raise Garbled(field=name)
    return found


def _wanted_moment(facts: Mapping[str, Any], name: str) -> datetime:
    found = _moment(facts, name)
    if found is None:
        raise Garbled(field=name)
    return found


def _code(facts: Mapping[str, Any], name: str, known: list[str]) -> str:
    given = facts.get(name) or ""
    if given and given not in known:
        raise Garbled(field=name)
    return str(given)


def _words(facts: Mapping[str, Any], name: str) -> str:
    given = facts.get(name) or ""
    if not isinstance(given, str) or text.find_nul(given):
        raise Garbled(field=name)
    return given
