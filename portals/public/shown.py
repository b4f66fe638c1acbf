"""What a party may see of its file: default deny, each line allowed by name (experience §5.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import guards, merged, recording, redaction
from casework.models import AgreementDraft, AgreementSignature, ExtensionRequest, Mediation, Party
from casework.papers import parties
from casework.services import extension
from casework.states import MEDIATION_OPEN, OPEN, UNDER_WAY
from common.masking import Viewer, mask_name
from common.models import Event, File
from deadlines.calendar import WorkingCalendar
from deadlines.models import Deadline
from documents.models import Document, Evidence
from documents.models.documents import DocumentQuerySet
from portals.officer import clocks
from portals.public import answers, referred, words
from portals.public.track import Desk
from portals.public.words import BOTH, MINE

#: Move -> what a party reads, who reads it, icon. A move that is not here is nobody's business.
EVENTS: dict[tuple[str, str], tuple[str | Promise, frozenset[str], str]] = {
    ("CM", "register"): (gettext_lazy("Complaint registered"), MINE, "flag"),
    ("CM", "contacted"): (gettext_lazy("We spoke to you"), MINE, "phone"),
    ("CM", "request_supplement"): (gettext_lazy("Materials asked for"), MINE, "document-text"),
    ("CM", "supplement_received"): (gettext_lazy("Materials received"), MINE, "document-text"),
    ("CM", "supplement_expired"): (gettext_lazy("Materials did not come in time"), MINE, "clock"),
    ("CM", "accept"): (gettext_lazy("Complaint accepted"), BOTH, "check-circle"),
    ("CM", "refuse"): (gettext_lazy("Complaint not accepted"), MINE, "x-circle"),
    ("CM", "transfer_out"): (gettext_lazy("Passed to the competent body"), MINE, "arrow-right"),
    ("CM", "merge_into"): (gettext_lazy("Joined with another file"), BOTH, "document-text"),
    ("CM", "take_in"): (
        gettext_lazy("Another complaint on the same matter was joined"),
        MINE,
        "document-text",
    ),
    ("CM", "request_enterprise_reply"): (
        gettext_lazy("The enterprise was asked to answer first"),
        BOTH,
        "envelope",
    ),
    ("CM", "enterprise_replied"): (gettext_lazy("The enterprise has answered"), BOTH, "envelope"),
    ("CM", "enterprise_reply_overdue"): (
        gettext_lazy("The enterprise did not answer in time"),
        BOTH,
        "clock",
    ),
    ("CM", "not_accepted_by_complainant"): (
        gettext_lazy("Not settled, says the complainant"),
        BOTH,
        "x-circle",
    ),
    ("CM", "settled_by_enterprise"): (
        gettext_lazy("Settled, confirmed by the complainant"),
        BOTH,
        "check-circle",
    ),
    ("CM", "start_verification"): (gettext_lazy("Verification begun"), BOTH, "magnifying-glass"),
    ("CM", "mediation_terminated_with_lead"): (
        gettext_lazy("Verification begun"),
        BOTH,
        "magnifying-glass",
    ),
    ("CM", "verified"): (gettext_lazy("Verification concluded"), BOTH, "flag"),
    ("CM", "withdraw"): (gettext_lazy("Complaint withdrawn"), BOTH, "x-circle"),
    ("CM", "feedback_sent"): (gettext_lazy("Letter with the result sent"), BOTH, "envelope"),
    ("CM", "follow_up_done"): (gettext_lazy("Case closed"), BOTH, "check-circle"),
    ("CM", "follow_up_unreachable"): (gettext_lazy("Case closed"), BOTH, "check-circle"),
    ("MD", "propose"): (gettext_lazy("Mediation proposed"), BOTH, "users"),
    ("MD", "both_consent"): (gettext_lazy("Both sides agreed to mediation"), BOTH, "users"),
    ("MD", "refused"): (gettext_lazy("No mediation: one side does not want it"), BOTH, "users"),
    ("MD", "schedule"): (gettext_lazy("Mediation session fixed"), BOTH, "clock"),
    ("MD", "open_session"): (gettext_lazy("Mediation session held"), BOTH, "users"),
    ("MD", "draft_agreement"): (
        gettext_lazy("Agreement to be read and signed"),
        BOTH,
        "document-text",
    ),
    ("MD", "agree"): (gettext_lazy("Agreement reached"), BOTH, "check-circle"),
    ("MD", "no_agreement"): (gettext_lazy("Mediation ended without agreement"), BOTH, "users"),
    ("MD", "period_expired"): (gettext_lazy("Mediation ended: time is over"), BOTH, "clock"),
} | referred.EVENTS


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime
    title: str
    icon: str
    text: str = ""

    @property
    def when(self) -> str:
        """Day and time in Shanghai."""
        return clocks.due_words(self.at, exact=True)


@dataclass(frozen=True)
class Limit:
    """A date that binds somebody: what, until when, how much is left."""

    what: str
    due: str
    left: str
    tone: str


def timeline(desk: Desk) -> list[Line]:
    """Return what happened, newest first, as far as it is this party's business."""
    lines = [*_events(desk), *_answers(desk)]
    if desk.is_complainant:
        lines.extend(_progress(desk))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _events(desk: Desk) -> Iterator[Line]:
    last_session = None
    for event in Event.objects.filter(File.within(desk.complaint.file.number)).order_by("-pk"):
        allowed = EVENTS.get((event.machine, event.name))
        if allowed is None or desk.party.role not in allowed[1]:
            continue
        if not referred.is_told(event):
            continue
        text = ""
        if event.name == "schedule" and last_session is None and desk.mediation:
            last_session, text = event, session_words(desk.mediation)
        if event.machine == "RF":
            text = referred.agency_of(event)
        yield Line(event.at, str(allowed[0]), allowed[2], text)


def _answers(desk: Desk) -> Iterator[Line]:
    for mediation in desk.complaint.mediations.all():
        # One's own answer only: the other side's is told when both are there.
        for consent in mediation.consents.filter(party=desk.party):
            said = _("You agreed to mediation") if consent.given else _("You declined mediation")
            yield Line(consent.at, said, "check-circle" if consent.given else "x-circle")
        for signature in AgreementSignature.objects.filter(
            draft__mediation=mediation, party=desk.party
        ):
            yield Line(signature.at, _("You signed the agreement"), "check-circle")


def _progress(desk: Desk) -> Iterator[Line]:
    for answer in desk.complaint.progress.all():
        text = _("%(remains)s Next: %(who)s, by %(day)s.") % {
            "remains": answer.remains,
            "who": answer.who_acts,
            "day": answer.by_when,
        }
        yield Line(answer.at, _("Progress answer"), "envelope", text)


def session_words(mediation: Mediation) -> str:
    """Return time, way and place of the session."""
    if mediation.session_at is None:
        return ""
    return " · ".join(
        (
            clocks.due_words(mediation.session_at, exact=True),
            mediation.get_session_mode_display(),
            mediation.session_place,
        )
    )


def session_of(desk: Desk) -> dict[str, str] | None:
    """Return the coming session in its parts."""
    mediation = desk.mediation
    if mediation is None or mediation.state not in ("SCHEDULED", "IN_SESSION"):
        return None
    if mediation.session_at is None:
        return None
    return {
        "when": clocks.due_words(mediation.session_at, exact=True),
        "mode": mediation.get_session_mode_display(),
        "place": mediation.session_place,
        "mediator": mediation.mediator.full_name if mediation.mediator else "",
    }


def limits(desk: Desk, cal: WorkingCalendar) -> list[Limit]:
    """Return what we owe this party and until when; the other side's clocks are not among it."""
    names: dict[str, str] = {"MEDIATION": _("Mediation lasts at most until")}
    if desk.is_complainant:
        names |= {
            "CONTACT": _("We get in touch with you by"),
            "ACCEPTANCE": _("We decide on acceptance by"),
            "HANDLING": _("You have our answer by"),
            "PROGRESS_NOTE": _("The next news comes by"),
            "RESULT_FEEDBACK": _("You have the letter with the result by"),
            "FOLLOW_UP": _("We call you by"),
        }
    clocks_open = (
        Deadline.objects.filter(File.within(desk.complaint.file.number), code__in=names)
        .open()
        .in_due_order()
    )
    return [_limit(names[clock.code], clock, desk.at, cal) for clock in clocks_open]


def _limit(what: str, clock: Deadline, at: datetime, cal: WorkingCalendar) -> Limit:
    shown = clocks.show(clock, at=at, cal=cal)
    return Limit(what, shown.due, shown.words, shown.tone)


def own_clock(desk: Desk, code: str, cal: WorkingCalendar) -> Limit | None:
    """Return a period that is this party's own."""
    clock = (
        Deadline.objects.filter(File.within(desk.complaint.file.number), code=code)
        .open()
        .in_due_order()
        .first()
    )
    return _limit("", clock, desk.at, cal) if clock else None


def other_party(desk: Desk) -> str:
    """Return the other side as this party may read it; a complainant only ever masked."""
    found = parties(desk.complaint)
    if desk.is_complainant:
        other = found.get(Party.Role.RESPONDENT)
        return other.name if other and other.name else _("not yet known")
    other = found.get(Party.Role.COMPLAINANT)
    return mask_name(other.name, Viewer.PARTY) if other and other.name else _("a complainant")


def subject(desk: Desk) -> dict[str, str]:
    """Return what it is about: all of it to who wrote it, title and request to the other side."""
    said = desk.complaint.statement
    amount = f"{said.amount_involved:,.2f}" if said.amount_involved is not None else ""
    if desk.is_complainant:
        return {
            "title": said.title,
            "narrative": said.narrative,
            "request": said.request,
            "amount": amount,
        }
    complainant = parties(desk.complaint).get(Party.Role.COMPLAINANT)
    return {
        "title": redaction.without(said.title, complainant),
        "request": redaction.without(said.request, complainant),
        "amount": amount,
    }


def as_read(desk: Desk, text: str) -> str:
    """Return the mediator's words as both read them: without the complainant's particulars."""
    return redaction.without(text, parties(desk.complaint).get(Party.Role.COMPLAINANT))


def papers(desk: Desk) -> DocumentQuerySet:
    """Return the papers addressed to this party's role, newest first."""
    return Document.objects.filter(
        File.within(desk.complaint.file.number), recipients__contains=[desk.party.role]
    ).order_by("-issued_at", "-pk")


def evidence(desk: Desk) -> QuerySet[Evidence]:
    """Return what this party handed in, also in a joined file, and what was opened to its role."""
    files = merged.files_of(desk.complaint)
    mine = Party.objects.filter(file__in=files, role=desk.party.role).values("pk")
    return Evidence.objects.filter(
        Q(party_id__in=mine) | Q(visible_to__contains=[desk.party.role]), file__in=files
    )


def goes_on(desk: Desk) -> str:
    """Return the number of the file that a joined one goes on in, "" where it goes on itself."""
    return merged.master_of(desk.complaint).file.number if desk.complaint.merged_into_id else ""


def joined(desk: Desk) -> list[str]:
    """Return the numbers joined with this file, as far as this party knows of them."""
    if desk.complaint.merged_into_id:
        return []
    others = merged.into(desk.complaint).select_related("file")
    return [o.file.number for o in others if desk.is_complainant or o.accepted_at]


def result(desk: Desk) -> str:
    """Return the result in a sentence, "" while there is none.

    That an authority found it is told to the complainant alone.
    """
    outcome = desk.complaint.outcome
    table = words.OUTCOMES
    if outcome in words.FOUND and recording.result_behind(desk.complaint) is not None:
        table = words.FOUND_BY_AUTHORITY if desk.is_complainant else words.FOUND
    return str(table.get(outcome, ""))


def is_fulfilled(desk: Desk) -> bool:
    """Return whether an agreement has been kept to, on the spot or later."""
    mediation = desk.mediation
    return mediation is not None and (mediation.state == "PERFORMED" or mediation.performed_at_once)


def end_of_mediation(desk: Desk) -> str:
    """Return why the mediation ended without agreement."""
    return str(words.GROUNDS.get(desk.mediation.termination_ground, "")) if desk.mediation else ""


@dataclass(frozen=True)
class Doors:
    """Which acts are open to this party now; a closed one is not on the page."""

    supplement: bool
    more_time: bool
    consent: bool
    no_agreement: bool
    withdraw: bool
    evidence: bool
    sign: bool
    agreement: bool
    #: The enterprise answers; the complainant says whether that settles the matter.
    reply: bool
    settled: bool


def doors(desk: Desk) -> Doors:
    """Return the acts open now; the services ask again."""
    state = desk.complaint.state
    mediation = desk.mediation
    stage = mediation.state if mediation else ""
    asked = mediation is not None and stage == "PROPOSED"
    return Doors(
        supplement=desk.is_complainant and state == "PENDING_SUPPLEMENT",
        more_time=desk.is_complainant and may_ask_more_time(desk),
        consent=asked and answer_of(desk) is None,
        no_agreement=stage in MEDIATION_OPEN and stage != "PROPOSED",
        withdraw=desk.is_complainant and state in OPEN,
        evidence=state in (OPEN if desk.is_complainant else UNDER_WAY),
        sign=wording(desk) is not None and not has_signed(desk),
        agreement=stage in ("AGREED", "PERFORMED", "DEFAULTED"),
        reply=answers.may_reply(desk),
        settled=answers.may_be_settled(desk),
    )


def wording(desk: Desk) -> AgreementDraft | None:
    """Return the wording put to both parties, while it is not an agreement yet."""
    if desk.mediation is None or desk.mediation.state != "IN_SESSION":
        return None
    current: AgreementDraft | None = guards.current_draft(desk.mediation)
    return current


def has_signed(desk: Desk) -> bool:
    """Whether this party has signed the current wording."""
    current = wording(desk)
    return current is not None and current.signatures.filter(party=desk.party).exists()


def may_ask_more_time(desk: Desk) -> bool:
    """Whether the period for missing materials may still be asked to be longer."""
    clock = Deadline.objects.filter(file=desk.complaint.file, code="SUPPLEMENT").open().first()
    return (
        clock is not None
        and desk.complaint.state == "PENDING_SUPPLEMENT"
        and (clock.due_at is None or desk.at <= clock.due_at)
        and clock.extensions.count() < clock.extension_times
        and extension.waiting(desk.complaint, "SUPPLEMENT") is None
    )


def request_for_more_time(desk: Desk) -> ExtensionRequest | None:
    """Return the complainant's last request for more time, which tells its answer."""
    if not desk.is_complainant or desk.complaint.state != "PENDING_SUPPLEMENT":
        return None
    return desk.complaint.extension_requests.filter(code="SUPPLEMENT").order_by("pk").last()


def answer_of(desk: Desk) -> bool | None:
    """Return this party's answer to the mediation proposed, None if it has not answered."""
    if desk.mediation is None:
        return None
    return desk.mediation.consents.filter(party=desk.party).values_list("given", flat=True).first()
