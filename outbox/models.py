"""Messages and heartbeats."""

from datetime import datetime
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.lifecycle import roles_granting

RETRY: Final = "outbox.retry"
"""Capability of those who look after what could not be delivered."""
CHANNEL: Final = Coalesce(KT("payload__channel"), Value(""), output_field=models.TextField())
"""`Message.channel` in a query."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def waiting(self) -> Self:
        """Messages still to be delivered."""
        return self.filter(delivered_at=None, dead_at=None)

    def due(self, at: datetime) -> Self:
        """Messages whose turn has come and which nobody holds."""
        return self.waiting().filter(not_before__lte=at)

    def dead(self) -> Self:
        """Dead letters: given up, waiting for a person."""
        return self.filter(dead_at__isnull=False)

    def in_reach_of(self, keeper: Any) -> Self:
        """Messages this person (an `outbox.retrying.Keeper`) may put back: the rule of `retry`."""
        if not keeper.is_active:
            return self.none()
        within = Q(pk__in=[])
        for path in keeper.paths_with(RETRY):
            within |= Q(file__unit__path__startswith=path)
        if roles_granting(RETRY) & keeper.roles_everywhere():
            within |= Q(file=None)
        return (
            self.filter(within)
            .exclude(file__recusals__user_id=keeper.user_pk)
            .exclude(file__root__recusals__user_id=keeper.user_pk)
        )

    def of_kind(self, kind: Any) -> Self:
        """Messages of one `outbox.retrying.Kind`."""
        return self.annotate(way=CHANNEL).filter(
            topic=kind.topic, handler=kind.handler, way=kind.channel
        )

    def oldest_first(self) -> Self:
        """In the order in which they are to be delivered."""
        return self.order_by("not_before", "pk")


class Message(models.Model):
    """One fact, for one handler. The row stays after delivery: it proves what was told when."""

    topic = models.CharField(_("topic"), max_length=64)
    key = models.CharField(_("key"), max_length=200)
    handler = models.CharField(
        _("handler"),
        max_length=100,
        blank=True,
        help_text=_("Empty: nobody listened when posted."),
    )
    file = models.ForeignKey(
        "common.File",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
    )
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    crashes = models.PositiveSmallIntegerField(
        _("crashes"), default=0, help_text=_("Attempts whose worker died.")
    )
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    dead_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    retried_at = models.DateTimeField(_("retried at"), null=True, blank=True)
    retried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("retried by"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["key", "handler"], name="outbox_message_once"),
            models.CheckConstraint(
                name="outbox_delivered_or_dead",
                condition=Q(delivered_at=None) | Q(dead_at=None),
                violation_error_message=_("A delivered message is not a dead letter."),
            ),
            models.CheckConstraint(
                name="outbox_lease_ends",
                condition=Q(lease=None) | Q(delivered_at=None, dead_at=None),
                violation_error_message=_("Nobody holds a message that is finished."),
            ),
            models.CheckConstraint(
                name="outbox_crash_is_attempt",
                condition=Q(crashes__lte=F("attempts")),
                violation_error_message=_("A crash is one of the attempts."),
            ),
            models.CheckConstraint(
                name="outbox_retried_pair",
                condition=Q(retried_at=None, retried_by=None)
                | Q(retried_at__isnull=False, retried_by__isnull=False),
                violation_error_message=_("Whoever retried did so at a moment."),
            ),
        ]
        indexes = [
            # What the drain reads every two seconds: only open rows, in order of their turn.
            models.Index(
                fields=["not_before", "id"],
                name="outbox_waiting",
                condition=Q(delivered_at=None, dead_at=None),
            ),
            models.Index(
                fields=["dead_at"],
                name="outbox_dead",
                condition=Q(dead_at__isnull=False),
            ),
            # What a person put back lately, and what last went out over a channel: a handful of
            # rows among millions that stay for ever.
            models.Index(
                fields=["-retried_at"],
                name="outbox_retried",
                condition=Q(retried_at__isnull=False),
            ),
            models.Index(
                KT("payload__channel"),
                F("delivered_at").desc(),
                name="outbox_went_out",
                condition=Q(payload__has_key="channel", delivered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.handler or '?'}"

    @property
    def channel(self) -> str:
        """The way out of the house the message is for (`payload["channel"]`), "" if for none."""
        return str(self.payload.get("channel", ""))

    @property
    def owner(self) -> str:
        """The package that must look at the message if it dies: the one whose handler it is."""
        return (self.handler or self.topic).partition(".")[0]


class Heartbeat(models.Model):
    """The last moment a background process of this name proved that it works.

    Written through the broker, the worker and the database, read by a page that needs only the
    database: a worker that looks alive but is deaf shows as late (reliability §2.3).
    """

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    beat_at = models.DateTimeField(_("last beat"))
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
