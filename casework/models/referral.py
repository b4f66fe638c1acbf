"""Referral (移送) of a matter to an agency: its state, the packet that leaves, what goes and comes.

What an agency is told stands in a `Packet` and nowhere else: the preview, the letter and the parcel
of the channel are all made of it (brief §3.3 RF-01: minimum data).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework import states
from casework.lifecycle.referral import ReferralLifecycle
from casework.models.complaint import Complaint
from common.crypto import EncryptedTextField
from common.lifecycle import LifecycleRecord, state_field
from common.models import Unit
from documents.models import Document, Evidence

USER = settings.AUTH_USER_MODEL
ANSWERED = ["RESULT_RECEIVED"]
HEX_SHA256 = r"^[0-9a-f]{64}$"


def both_or_neither(moment: str, person: str) -> Q:
    """Return the condition that a moment and its person are known together."""
    return Q(**{moment: None, person: None}) | Q(
        **{f"{moment}__isnull": False, f"{person}__isnull": False}
    )


class AgencyOffice(models.Model):
    """An office of an agency that this unit deals with: where letters go, who answers (C6)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agency_offices")
    agency = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    contact = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200, blank=True)
    #: Division code of the district it is competent for; "" = every place of the unit.
    district_code = models.CharField(max_length=6, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["agency", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "agency", "name"], name="office_once"),
            models.CheckConstraint(
                name="office_named",
                condition=~Q(name="") & ~Q(agency=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Referral(ReferralLifecycle, LifecycleRecord):
    """One referral of a complaint to one agency; the agency changes when it is re-routed."""

    machine: ClassVar[str] = "RF"
    namespace: ClassVar[str] = "referral"
    decided: ClassVar[tuple[str, ...]] = (
        "complaint_id",
        "agency",
        "office_id",
        "kind",
        "urgent",
        "packet_id",
        "prepared_at",
        "prepared_by_id",
        "approved_at",
        "approved_by_id",
        "dispatched_at",
        "dispatched_by_id",
        "ratified_at",
        "ratified_by_id",
        "acknowledged_at",
        "taken_up_at",
        "returned_at",
        "return_reason",
        "returns",
        "reminded_at",
        "supervised_at",
        "supervision_signed_at",
        "supervision_withheld_at",
        "not_filed_at",
        "not_filed_told_at",
        "result_at",
        "result_class",
        "result_on",
        "result_version",
        "registered_at",
        "told_at",
        "revoked_at",
        "recalled_at",
        "closed_at",
    )
    decided_words: ClassVar[tuple[str, ...]] = (
        "receipt_no",
        "agency_file_no",
        "result_doc_no",
        "tellable",
    )

    state = state_field(states.Referral.choices, states.Referral.PREPARED)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="referrals")
    agency = models.CharField(max_length=32)
    office = models.ForeignKey(
        AgencyOffice, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=states.ReferralKind.choices)
    #: Graded S1, to the police: the liaison sends alone, an officer ratifies (RF-02, RF-02a).
    urgent = models.BooleanField(default=False)
    packet = models.ForeignKey(
        "Packet", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatched_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ratified_at = models.DateTimeField(null=True, blank=True)
    ratified_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    acknowledged_at = models.DateTimeField(null=True, blank=True)
    #: Number of the receipt (受案回执) the agency gave.
    receipt_no = models.CharField(max_length=64, blank=True, default="")
    taken_up_at = models.DateTimeField(null=True, blank=True)
    agency_file_no = models.CharField(max_length=64, blank=True, default="")

    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(
        max_length=16, choices=states.ReturnReason.choices, blank=True, default=""
    )
    returns = models.PositiveSmallIntegerField(default=0)

    #: Flags of the ladder, taken back by any answer (RF-07, RF-08).
    reminded_at = models.DateTimeField(null=True, blank=True)
    supervised_at = models.DateTimeField(null=True, blank=True)
    supervision_signed_at = models.DateTimeField(null=True, blank=True)
    supervision_withheld_at = models.DateTimeField(null=True, blank=True)

    not_filed_at = models.DateTimeField(null=True, blank=True)
    not_filed_told_at = models.DateTimeField(null=True, blank=True)
    #: When the result reached us; RESULT_FEEDBACK counts from this day (CM-17).
    result_at = models.DateTimeField(null=True, blank=True)
    result_class = models.CharField(
        max_length=20, choices=states.ResultClass.choices, blank=True, default=""
    )
    result_doc_no = models.CharField(max_length=100, blank=True, default="")
    result_on = models.DateField(null=True, blank=True)
    result_version = models.PositiveSmallIntegerField(default=0)
    #: What may be told to the parties within the limits of secrecy; written at registration.
    tellable = models.TextField(blank=True, default="")
    registered_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_state_known", condition=Q(state__in=states.Referral.values)
            ),
            models.CheckConstraint(
                name="referral_kind_known", condition=Q(kind__in=states.ReferralKind.values)
            ),
            models.UniqueConstraint(
                fields=["complaint", "agency"],
                condition=Q(state__in=states.REFERRAL_OPEN),
                name="referral_one_open_per_agency",
            ),
            models.CheckConstraint(
                name="referral_approved_pair",
                condition=both_or_neither("approved_at", "approved_by"),
            ),
            models.CheckConstraint(
                name="referral_dispatched_pair",
                condition=both_or_neither("dispatched_at", "dispatched_by"),
            ),
            models.CheckConstraint(
                name="referral_ratified_pair",
                condition=both_or_neither("ratified_at", "ratified_by"),
            ),
            # RF-02: an officer approves what leaves; only an urgent one leaves without.
            models.CheckConstraint(
                name="referral_leaves_approved_or_urgent",
                condition=Q(dispatched_at=None) | Q(approved_at__isnull=False) | Q(urgent=True),
                violation_error_message=_("An officer approves what leaves the house."),
            ),
            models.CheckConstraint(
                name="referral_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                violation_error_message=_("Who prepared a referral does not approve it."),
            ),
            models.CheckConstraint(
                name="referral_ratified_by_another",
                condition=Q(ratified_by=None) | ~Q(ratified_by=F("dispatched_by")),
            ),
            models.CheckConstraint(
                name="referral_only_urgent_is_ratified",
                condition=Q(ratified_at=None) | Q(urgent=True, dispatched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_dispatched_when",
                condition=Q(state__in=["PREPARED", "RECALLED"])
                | Q(dispatched_at__isnull=False, packet__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_prepared_has_not_left",
                condition=~Q(state="PREPARED") | Q(dispatched_at=None),
            ),
            models.CheckConstraint(
                name="referral_acknowledged_when",
                condition=~Q(state__in=["ACKNOWLEDGED", "AGENCY_ACCEPTED", "NOT_FILED"])
                | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_returned_when",
                condition=~Q(state="RETURNED")
                | (Q(returned_at__isnull=False, returns__gte=1) & ~Q(return_reason="")),
            ),
            models.CheckConstraint(
                name="referral_not_filed_when",
                condition=~Q(state="NOT_FILED") | Q(not_filed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_result_when",
                condition=~Q(state="RESULT_RECEIVED")
                | (Q(result_at__isnull=False, result_version__gte=1) & ~Q(result_class="")),
            ),
            models.CheckConstraint(
                name="referral_registered_after_result",
                condition=Q(registered_at=None) | Q(result_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_supervised_after_reminder",
                condition=Q(supervised_at=None) | Q(reminded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_supervision_signed_or_withheld",
                condition=Q(supervision_signed_at=None, supervision_withheld_at=None)
                | Q(supervised_at__isnull=False, supervision_withheld_at=None)
                | Q(supervised_at__isnull=False, supervision_signed_at=None),
            ),
            # Never for S1 and never for the statutory report (RF-13, [WCN] art. 11).
            models.CheckConstraint(
                name="referral_urgent_is_not_recalled",
                condition=~Q(state="RECALLED") | (Q(urgent=False) & ~Q(kind="MANDATORY_MINOR")),
                violation_error_message=_("An urgent or statutory report is never recalled."),
            ),
            models.CheckConstraint(
                name="referral_recalled_when",
                condition=Q(state="RECALLED", recalled_at__isnull=False)
                | (~Q(state="RECALLED") & Q(recalled_at=None)),
            ),
            models.CheckConstraint(
                name="referral_closed_when",
                condition=Q(state="CLOSED", closed_at__isnull=False) | ~Q(state="CLOSED"),
            ),
            models.CheckConstraint(
                name="referral_statutory_report_goes_to_police",
                condition=~Q(kind="MANDATORY_MINOR") | Q(agency="POLICE"),
                violation_error_message=_("The statutory report goes to the police."),
            ),
        ]

    def __str__(self) -> str:
        return self.file.number


class Packet(models.Model):
    """What leaves the house, as prepared once; a revision is a new packet (RF-01, RF-06)."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="packets")
    version = models.PositiveSmallIntegerField()
    legal_basis = models.CharField(max_length=300)
    facts = EncryptedTextField()
    #: What the agency is asked to do.
    asks = models.TextField()
    #: Particulars that go along, by name (`casework.packets.PARTICULARS`); what is not named stays.
    particulars = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["referral", "version"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "version"], name="packet_version_once"),
            models.CheckConstraint(name="packet_whole", condition=~Q(legal_basis="") & ~Q(asks="")),
        ]

    def __str__(self) -> str:
        return f"packet {self.version} of {self.referral_id}"


class PacketItem(models.Model):
    """One line of the evidence list: a file, a paper of ours, or a thing described in words."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["packet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "position"], name="packet_item_position"),
            models.CheckConstraint(
                name="packet_item_is_one_thing",
                condition=Q(evidence__isnull=False, document=None, sha256__regex=HEX_SHA256)
                | Q(evidence=None, document__isnull=False)
                | Q(evidence=None, document=None, sha256=""),
            ),
            models.CheckConstraint(name="packet_item_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class PoliceCall(models.Model):
    """The call to 110 for an S1 matter, recorded at once (brief §2.9 REFERRAL_S1)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="police_calls")
    called_at = models.DateTimeField()
    #: Number of the call-out or badge of who answered, as told on the telephone.
    reference = models.CharField(max_length=64, blank=True)
    told = EncryptedTextField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["called_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="police_call_recorded_after", condition=Q(called_at__lte=F("recorded_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"
