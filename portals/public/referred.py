"""What a complainant reads of its matter at an authority; a respondent reads nothing of it (CM-12).

Told are the authority, its receipt, since when, whose turn it is and the next day. What went along,
what the authority wrote and who is suspected stay out: they may harm the inquiry (decision 0383).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework import clocks as reckoning
from casework.models import Referral
from casework.states import MEDIATION_OPEN
from common.models import Event
from common.zone import end_of_day, local_date
from deadlines.calendar import WorkingCalendar
from deadlines.models import Deadline
from portals.officer import clocks
from portals.public.track import Desk
from portals.public.words import BOTH, MINE

Words = str | Promise
US: Final = gettext_lazy("the association")
THEM: Final = gettext_lazy("the authority")


@dataclass(frozen=True)
class Stage:
    """How a referral stands, in words: whose turn it is, and the clock that says until when."""

    heading: Words
    text: Words
    turn: Words
    clock: str = ""


STAGES: Final[Mapping[str, Stage]] = {
    "PREPARED": Stage(
        gettext_lazy("We are handing it over"),
        gettext_lazy("We put together what the authority needs, and no more."),
        US,
        "REFERRAL",
    ),
    "DISPATCHED": Stage(
        gettext_lazy("Handed over"),
        gettext_lazy("The authority has the matter. It confirms receipt first."),
        THEM,
        "REFERRAL_ACK",
    ),
    "ACKNOWLEDGED": Stage(
        gettext_lazy("Receipt confirmed"),
        gettext_lazy(
            "The authority decides what comes of it. With the receipt number you can ask there."
        ),
        THEM,
        "REFERRAL_RESULT",
    ),
    "AGENCY_ACCEPTED": Stage(
        gettext_lazy("Taken up"),
        gettext_lazy("The authority has taken the matter up and tells us the result."),
        THEM,
        "REFERRAL_RESULT",
    ),
    "RETURNED": Stage(
        gettext_lazy("Returned by the authority"),
        gettext_lazy("It is not the right one, or needs more from us. We send the matter on."),
        US,
        "REFERRAL",
    ),
    "REFUSAL_HERE": Stage(
        gettext_lazy("The authority has answered"),
        gettext_lazy("We read the answer and tell you what it means."),
        US,
        "NOT_FILED_NOTICE",
    ),
    "RESULT_HERE": Stage(
        gettext_lazy("The authority has answered"),
        gettext_lazy("We read the answer and tell you what it means."),
        US,
        "RESULT_FEEDBACK",
    ),
    "NO_CASE": Stage(
        gettext_lazy("No case was filed"),
        gettext_lazy(
            "It has decided to file no case. That proves neither that it happened nor that not."
        ),
        "",
    ),
    "CONCLUDED": Stage(
        gettext_lazy("Concluded by the authority"),
        gettext_lazy("The authority has concluded the matter. What may be told of it:"),
        "",
    ),
    "REVOKED": Stage(
        gettext_lazy("The authority has revoked its decision"),
        gettext_lazy(
            "What was decided before holds no more. We read the new decision and tell you."
        ),
        US,
        "RESULT_FEEDBACK",
    ),
    "RECALLED": Stage(
        gettext_lazy("Taken back from the authority"),
        gettext_lazy("It had been handed over in error, and the authority agreed to give it back."),
        "",
    ),
}


#: Move -> what a party reads, who reads it, icon; part of `shown.EVENTS`.
EVENTS: Final[dict[tuple[str, str], tuple[Words, frozenset[str], str]]] = {
    ("CM", "refer"): (gettext_lazy("To be handed to an authority"), MINE, "arrow-right"),
    ("RF", "dispatch"): (gettext_lazy("Handed to an authority"), MINE, "arrow-right"),
    ("RF", "reroute"): (gettext_lazy("Handed to another authority"), MINE, "arrow-right"),
    ("RF", "acknowledged"): (
        gettext_lazy("The authority confirmed receipt"),
        MINE,
        "check-circle",
    ),
    ("RF", "agency_accepted"): (
        gettext_lazy("The authority took the matter up"),
        MINE,
        "check-circle",
    ),
    ("RF", "returned"): (gettext_lazy("The authority returned the matter"), MINE, "arrow-right"),
    ("RF", "ack_or_result_overdue"): (
        gettext_lazy("We asked the authority for its answer"),
        MINE,
        "clock",
    ),
    ("RF", "sign_supervision"): (
        gettext_lazy("We asked the head of the authority to see to it"),
        MINE,
        "clock",
    ),
    ("RF", "not_filed_told"): (gettext_lazy("The authority filed no case"), MINE, "x-circle"),
    ("RF", "filed_after_reconsideration"): (
        gettext_lazy("The authority filed a case after all"),
        MINE,
        "check-circle",
    ),
    ("RF", "register_result"): (gettext_lazy("The authority has answered"), MINE, "flag"),
    ("RF", "agency_revoked_decision"): (
        gettext_lazy("The authority revoked its decision"),
        MINE,
        "flag",
    ),
    ("RF", "recall"): (gettext_lazy("The referral was taken back"), MINE, "arrow-right"),
    # Why we verify now is the complainant's to know; that we do, both are told.
    ("CM", "referral_recalled"): (gettext_lazy("Verification begun"), BOTH, "magnifying-glass"),
    ("CM", "agency_not_filed"): (gettext_lazy("Verification begun"), BOTH, "magnifying-glass"),
}


@dataclass(frozen=True)
class Again:
    """The right to ask the authority again, for information (P3, AS-14)."""

    days: int
    by: date
    over: bool


@dataclass(frozen=True)
class Told:
    """One referral as the complainant reads it."""

    agency: str
    stage: Stage
    since: date | None
    receipt: str
    due: str
    left: str
    tone: str
    reminded: date | None
    urged: date | None
    tellable: str
    again: Again | None


def told(desk: Desk, cal: WorkingCalendar) -> list[Told]:
    """Return the referrals of the case for its complainant, the lead one first."""
    if not desk.is_complainant:
        return []
    found = desk.complaint.referrals.select_related("file__unit").order_by("pk")
    lead = desk.complaint.lead_referral_id
    shown = [one for one in found if one.state != "RECALLED" or one.dispatched_at]
    return [_told(desk, one, cal) for one in sorted(shown, key=lambda one: one.pk != lead)]


def agency_name(referral: Referral, code: str) -> str:
    """Return what the rules call an authority, in the reader's language."""
    agency = reckoning.pack_of(referral.file, referral.prepared_at).agencies.get(code)
    if agency is None:
        return code
    return agency.en if (get_language() or "").startswith("en") else agency.zh


def _told(desk: Desk, referral: Referral, cal: WorkingCalendar) -> Told:
    key = _stage_of(referral)
    stage = STAGES[key]
    due_at = _due_at(desk, referral, stage.clock)
    owed = stage.turn is THEM
    return Told(
        agency=agency_name(referral, referral.agency),
        stage=stage,
        since=_day(referral.dispatched_at),
        receipt=referral.receipt_no,
        due=clocks.due_words(due_at) if due_at else "",
        left=_left(due_at, desk.at, cal, theirs=owed) if due_at else "",
        tone=_tone(due_at, desk.at, cal) if due_at and not owed else "grey",
        reminded=_day(referral.reminded_at) if owed else None,
        urged=_day(referral.supervision_signed_at) if owed else None,
        tellable=referral.tellable if key == "CONCLUDED" else "",
        again=_again(referral, desk.at) if key == "NO_CASE" else None,
    )


def _stage_of(referral: Referral) -> str:
    """Return the key of the stage: by what was answered, and by what the parties may know."""
    if referral.state == "RECALLED":
        return "RECALLED"
    if referral.state in ("RESULT_RECEIVED", "CLOSED") and referral.result_at:
        if referral.registered_at and (_leads_first(referral) or referral.told_at):
            return "CONCLUDED"
        return "REVOKED" if referral.revoked_at else "RESULT_HERE"
    if referral.state in ("NOT_FILED", "CLOSED"):
        return "NO_CASE" if referral.not_filed_told_at else "REFUSAL_HERE"
    return str(referral.state)


def _leads_first(referral: Referral) -> bool:
    """Whether the result is told with the complaint's own (CM-17), not by a letter of its own."""
    lead = referral.complaint.lead_referral_id == referral.pk
    return lead and referral.result_version == 1


def _due_at(desk: Desk, referral: Referral, code: str) -> datetime | None:
    if not code:
        return None
    files = [referral.file_id, desk.complaint.file_id]
    codes = [code, "REFERRAL_S1"] if code == "REFERRAL" and referral.urgent else [code]
    clock = Deadline.objects.open().filter(file__in=files, code__in=codes).in_due_order().first()
    if clock is not None:
        return clock.due_at
    if code != "RESULT_FEEDBACK" or referral.result_at is None:
        return None
    # The lead result's clock starts when it is registered, and counts from when it came (CM-17).
    came = local_date(referral.result_at)
    return end_of_day(reckoning.last_day(referral.file, code, at=referral.result_at, on=came))


def _left(due_at: datetime, at: datetime, cal: WorkingCalendar, *, theirs: bool) -> str:
    if theirs and at >= due_at:
        return _("the day is over; the authority is still expected to answer")
    return clocks.left(due_at, at=at, cal=cal)


def _tone(due_at: datetime, at: datetime, cal: WorkingCalendar) -> str:
    return clocks.tone_of(due_at, at=at, amber_at=clocks.amber_by_rule(due_at, cal))


def _again(referral: Referral, at: datetime) -> Again | None:
    by = reckoning.reconsider_by(referral)
    if by is None or referral.not_filed_at is None:
        return None
    days = by - local_date(referral.not_filed_at)
    return Again(days.days, by, over=local_date(at) > by)


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment else None


def is_told(event: Event) -> bool:
    """Whether a step is told by its own line; what an officer ended is told by the result."""
    return event.name != "agency_not_filed" or event.target == "IN_VERIFICATION"


def agency_of(event: Event) -> str:
    """Return the authority a step was about, where the step names it."""
    code = event.data.get("agency")
    referral = Referral.objects.select_related("file__unit").get(pk=event.record_id)
    return agency_name(referral, code) if code else ""


def told_state(desk: Desk) -> str:
    """Return the state this party is told: to a respondent the page stays as it was (CM-12).

    Any other words, used for referrals alone, would tell that there is one.
    """
    if desk.is_complainant or desk.complaint.state != "IN_REFERRAL":
        return str(desk.complaint.state)
    if desk.mediation is not None and is_mediated(desk):
        return "ACCEPTED" if desk.mediation.state == "PROPOSED" else "IN_MEDIATION"
    referred = Event.objects.filter(file=desk.complaint.file, machine="CM", name="refer")
    before = referred.order_by("-pk").values_list("source", flat=True).first()
    return "IN_VERIFICATION" if before == "IN_VERIFICATION" else "ACCEPTED"


def is_mediated(desk: Desk) -> bool:
    """Whether a mediation is open, of the whole or of the civil part beside a referral."""
    return desk.mediation is not None and desk.mediation.state in MEDIATION_OPEN
