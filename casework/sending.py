"""A parcel on its way to an agency: laid down in the act, carried by the worker or by a person."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from casework import channels
from casework.channels import Enclosure, Parcel, ParcelKind
from casework.models import Packet, Referral, Sending
from casework.news import tell
from common import canonical
from common.actors import SYSTEM
from common.lifecycle import lock, perform
from documents.models import Document
from outbox import services as outbox


def lay_down(
    referral: Referral,
    kind: ParcelKind,
    facts: dict[str, Any],
    *,
    agency: str,
    at: datetime,
    packet: Packet | None = None,
    document: Document | None = None,
) -> Sending:
    """Lay a parcel down for `agency`, in the transaction of the act and before its move.

    With a configured channel the worker carries it; else a person brings the letter and writes the
    hand-over down. Whose task follows the move is read off these rows, so they come first.
    """
    body = canonical.dumps(facts)
    way = Sending.Way.CHANNEL if channels.agency(agency) else Sending.Way.PAPER
    sending = Sending.objects.create(
        referral=referral,
        kind=str(kind),
        agency=agency,
        way=way,
        # Counted under the lock of the file: the next parcel has the next number.
        key=f"{referral.file.number}:{kind}:{referral.sendings.count() + 1}",
        body=body.decode(),
        body_sha256=hashlib.sha256(body).hexdigest(),
        packet=packet,
        document=document,
        created_at=at,
    )
    if way == Sending.Way.CHANNEL:
        outbox.post(
            "referral.parcel_prepared",
            key=f"referral.parcel_prepared:{sending.pk}",
            at=at,
            file=referral.file,
            channel=agency,
            sending_id=sending.pk,
        )
    return sending


def parcel_of(sending: Sending) -> Parcel:
    """Return the parcel as it goes: its facts as laid down, and the files they list."""
    facts: dict[str, Any] = json.loads(sending.body or "{}")
    return Parcel(
        key=sending.key,
        kind=ParcelKind(sending.kind),
        reference=sending.referral.file.number,
        facts=facts,
        enclosures=_enclosures(sending.packet) if sending.packet else (),
    )


def _enclosures(packet: Packet) -> tuple[Enclosure, ...]:
    """Return the files of a packet, with the hashes taken when they reached us."""
    found = []
    for item in packet.items.select_related("evidence"):
        if item.evidence is not None:
            with item.evidence.blob.open("rb") as blob:
                content = blob.read()
            file = item.evidence
            found.append(Enclosure(file.name, file.content_type, file.sha256, content))
    return tuple(found)


def deliver(sending_id: int, *, at: datetime) -> Sending:
    """Carry a parcel to the agency's system, outside every lock; done before, it changes nothing.

    Raises:
        ChannelBusy, ChannelRefusedUs: not (surely) there; the outbox repeats the same key.
    """
    sending = Sending.objects.select_related("referral__file").get(pk=sending_id)
    if sending.arrived or sending.refused_code:
        return sending
    channel = channels.agency(sending.agency)
    if channel is None:  # Taken out of the settings meanwhile: a person brings it.
        return _refused(sending, "NO_CHANNEL", at=at)
    receipt = channel.send(parcel_of(sending))
    if not receipt.accepted:
        return _refused(sending, receipt.reason or "REFUSED", at=at)
    Sending.objects.filter(pk=sending.pk, sent_at=None, handed_at=None, refused_code="").update(
        sent_at=at, reference=receipt.reference[:100], sent_sha256=receipt.sent_sha256
    )
    sending.refresh_from_db()
    return sending


@transaction.atomic
def _refused(sending: Sending, code: str, *, at: datetime) -> Sending:
    """Put down that the channel will never take it; a person brings it then (RF-02c)."""
    lock(Referral, sending.referral_id)
    unsent = Sending.objects.filter(pk=sending.pk, sent_at=None, handed_at=None, refused_code="")
    if unsent.update(refused_code=code[:40]):
        referral = perform(
            Referral,
            sending.referral_id,
            "channel_refused",
            by=SYSTEM,
            at=at,
            sending_id=sending.pk,
            code=code[:40],
        )
        tell("referral.channel_refused", referral.last_event, at=at)
    sending.refresh_from_db()
    return sending
