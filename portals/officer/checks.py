"""The checklist before acceptance: what must be on file (brief §2.1 C3, C9)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.models import Complaint
from common.zone import local_date

#: What a supplement notice calls the missing material; letters to citizens are always Chinese.
ON_THE_NOTICE = {
    "complainant_name": "投诉人的真实姓名（名称）",
    "complainant_contact": "投诉人的联系电话或者电子邮箱",
    "respondent_name": "被投诉人的名称（姓名）",
    "respondent_address": "被投诉人的地址，或者其联系电话、统一社会信用代码、服务订单号",
    "request": "具体的投诉请求",
}


@dataclass(frozen=True)
class Check:
    """One line of the checklist."""

    label: str | Promise
    ok: bool
    remark: str | Promise = ""
    #: False: good to have, but nothing waits for it.
    needed: bool = True


def missing_on_notice(complaint: Complaint) -> str:
    """Return what is missing as lines of a supplement notice."""
    missing = guards.missing_materials(complaint)
    return "\n".join(ON_THE_NOTICE[name] for name in missing)


def checklist(complaint: Complaint, *, at: datetime) -> list[Check]:
    """Return what the record says about completeness; the guards of the move decide."""
    missing = set(guards.missing_materials(complaint))
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
            not missing & {"complainant_name", "complainant_contact"},
        ),
        Check(
            _("Complainant's address"),
            bool(claimant and claimant.address) or not complaint.has_complainant,
            _("only for letters on paper"),
            needed=False,
        ),
        Check(_("Respondent named"), bool(other and other.name)),
        Check(
            _("Respondent's address"),
            bool(other and other.address),
            ""
            if other and other.address
            else _("neither an address nor a number that leads there; ask for it or look it up")
            if "respondent_address" in missing
            else _("can be found otherwise: number, telephone or order"),
            needed="respondent_address" in missing,
        ),
        Check(_("Facts described"), bool(complaint.statement.narrative.strip())),
        Check(_("A request is made"), bool(complaint.statement.request.strip())),
        Check(
            _("Within our competence"),
            complaint.route != "NOT_ACCEPTED",
            complaint.get_route_display() if complaint.route else "",
        ),
        *_limitation(complaint, at),
    ]


def _limitation(complaint: Complaint, at: datetime) -> list[Check]:
    """Return the line on the three years (ground G4), where somebody complained; S1 is waived."""
    if not complaint.has_complainant or complaint.severity == "S1":
        return []
    label = _("Filed within three years of coming to know (G4)")
    last_day = guards.limitation_ends(complaint, at=at)
    if last_day is None:
        return [Check(label, ok=False, remark=_("no day is on file"), needed=False)]
    in_time = local_date(complaint.received_at) <= last_day
    return [Check(label, in_time, _("last day %(day)s") % {"day": f"{last_day:%Y-%m-%d}"})]
