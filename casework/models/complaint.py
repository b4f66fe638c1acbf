"""The complaint (投诉): a narrow state row, and beside it what was said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.lifecycle.complaint import ComplaintLifecycle
from casework.models import reply
from common.ids import DISTRICT_PATTERN
from common.lifecycle import LifecycleRecord, state_field
from common.zone import SHANGHAI

USER = settings.AUTH_USER_MODEL
BEFORE_ACCEPTANCE = ["REGISTERED", "PENDING_SUPPLEMENT"]


class Complaint(reply.EnterpriseReply, ComplaintLifecycle, LifecycleRecord):
    """A complaint or a report taken as a lead: its state and the facts the state stands on."""

    machine: ClassVar[str] = "CM"
    namespace: ClassVar[str] = "casework"
    decided: ClassVar[tuple[str, ...]] = (
        "request_type",
        "channel",
        "received_at",
        "clock_from",
        "has_complainant",
        "emergency",
        "category",
        "severity",
        "route",
        "agency",
        "police_report",
        "graded_at",
        "graded_by_id",
        "supplement_asked_at",
        "accepted_at",
        "accepted_by_id",
        "limitation_ends_on",
        "refusal_ground",
        "merged_into_id",
        *reply.DECIDED,
        "planned_at",
        "findings_signatures",
        "lead_referral_id",
        "outcome",
        "outcome_at",
        "feedback_sent_at",
        "archive_synced_at",
        "closed_at",
        "satisfaction",
    )
    decided_words: ClassVar[tuple[str, ...]] = ("transferred_to", *reply.DECIDED_WORDS)

    class RequestType(models.TextChoices):
        COMPLAINT = "COMPLAINT", _("complaint")
        REPORT = "REPORT", _("report")

    state = state_field(states.Complaint.choices, states.Complaint.REGISTERED)
    request_type = models.CharField(max_length=16, choices=RequestType.choices)
    channel = models.CharField(max_length=24, choices=states.Channel.choices)
    #: Where it came from and its number there: the idempotency key (brief §2.6).
    source = models.CharField(max_length=32)
    ticket_no = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    #: The moment our own clocks start from; differs from received_at for imported history (A12).
    clock_from = models.DateTimeField()
    handle_due_at = models.DateTimeField(null=True, blank=True)
    #: False for STAFF_FOUND and for reports: nobody to answer, no HANDLING (brief §2.9.1).
    has_complainant = models.BooleanField(default=True)
    emergency = models.BooleanField(default=False)

    category = models.CharField(max_length=32, blank=True, default="")
    severity = models.CharField(
        max_length=2, choices=states.Severity.choices, blank=True, default=""
    )
    route = models.CharField(max_length=16, choices=states.Route.choices, blank=True, default="")
    agency = models.CharField(max_length=32, blank=True, default="")
    police_report = models.BooleanField(default=False)
    graded_at = models.DateTimeField(null=True, blank=True)
    graded_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    supplement_asked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Last day of the three years (G4), as reckoned at acceptance; None: no day known, or waived.
    limitation_ends_on = models.DateField(null=True, blank=True)
    refusal_ground = models.CharField(max_length=2, blank=True, default="")
    transferred_to = models.CharField(max_length=100, blank=True, default="")
    #: CM-09: the master, in whose family the file is from then on.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    planned_at = models.DateTimeField(null=True, blank=True)
    findings_signatures = models.PositiveSmallIntegerField(default=0)

    #: The referral whose result becomes the outcome (CM-12, CM-17).
    lead_referral = models.ForeignKey(
        "Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(
        max_length=24, choices=states.Outcome.choices, blank=True, default=""
    )
    outcome_at = models.DateTimeField(null=True, blank=True)
    feedback_sent_at = models.DateTimeField(null=True, blank=True)
    archive_synced_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    satisfaction = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "ticket_no"], name="complaint_ticket_once"),
            models.CheckConstraint(
                name="complaint_state_known", condition=Q(state__in=states.Complaint.values)
            ),
            models.CheckConstraint(
                name="complaint_graded_whole",
                condition=Q(graded_at=None, graded_by=None, category="")
                | (Q(graded_at__isnull=False, graded_by__isnull=False) & ~Q(category="")),
            ),
            models.CheckConstraint(
                name="complaint_accepted_when",
                condition=Q(state__in=BEFORE_ACCEPTANCE, accepted_at=None)
                | Q(state__in=states.AFTER_ACCEPTANCE, accepted_at__isnull=False)
                | Q(state__in=["WITHDRAWN", "MERGED"])
                | Q(state__in=["NOT_ACCEPTED", "TRANSFERRED_OUT"], accepted_at=None),
                violation_error_message=_("An accepted complaint carries the date of acceptance."),
            ),
            models.CheckConstraint(
                name="complaint_accepted_was_graded",
                condition=Q(accepted_at=None) | Q(graded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_accepted_pair",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_two_signatures_at_most", condition=Q(findings_signatures__lte=2)
            ),
            models.CheckConstraint(
                name="complaint_outcome_when",
                condition=(
                    Q(state__in=states.WITH_OUTCOME, outcome_at__isnull=False) & ~Q(outcome="")
                )
                | (~Q(state__in=states.WITH_OUTCOME) & Q(outcome_at=None, outcome="")),
            ),
            models.CheckConstraint(
                name="complaint_fed_back_needs_both",
                condition=~Q(state__in=["FED_BACK", "CLOSED"])
                | Q(feedback_sent_at__isnull=False, archive_synced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_both_is_fed_back",
                condition=~Q(state="OUTCOME_RECORDED")
                | Q(feedback_sent_at=None)
                | Q(archive_synced_at=None),
            ),
            models.CheckConstraint(
                name="complaint_refused_with_ground",
                condition=(Q(state="NOT_ACCEPTED") & ~Q(refusal_ground=""))
                | Q(state="TRANSFERRED_OUT", refusal_ground="G1")
                | (~Q(state__in=["NOT_ACCEPTED", "TRANSFERRED_OUT"]) & Q(refusal_ground="")),
            ),
            models.CheckConstraint(
                name="complaint_transferred_somewhere",
                condition=~Q(state="TRANSFERRED_OUT") | ~Q(transferred_to=""),
            ),
            models.CheckConstraint(
                name="complaint_merged_somewhere",
                condition=Q(state="MERGED", merged_into__isnull=False)
                | (~Q(state="MERGED") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="complaint_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
            *reply.CONSTRAINTS,
            models.CheckConstraint(
                name="complaint_pending_was_asked",
                condition=~Q(state="PENDING_SUPPLEMENT") | Q(supplement_asked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_closed_when",
                condition=Q(state="CLOSED", closed_at__isnull=False)
                | (~Q(state="CLOSED") & Q(closed_at=None)),
            ),
            # A minor harmed goes to the police; nobody may opt out ([WCN] art. 11).
            models.CheckConstraint(
                name="complaint_s1_reports_to_police",
                condition=~Q(severity="S1") | Q(police_report=True),
            ),
            models.CheckConstraint(
                name="complaint_s1_takes_serious_route",
                condition=~Q(severity="S1") | Q(route__in=states.SERIOUS_ROUTES),
                violation_error_message=_("An S1 matter goes by the emergency or referral route."),
            ),
            models.CheckConstraint(
                name="complaint_graded_has_severity",
                condition=Q(graded_at=None)
                | ~Q(severity="")
                | Q(category="INVALID", route="NOT_ACCEPTED"),
                violation_error_message=_("Only an invalid complaint has no severity."),
            ),
            models.CheckConstraint(
                name="complaint_accepted_in_time",
                condition=Q(limitation_ends_on=None)
                | Q(limitation_ends_on__gte=TruncDate("received_at", tzinfo=SHANGHAI)),
                violation_error_message=_("What was accepted came within the three years."),
            ),
            models.CheckConstraint(
                name="complaint_in_referral_has_lead",
                condition=~Q(state="IN_REFERRAL") | Q(lead_referral__isnull=False),
                violation_error_message=_("What is with an agency has a referral."),
            ),
            models.CheckConstraint(
                name="complaint_accepted_is_ours",
                condition=Q(accepted_at=None) | ~Q(route="NOT_ACCEPTED"),
                violation_error_message=_("What was accepted is within our competence."),
            ),
        ]

    def __str__(self) -> str:
        return self.file.number


class Statement(models.Model):
    """What was said at registration: narrative, request, circumstances, the ticket's own facts."""

    complaint = models.OneToOneField(
        Complaint, on_delete=models.PROTECT, primary_key=True, related_name="statement"
    )
    title = models.CharField(max_length=200, blank=True)
    narrative = models.TextField()
    request = models.TextField(blank=True)
    requester_role = models.CharField(max_length=16, blank=True)
    anonymous = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    vulnerable_victim = models.CharField(max_length=16, blank=True)
    amount_involved = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    occurred_on = models.DateField(null=True, blank=True)
    #: The day the complainant came to know, where it is later than the event (ground G4).
    knew_on = models.DateField(null=True, blank=True)
    occurred_when = models.CharField(max_length=100, blank=True)
    occurred_place = models.CharField(max_length=200, blank=True)
    province = models.CharField(max_length=32, blank=True)
    city = models.CharField(max_length=32, blank=True)
    district_code = models.CharField(max_length=6, blank=True)
    order_no = models.CharField(max_length=64, blank=True)
    consent_publish = models.BooleanField(default=False)
    consent_entrust_mediation = models.BooleanField(default=False)
    #: Further facts of the ticket, as they came; a re-push replaces them.
    ticket = models.JSONField(default=dict, blank=True)
    #: Keyed hash of the record as it was last pushed; the same again is known by it.
    mark = models.CharField(max_length=64, blank=True, default="")
    #: What the rules suggested at registration: codes, and reasons in words.
    suggestion = models.JSONField(default=dict)
    #: Search terms (`common.text.index_terms`) of title, narrative, request and names.
    terms = ArrayField(models.CharField(max_length=32), default=list)

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="statement_terms")]
        constraints = [
            models.CheckConstraint(
                name="statement_narrative_not_empty", condition=~Q(narrative="")
            ),
            models.CheckConstraint(
                name="statement_amount_not_negative",
                condition=Q(amount_involved=None) | Q(amount_involved__gte=0),
            ),
            # A place that does not exist belongs to no unit (decision 0220).
            models.CheckConstraint(
                name="statement_place_exists",
                condition=Q(district_code__regex=DISTRICT_PATTERN),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.narrative[:30]


class Grading(models.Model):
    """One triage sheet (分级单): what was suggested, what a person decided. Never changed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="gradings")
    version = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=32)
    severity = models.CharField(max_length=2, choices=states.Severity.choices)
    route = models.CharField(max_length=16, choices=states.Route.choices)
    agency = models.CharField(max_length=32, blank=True)
    overridden = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "version"], name="grading_version_once"),
            models.CheckConstraint(
                name="grading_override_has_reason", condition=Q(overridden=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version} {self.category} {self.severity}"


class Supplement(models.Model):
    """The one request for missing materials (补正), and its answer (brief §3.1 CM-03…05a)."""

    complaint = models.OneToOneField(
        Complaint, on_delete=models.PROTECT, primary_key=True, related_name="supplement"
    )
    items = models.JSONField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supplement_due_after_request",
                condition=Q(due_on__gte=TruncDate("requested_at", tzinfo=SHANGHAI)),
            ),
            models.CheckConstraint(
                name="supplement_answered_after_request",
                condition=Q(answered_at=None) | Q(answered_at__gte=F("requested_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"supplement of {self.pk}"
