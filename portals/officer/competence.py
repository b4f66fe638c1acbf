"""Which agency is competent for a matter, and how long it may be expected to need."""

from __future__ import annotations

from django.utils.translation import ngettext

from casework.models import Complaint
from casework.states import Severity
from policies import services as policies
from policies.pack import PolicyPack


def rules(complaint: Complaint) -> PolicyPack:
    """Return the pack that rules the file."""
    return policies.pack(complaint.file.unit.policy)


def suggested(complaint: Complaint) -> list[str]:
    """Return the agencies for this matter: the graded one, then those of its category.

    What is urgent, or harmed a minor, goes to the police first.
    """
    pack = rules(complaint)
    rule = pack.categories.get(complaint.category)
    named = [complaint.agency, *(rule.agencies if rule else ())]
    if complaint.police_report or complaint.severity == Severity.S1:
        named.insert(0, "POLICE")
    return list(dict.fromkeys(code for code in named if code in pack.agencies))


def in_order(complaint: Complaint) -> list[str]:
    """Return all agencies of the pack, those for this matter first."""
    return list(dict.fromkeys([*suggested(complaint), *rules(complaint).agencies]))


def period_words(pack: PolicyPack, clock: str, agency: str) -> str:
    """Return how long an agency may be expected to need: "15 working days (+15)"."""
    rule = pack.clock(clock, agency=agency)
    if rule.unit == "WD":
        words = ngettext("%(n)d working day", "%(n)d working days", rule.length)
    else:
        words = ngettext("%(n)d day", "%(n)d days", rule.length)
    said = words % {"n": rule.length}
    return f"{said} (+{rule.agency_plus})" if rule.agency_plus else said
