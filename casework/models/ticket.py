"""Tickets (工单) of the 12345 hotline and its like: their terms and their progress (brief §2.6).

What a ticket says of people and facts is taken into the complaint at registration; what both sides
told each other since are its messages (`casework.models.ticket_message`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from casework.models.complaint import Complaint
from common.crypto import EncryptedTextField

USER = settings.AUTH_USER_MODEL
#: The hotline we exchange tickets with (`casework.channels.HOTLINE`), as intake records name it.
HOTLINE_SOURCE: Final = "12345"


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Questions about tickets."""

    def open(self) -> TicketQuerySet:
        """Return tickets the hotline still waits on: not answered, returned or closed."""
        return self.filter(replied_at=None, returned_at=None, closed_at=None)

    def with_due(self) -> TicketQuerySet:
        """Add `due`, the earliest moment at which something is owed: the signature or the reply."""
        term = Greatest("handle_due_at", "extension_granted_until")
        return self.annotate(
            due=Least(Case(When(signed_at=None, then=F("sign_due_at"))), term),
        )

    def of(self, source: str, ticket_no: str) -> TicketQuerySet:
        """Return the rounds of one ticket, the latest first."""
        return self.filter(source=source, ticket_no=ticket_no).order_by("-round_no")


class Ticket(models.Model):
    """One round of a ticket: from its dispatch to us until the hotline has our reply.

    A ticket dispatched again after its end (重办) is a further round with the same number.
    """

    class Urgency(models.TextChoices):
        URGENT = "URGENT", _("urgent")
        PROMPT = "PROMPT", _("prompt")
        GENERAL = "GENERAL", _("general")
        COMPLEX = "COMPLEX", _("complex")

    class FollowUp(models.TextChoices):
        SATISFIED = "SATISFIED", _("satisfied")
        BASICALLY_SATISFIED = "BASICALLY_SATISFIED", _("basically satisfied")
        DISSATISFIED = "DISSATISFIED", _("dissatisfied")
        UNREACHABLE = "UNREACHABLE", _("not reached")

    class Resolved(models.TextChoices):
        YES = "Y", _("resolved")
        PARTLY = "PARTLY", _("partly resolved")
        NO = "N", _("not resolved")

    #: The case it is handled in; where complaints are merged, the master.
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="tickets")
    source = models.CharField(max_length=32)
    ticket_no = models.CharField(max_length=64)
    round_no = models.PositiveSmallIntegerField(default=1)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, blank=True, default="")
    handling_unit = models.CharField(max_length=100, blank=True, default="")
    co_units = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    #: When it reached us.
    pushed_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)

    sign_due_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    #: None with a moment: the record came signed.
    signed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    #: The term as it was pushed; `term` is the one in force.
    handle_due_at = models.DateTimeField(null=True, blank=True)
    #: The latest request for more time, and the hotline's answer to it.
    extension_requested_at = models.DateTimeField(null=True, blank=True)
    #: The term in force when it was asked for.
    extension_term = models.DateTimeField(null=True, blank=True)
    extension_reason = models.TextField(blank=True, default="")
    extension_answered_at = models.DateTimeField(null=True, blank=True)
    extension_granted = models.BooleanField(null=True, blank=True)
    extension_granted_until = models.DateTimeField(null=True, blank=True)
    #: The hotline's last reminder (催办).
    reminded_at = models.DateTimeField(null=True, blank=True)

    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True, default="")

    #: When the hotline had our closing reply, and its words.
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_text = EncryptedTextField(blank=True, default="")

    closed_at = models.DateTimeField(null=True, blank=True)
    followup_result = models.CharField(
        max_length=24, choices=FollowUp.choices, blank=True, default=""
    )
    resolved = models.CharField(max_length=8, choices=Resolved.choices, blank=True, default="")
    #: The earlier round or ticket whose matter is handled again.
    rehandle_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rehandled"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "ticket_no", "round_no"], name="ticket_round_once"
            ),
            models.UniqueConstraint(
                fields=["source", "ticket_no"],
                condition=Q(replied_at=None, returned_at=None, closed_at=None),
                name="ticket_one_open_round",
            ),
            models.CheckConstraint(name="ticket_rounds_from_one", condition=Q(round_no__gte=1)),
            models.CheckConstraint(
                name="ticket_later_round_follows",
                condition=Q(round_no=1) | Q(rehandle_of__isnull=False),
                violation_error_message=_("A further round names the one before."),
            ),
            models.CheckConstraint(
                name="ticket_signed_whole",
                condition=Q(signed_by=None) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_extension_asked_whole",
                condition=Q(extension_requested_at=None, extension_term=None, extension_reason="")
                | (
                    Q(extension_requested_at__isnull=False, extension_term__isnull=False)
                    & ~Q(extension_reason="")
                ),
                violation_error_message=_("More time is asked for with a reason."),
            ),
            models.CheckConstraint(
                name="ticket_extension_answered_whole",
                condition=Q(extension_answered_at=None, extension_granted=None)
                | Q(extension_answered_at__isnull=False, extension_granted__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_extension_granted_until",
                condition=Q(extension_granted=None)
                | Q(extension_granted=False)
                | Q(extension_granted_until__isnull=False),
                violation_error_message=_("More time is granted until a moment."),
            ),
            models.CheckConstraint(
                name="ticket_extension_asked_in_time",
                condition=Q(extension_requested_at=None)
                | Q(extension_requested_at__lte=F("extension_term")),
                violation_error_message=_("More time is asked for before the term ends."),
            ),
            models.CheckConstraint(
                name="ticket_returned_with_reason",
                condition=Q(returned_at=None, return_reason="")
                | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
            ),
            models.CheckConstraint(
                name="ticket_returned_or_replied",
                condition=Q(returned_at=None) | Q(replied_at=None),
                violation_error_message=_("What was returned is not answered."),
            ),
            models.CheckConstraint(
                name="ticket_result_of_closing",
                condition=Q(followup_result="", resolved="") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_words_known",
                condition=Q(urgency__in=["", "URGENT", "PROMPT", "GENERAL", "COMPLEX"])
                & Q(resolved__in=["", "Y", "PARTLY", "N"])
                & Q(
                    followup_result__in=[
                        "",
                        "SATISFIED",
                        "BASICALLY_SATISFIED",
                        "DISSATISFIED",
                        "UNREACHABLE",
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["handle_due_at"],
                name="ticket_open_terms",
                condition=Q(replied_at=None, returned_at=None, closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        again = f" / {self.round_no}" if self.round_no > 1 else ""
        return f"{self.source} {self.ticket_no}{again}"

    @property
    def term(self) -> datetime | None:
        """The moment until which the hotline waits for the reply: the later of term and grant."""
        moments = (self.handle_due_at, self.extension_granted_until)
        return max((moment for moment in moments if moment), default=None)

    @property
    def is_open(self) -> bool:
        """Whether the hotline still waits on it."""
        return not (self.replied_at or self.returned_at or self.closed_at)

    @property
    def asks_for_time(self) -> bool:
        """Whether a request for more time waits for the hotline's answer."""
        return bool(self.extension_requested_at) and self.extension_answered_at is None

    @property
    def signed_late(self) -> bool:
        """Whether it was signed after its term for signing."""
        return bool(self.signed_at and self.sign_due_at and self.signed_at > self.sign_due_at)
