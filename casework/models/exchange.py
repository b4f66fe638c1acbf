"""What goes to an agency and what comes back: sendings, answers, links to answer by.

What an agency signed and we could not attach to a referral is kept beside the answers.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework import channels
from casework.models.referral import HEX_SHA256, Packet, Referral
from common.crypto import EncryptedTextField
from common.models import Event
from documents.models import Document, Evidence

USER = settings.AUTH_USER_MODEL


class SendingQuerySet(models.QuerySet["Sending"]):
    """Questions asked of sendings."""

    def to_hand_over(self) -> SendingQuerySet:
        """Sendings that a person must bring: on paper, or refused by the channel."""
        return self.filter(handed_at=None).filter(Q(way=Sending.Way.PAPER) | ~Q(refused_code=""))


class Sending(models.Model):
    """One parcel to an agency, by its system or on paper; what was sent stays as it was."""

    class Way(models.TextChoices):
        CHANNEL = "CHANNEL", _("the agency's system")
        PAPER = "PAPER", _("on paper")

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("handed over in person")
        POST = "POST", _("by post")
        FAX = "FAX", _("by fax")
        EMAIL = "EMAIL", _("by e-mail")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sendings")
    kind = models.CharField(max_length=20)
    agency = models.CharField(max_length=32)
    way = models.CharField(max_length=8, choices=Way.choices)
    #: Idempotency key: the same key is one parcel for ever, here and there.
    key = models.CharField(max_length=120, unique=True)
    #: Canonical JSON of the parcel's facts; names people, so it is encrypted.
    body = EncryptedTextField()
    body_sha256 = models.CharField(max_length=64)
    #: The packet whose files go along; a reminder has none.
    packet = models.ForeignKey(
        Packet, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    sent_at = models.DateTimeField(null=True, blank=True)
    #: The agency's number for the parcel, and the hash of the bytes that went over the wire.
    reference = models.CharField(max_length=100, blank=True)
    sent_sha256 = models.CharField(max_length=64, blank=True)
    #: The agency's code when it refused for good: the parcel goes on paper then.
    refused_code = models.CharField(max_length=40, blank=True)

    handed_at = models.DateTimeField(null=True, blank=True)
    handed_how = models.CharField(max_length=12, choices=How.choices, blank=True)
    handed_to = models.CharField(max_length=60, blank=True)
    handed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SendingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sending_kind_known",
                condition=Q(kind__in=["REFERRAL", "REMINDER", "SUPERVISION", "RECALL"]),
            ),
            models.CheckConstraint(
                name="sending_sent_whole",
                condition=Q(sent_at=None, sent_sha256="", reference="")
                | Q(sent_at__isnull=False, sent_sha256__regex=HEX_SHA256, way="CHANNEL"),
            ),
            models.CheckConstraint(
                name="sending_sent_or_refused", condition=Q(sent_at=None) | Q(refused_code="")
            ),
            models.CheckConstraint(
                name="sending_handed_whole",
                condition=Q(handed_at=None, handed_by=None, handed_how="", handed_to="")
                | (
                    Q(handed_at__isnull=False, handed_by__isnull=False)
                    & ~Q(handed_how="")
                    & ~Q(handed_to="")
                ),
            ),
            models.CheckConstraint(
                name="sending_handed_once_it_was_made",
                condition=Q(handed_at=None) | Q(sent_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def arrived(self) -> bool:
        """Whether the agency has it: by its system, or from hand to hand."""
        return self.sent_at is not None or self.handed_at is not None


class AgencyAnswer(models.Model):
    """What an agency said, by whatever way; kept whole, applied once or set aside with a reason."""

    class Way(models.TextChoices):
        CHANNEL = "CHANNEL", _("the agency's system")
        LINK = "LINK", _("answer link")
        TYPED = "TYPED", _("typed in by the liaison")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answers")
    agency = models.CharField(max_length=32)
    way = models.CharField(max_length=8, choices=Way.choices)
    #: The sender's id of the message; for a link or a typed answer one of ours.
    message_id = models.CharField(max_length=255)
    #: Of a message: the hash of its bytes, so that an id used for another one is noticed.
    body_sha256 = models.CharField(max_length=64, blank=True, default="")
    #: The link it came by.
    link = models.ForeignKey(
        "AgencyLink", null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    kind = models.CharField(max_length=32)
    #: The agency's own moment as far as it says one; when it reached us.
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    codes = models.JSONField(default=dict)
    words = EncryptedTextField(blank=True, default="")
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="+")
    entered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The event it led to; or why it led to none.
    event = models.OneToOneField(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_code = models.CharField(max_length=40, blank=True)
    #: When a liaison has dealt with an answer that fitted nothing.
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "message_id"], name="agency_answer_once"),
            models.CheckConstraint(
                name="agency_answer_kind_known",
                condition=Q(kind__in=[str(kind) for kind in channels.AnswerKind]),
            ),
            models.CheckConstraint(
                name="agency_answer_typed_by_somebody",
                condition=Q(way="TYPED", entered_by__isnull=False)
                | (~Q(way="TYPED") & Q(entered_by=None)),
            ),
            models.CheckConstraint(
                name="agency_answer_by_link_names_it",
                condition=Q(way="LINK", link__isnull=False) | (~Q(way="LINK") & Q(link=None)),
            ),
            models.CheckConstraint(
                name="agency_answer_hash_of_a_message",
                condition=Q(body_sha256="") | Q(way="CHANNEL", body_sha256__regex=HEX_SHA256),
            ),
            models.CheckConstraint(
                name="agency_answer_led_somewhere",
                condition=(Q(event__isnull=False) & Q(refused_code=""))
                | (Q(event=None) & ~Q(refused_code="")),
            ),
            models.CheckConstraint(
                name="agency_answer_seen_pair",
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AgencyLinkQuerySet(models.QuerySet["AgencyLink"]):
    """Questions asked of links."""

    def standing(self) -> AgencyLinkQuerySet:
        """Links nobody took back; there is at most one of a referral."""
        return self.filter(revoked_at=None)

    def active(self, at: datetime) -> AgencyLinkQuerySet:
        """Links that still lead somewhere at the second `at`."""
        return self.standing().filter(expires_at__gt=at)


class AgencyLink(models.Model):
    """A link by which an office answers one referral without an account, until it expires."""

    class End(models.TextChoices):
        """Why a link ended before its time."""

        REPLACED = "REPLACED", _("a new one was made")
        TAKEN_BACK = "TAKEN_BACK", _("taken back")
        REROUTED = "REROUTED", _("the matter went to another office")
        RECALLED = "RECALLED", _("the referral was recalled")
        CLOSED = "CLOSED", _("the referral was closed")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    agency = models.CharField(max_length=32)
    #: Keyed hash of the token; the token itself stands in the letter only.
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    #: Who made it; nobody, where a letter left by itself (RF-07).
    issued_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=12, choices=End.choices, blank=True, default="")
    #: Who took it back; the other ends have events of their own.
    revoked_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: When somebody first looked.
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = AgencyLinkQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_link_ends", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(revoked_at=None), name="agency_link_one_stands"
            ),
            models.CheckConstraint(
                name="agency_link_revoked_why",
                condition=Q(revoked_at=None, revoked_why="", revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_why="TAKEN_BACK", revoked_by__isnull=False)
                | Q(
                    revoked_at__isnull=False,
                    revoked_why__in=["REPLACED", "REROUTED", "RECALLED", "CLOSED"],
                    revoked_by=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.referral_id}"


class UnmatchedAnswerQuerySet(models.QuerySet["UnmatchedAnswer"]):
    """Questions asked of answers that belong to no referral."""

    def waiting(self) -> UnmatchedAnswerQuerySet:
        """Answers no liaison has dealt with yet, the oldest first."""
        return self.filter(answer=None, set_aside_at=None).order_by("received_at", "pk")


class UnmatchedAnswer(models.Model):
    """What an agency signed and we could not attach: kept whole until a liaison deals with it."""

    class Why(models.TextChoices):
        UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE", _("no referral of this number went there")
        ID_REUSED = "ID_REUSED", _("another message has this number already")

    agency = models.CharField(max_length=32)
    message_id = models.CharField(max_length=255)
    body_sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=20, choices=Why.choices)
    reference = models.CharField(max_length=100)
    kind = models.CharField(max_length=32)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    codes = models.JSONField(default=dict)
    words = EncryptedTextField(blank=True, default="")
    #: The files that came along, as a JSON list with their content in base64.
    enclosures = EncryptedTextField(blank=True, default="")
    #: What became of it: an answer to a referral, or set aside with words.
    answer = models.OneToOneField(
        AgencyAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="came_as"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, default="")

    objects = UnmatchedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "message_id", "body_sha256"], name="unmatched_answer_once"
            ),
            models.CheckConstraint(
                name="unmatched_answer_hash", condition=Q(body_sha256__regex=HEX_SHA256)
            ),
            models.CheckConstraint(
                name="unmatched_answer_why_known",
                condition=Q(why__in=["UNKNOWN_REFERENCE", "ID_REUSED"]),
            ),
            models.CheckConstraint(
                name="unmatched_answer_kind_known",
                condition=Q(kind__in=[str(kind) for kind in channels.AnswerKind]),
            ),
            models.CheckConstraint(
                name="unmatched_answer_set_aside_whole",
                condition=Q(set_aside_at=None, set_aside_by=None, note="")
                | (
                    Q(set_aside_at__isnull=False, set_aside_by__isnull=False, answer=None)
                    & ~Q(note="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
