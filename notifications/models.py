"""What was told: notices in the house, deliveries to the outside; and who answers out there."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from notifications.recipients import Kind


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def unread(self) -> Self:
        """Notices not yet opened."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line in the inbox of a member of staff."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    file = models.ForeignKey("common.File", on_delete=models.PROTECT, related_name="notices")
    topic = models.CharField(_("topic"), max_length=64)
    key = models.CharField(_("key"), max_length=200)
    text = models.CharField(_("text"), max_length=200)
    posted_at = models.DateTimeField(_("posted at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-posted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["user", "-posted_at"], name="notice_unread", condition=Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.user_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about deliveries."""

    def by_hand(self) -> Self:
        """What no channel could tell: a person must write, call or visit."""
        return self.filter(status__in=Delivery.BY_HAND)


class Delivery(models.Model):
    """One letter to one outsider over one channel, exactly as it went out."""

    class Channel(models.TextChoices):
        """Ways out of the house."""

        EMAIL = "EMAIL", _("e-mail")
        SMS = "SMS", _("text message")
        NONE = "NONE", _("no address")

    class Status(models.TextChoices):
        """What became of it."""

        PENDING = "PENDING", _("to be sent")
        SENT = "SENT", _("sent")
        REFUSED = "REFUSED", _("refused by the other side")
        NOT_CONFIGURED = "NOT_CONFIGURED", _("channel not configured")
        NO_ADDRESS = "NO_ADDRESS", _("no address known")
        TOLD = "TOLD", _("told by a person")

    class How(models.TextChoices):
        """How a person told what no channel could tell."""

        PHONE = "PHONE", _("by telephone, read out")
        HANDED = "HANDED", _("handed over in person")
        POST = "POST", _("sent by post")
        OTHER = "OTHER", _("in another way")

    BY_HAND = (Status.REFUSED, Status.NOT_CONFIGURED, Status.NO_ADDRESS)

    file = models.ForeignKey("common.File", on_delete=models.PROTECT, related_name="deliveries")
    topic = models.CharField(_("topic"), max_length=64)
    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("recipient"), max_length=16)
    party_id = models.BigIntegerField(_("party"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    address = EncryptedTextField(_("address"), blank=True)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    body = EncryptedTextField(_("text"), help_text=_("Exactly as sent."))
    document = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("enclosed paper"),
    )
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PENDING
    )
    reference = models.CharField(_("receipt"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("prepared at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("told by"),
    )

    told_how = models.CharField(
        _("told how"), max_length=8, choices=How.choices, blank=True, default=""
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_kind_known",
                condition=Q(kind__in=[Kind.COMPLAINANT.value, Kind.RESPONDENT.value]),
            ),
            models.CheckConstraint(
                name="delivery_sent_when",
                condition=Q(status="SENT", sent_at__isnull=False) | ~Q(status="SENT"),
                violation_error_message=_("A sent letter carries the moment it left."),
            ),
            models.CheckConstraint(
                name="delivery_told_pair",
                condition=Q(told_at=None, told_by=None, told_how="")
                | (
                    Q(told_at__isnull=False, told_by__isnull=False, status="TOLD")
                    & Q(told_how__in=["PHONE", "HANDED", "POST", "OTHER"])
                ),
                violation_error_message=_("Whoever told did so at a moment and in some way."),
            ),
            models.CheckConstraint(
                name="delivery_told_after",
                condition=Q(told_at=None) | Q(told_at__gte=F("created_at")),
                violation_error_message=_("Nobody is told before there is something to tell."),
            ),
            models.CheckConstraint(
                name="delivery_no_address",
                condition=~Q(channel="NONE") | Q(status__in=["NO_ADDRESS", "TOLD"]),
                violation_error_message=_("Without an address nothing is sent."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="delivery_by_hand",
                condition=Q(status__in=["REFUSED", "NOT_CONFIGURED", "NO_ADDRESS"]),
            ),
            models.Index(
                fields=["channel", "-sent_at"],
                name="delivery_went_out",
                condition=Q(status="SENT"),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ChannelProbe(models.Model):
    """The last look for the other side of one outside channel: who was there, and when.

    One row a channel, like a heartbeat: what counts is the last answer and the last good one. The
    look itself is `notifications.probing`; pages only read (decision 0361).
    """

    class Fault(models.TextChoices):
        """Why the other side was not found; a person acts on it, so it is no text of theirs."""

        BUSY = "BUSY", _("no answer, or “later”")
        REFUSED_US = "REFUSED_US", _("it does not know us")
        UNREADABLE = "UNREADABLE", _("it answers something else")
        BROKEN = "BROKEN", _("our own part failed")

    name = models.CharField(_("channel"), max_length=64, primary_key=True)
    at = models.DateTimeField(_("looked for at"))
    ok = models.BooleanField(_("found"))
    code = models.CharField(_("fault"), max_length=16, choices=Fault.choices, blank=True)
    found_at = models.DateTimeField(_("last found at"), null=True, blank=True)

    class Meta:
        verbose_name = _("look for a channel")
        verbose_name_plural = _("looks for channels")
        constraints = [
            models.CheckConstraint(
                name="probe_ok_or_fault",
                # A NULL compared is neither true nor false, and would pass.
                condition=Q(ok=True, code="", found_at__isnull=False, found_at=F("at"))
                | Q(ok=False, code__in=["BUSY", "REFUSED_US", "UNREADABLE", "BROKEN"]),
                violation_error_message=_("Either it was found, or there is a reason."),
            ),
            models.CheckConstraint(
                name="probe_found_before",
                condition=Q(found_at=None) | Q(found_at__lte=F("at")),
                violation_error_message=_("Nothing is found after one has looked."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
