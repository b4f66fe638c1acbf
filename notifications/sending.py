"""From a delivery to the outside and back: send, keep the receipt."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import InvalidInput, NotPermitted, WrongState
from common.lifecycle import granting_role
from documents.models import Document
from notifications.channels import Letter, channel
from notifications.models import Delivery

#: Told by the desks a party speaks to (accounts.roles).
TELL = "notifications.tell_by_hand"


class NotYetRendered(Exception):
    """The enclosed paper has no PDF: it does not exist for the outside (architecture §4.3)."""


class DamagedPaper(Exception):
    """The stored PDF is not the one that was hashed; it must not leave the house."""


class NotByHand(WrongState):
    """Only what no channel could tell is told by a person."""

    code = "DELIVERY_NOT_BY_HAND"
    message = _("This delivery does not wait for a person.")
    next_step = ""


def send(delivery_id: int, *, at: datetime) -> Delivery:
    """Send one delivery and keep the receipt; done already means done.

    A channel that is not configured is written down as such, and a person must tell by hand; it is
    never counted as sent.

    Raises:
        NotYetRendered, DamagedPaper: the enclosed paper cannot go out.
        Exception: whatever the channel raises; the same key is tried again later.
    """
    delivery = Delivery.objects.select_related("document").get(pk=delivery_id)
    if delivery.status != Delivery.Status.PENDING:
        return delivery
    way = channel(delivery.channel)
    if not way.ready():
        return _settle(delivery, Delivery.Status.NOT_CONFIGURED)
    outcome = way.send(_letter(delivery))
    if not outcome.taken:
        return _settle(delivery, Delivery.Status.REFUSED, reason=outcome.reason)
    return _settle(delivery, Delivery.Status.SENT, reference=outcome.reference, sent_at=at)


def _letter(delivery: Delivery) -> Letter:
    attachment = _pdf(delivery.document) if delivery.document else b""
    return Letter(
        key=delivery.key,
        address=delivery.address or "",
        subject=delivery.subject,
        body=delivery.body or "",
        attachment_name=f"{delivery.document.number}.pdf" if delivery.document else "",
        attachment=attachment,
    )


def _pdf(document: Document) -> bytes:
    if not document.is_rendered:
        raise NotYetRendered(f"paper {document.pk}")
    with document.pdf.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != document.pdf_sha256:
        raise DamagedPaper(f"paper {document.pk}")
    return content


def _settle(
    delivery: Delivery,
    status: str,
    *,
    reference: str = "",
    reason: str = "",
    sent_at: datetime | None = None,
) -> Delivery:
    # Conditional: a person may have told meanwhile, and a finished delivery is not reopened.
    Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.PENDING).update(
        status=status, reference=reference[:100], reason=reason[:60], sent_at=sent_at
    )
    delivery.refresh_from_db()
    return delivery


class NotThen(InvalidInput):
    """What was told was told after it was written, and not in the future."""

    code = "TOLD_NOT_THEN"
    message = _("It was told after the notice was written and not later than now.")


@transaction.atomic
def told(
    delivery_id: int, *, how: str, by: Actor, at: datetime, told_at: datetime | None = None
) -> Delivery:
    """Note that a person told what no channel could tell, how, and when (`told_at`, else `at`).

    Raises:
        NotPermitted: the role over the unit of the file does not allow it.
        NotByHand: the delivery was sent, is still being sent, or was told already.
        NotThen: the moment lies before the notice or in the future.
    """
    delivery = (
        Delivery.objects.select_related("file__unit")
        .select_for_update(of=("self",))
        .get(pk=delivery_id)
    )
    if not granting_role(TELL, delivery.file, by):
        raise NotPermitted
    if delivery.status not in Delivery.BY_HAND:
        raise NotByHand
    if how not in Delivery.How.values:
        raise InvalidInput(field="how")
    moment = told_at or at
    if not delivery.created_at.replace(second=0, microsecond=0) <= moment <= at:
        raise NotThen(field="told_at")
    moment = max(moment, delivery.created_at)  # A form knows minutes only.
    delivery.status, delivery.told_at, delivery.told_how = Delivery.Status.TOLD, moment, how
    delivery.told_by_id = by.user_pk
    delivery.save(update_fields=["status", "told_at", "told_by", "told_how"])
    return delivery


@transaction.atomic
def told_together(
    delivery_ids: list[int], *, how: str, by: Actor, at: datetime, told_at: datetime | None = None
) -> list[Delivery]:
    """Note that a person told several things in one talk, visit or letter; all of them or none.

    Raises:
        As `told`.
    """
    return [told(pk, how=how, by=by, at=at, told_at=told_at) for pk in sorted(delivery_ids)]
