"""What the page of a referral shows: clocks, packets, sendings, answers, links and the story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import AgencyAnswer, Referral, Sending
from deadlines import services as deadlines
from deadlines.models import Deadline
from documents.models import Evidence
from policies import services as policies
from portals.officer import clocks, owing, packetview, timeline
from portals.officer.boardtabs import LADDER
from portals.officer.forms.intake import agency_name
from portals.officer.frame import Frame
from portals.officer.referralwords import ANSWERS, PARCELS, UNFIT, code_words

Words = str | Promise


@dataclass(frozen=True)
class AnswerView:
    """One answer as the page shows it."""

    answer: AgencyAnswer
    kind: Words
    codes: list[tuple[Words, str]]
    scans: list[Evidence]
    #: Why it led to nothing; "" where it led to a step.
    unfit: Words
    #: Whether a liaison still has to deal with it.
    waits: bool


@dataclass(frozen=True)
class SendingView:
    """One parcel as the page shows it."""

    sending: Sending
    kind: Words
    agency: str
    tone: str
    words: Words


def context(frame: Frame, user: User) -> dict[str, Any]:
    """Return everything the page of a referral shows besides its cards."""
    referral, cal = frame.a_referral, deadlines.current_calendar()
    shown = clocks.show_all(referral.file.deadlines.in_due_order(), at=frame.at, cal=cal)
    profile = policies.pack(referral.file.unit.policy).agencies.get(referral.agency)
    packets = list(referral.packets.select_related("created_by").order_by("-version"))
    current = next((one for one in packets if one.pk == referral.packet_id), None)
    return {
        "referral": referral,
        "agency": agency_name(referral.agency),
        "telephone": profile.phone if profile else "",
        "tone": owing.TONES.get(referral.state, ""),
        "leads": frame.complaint.lead_referral_id == referral.pk,
        "owed": owing.owed(referral, at=frame.at),
        "steps": owing.steps(referral),
        "clocks": [clock for clock in shown if not clock.over],
        "clocks_over": [clock for clock in shown if clock.over],
        "packet": packetview.view(referral, current) if current else None,
        "packets_before": [one for one in packets if one.pk != referral.packet_id],
        "sendings": [sending_view(one) for one in _sendings(referral)],
        "answers": answer_views(_answers(referral)),
        "sets_aside": frame.allows(user, "referral.set_answer_aside"),
        "links": list(referral.links.order_by("-issued_at")),
        "beside": _beside(frame),
        "entries": timeline.of_referral(referral),
        "on_the_case": frame.desk in ("ended", "refused") and _leads_now(frame),
    }


def _leads_now(frame: Frame) -> bool:
    """Whether the case itself deals with the answer (CM-17, CM-18)."""
    complaint = frame.complaint
    return complaint.state == "IN_REFERRAL" and complaint.lead_referral_id == frame.a_referral.pk


def _sendings(referral: Referral) -> Iterable[Sending]:
    return referral.sendings.select_related("handed_by", "document", "packet").order_by("-pk")


def sending_view(sending: Sending) -> SendingView:
    """Return a parcel with how far it came."""
    if sending.sent_at:
        tone, words = "tag-green", _("delivered to their system")
    elif sending.handed_at:
        tone, words = "tag-green", _("brought by hand")
    elif sending.refused_code:
        tone, words = "tag-red", _("refused by the system, to be brought")
    elif sending.way == Sending.Way.PAPER:
        tone, words = "tag-amber", _("to be brought")
    else:
        tone, words = "tag-blue", _("on its way to their system")
    kind = PARCELS.get(sending.kind, sending.kind)
    return SendingView(sending, kind, agency_name(sending.agency), tone, words)


def _answers(referral: Referral) -> Iterable[AgencyAnswer]:
    found = referral.answers.select_related("entered_by", "seen_by").order_by("-pk")
    return found.prefetch_related("evidence")


def answer_views(found: Iterable[AgencyAnswer]) -> list[AnswerView]:
    """Return answers with their codes in words."""
    return [
        AnswerView(
            answer=one,
            kind=ANSWERS.get(one.kind, one.kind),
            codes=code_words(one.codes),
            scans=list(one.evidence.all()),
            unfit=UNFIT.get(one.refused_code, one.refused_code),
            waits=bool(one.refused_code) and one.seen_at is None,
        )
        for one in found
    ]


@dataclass(frozen=True)
class Line:
    """One referral as the page of its case shows it."""

    referral: Referral
    agency: str
    tone: str
    leads: bool
    #: Number of the receipt, or of the agency's file.
    theirs: str
    clock: clocks.Clock | None


def panel(frame: Frame) -> list[Line]:
    """Return the referrals of a case, each with its next date."""
    found = frame.referrals
    if not found:
        return []
    cal = deadlines.current_calendar()
    running = Deadline.objects.open().filter(file__in=[one.file_id for one in found])
    first: dict[int, Deadline] = {}
    for deadline in running.exclude(code__in=LADDER).in_due_order():
        first.setdefault(deadline.file_id, deadline)
    return [
        Line(
            referral=one,
            agency=agency_name(one.agency),
            tone=owing.TONES.get(one.state, ""),
            leads=frame.complaint.lead_referral_id == one.pk,
            theirs=one.receipt_no or one.agency_file_no,
            clock=clocks.show(first[one.file_id], at=frame.at, cal=cal)
            if one.file_id in first
            else None,
        )
        for one in found
    ]


def _beside(frame: Frame) -> list[tuple[Referral, str, str]]:
    """Return the other referrals of the case, with agency and tone."""
    return [
        (one, agency_name(one.agency), owing.TONES.get(one.state, ""))
        for one in frame.referrals
        if one.pk != frame.a_referral.pk
    ]
