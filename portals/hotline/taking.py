"""A verified message of the hotline, taken in whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from casework.channels import Push, PushKind
from casework.models import Complaint, Note, Ticket
from casework.models.ticket import HOTLINE_SOURCE
from casework.services.hotline import inbound, tickets
from common.actors import Mandate
from common.errors import InvalidInput
from documents import evidence
from portals.intake.door import accept_line

#: What the hotline sends goes into the file by the intake desk's standing order.
DESK: Final = Mandate("INTAKE", None)


@dataclass(frozen=True)
class Taken:
    """What became of a message. `known`: it had been taken in before; nothing happened again."""

    ticket: Ticket | None
    known: bool = False


class RefusedRecord(InvalidInput):
    """The door does not take the record of a pushed ticket; `field` is at fault."""

    code = "REFUSED_RECORD"


@transaction.atomic
def take(push: Push, *, digest: str, at: datetime) -> Taken:
    """Take one message in; the same id again has no second effect.

    Without a ticket in the answer the message is kept, but its ticket is not known here: sent again
    later, it is taken in once the ticket is there.

    Raises:
        Garbled: a field of the message cannot be read.
        RefusedRecord: the record of a ticket is refused at the door of intake.
    """
    claim = inbound.claim(push, digest=digest, at=at)
    if not claim.fresh:
        return Taken(claim.message.ticket, known=True)
    if push.kind is PushKind.TICKET:
        inbound.placed(claim.message, _ticket(push, at=at))
    elif not inbound.applied(push, claim.message, at=at):
        return Taken(None)
    ticket = claim.message.ticket
    if ticket is not None:
        _take_files(push, ticket.complaint, at=at)
    return Taken(ticket)


def _ticket(push: Push, *, at: datetime) -> Ticket:
    """Lead the record of a ticket to the one door, under the key that is the hotline's.

    The number is the hotline's, whoever it had the matter from; that is told by the channel.
    """
    record = {"received_at": push.at.isoformat(), "channel": "T12345"} | dict(push.facts)
    record |= {"source": HOTLINE_SOURCE, "ticket_no": push.ticket_no}
    if record["channel"] not in tickets.CHANNELS:
        raise inbound.Garbled(field="channel")
    answer = accept_line(record, line=1, at=at)
    if fault := answer.get("error"):
        raise RefusedRecord(fault["message"], code=fault["code"], field=fault["field"])
    ticket = tickets.latest(HOTLINE_SOURCE, push.ticket_no)
    if ticket is None:
        raise AssertionError("the door took the record and no ticket was opened")
    return ticket


def _take_files(push: Push, complaint: Complaint, *, at: datetime) -> None:
    """Put what came along into the file; what cannot be evidence is named in a note."""
    for enclosure in push.enclosures:
        try:
            evidence.add_evidence(
                complaint.file,
                by=DESK,
                at=at,
                stream=BytesIO(enclosure.content),
                name=enclosure.name,
                caption=_("came with ticket %s") % push.ticket_no,
            )
        except evidence.RefusedFile as refusal:
            said = _("An enclosure of ticket %(number)s was not kept: %(why)s Ask for it again.")
            words = said % {"number": push.ticket_no, "why": refusal.message}
            Note.objects.create(file=complaint.file, text=words, at=at)
