"""Everything that happened in a file, newest first: moves, talks, notes, papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import ROLES, STAFF_ROLES
from casework import merged
from casework.models import (
    AgreementSignature,
    Complaint,
    Consent,
    Contact,
    Mediation,
    Note,
    Party,
    Referral,
    TicketMessage,
)
from common.lifecycle import moves_of
from common.models import Event, File
from notifications.models import Delivery
from portals.officer import referralstory, ticketing
from portals.officer.forms.mediation import HOW, HOW_DECLINED

LABELS: dict[str, str | Promise] = {
    move.id: move.label
    for model in (Complaint, Mediation, Referral)
    for move in moves_of(model).values()
}
FILTERS: dict[str, str | Promise] = {
    "": gettext_lazy("Everything"),
    "steps": gettext_lazy("Steps"),
    "talks": gettext_lazy("Contacts"),
    "notes": gettext_lazy("Internal"),
}
#: Steps another line tells already: the talk that was the first contact, the answers of the
#: parties, and what a complaint does because its mediation did it in the same moment (X9).
TOLD_ELSEWHERE = Q(machine="MD", name__in=("both_consent", "refused", "sign_agreement")) | Q(
    machine="CM",
    name__in=(
        "contacted",
        "mediation_agreed",
        "mediation_terminated",
        "mediation_terminated_with_lead",
    ),
)
_ICONS = {"CM": "flag", "MD": "users", "RF": "building-library"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `internal`: no party sees it."""

    at: datetime
    kind: str
    title: str
    who: str
    icon: str
    text: str = ""
    internal: bool = False


def entries(complaint: Complaint, only: str = "") -> list[Entry]:
    """Return the timeline of a complaint and its mediations, newest first.

    `only` is one of `FILTERS`; an unknown one shows everything.
    """
    wanted = {only} if only in FILTERS and only else {"steps", "talks", "notes"}
    found: list[Entry] = []
    if "steps" in wanted:
        case = File.within(complaint.file.number)
        found.extend(_moves(Event.objects.filter(case), complaint))
        found.extend(_answers(complaint))
        found.extend(_signatures(complaint))
        found.extend(_requests(complaint))
        found.extend(_of_tickets(complaint))
    # Talks and notes of what was merged into the case belong to it; its steps stay where they were.
    files = merged.files_of(complaint)
    if "talks" in wanted:
        talks = Contact.objects.filter(file__in=files).select_related("party", "by", "file")
        found.extend(_talks(talks, complaint))
        found.extend(_told(complaint))
    if "notes" in wanted:
        notes = Note.objects.filter(file__in=files).select_related("by", "file")
        found.extend(_notes(notes, complaint))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def of_referral(referral: Referral) -> list[Entry]:
    """Return what happened to one referral, newest first."""
    steps = Event.objects.filter(file=referral.file)
    return list(_moves(steps, referral.complaint))[::-1]


def _moves(events: QuerySet[Event], complaint: Complaint) -> Iterator[Entry]:
    steps = list(events.exclude(TOLD_ELSEWHERE).select_related("by", "text"))
    story = referralstory.of(complaint, steps)
    for event in steps:
        if story.told_with_another(event):
            continue
        typed = event.text.body if hasattr(event, "text") else _number_of_other(event)
        about, text = story.line(event)
        yield Entry(
            at=event.at,
            kind="steps",
            title=" · ".join(filter(None, [str(LABELS.get(event.move_id, event.name)), about])),
            who=_ordered(event) if "mandate" in event.data else _who(event.by, event.role),
            icon="clock" if event.role == "SYSTEM" else _ICONS.get(event.machine, "flag"),
            text="\n".join(filter(None, [text, typed])),
        )


def _number_of_other(event: Event) -> str:
    """Return the number of the case that was merged into this one (CM-09a)."""
    if event.name != "take_in":
        return ""
    other = Complaint.objects.select_related("file").filter(pk=event.data.get("merged")).first()
    return other.file.number if other else ""


def _who(by: User | None, role: str) -> str:
    """Return who acted; what a party did is the party's act, whoever typed it."""
    words = str(ROLES.get(role, role))
    if by is None:
        return words
    if role in STAFF_ROLES:
        return f"{by} · {words}"
    return _("%(role)s, taken down by %(name)s") % {"role": words, "name": by}


def _ordered(event: Event) -> str:
    """Return whose standing order a step carried out when its condition came true."""
    return _("by itself, as %(name)s had ordered") % {"name": event.by} if event.by else _("system")


def _answers(complaint: Complaint) -> Iterator[Entry]:
    """Return each party's answer to a proposal, under the name of who gave it."""
    answers = Consent.objects.filter(mediation__complaint=complaint)
    for answer in answers.select_related("party", "entered_by"):
        role = answer.party.get_role_display()
        consents, declines = _("%(party)s consents to mediation"), _("%(party)s declines mediation")
        yield Entry(
            at=answer.at,
            kind="steps",
            title=(consents if answer.given else declines) % {"party": role},
            who=_given_by(answer, dict(HOW if answer.given else HOW_DECLINED)),
            icon="users",
        )


def _signatures(complaint: Complaint) -> Iterator[Entry]:
    """Return each signature under a wording of the agreement, under the name of who signed."""
    signed = AgreementSignature.objects.filter(draft__mediation__complaint=complaint)
    for signature in signed.select_related("draft", "party", "entered_by"):
        yield Entry(
            at=signature.at,
            kind="steps",
            title=_("%(party)s signs the agreement, wording %(version)s")
            % {"party": signature.party.get_role_display(), "version": signature.draft.version},
            who=_given_by(signature, dict(AgreementSignature.How.choices)),
            icon="users",
        )


def _given_by(given: Consent | AgreementSignature, ways: Mapping[str, Any]) -> str:
    name = given.party.name or given.party.get_role_display()
    if given.entered_by is None:
        return _("%(name)s, on the tracking page") % {"name": name}
    return _("%(name)s, %(way)s, recorded by %(clerk)s") % {
        "name": name,
        "way": ways.get(given.how, given.how),
        "clerk": given.entered_by,
    }


def _requests(complaint: Complaint) -> Iterator[Entry]:
    """Return requests for more time and their answers; they move no record."""
    for request in complaint.extension_requests.select_related("asked_by", "decided_by"):
        yield Entry(
            at=request.asked_at,
            kind="steps",
            title=_("More time asked for"),
            who=_who(request.asked_by, request.asked_role),
            icon="clock",
            text=request.reason,
        )
        if request.decided_at:
            yield Entry(
                at=request.decided_at,
                kind="steps",
                title=_("More time granted") if request.granted else _("More time refused"),
                who=str(request.decided_by),
                icon="clock",
                text=request.answer,
            )


def _of_tickets(complaint: Complaint) -> Iterator[Entry]:
    """Return what house and hotline told each other; a step that tells itself stands once."""
    said = TicketMessage.objects.filter(ticket__in=ticketing.of(complaint), event=None)
    for message in said.select_related("by"):
        yield Entry(
            at=message.at,
            kind="steps",
            title=_("Ticket %(number)s: %(what)s")
            % {"number": message.ticket_no, "what": message.get_kind_display()},
            who=str(message.by) if message.by else message.get_direction_display(),
            icon="ticket",
        )


def _elsewhere(file: File, complaint: Complaint) -> str:
    """Return the number of the merged case that something comes from; "" for the case itself."""
    return f"{file.number} · " if file.pk != complaint.file_id else ""


def _talks(talks: Iterable[Contact], complaint: Complaint) -> Iterator[Entry]:
    for talk in talks:
        reached = _("reached") if talk.reached else _("not reached")
        yield Entry(
            at=talk.at,
            kind="talks",
            title=f"{talk.get_means_display()} · {talk.party.get_role_display()} · {reached}",
            who=_elsewhere(talk.file, complaint) + str(talk.by),
            icon="phone",
            text=talk.text,
        )


def _told(complaint: Complaint) -> Iterator[Entry]:
    """Return what no channel could tell and a person told."""
    case = File.within(complaint.file.number)
    for delivery in Delivery.objects.filter(case, status="TOLD").select_related(
        "told_by", "document"
    ):
        role = dict(Party.Role.choices)[delivery.kind]
        yield Entry(
            at=delivery.told_at or delivery.created_at,
            kind="talks",
            title=f"{_('Told by hand')} · {role} · {delivery.get_told_how_display()}",
            who=str(delivery.told_by),
            icon="phone",
            text=delivery.subject,
        )


def _notes(notes: Iterable[Note], complaint: Complaint) -> Iterator[Entry]:
    for note in notes:
        yield Entry(
            at=note.at,
            kind="notes",
            title=_("Internal note"),
            who=_elsewhere(note.file, complaint) + (str(note.by) if note.by else _("system")),
            icon="lock-closed",
            text=note.text,
            internal=True,
        )
