"""Particulars taken over (补录): what a supplement, a party or a register made known (CM-04a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from casework.models import Complaint, Party, Statement
from casework.services import intake
from common.actors import Actor
from common.lifecycle import admit, lock, perform


@dataclass(frozen=True)
class Particulars:
    """What is known now; "" and None leave the record as it is."""

    complainant_name: str = ""
    complainant_phone: str = ""
    complainant_email: str = ""
    complainant_address: str = ""
    respondent_kind: str = ""
    respondent_name: str = ""
    respondent_phone: str = ""
    respondent_address: str = ""
    respondent_uscc: str = ""
    request: str = ""
    knew_on: date | None = None


@transaction.atomic
def take_over(
    *, complaint_id: int, given: Particulars, source: str, by: Actor, at: datetime
) -> Complaint:
    """Write particulars into the record; `source` says where they are known from.

    The event names the fields that changed; what was written stands in party and statement only.

    Raises:
        InvalidInput: a check digit or a telephone number is wrong, naming the field.
        ReportHasNoComplainant: the file has no complainant, so none is written down.
        Refusal: nothing new, no source, an identified respondent, an impossible day.
    """
    complaint = lock(Complaint, complaint_id)
    admit(complaint, "take_over", by)
    parties = {party.role: party for party in complaint.file.parties.select_for_update()}
    fresh = {role: _fresh(parties.get(role), role, given) for role in Party.Role.values}
    if fresh["COMPLAINANT"] and not complaint.has_complainant:
        raise intake.ReportHasNoComplainant
    said = _said_anew(complaint.statement, given)
    fields = [f"{role.lower()}_{name}" for role, columns in fresh.items() for name in columns]
    complaint = perform(
        Complaint,
        complaint_id,
        "take_over",
        by=by,
        at=at,
        reason=source.strip(),
        fields=sorted([*fields, *said]),
        knew_on=given.knew_on,
    )
    for role, columns in fresh.items():
        if columns:
            _write(complaint, parties.get(role), role, columns)
    _write_statement(complaint, said)
    return complaint


def _fresh(party: Party | None, role: str, given: Particulars) -> dict[str, str]:
    """Return the columns of a party that change, checked, in their stored form."""
    prefix = role.lower()
    known = {
        name: getattr(given, f"{prefix}_{name}", "").strip()
        for name in ("kind", "name", "phone", "email", "address", "uscc")
    }
    checked = intake.particulars(
        intake.PartyFacts(**{name: value for name, value in known.items() if value}), prefix
    )
    stored = {name: checked.get(name) or known[name] for name in known if known[name]}
    return {name: value for name, value in stored.items() if value != getattr(party, name, "")}


def _said_anew(statement: Statement, given: Particulars) -> dict[str, str | date]:
    said: dict[str, str | date] = {}
    if given.request.strip() and given.request.strip() != statement.request:
        said["request"] = given.request.strip()
    if given.knew_on and given.knew_on != statement.knew_on:
        said["knew_on"] = given.knew_on
    return said


def _write(complaint: Complaint, party: Party | None, role: str, columns: dict[str, str]) -> None:
    if party is None:
        kind = complaint.statement.requester_role or Party.Kind.UNKNOWN
        facts = intake.PartyFacts(**({"kind": kind} | columns))
        intake.write_party(complaint.file, role, facts)
        return
    for name, value in columns.items():
        party.put(name, value)
    party.save()


def _write_statement(complaint: Complaint, said: dict[str, str | date]) -> None:
    statement = Statement.objects.select_for_update().get(pk=complaint.pk)
    for name, value in said.items():
        setattr(statement, name, value)
    names = complaint.file.parties.exclude(name="").values_list("name", flat=True)
    statement.terms = intake.terms(
        (statement.title, statement.narrative, statement.request, *names)
    )
    statement.save()
