"""What the page behind a link shows: the packet as it left for this agency, and what followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from casework import clocks, states
from casework.channels import AnswerKind
from casework.models import AgencyAnswer, PacketItem, Sending
from casework.services import incoming
from deadlines.models import Deadline
from documents.models import Document, Evidence
from policies.pack import PolicyPack
from portals.agency import words
from portals.agency.door import Desk
from portals.agency.forms import SLUGS

Words = str | Promise
SLUG_OF = {kind: slug for slug, kind in SLUGS.items()}


@dataclass(frozen=True)
class Row:
    """A label and what stands beside it."""

    label: Words
    value: Words
    wide: bool = False


@dataclass(frozen=True)
class Person:
    """A party, as far as its particulars went along."""

    heading: Words
    rows: list[Row]


@dataclass(frozen=True)
class Material:
    """One line of the list of materials; `at` is its place if it can be fetched here."""

    name: str
    sha256: str
    at: int | None
    size: int | None


@dataclass(frozen=True)
class Offer:
    """An answer that fits now."""

    slug: str
    title: Words
    text: Words


@dataclass(frozen=True)
class Line:
    """One step of what went to and fro."""

    when: datetime
    title: Words
    rows: list[Row] = field(default_factory=list)


def sending_of(desk: Desk) -> Sending:
    """Return the parcel by which the matter went to this agency last."""
    went = desk.referral.sendings.filter(kind="REFERRAL", agency=desk.link.agency)
    return went.select_related("packet", "document").latest("created_at", "pk")


def facts_of(desk: Desk) -> dict[str, Any]:
    """Return the packet exactly as it left."""
    facts: dict[str, Any] = json.loads(sending_of(desk).body or "{}")
    return facts


def state(desk: Desk) -> tuple[Words, Words]:
    """Return how the matter stands for this office: heading and what it means."""
    heading, meaning = words.STATES[desk.referral.state]
    if AnswerKind.REVOKED in incoming.open_to(desk.referral):
        meaning = words.PENALTY_STANDS
    return heading, meaning


def expected(desk: Desk) -> date | None:
    """Return the day by which the answer that comes next is expected."""
    codes = ("REFERRAL_ACK", "REFERRAL_RESULT")
    clock = Deadline.objects.open().filter(file=desk.referral.file, code__in=codes)
    found = clock.in_due_order().first()
    return found.due_on if found else None


def offers(desk: Desk) -> list[Offer]:
    """Return the answers that fit now."""
    return [Offer(SLUG_OF[kind], *words.ANSWERS[kind]) for kind in incoming.open_to(desk.referral)]


def lines_of(desk: Desk, facts: Mapping[str, Any]) -> list[Row]:
    """Return the packet's single lines, codes in words."""
    pack = clocks.pack_of(desk.referral.file, desk.referral.prepared_at)
    return [
        Row(label, _in_words(name, str(facts[name]), pack), wide=name in ("agency", "kind"))
        for name, label in words.LINES.items()
        if facts.get(name)
    ]


def _in_words(name: str, value: str, pack: PolicyPack) -> Words:
    """Return a code in words; what is no code stays as it left."""
    match name:
        case "agency":
            return pack.agencies[value].zh if value in pack.agencies else value
        case "category":
            return pack.categories[value].zh if value in pack.categories else value
        case "kind":
            return states.ReferralKind(value).label
        case "severity":
            return states.Severity(value).label
        case _:
            return value


def people(facts: Mapping[str, Any]) -> list[Person]:
    """Return the parties of whom particulars went along."""
    return [
        Person(
            heading,
            [
                Row(label, told[name], wide=name == "address")
                for name, label in words.PARTICULARS.items()
                if told.get(name)
            ],
        )
        for role, heading in words.PEOPLE.items()
        if (told := facts.get(role))
    ]


def texts(facts: Mapping[str, Any]) -> list[Row]:
    """Return the packet's passages."""
    return [Row(label, facts[name]) for name, label in words.TEXTS.items() if facts.get(name)]


def materials(desk: Desk) -> list[Material]:
    """Return the list of materials as it left, with the hashes taken when they reached us."""
    return [_material(item) for item in _items(desk)]


def _items(desk: Desk) -> list[PacketItem]:
    packet = sending_of(desk).packet
    items = packet.items.select_related("evidence", "document") if packet else ()
    return list(items)


def _material(item: PacketItem) -> Material:
    thing = thing_of(item)
    return Material(
        item.name,
        item.sha256,
        item.position if thing else None,
        thing.size if isinstance(thing, Evidence) else None,
    )


def thing_of(item: PacketItem) -> Evidence | Document | None:
    """Return the file behind a line of the list, if there is one that can be fetched."""
    if item.evidence is not None:
        return item.evidence
    return item.document if item.document is not None and item.document.is_rendered else None


def item_at(desk: Desk, position: int) -> PacketItem | None:
    """Return the line of the list at this place."""
    return next((item for item in _items(desk) if item.position == position), None)


def history(desk: Desk) -> list[Line]:
    """Return what we sent to this agency and what it answered, the latest first."""
    lines = [
        Line(sent.handed_at or sent.sent_at or sent.created_at, words.SENT[sent.kind])
        for sent in desk.referral.sendings.filter(agency=desk.link.agency)
    ]
    lines += [
        Line(told.received_at, words.SAID[told.kind], codes_of(told)) for told in answers(desk)
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)


def answers(desk: Desk) -> list[AgencyAnswer]:
    """Return what this agency answered and what was applied, by whatever way."""
    told = desk.referral.answers.filter(agency=desk.link.agency, event__isnull=False)
    return list(told.order_by("received_at", "pk"))


def codes_of(told: AgencyAnswer) -> list[Row]:
    """Return the numbers, codes and days of an answer, in words."""
    return [
        Row(label, _code_in_words(name, told.codes[name]))
        for name, label in words.CODES.items()
        if told.codes.get(name)
    ]


def _code_in_words(name: str, value: str) -> Words:
    labels = {
        "reason_code": dict(states.ReturnReason.choices),
        "result_class": dict(states.ResultClass.choices),
    }
    found: Words = labels.get(name, {}).get(value, value)
    return found
