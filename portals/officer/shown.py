"""Records as staff see them: codes in words, particulars masked on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Complaint, Party
from casework.states import Route, Severity
from common.masking import Viewer, mask_address, mask_email, mask_id, mask_phone
from portals.officer.forms.intake import agency_name, category_name

STATE_TONES = {
    "REGISTERED": "tag-blue",
    "PENDING_SUPPLEMENT": "tag-amber",
    "ACCEPTED": "tag-blue",
    "IN_MEDIATION": "tag-teal",
    "IN_VERIFICATION": "tag-purple",
    "IN_REFERRAL": "tag-amber",
    "OUTCOME_RECORDED": "tag-green",
    "FED_BACK": "tag-green",
}


@dataclass(frozen=True)
class Particular:
    """A masked fact of a party; `field` is what a reveal asks for, "" if nothing is hidden."""

    label: str | Promise
    value: str
    field: str = ""


@dataclass(frozen=True)
class PartyView:
    """A party as staff see it: the name in full, the rest masked until somebody says why."""

    pk: int
    name: str
    role: str
    kind: str
    identified: bool
    facts: list[Particular]


def suggestion_view(suggestion: dict[str, Any]) -> dict[str, Any]:
    """Return a stored suggestion with its codes in words."""
    return {
        **suggestion,
        "category_name": category_name(suggestion.get("category") or ""),
        "severity_name": dict(Severity.choices).get(suggestion.get("severity") or "", ""),
        "route_name": dict(Route.choices).get(suggestion.get("route") or "", ""),
        "agency_name": agency_name(suggestion.get("agency") or ""),
    }


def grading_views(complaint: Complaint) -> list[dict[str, Any]]:
    """Return what people decided on the grading, the latest first, with codes in words."""
    return [
        {
            "number": sheet.version,
            "words": " · ".join(
                word
                for word in (
                    category_name(sheet.category),
                    sheet.get_severity_display(),
                    sheet.get_route_display(),
                    agency_name(sheet.agency),
                )
                if word
            ),
            "by": sheet.by,
            "at": sheet.at,
            "reason": sheet.reason,
            "overridden": sheet.overridden,
        }
        for sheet in complaint.gradings.select_related("by").order_by("-version")
    ]


def party_view(party: Party) -> PartyView:
    """Return a party with everything masked that staff do not need at a glance."""
    facts = [
        Particular(_("Telephone"), mask_phone(party.phone or "", Viewer.STAFF), "phone"),
        Particular(_("E-mail"), mask_email(party.email or "", Viewer.STAFF), "email"),
        Particular(_("Address"), mask_address(party.address or ""), "address"),
        Particular(_("Resident ID number"), mask_id(party.id_no or "", Viewer.STAFF), "id_no"),
        Particular(_("Unified social credit code"), party.uscc),
        Particular(_("Certificate number"), party.certificate_no),
    ]
    return PartyView(
        pk=party.pk,
        name=party.name or str(_("not named")),
        role=party.get_role_display(),
        kind=party.get_kind_display(),
        identified=party.subject_id is not None,
        facts=[fact for fact in facts if fact.value],
    )
