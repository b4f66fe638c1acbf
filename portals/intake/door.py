"""The one door for complaints that come as data: the import command today, the API later.

A line is parsed, checked, registered or pushed again, and answered. Each line is its own
transaction: a refused line changes nothing, whatever happened to its neighbours.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import units
from casework.models import Complaint, Party
from casework.services import intake, pushing
from casework.services.hotline import tickets
from common import canonical, crypto, text
from common.actors import Mandate
from common.errors import InvalidInput, Refusal
from common.zone import local_date
from portals.intake import faults, informant, parsing
from portals.intake.record import IntakeRecord, plain, read
from rewards.services import vault

logger = logging.getLogger(__name__)

#: The intake desk's standing order: what the agreed sources send is registered as it comes.
DESK: Final = Mandate("INTAKE", None)
ENVELOPE = "intake"
_ANSWERED = ("category", "severity", "route", "agency", "reasons")
_LONGEST_TICKET = 64
#: Facts of the ticket that have no column of their own (brief §2.6).
_OF_THE_TICKET = (
    "category_code",
    "severity",
    "urgency",
    "occurred_at",
    "dispatched_at",
    "handling_unit",
    "co_units",
    "sign_due_at",
    "signed_at",
    "returned_at",
    "return_reason",
    "extension_requested_at",
    "extension_granted_until",
    "reply_text",
    "replied_at",
    "closed_at",
    "followup_result",
    "resolved",
    "rehandle_of",
    "attachments",
)

#: Facts that the record and the registration call by the same name.
_ALIKE = (
    "channel",
    "narrative",
    "received_at",
    "source",
    "ticket_no",
    "request_type",
    "title",
    "request",
    "requester_role",
    "anonymous",
    "confidential",
    "vulnerable_victim",
    "amount_involved",
    "occurred_when",
    "occurred_place",
    "province",
    "city",
    "district_code",
    "order_no",
    "handle_due_at",
    "consent_publish",
    "consent_entrust_mediation",
)


class NotStored(InvalidInput):
    """The checks passed and the database still said no: a fault of ours, not of the sender."""

    code = "NOT_STORED"
    message = gettext_lazy("The record passed every check, but the database did not take it.")
    next_step = gettext_lazy("Report line and ticket number to the administrator.")


def accept_line(
    raw: bytes | str | Mapping[str, Any],
    *,
    line: int,
    at: datetime,
    as_received: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Take one intake record in and answer it (architecture §6).

    `at` is the present. Our clocks start then, or, `as_received`, at the record's own time of
    receipt (A12). A record already known by (source, ticket_no) is pushed again: the same one
    changes nothing. `dry_run` checks and suggests, and writes nothing.

    Returns `{"line", "ticket_no", "number", "suggestion"}`, where `number` is null for a dry run
    of a new record, or `{"line", "ticket_no", "error": {"field", "code", "message"}}`.
    """
    ticket_no: str | None = None
    try:
        given = _opened(raw)
        ticket_no = _ticket_no(given)
        record = read(given, at=at)
        moment = min(record.received_at, at) if as_received else at
        number, suggestion = _taken(record, at=moment, dry_run=dry_run)
    except (DataError, IntegrityError) as error:
        # What the database says repeats the row; only the kind of error may be told.
        logger.exception("line %d was not stored: %s", line, type(error).__name__, exc_info=False)
        answer = faults.describe(NotStored(), line=line)
        return {"line": line, "ticket_no": ticket_no, "error": answer}
    except Refusal as refusal:
        if isinstance(refusal, parsing.Unreadable):
            ticket_no = _ticket_no({"ticket_no": refusal.ticket_no})
        fault = faults.describe(refusal, line=line)
        return {"line": line, "ticket_no": ticket_no, "error": fault}
    answered = {name: suggestion.get(name) for name in _ANSWERED}
    return {"line": line, "ticket_no": ticket_no, "number": number, "suggestion": answered}


def _opened(raw: bytes | str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the intake record itself, out of its envelope if it came in one."""
    if not isinstance(raw, Mapping):
        _refuse_long(raw)
        raw = parsing.parse(raw)
    if ENVELOPE not in raw:
        return raw
    inner = raw[ENVELOPE]
    if not isinstance(inner, Mapping):
        raise InvalidInput(
            _("The envelope holds no record."),
            code="WRONG_TYPE",
            field=ENVELOPE,
            next_step=_("Write one object, from { to }, under “intake”."),
        )
    return inner


def _refuse_long(raw: bytes | str) -> None:
    limit = settings.CASEWORK_INTAKE_LINE_BYTES
    if len(raw) <= limit:
        return
    refusal = parsing.Unreadable(
        _("The line has more than %(limit)d bytes.") % {"limit": limit},
        code="LINE_TOO_LONG",
        next_step=_("Shorten it, and hand in the rest as an attachment."),
    )
    refusal.ticket_no, refusal.field = parsing.glimpse(raw[:limit])
    raise refusal


def _ticket_no(given: Mapping[str, Any]) -> str | None:
    """Return the ticket number for the answer, if it is one."""
    ticket = given.get("ticket_no")
    if not isinstance(ticket, str) or len(ticket) > _LONGEST_TICKET or text.find_hidden(ticket):
        return None
    return ticket.strip() or None


def _taken(
    record: IntakeRecord, *, at: datetime, dry_run: bool
) -> tuple[str | None, Mapping[str, Any]]:
    """Register the record or push it again; return the file's number and the suggestion."""
    if dry_run:
        return _previewed(record, at=at)
    try:
        return _written(record, at=at)
    except IntegrityError:
        # Another import registered the same ticket a moment ago: then this is a push of it.
        if _known(record) is None:
            raise
        return _written(record, at=at)


@transaction.atomic
def _written(record: IntakeRecord, *, at: datetime) -> tuple[str, Mapping[str, Any]]:
    parted = _parted(record)
    facts = facts_of(parted.record, mark=_mark(record))
    complaint = _known(record)
    if complaint is None:
        unit = units.for_district(record.district_code)
        complaint = intake.register(facts, unit=unit, by=DESK, at=at).complaint
    else:
        pushing.push_again(complaint, facts, at=at)
        complaint.statement.refresh_from_db()
    if parted.identity:
        vault.seal(complaint.file, parted.identity, at)
    return complaint.file.number, complaint.statement.suggestion


def _previewed(record: IntakeRecord, *, at: datetime) -> tuple[str | None, Mapping[str, Any]]:
    facts = facts_of(_parted(record).record, mark="")
    unit = units.for_district(record.district_code)
    known = _known(record)
    return known.file.number if known else None, intake.preview(facts, unit=unit, at=at).as_dict()


def _parted(record: IntakeRecord) -> informant.Parted:
    report = record.request_type == Complaint.RequestType.REPORT
    return informant.part(record) if report else informant.Parted(record)


def _known(record: IntakeRecord) -> Complaint | None:
    return tickets.complaint_of(record.source, record.ticket_no)


def _mark(record: IntakeRecord) -> str:
    """Return a keyed hash of the whole record: by it a repeated line is known as the same."""
    whole = plain(record, tuple(IntakeRecord.model_fields))
    return crypto.keyed_hash(canonical.dumps(whole).decode(), "intake-record")


def facts_of(record: IntakeRecord, *, mark: str) -> intake.Registration:
    """Return the record as the registration service takes it; a report brings no complainant."""
    report = record.request_type == Complaint.RequestType.REPORT
    nobody = report or (
        record.channel == "STAFF_FOUND" and not plain(record, informant.PARTICULARS)
    )
    alike = {name: getattr(record, name) for name in _ALIKE}
    return intake.Registration(
        complainant=None if nobody else _complainant(record),
        respondent=intake.PartyFacts(
            kind=record.respondent_type,
            name=record.respondent_name,
            phone=record.respondent_phone,
            address=record.respondent_address,
            id_no=record.respondent_id_no,
            uscc=record.respondent_uscc,
            certificate_no=record.respondent_certificate_no,
        ),
        occurred_on=record.occurred_on or _day(record.occurred_at),
        emergency=record.severity == "S1",
        ticket=plain(record, _OF_THE_TICKET),
        mark=mark,
        **alike,
    )


def _complainant(record: IntakeRecord) -> intake.PartyFacts:
    role = record.requester_role
    return intake.PartyFacts(
        kind=role if role in Party.Kind.values else Party.Kind.UNKNOWN,
        name=record.requester_name,
        phone=record.requester_phone,
        address=record.requester_address,
        id_type=_id_type(record),
        id_no=record.requester_id_no,
    )


def _id_type(record: IntakeRecord) -> str:
    if not record.requester_id_no:
        return ""
    return "ID_CARD" if record.holds_resident_card else record.requester_id_type


def _day(happened: date | datetime | None) -> date | None:
    return local_date(happened) if isinstance(happened, datetime) else happened
