"""Guards of the decision on acceptance (CM-03…08)."""

from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import intake_refusals, refusals
from casework.guards.looking import deadline_of, reported
from casework.states import Route, Severity
from common.zone import local_date
from deadlines import services as deadlines
from deadlines.calendar import add_months
from policies import services as policies
from policies.pack import PolicyPack

REASONS_LEAST = 10  # brief §3.1 CM-07
GROUNDS = {"G1", "G2", "G3", "G4", "G5", "G6", "G7"}
#: A body outside the policy pack, which the liaison names in words (CM-08).
OTHER_BODY = "OTHER"
#: What acceptance asks for (brief C3, decision 0200), in words.
MATERIALS: dict[str, str | Promise] = {
    "complainant_name": _("the complainant's name"),
    "complainant_contact": _("a telephone number or e-mail address of the complainant"),
    "respondent_name": _("the respondent's name"),
    "respondent_address": _("the respondent's address, or a number that leads to the respondent"),
    "request": _("what is asked for"),
}
#: Who the respondent is: once identified by number, no longer a matter of intake.
_IDENTITY = {"respondent_name", "respondent_kind", "respondent_uscc"}


def first_supplement(record: Any, **_: Any) -> None:
    """CM-03: one supplement notice, ever."""
    if record.supplement_asked_at:
        raise refusals.SupplementOnce


def not_s1(record: Any, **_: Any) -> None:
    """CM-03: not for S1."""
    if record.severity == Severity.S1:
        raise refusals.UrgentNeedsNoMaterials


def goes_on_without_materials(record: Any) -> bool:
    """Whether missing materials do not end a file: S1, or a harmed minor still to be reported."""
    unreported = record.police_report and not reported(record)
    return bool(record.severity == Severity.S1 or unreported)


def may_end_on_materials(record: Any, **_: Any) -> None:
    """CM-05: not for S1, nor before the report of a harmed minor has left (brief §0, 3)."""
    if goes_on_without_materials(record):
        raise refusals.UrgentNeedsNoMaterials


def is_s1(record: Any, **_: Any) -> None:
    """CM-05a: only for S1, or while the report of a harmed minor has not left."""
    if not goes_on_without_materials(record):
        raise refusals.OnlyForS1


def defects_listed(record: Any, *, items: list[str], **_: Any) -> None:
    """CM-03: all defects at once, at least one."""
    if not [item for item in items if item.strip()]:
        raise refusals.NothingMissing(field="items")


def supplement_in_time(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-04: not later than the last day, by the party's own moment, or while a request waits."""
    clock = deadline_of(record, "SUPPLEMENT")
    if clock is not None and clock.request_waits:
        return
    if clock is not None and clock.due_at is not None and at > clock.due_at:
        raise refusals.SupplementLate


def supplement_over(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-05, CM-05a: the last day is over, and no request for more time waits."""
    clock = deadline_of(record, "SUPPLEMENT")
    if clock is None or clock.request_waits or clock.due_at is None or at < clock.due_at:
        raise refusals.SupplementNotDue


def particulars_named(record: Any, *, fields: list[str], reason: str, **_: Any) -> None:
    """CM-04a: something changes, and it is said where that is known from."""
    if not fields:
        raise intake_refusals.NothingToTakeOver
    if not reason.strip():
        raise intake_refusals.SourceMissing


def identity_untouched(record: Any, *, fields: list[str], **_: Any) -> None:
    """CM-04a: a respondent identified by number keeps the name of that number."""
    identified = any(
        party.role == "RESPONDENT" and party.subject_id for party in record.file.parties.all()
    )
    if identified and _IDENTITY & set(fields):
        raise intake_refusals.RespondentIdentified


def knowledge_possible(record: Any, *, knew_on: date | None, **_: Any) -> None:
    """CM-04a: nobody knows of an event before it, nor learns of it after having complained."""
    if knew_on is None:
        return
    occurred_on = record.statement.occurred_on
    if knew_on > local_date(record.received_at) or (occurred_on and knew_on < occurred_on):
        raise intake_refusals.KnowledgeImpossible


def materials_complete(record: Any, **_: Any) -> None:
    """CM-06: complainant, respondent and request are known (brief C3); waived for S1."""
    missing = missing_materials(record)
    if missing and record.severity != Severity.S1:
        raise refusals.MaterialsMissing(
            [MATERIALS[name] for name in missing], asked=bool(record.supplement_asked_at)
        )


def missing_materials(record: Any) -> list[str]:
    """Return which materials of brief C3 are missing, by field name."""
    if not record.has_complainant:
        return []
    parties = {party.role: party for party in record.file.parties.all()}
    complainant, respondent = parties.get("COMPLAINANT"), parties.get("RESPONDENT")
    missing = []
    if complainant is None or not complainant.name:
        missing.append("complainant_name")
    if complainant is None or not (complainant.phone or complainant.email):
        missing.append("complainant_contact")
    if respondent is None or not respondent.name:
        missing.append("respondent_name")
    if not can_be_found(record, respondent):
        missing.append("respondent_address")
    if not record.statement.request.strip():
        missing.append("request")
    return missing


def can_be_found(record: Any, respondent: Any) -> bool:
    """Return whether an address, or a number that stands for one, leads to the respondent."""
    if respondent is None:
        return False
    return bool(
        respondent.address
        or respondent.phone
        or respondent.email
        or respondent.uscc
        or respondent.certificate_no
        or respondent.id_no
        or respondent.subject_id
        or record.statement.order_no
    )


def acceptable(record: Any, **_: Any) -> None:
    """CM-06: no ground of non-acceptance is graded."""
    if record.route == Route.NOT_ACCEPTED:
        raise refusals.OutOfScope


def not_time_barred(record: Any, *, at: datetime, **_: Any) -> None:
    """CM-06: filed within three years of knowing (ground G4); waived for S1, decision 0201."""
    last_day = limitation_ends(record, at=at)
    if last_day is not None and local_date(record.received_at) > last_day:
        raise intake_refusals.TimeBarred(last_day)


def limitation_ends(record: Any, *, at: datetime) -> date | None:
    """Return the last day of the three years (AS-10); None: no day is known, or it is waived."""
    known_on = record.statement.knew_on or record.statement.occurred_on
    waived = record.severity == Severity.S1 or not record.has_complainant
    if known_on is None or waived:
        return None
    pack = _pack(record, at)
    cal = deadlines.current_calendar().rolling(weekends=pack.calendar.roll_weekends)
    # "超过三年" is false on the third anniversary itself (T13); the end rolls (brief §7.2).
    return add_months(known_on, 12 * pack.acceptance.limitation_years, cal, roll=True)


def ground_known(record: Any, *, ground: str, **_: Any) -> None:
    """CM-07: G1–G7."""
    if ground not in GROUNDS:
        raise refusals.GroundUnknown(field="ground")


def reasons_given(record: Any, *, reason: str, **_: Any) -> None:
    """CM-07, CM-08, CM-16c: reasons of at least ten characters."""
    if len(reason.strip()) < REASONS_LEAST:
        raise refusals.ReasonTooShort(field="reason")


def outside_competence(record: Any, **_: Any) -> None:
    """CM-08: ground G1, so no grading says that the matter is ours."""
    if record.graded_at and record.route != Route.NOT_ACCEPTED:
        raise intake_refusals.GradedAsOurs


def competent_body_named(record: Any, *, agency: str, body: str, at: datetime, **_: Any) -> None:
    """CM-08: an agency of the pack, or another body in words."""
    if agency != OTHER_BODY and agency not in _pack(record, at).agencies:
        raise refusals.OutOfScopeOnly(field="agency")
    if not body.strip():
        raise refusals.OutOfScopeOnly(field="office")


def _pack(record: Any, at: datetime) -> PolicyPack:
    return policies.pack(record.file.unit.policy, on=local_date(at))
