"""Registration (登记): a complaint by any channel becomes a file with its clocks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import clocks, papers
from casework.models import Complaint, Party, Statement
from casework.models.party import with_hash
from casework.news import tell
from casework.services.hotline import tickets
from casework.triage import Suggestion, suggest
from common import crypto, ids, text
from common.actors import Actor, Outside
from common.errors import InvalidInput
from common.lifecycle import begin, lock_family
from common.models import File, Unit
from common.numbers import next_number
from common.zone import local_date
from documents import evidence
from policies import services as policies

#: Width of the column of search terms.
LONGEST_TERM = 32


@dataclass(frozen=True)
class PartyFacts:
    """What is known of a party at registration; identities are checked, never guessed."""

    kind: str = "UNKNOWN"
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id_type: str = ""
    id_no: str = ""
    uscc: str = ""
    certificate_no: str = ""


@dataclass(frozen=True)
class Registration:
    """Everything an intake record says (architecture §6), checked for form by the caller."""

    channel: str
    narrative: str
    received_at: datetime
    source: str = "own"
    ticket_no: str = ""
    request_type: str = "COMPLAINT"
    title: str = ""
    request: str = ""
    requester_role: str = ""
    anonymous: bool = False
    confidential: bool = False
    complainant: PartyFacts | None = None
    respondent: PartyFacts = field(default_factory=PartyFacts)
    vulnerable_victim: str = ""
    amount_involved: Decimal | None = None
    occurred_on: date | None = None
    occurred_when: str = ""
    occurred_place: str = ""
    province: str = ""
    city: str = ""
    district_code: str = ""
    order_no: str = ""
    handle_due_at: datetime | None = None
    consent_publish: bool = False
    consent_entrust_mediation: bool = False
    emergency: bool = False
    ticket: dict[str, Any] = field(default_factory=dict)
    #: Keyed hash of the whole record as it was pushed; "" for what people register by hand.
    mark: str = ""


@dataclass(frozen=True)
class Material:
    """A file the complainant hands in with the complaint."""

    stream: IO[bytes]
    name: str
    caption: str = ""


@dataclass(frozen=True)
class Registered:
    """A registered complaint and the complainant's query code, which is shown once."""

    complaint: Complaint
    query_code: str


class ReportHasNoComplainant(InvalidInput):
    """A report's identity goes to the vault, never into a complaint file (brief C23)."""

    code = "REPORT_HAS_NO_COMPLAINANT"
    message = _("An informant's identity does not belong into a complaint file.")


@transaction.atomic
def register(
    facts: Registration,
    *,
    unit: Unit,
    by: Actor,
    at: datetime,
    materials: Iterable[Material] = (),
    turn: tickets.Turn | None = None,
) -> Registered:
    """Register a complaint, start its clocks and give the receipt to the worker (CM-01).

    `at` is the moment our clocks start from; for what arrives now it is the receipt itself. The
    suggestion of triage is made and kept, but binds nobody. `materials` go into the file before the
    registration form is issued, which names them. `turn` is that of a ticket handled again; else
    the record names it. Such a complaint belongs to the family of files of the earlier one.

    Raises:
        InvalidInput: a check digit, a telephone number or the code of the place is wrong, or a
            file cannot be evidence, naming the field.
        Refusal: the narrative is empty, or the actor may not register here.
    """
    turn = turn or tickets.turn_of(facts)
    earlier = turn.rehandles.complaint.file if turn.rehandles else None
    if earlier is not None:
        lock_family(earlier)
    file = File(
        number=next_number("TS", local_date(at).year),
        kind=File.Kind.COMPLAINT,
        unit=unit,
        parent=earlier,
        root=(earlier.root or earlier) if earlier else None,
        opened_at=at,
    )
    if facts.request_type == "REPORT" and facts.complainant is not None:
        raise ReportHasNoComplainant
    ids.check_district(facts.district_code)
    file.save()
    pack = clocks.pack_of(file, at)
    suggestion = suggest(_as_mapping(facts), pack)
    complaint = Complaint(
        file=file,
        request_type=facts.request_type,
        channel=facts.channel,
        source=facts.source,
        ticket_no=facts.ticket_no or file.number,
        received_at=facts.received_at,
        clock_from=at,
        handle_due_at=facts.handle_due_at,
        has_complainant=facts.request_type == "COMPLAINT" and facts.channel != "STAFF_FOUND",
        emergency=facts.emergency,
        rule_version=pack.version,
    )
    begin(complaint, "register", by=by, at=at, narrative=facts.narrative)
    _write_statement(complaint, facts, suggestion)
    code = _write_parties(file, facts)
    _start_clocks(complaint, suggested_s1=suggestion.severity == "S1", at=at)
    tickets.take_up(complaint, facts, turn, at=at)
    _take_in(file, materials, at=at)
    if complaint.has_complainant:
        papers.registration_form(complaint, by=by, at=at)
    tell("complaint.registered", complaint.last_event, at=at, number=file.number)
    return Registered(complaint, code)


def _take_in(file: File, materials: Iterable[Material], *, at: datetime) -> None:
    for material in materials:
        complainant = file.parties.get(role=Party.Role.COMPLAINANT)
        evidence.add_evidence(
            file,
            by=Outside("COMPLAINANT", complainant.pk),
            at=at,
            stream=material.stream,
            name=material.name,
            caption=material.caption,
        )


def _start_clocks(complaint: Complaint, *, suggested_s1: bool, at: datetime) -> None:
    # TRIAGE_S1 runs instead of TRIAGE when the record, the rules or the clerk say S1 (brief §2.9).
    urgent = complaint.emergency or suggested_s1
    record = ("CM", complaint.pk)
    if complaint.has_complainant:
        clocks.start(complaint.file, "CONTACT", at=at, record=record)
    clocks.start(complaint.file, "TRIAGE_S1" if urgent else "TRIAGE", at=at, record=record)
    clocks.start(complaint.file, "ACCEPTANCE", at=at, record=record)


def _write_statement(complaint: Complaint, facts: Registration, suggestion: Any) -> None:
    names = [party.name for party in (facts.complainant, facts.respondent) if party and party.name]
    Statement.objects.create(
        complaint=complaint,
        title=facts.title or facts.narrative.strip()[:30],
        narrative=facts.narrative,
        request=facts.request,
        requester_role=facts.requester_role,
        anonymous=facts.anonymous,
        confidential=facts.confidential,
        vulnerable_victim=facts.vulnerable_victim,
        amount_involved=facts.amount_involved,
        occurred_on=facts.occurred_on,
        occurred_when=facts.occurred_when,
        occurred_place=facts.occurred_place,
        province=facts.province,
        city=facts.city,
        district_code=facts.district_code,
        order_no=facts.order_no,
        consent_publish=facts.consent_publish,
        consent_entrust_mediation=facts.consent_entrust_mediation,
        ticket=facts.ticket,
        mark=facts.mark,
        suggestion=suggestion.as_dict(),
        terms=terms((facts.title, facts.narrative, facts.request, *names)),
    )


def _write_parties(file: File, facts: Registration) -> str:
    code = ""
    if facts.complainant is not None:
        code = write_party(file, Party.Role.COMPLAINANT, facts.complainant)
    write_party(file, Party.Role.RESPONDENT, facts.respondent)
    return code


def write_party(file: File, role: str, facts: PartyFacts) -> str:
    """Insert a party with checked identities and return its query code.

    Raises:
        InvalidInput: a check digit or a telephone number is wrong, naming the field.
    """
    code = crypto.query_code()
    Party.objects.create(
        file=file,
        role=role,
        kind=facts.kind,
        query_code=code,
        query_code_hash=crypto.keyed_hash(code, "query-code"),
        **particulars(facts, role.lower()),
    )
    return code


def particulars(facts: PartyFacts, prefix: str) -> dict[str, str]:
    """Return the columns of a party's particulars, checked, in their stored form."""
    phone = ids.normalise_phone(facts.phone, field=f"{prefix}_phone") if facts.phone else ""
    # Only the resident ID has check digits we know; other kinds of proof are kept as given.
    resident = facts.id_type in ("", "ID_CARD")
    id_no = facts.id_no
    if id_no and resident:
        id_no = ids.check_resident_id(id_no, field=f"{prefix}_id_no")
    return {
        "name": facts.name,
        **with_hash("phone", phone),
        "email": facts.email,
        "address": facts.address,
        "id_type": facts.id_type or ("ID_CARD" if id_no else ""),
        **with_hash("id_no", id_no),
        "uscc": ids.check_uscc(facts.uscc, field=f"{prefix}_uscc") if facts.uscc else "",
        "certificate_no": facts.certificate_no,
    }


def preview(facts: Registration, *, unit: Unit, at: datetime) -> Suggestion:
    """Return what triage would suggest if `facts` were registered at `unit`; nothing is written."""
    return suggest(_as_mapping(facts), policies.pack(unit.policy, on=local_date(at)))


def form_preview(facts: Registration, *, unit: Unit, at: datetime) -> dict[str, Any]:
    """Return what the registration form would say; nothing is written, no number is taken.

    Raises:
        InvalidInput: as for `register`, naming the field.
    """

    ids.check_district(facts.district_code)

    def checked(party: PartyFacts | None, prefix: str) -> PartyFacts | None:
        if party is None:
            return None
        return replace(party, phone=particulars(party, prefix)["phone"])

    return papers.registration_words(
        number=papers.NOT_NUMBERED,
        received_at=facts.received_at,
        channel=facts.channel,
        complainant=checked(facts.complainant, "complainant"),
        respondent=checked(facts.respondent, "respondent"),
        said=facts,
        accept_by=clocks.last_day(File(unit=unit), "ACCEPTANCE", at=at),
    )


def terms(texts: Iterable[str]) -> list[str]:
    """Return the search terms of a complaint's texts, each cut to the width of the column.

    Longer words (an address on the web, a serial number) are found by their beginning.
    """
    return sorted({term[:LONGEST_TERM] for term in text.index_terms(" ".join(texts))})


def _as_mapping(facts: Registration) -> dict[str, Any]:
    """Return what triage may look at: no name, no telephone number, no address."""
    return {
        "title": facts.title,
        "narrative": facts.narrative,
        "request": facts.request,
        "request_type": facts.request_type,
        "requester_role": facts.requester_role,
        "respondent_type": facts.respondent.kind,
        "vulnerable_victim": facts.vulnerable_victim or None,
        "amount_involved": facts.amount_involved,
        "occurred_on": facts.occurred_on,
        "received_at": facts.received_at,
    }


def same_secret(given: str, stored_hash: str) -> bool:
    """Compare a typed query code with the stored hash in constant time."""
    return bool(stored_hash) and secrets.compare_digest(
        crypto.keyed_hash(given, "query-code"), stored_hash
    )
