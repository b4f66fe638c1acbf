"""What every page of one file shares: its records, the moment, and who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_with
from casework.models import Complaint, Mediation, PoliceCall, Referral
from common.errors import Conflict, NotPermitted
from common.lifecycle import LifecycleRecord
from common.models import File
from workflows.flows.referral import desk_of

#: Letters of a machine → its record; a page of a complaint may act on each of them.
RECORDS: Final[dict[str, type[LifecycleRecord]]] = {
    "CM": Complaint,
    "MD": Mediation,
    "RF": Referral,
}


@dataclass
class Frame:
    """What every page of one file shares."""

    complaint: Complaint
    mediation: Mediation | None
    #: The referral a page is about; None on pages of the complaint that are about none.
    referral: Referral | None = None
    #: What the address asks besides the file, such as an agency.
    query: Mapping[str, str] = field(default_factory=dict)
    #: Whether other cases were merged into this one.
    has_merged: bool = False
    #: Cases that may be the same matter, once somebody asked for them.
    duplicates: list[Complaint] | None = None
    at: datetime = field(default_factory=timezone.now)
    _roles: dict[int, frozenset[str]] = field(default_factory=dict)

    def record(self, machine: str) -> LifecycleRecord | None:
        """Return the record of this machine that the page acts on, if there is one."""
        found = {"CM": self.complaint, "MD": self.mediation, "RF": self.referral}
        return found[machine]

    def allows(self, user: User, capability: str) -> bool:
        """Return whether a role of `user` over the file grants `capability`; asked once a page."""
        if user.pk not in self._roles:
            self._roles[user.pk] = user.roles_for(self.complaint.file)
        return bool(self._roles[user.pk] & roles_with(capability))

    @cached_property
    def referrals(self) -> list[Referral]:
        """The referrals of the case, read once a page."""
        found = self.complaint.referrals.select_related(
            "file__unit", "office", "packet", "prepared_by"
        )
        referrals = list(found.order_by("pk"))
        for referral in referrals:
            referral.complaint = self.complaint
        return referrals

    @cached_property
    def calls(self) -> list[PoliceCall]:
        """The calls to 110 on record, read once a page."""
        return list(self.complaint.police_calls.select_related("by"))

    @cached_property
    def desk(self) -> str:
        """The desk at which the referral of the page lies, "" for a page of none."""
        return desk_of(self.referral) if self.referral else ""

    @property
    def a_referral(self) -> Referral:
        """The referral; a page that has lost it is a conflict, not an error."""
        if self.referral is None:
            raise Conflict
        return self.referral

    @property
    def number(self) -> str:
        """The number of the case."""
        return self.complaint.file.number

    @property
    def url(self) -> str:
        """The address of the case workspace."""
        return reverse("case", args=[self.number])


@dataclass(frozen=True)
class Act:
    """One press of a button, on its way into a service."""

    frame: Frame
    data: dict[str, Any]
    by: User

    @property
    def at(self) -> datetime:
        """The moment of the act."""
        return self.frame.at

    @property
    def complaint(self) -> Complaint:
        """The complaint of the file."""
        return self.frame.complaint

    @property
    def a_mediation(self) -> Mediation:
        """The open mediation; a page without one is a conflict, not an error."""
        if self.frame.mediation is None:
            raise Conflict
        return self.frame.mediation

    @property
    def a_referral(self) -> Referral:
        """The referral of the page."""
        return self.frame.a_referral


def find(request: HttpRequest, number: str) -> Frame:
    """Return the file `number` if the person may see it.

    Raises:
        Http404: there is none, or it is not theirs to see; the two look the same.
    """
    complaint = (
        Complaint.objects.filter(
            file__in=File.objects.visible_to(request.user), file__number=number
        )
        .select_related("file__unit", "statement", "graded_by", "lead_referral")
        .prefetch_related("file__parties")
        .annotate(has_merged=Exists(Complaint.objects.filter(merged_into=OuterRef("pk"))))
        .first()
    )
    if complaint is None:
        raise Http404
    mediation = (
        complaint.mediations.select_related("file__unit", "mediator").order_by("-pk").first()
    )
    return Frame(complaint, mediation, query=request.GET, has_merged=complaint.has_merged)


def find_referral(request: HttpRequest, number: str, referral: str) -> Frame:
    """Return the file `number` with its referral `referral`, if the person may see both.

    Raises:
        Http404: as `find`; or the referral belongs to another file.
    """
    frame = find(request, number)
    frame.referral = (
        frame.complaint.referrals.filter(
            file__in=File.objects.visible_to(request.user), file__number=referral
        )
        .select_related(
            "file__unit",
            "office",
            "packet",
            "prepared_by",
            "approved_by",
            "dispatched_by",
            "ratified_by",
        )
        .first()
    )
    if frame.referral is None:
        raise Http404
    # The page has read the complaint; what asks the referral for it asks no database again.
    frame.referral.complaint = frame.complaint
    return frame


def staff(request: HttpRequest) -> User:
    """Return the person of the staff who is logged in."""
    user = request.user
    if not isinstance(user, User):
        raise NotPermitted
    return user
