"""How a message gets to the hotline: by its channel, or by a person who writes down how.

Nothing is counted as arrived that has not: without a channel, or where the hotline's system refuses
a parcel, the message stands on the list of what a person has to pass on.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from casework import channels
from casework.channels import HotlineChannel, Parcel, ParcelKind
from casework.models import Ticket, TicketMessage
from casework.models.ticket import HOTLINE_SOURCE
from casework.refusals.ticket import ArrivedAlready, PassedOnNotThen
from casework.services.hotline import tickets
from common.actors import Actor, account_of
from common.errors import InvalidInput, NotPermitted
from common.lifecycle import granting_role

RECORD = "ticket.record"
"""Held by who writes down what passes between house and hotline without a channel."""

S = TicketMessage.Status


def channel_for(message: TicketMessage) -> HotlineChannel | None:
    """Return the channel that takes this message, or None: paper.

    Only the hotline's own tickets go over it, and only kinds its port knows; a return has no
    parcel (decision 0332).
    """
    if message.source != HOTLINE_SOURCE or message.kind not in ParcelKind.__members__:
        return None
    return channels.hotline()


def send(message_id: int, *, at: datetime) -> TicketMessage:
    """Send one message and keep the receipt; done already means done.

    Raises:
        ChannelBusy, ChannelRefusedUs: not (surely) handed over; the same key is tried again.
    """
    message = TicketMessage.objects.get(pk=message_id)
    if message.status != S.PENDING:
        return message
    channel = channel_for(message)
    if channel is None:
        return _settle(message, S.BY_HAND)
    receipt = channel.send(
        Parcel(
            key=message.key,
            kind=ParcelKind(message.kind),
            reference=message.ticket_no,
            facts=facts_of(message),
        )
    )
    kept = {
        "reference": receipt.reference[:100],
        "reason": receipt.reason[:60],
        "wire_sha256": receipt.sent_sha256,
    }
    if not receipt.accepted:
        return _settle(message, S.REFUSED, **kept)
    return _settle(message, S.SENT, sent_at=at, **kept)


def facts_of(message: TicketMessage) -> dict[str, Any]:
    """Return what a message says."""
    found: dict[str, Any] = json.loads(message.facts or "{}")
    return found


@transaction.atomic
def _settle(message: TicketMessage, status: str, **kept: Any) -> TicketMessage:
    ticket = tickets.locked(message.ticket_id or 0)
    # Conditional: a person may have passed it on meanwhile.
    waiting = TicketMessage.objects.filter(pk=message.pk, status=S.PENDING)
    if waiting.update(status=status, **kept) and status == S.SENT:
        _arrived(ticket, message, at=kept["sent_at"])
    message.refresh_from_db()
    return message


@transaction.atomic
def passed_on(
    message_ids: list[int],
    *,
    how: str,
    to_whom: str,
    by: Actor,
    at: datetime,
    passed_on_at: datetime | None = None,
) -> list[TicketMessage]:
    """Note that a person brought messages to the hotline: how, when (else `at`), to whom.

    All of them or none. What a channel is still trying may be passed on too: the hotline's system
    is away and the term does not wait; the channel stops trying.

    Raises:
        NotPermitted: the role over the unit of the case does not allow it.
        ArrivedAlready: one of them has arrived.
        PassedOnNotThen: the moment lies before a message or in the future.
    """
    return [
        _pass_on(pk, how=how, to_whom=to_whom, by=by, at=at, moment=passed_on_at or at)
        for pk in sorted(message_ids)
    ]


def _pass_on(
    pk: int, *, how: str, to_whom: str, by: Actor, at: datetime, moment: datetime
) -> TicketMessage:
    ticket = tickets.locked(TicketMessage.objects.values_list("ticket_id", flat=True).get(pk=pk))
    message = TicketMessage.objects.select_for_update().get(pk=pk)
    if not granting_role(RECORD, ticket.complaint.file, by):
        raise NotPermitted
    if message.status not in TicketMessage.NOT_ARRIVED:
        raise ArrivedAlready
    if how not in TicketMessage.How.values:
        raise InvalidInput(field="how")
    if not to_whom.strip():
        raise InvalidInput(field="to_whom")
    if not message.at.replace(second=0, microsecond=0) <= moment <= at:
        raise PassedOnNotThen(field="passed_on_at")
    moment = max(moment, message.at)  # A form knows minutes only.
    message.status, message.passed_on_at = S.PASSED_ON, moment
    message.passed_on_by_id, message.passed_on_how = account_of(by), how
    message.passed_on_to = to_whom.strip()
    message.save(
        update_fields=[
            "status", "passed_on_at", "passed_on_by", "passed_on_how", "passed_on_to",
        ]
    )  # fmt: skip
    _arrived(ticket, message, at=moment)
    return message


def _arrived(ticket: Ticket, message: TicketMessage, *, at: datetime) -> None:
    """The closing reply has reached the hotline: the term is met."""
    if message.kind != TicketMessage.Kind.REPLY or ticket.replied_at or ticket.returned_at:
        return
    ticket.replied_at, ticket.reply_text = at, facts_of(message).get("reply_text", "")
    ticket.save(update_fields=["replied_at", "reply_text"])
    tickets.carry_terms(ticket.complaint)
