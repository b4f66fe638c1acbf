"""The checklist before acceptance: what must be on file (brief §2.1 C3)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Complaint


@dataclass(frozen=True)
class Check:
    """One line of the checklist."""

    label: str | Promise
    ok: bool
    remark: str | Promise = ""


def checklist(complaint: Complaint) -> list[Check]:
    """Return what the record says about completeness; the guards of the move decide."""
    parties = {party.role: party for party in complaint.file.parties.all()}
    claimant = parties.get("COMPLAINANT")
    other = parties.get("RESPONDENT")
    return [
        Check(
            _("Graded by a person"),
            complaint.graded_at is not None,
            complaint.get_severity_display() if complaint.severity else _("grade it first"),
        ),
        Check(
            _("Complainant named and reachable"),
            not complaint.has_complainant
            or bool(claimant and claimant.name and (claimant.phone or claimant.email)),
        ),
        Check(_("Respondent named"), bool(other and other.name)),
        Check(_("Facts described"), bool(complaint.statement.narrative.strip())),
        Check(_("A request is made"), bool(complaint.statement.request.strip())),
        Check(
            _("Within our competence"),
            complaint.route != "NOT_ACCEPTED",
            complaint.get_route_display() if complaint.route else "",
        ),
    ]
