"""What a hotline and the house told each other about a ticket, and how it arrived (brief §2.6)."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.ticket import Ticket
from common.crypto import EncryptedTextField
from common.models import Event
from documents.models import Document

USER = settings.AUTH_USER_MODEL
HEX_OR_NOTHING: Final = r"^([0-9a-f]{64})?$"


class TicketMessageQuerySet(models.QuerySet["TicketMessage"]):
    """Questions about messages."""

    def to_pass_on(self) -> TicketMessageQuerySet:
        """Return what no channel brought to the hotline and a person still has to.

        Once the ticket is over only how it ended and how the person asked felt about it matter.
        """
        lasting = Q(kind__in=TicketMessage.LASTING)
        waits = Q(ticket__replied_at=None, ticket__returned_at=None, ticket__closed_at=None)
        return self.filter(lasting | waits, status__in=TicketMessage.WAIT_FOR_A_PERSON)

    def unplaced(self) -> TicketMessageQuerySet:
        """Return what the hotline said about tickets we do not know."""
        return self.filter(status=TicketMessage.Status.UNKNOWN)


class TicketMessage(models.Model):
    """One message about a ticket, ours or theirs, exactly as it was said.

    Until it is settled a row gains what became of it; nothing else of it ever changes.
    """

    class Direction(models.TextChoices):
        OUT = "OUT", _("to the hotline")
        IN = "IN", _("from the hotline")

    class Kind(models.TextChoices):
        SIGN = "SIGN", _("signature")
        EXTENSION_REQUEST = "EXTENSION_REQUEST", _("request for more time")
        PROGRESS = "PROGRESS", _("progress answer")
        REPLY = "REPLY", _("closing reply")
        FOLLOW_UP = "FOLLOW_UP", _("result of the call-back")
        RETURN = "RETURN", _("return of the ticket")
        TICKET = "TICKET", _("ticket")
        REMINDER = "REMINDER", _("reminder")
        EXTENSION_GRANTED = "EXTENSION_GRANTED", _("more time granted")
        EXTENSION_REFUSED = "EXTENSION_REFUSED", _("more time refused")
        REHANDLE = "REHANDLE", _("order to handle it again")
        CLOSED = "CLOSED", _("ticket closed")

    class Status(models.TextChoices):
        PENDING = "PENDING", _("on its way")
        SENT = "SENT", _("arrived")
        REFUSED = "REFUSED", _("refused by the hotline's system")
        BY_HAND = "BY_HAND", _("to be passed on by hand")
        PASSED_ON = "PASSED_ON", _("passed on by hand")
        TAKEN = "TAKEN", _("taken in")
        UNKNOWN = "UNKNOWN", _("about a ticket we do not know")

    class How(models.TextChoices):
        PAGE = "PAGE", _("entered on the hotline's own page")
        PHONE = "PHONE", _("by telephone")
        HANDED = "HANDED", _("on paper, handed over")
        POST = "POST", _("on paper, by post")
        OTHER = "OTHER", _("in another way")

    OURS: Final = ("SIGN", "EXTENSION_REQUEST", "PROGRESS", "REPLY", "FOLLOW_UP", "RETURN")
    THEIRS: Final = (
        "TICKET",
        "REMINDER",
        "EXTENSION_GRANTED",
        "EXTENSION_REFUSED",
        "REHANDLE",
        "CLOSED",
    )
    #: Kinds that end our part of a round or follow its end.
    LASTING: Final = ("REPLY", "FOLLOW_UP", "RETURN")
    WAIT_FOR_A_PERSON: Final = ("REFUSED", "BY_HAND")
    #: A person may pass it on: also what a channel has been trying in vain.
    NOT_ARRIVED: Final = ("PENDING", "REFUSED", "BY_HAND")

    #: None: theirs, about a ticket we do not know.
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    source = models.CharField(max_length=32)
    ticket_no = models.CharField(max_length=64)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    #: Ours: the idempotency key of the parcel. Theirs: source and their id of the message.
    key = models.CharField(max_length=200, unique=True)
    #: When it was said, and when it was written down here.
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    #: Who said it in our name, or wrote down what the hotline said by telephone.
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: The step of the complaint that it tells, and the paper that says it too.
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket_messages"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: What was said, as canonical JSON. Of a pushed ticket only its terms: who and what it is
    #: about stands in the complaint, and an informant nowhere but in the vault.
    facts = EncryptedTextField(default="{}")
    status = models.CharField(max_length=12, choices=Status.choices)
    #: SHA-256 of the bytes that went over the wire, either way.
    wire_sha256 = models.CharField(max_length=64, blank=True, default="")
    #: Their number for our message, or their code for refusing it.
    reference = models.CharField(max_length=100, blank=True, default="")
    reason = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    passed_on_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_on_how = models.CharField(max_length=8, choices=How.choices, blank=True, default="")
    passed_on_to = models.CharField(max_length=100, blank=True, default="")

    objects = TicketMessageQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="ticket_message_side",
                condition=Q(
                    direction="OUT",
                    kind__in=[
                        "SIGN",
                        "EXTENSION_REQUEST",
                        "PROGRESS",
                        "REPLY",
                        "FOLLOW_UP",
                        "RETURN",
                    ],
                    status__in=["PENDING", "SENT", "REFUSED", "BY_HAND", "PASSED_ON"],
                )
                | Q(
                    direction="IN",
                    kind__in=[
                        "TICKET",
                        "REMINDER",
                        "EXTENSION_GRANTED",
                        "EXTENSION_REFUSED",
                        "REHANDLE",
                        "CLOSED",
                    ],
                    status__in=["TAKEN", "UNKNOWN"],
                ),
            ),
            models.CheckConstraint(
                name="ticket_message_placed",
                condition=Q(status="UNKNOWN", ticket=None)
                | (~Q(status="UNKNOWN") & Q(ticket__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_message_sent_whole",
                condition=Q(status="SENT", sent_at__isnull=False)
                | (~Q(status="SENT") & Q(sent_at=None)),
                violation_error_message=_("What arrived carries the moment."),
            ),
            models.CheckConstraint(
                name="ticket_message_passed_on_whole",
                condition=Q(
                    status="PASSED_ON",
                    passed_on_at__isnull=False,
                    passed_on_by__isnull=False,
                    passed_on_how__in=["PAGE", "PHONE", "HANDED", "POST", "OTHER"],
                )
                & ~Q(passed_on_to="")
                | (
                    ~Q(status="PASSED_ON")
                    & Q(passed_on_at=None, passed_on_by=None, passed_on_how="", passed_on_to="")
                ),
                violation_error_message=_("Whoever passed it on did so at a moment, to somebody."),
            ),
            models.CheckConstraint(
                name="ticket_message_passed_on_after",
                condition=Q(passed_on_at=None) | Q(passed_on_at__gte=F("at")),
            ),
            models.CheckConstraint(
                name="ticket_message_hash", condition=Q(wire_sha256__regex=HEX_OR_NOTHING)
            ),
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(kind__in=["SIGN", "REPLY", "RETURN"]),
                name="ticket_message_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["ticket", "kind", "event"],
                condition=Q(event__isnull=False),
                name="ticket_message_once_a_step",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                name="ticket_message_to_pass_on",
                condition=Q(status__in=["REFUSED", "BY_HAND", "UNKNOWN"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.ticket_no}"
