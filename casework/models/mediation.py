"""Mediation (调解) and the consents it stands on."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.lifecycle.mediation import MediationLifecycle
from casework.models.complaint import Complaint
from casework.models.party import Party
from common.lifecycle import LifecycleRecord, state_field

USER = settings.AUTH_USER_MODEL
#: People name a session to the minute: "now" is this minute, seconds and all.
MINUTE = timedelta(minutes=1)


class Mediation(MediationLifecycle, LifecycleRecord):
    """One mediation of a complaint, from proposal to agreement or termination."""

    machine: ClassVar[str] = "MD"
    namespace: ClassVar[str] = "mediation"
    decided: ClassVar[tuple[str, ...]] = (
        "proposed_at",
        "proposed_by_id",
        "consented_at",
        "mediator_id",
        "session_at",
        "scheduled_at",
        "session_mode",
        "notice_waived",
        "opened_at",
        "agreed_at",
        "performance_due_on",
        "performed_at_once",
        "fault_admitted",
        "termination_ground",
        "terminated_at",
        "lead_found",
        "notice_served_at",
    )
    decided_words: ClassVar[tuple[str, ...]] = (
        "session_place",
        "facts",
        "terms",
        "amount",
        "entrusted_to",
    )

    class Mode(models.TextChoices):
        ONSITE = "ONSITE", _("on site")
        VIDEO = "VIDEO", _("by video")
        PHONE = "PHONE", _("by telephone")

    state = state_field(states.Mediation.choices, states.Mediation.PROPOSED)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="mediations")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entrusted_to = models.CharField(max_length=100, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)

    mediator = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    session_at = models.DateTimeField(null=True, blank=True)
    #: When the session was fixed; empty for sessions fixed before this was kept.
    scheduled_at = models.DateTimeField(null=True, blank=True)
    session_mode = models.CharField(max_length=8, choices=Mode.choices, blank=True)
    session_place = models.CharField(max_length=200, blank=True)
    notice_waived = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)

    agreed_at = models.DateTimeField(null=True, blank=True)
    #: The main facts of the dispute as the mediator puts them, printed in the statement (C18).
    facts = models.TextField(blank=True, default="")
    terms = models.JSONField(default=list, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    performance_due_on = models.DateField(null=True, blank=True)
    performed_at_once = models.BooleanField(default=False)
    fault_admitted = models.BooleanField(default=False)

    termination_ground = models.CharField(max_length=2, blank=True, default="")
    terminated_at = models.DateTimeField(null=True, blank=True)
    lead_found = models.BooleanField(default=False)
    notice_served_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(state__in=states.MEDIATION_OPEN),
                name="mediation_one_open_per_complaint",
            ),
            models.CheckConstraint(
                name="mediation_state_known", condition=Q(state__in=states.Mediation.values)
            ),
            models.CheckConstraint(
                name="mediation_held_only_with_consent",
                condition=~Q(state__in=["CONSENTED", "SCHEDULED", "IN_SESSION", "AGREED"])
                | Q(consented_at__isnull=False),
                violation_error_message=_("Mediation needs the consent of both parties."),
            ),
            models.CheckConstraint(
                name="mediation_scheduled_whole",
                condition=~Q(state__in=["SCHEDULED", "IN_SESSION", "AGREED"])
                | (
                    Q(session_at__isnull=False, mediator__isnull=False)
                    & ~Q(session_mode="")
                    & ~Q(session_place="")
                ),
            ),
            models.CheckConstraint(
                name="mediation_session_to_come",
                condition=Q(scheduled_at=None) | Q(session_at__gt=F("scheduled_at") - MINUTE),
                violation_error_message=_("The session was fixed for a time that was past."),
            ),
            models.CheckConstraint(
                name="mediation_terminated_when",
                condition=(
                    Q(state="TERMINATED", terminated_at__isnull=False) & ~Q(termination_ground="")
                )
                | (~Q(state="TERMINATED") & Q(terminated_at=None, termination_ground="")),
            ),
            models.CheckConstraint(
                name="mediation_agreed_when",
                condition=Q(state__in=["AGREED", "PERFORMED", "DEFAULTED"], agreed_at__isnull=False)
                | (~Q(state__in=["AGREED", "PERFORMED", "DEFAULTED"]) & Q(agreed_at=None)),
            ),
            models.CheckConstraint(
                name="mediation_agreement_is_due",
                condition=Q(agreed_at=None)
                | Q(performance_due_on__isnull=False)
                | Q(performed_at_once=True),
                violation_error_message=_("The agreement does not say by when it is performed."),
            ),
            models.CheckConstraint(
                name="mediation_agreement_has_facts",
                condition=Q(agreed_at=None) | ~Q(facts=""),
                violation_error_message=_("The agreement does not say what the dispute was about."),
            ),
            models.CheckConstraint(
                name="mediation_served_after_termination",
                condition=Q(notice_served_at=None) | Q(terminated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file.number


class Consent(models.Model):
    """A party's answer to the proposal; it is given once and stands (brief C11, C12)."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    #: How it was given: on the tracking page, or to a clerk by telephone, in writing, in person.
    how = models.CharField(max_length=24)
    at = models.DateTimeField()
    entered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mediation", "party"], name="consent_once_per_party")
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.given}"
