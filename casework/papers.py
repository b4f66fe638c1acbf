"""The papers of a complaint: which facts go into which letter, and to whom.

Each function fills the typed context of one kind (`documents.kinds`) and issues it in the caller's
transaction; the worker renders it. The words are Chinese: letters to citizens always are.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from casework import clocks, redaction
from casework.models import Complaint, Party, Supplement
from common import crypto
from common.actors import Actor
from common.masking import Viewer, mask_name
from common.zone import local_date
from documents import services as documents
from documents.models import Document

UNKNOWN = "（未提供）"
NOT_NUMBERED = "（登记后编号）"
CHANNELS = {
    "WEB": "网页", "APP": "手机应用", "MINI_PROGRAM": "小程序", "PHONE": "电话", "COUNTER": "窗口",
    "MAIL": "信函", "EMAIL": "电子邮件", "T12345": "12345热线转办", "T12315": "12315平台转办",
    "T110": "110转办", "PARTNER_ENTERPRISE": "会员企业转报", "STAFF_FOUND": "工作中发现",
}  # fmt: skip


def parties(complaint: Complaint) -> dict[str, Party]:
    """Return the parties of the complaint by role."""
    return {party.role: party for party in complaint.file.parties.all()}


def name_of(party: Party | None) -> str:
    """Return a party's name for print."""
    return party.name if party and party.name else UNKNOWN


def display_name(party: Party | None) -> str:
    """Return the complainant's name as the other side may read it."""
    return mask_name(party.name, Viewer.PARTY) if party and party.name else UNKNOWN


#: What a matter is called to who may not learn how it is graded.
PLAIN_SUBJECT = "家政服务投诉"


def subject_for(complaint: Complaint, role: str) -> str:
    """Return what the matter is called in a letter to `role`.

    The title may be the complainant's own words, so the other side reads the category instead.
    """
    if role == Party.Role.COMPLAINANT:
        return complaint.statement.title
    category = clocks.pack_of(complaint.file, complaint.clock_from).categories.get(
        complaint.category
    )
    return f"关于{category.zh}的投诉" if category else PLAIN_SUBJECT


def common_words(complaint: Complaint) -> dict[str, Any]:
    """Return what nearly every paper says: number, both names, subject."""
    found = parties(complaint)
    return {
        "case_number": complaint.file.number,
        "complainant_name": name_of(found.get("COMPLAINANT")),
        "respondent_name": name_of(found.get("RESPONDENT")),
        "subject": complaint.statement.title,
    }


def issue(
    complaint: Complaint,
    kind: str,
    context: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    to: tuple[str, ...],
    record: tuple[str, int] | None = None,
    topic: str | None = None,
) -> Document:
    """Issue a paper in the file of the complaint, on behalf of its record unless told otherwise."""
    return documents.issue(
        complaint.file,
        kind,
        at=at,
        by=by,
        context=context,
        record=record or ("CM", complaint.pk),
        recipients=to,
        on_rendered_topic=topic,
    )


def accepted_on(complaint: Complaint) -> date:
    """Return the day of acceptance as papers name it."""
    return local_date(complaint.accepted_at or complaint.clock_from)


def _code_of(party: Party | None) -> str | None:
    return (crypto.grouped(party.query_code or "") if party else "") or None


class Known(Protocol):
    """What the registration form prints of a party: a stored one, or one about to be stored."""

    @property
    def name(self) -> Any: ...

    @property
    def phone(self) -> Any: ...

    @property
    def address(self) -> Any: ...

    @property
    def uscc(self) -> Any: ...


class Said(Protocol):
    """What it prints of the matter: a stored statement, or one about to be stored."""

    @property
    def narrative(self) -> Any: ...

    @property
    def request(self) -> Any: ...

    @property
    def occurred_on(self) -> Any: ...

    @property
    def occurred_when(self) -> Any: ...

    @property
    def occurred_place(self) -> Any: ...

    @property
    def city(self) -> Any: ...

    @property
    def amount_involved(self) -> Any: ...

    @property
    def consent_publish(self) -> Any: ...

    @property
    def consent_entrust_mediation(self) -> Any: ...


def registration_words(
    *,
    number: str,
    received_at: datetime,
    channel: str,
    complainant: Known | None,
    respondent: Known | None,
    said: Said,
    accept_by: date,
    materials: tuple[str, ...] = (),
    query_code: str | None = None,
) -> dict[str, Any]:
    """Return what the registration form says of what is known at registration."""
    return {
        "case_number": number,
        "received_at": received_at,
        "channel": CHANNELS[channel],
        "complainant": {
            "name": complainant.name if complainant and complainant.name else UNKNOWN,
            "phone": complainant.phone if complainant and complainant.phone else UNKNOWN,
            "address": (complainant.address or None) if complainant else None,
        },
        "respondent": {
            "name": respondent.name if respondent and respondent.name else UNKNOWN,
            "phone": (respondent.phone or None) if respondent else None,
            "address": (respondent.address or None) if respondent else None,
            "uscc": (respondent.uscc or None) if respondent else None,
        },
        "consent_publish": said.consent_publish,
        "consent_entrust_mediation": said.consent_entrust_mediation,
        "occurred_when": said.occurred_when
        or (f"{said.occurred_on:%Y-%m-%d}" if said.occurred_on else None),
        "occurred_place": said.occurred_place or said.city or None,
        "facts": said.narrative[:20_000],
        "amount": said.amount_involved,
        "evidence": materials,
        "requests": (said.request[:300].replace("\n", "；") or "依法处理",),
        "accept_by": accept_by,
        "query_code": query_code,
    }


def registration_context(complaint: Complaint) -> dict[str, Any]:
    """Return what the registration form of a registered complaint says."""
    found = parties(complaint)
    complainant = found.get("COMPLAINANT")
    due = clocks.latest(complaint.file, "ACCEPTANCE")
    return registration_words(
        number=complaint.file.number,
        received_at=complaint.received_at,
        channel=complaint.channel,
        complainant=complainant,
        respondent=found.get("RESPONDENT"),
        said=complaint.statement,
        accept_by=due.due_on if due and due.due_on else local_date(complaint.clock_from),
        materials=tuple(complaint.file.evidence.order_by("pk").values_list("name", flat=True)),
        query_code=_code_of(complainant),
    )


def registration_form(complaint: Complaint, *, by: Actor, at: datetime) -> Document:
    """Issue the registration form with the receipt (CM-01)."""
    return issue(
        complaint,
        "COMPLAINT_REGISTRATION_FORM",
        registration_context(complaint),
        by=by,
        at=at,
        to=("COMPLAINANT",),
    )


def supplement_context(complaint: Complaint, items: list[str], due_on: date) -> dict[str, Any]:
    """Return what the supplement notice says."""
    common = common_words(complaint)
    common.pop("subject")
    rule = clocks.pack_of(complaint.file, complaint.clock_from).clock("SUPPLEMENT")
    return common | {
        "received_on": local_date(complaint.received_at),
        "missing": [{"what": item} for item in items],
        "due_on": due_on,
        "working_days": rule.length,
    }


def supplement_notice(
    complaint: Complaint, supplement: Supplement, *, by: Actor, at: datetime
) -> Document:
    """Issue the supplement notice (CM-03)."""
    context = supplement_context(complaint, supplement.items, supplement.due_on)
    return issue(complaint, "SUPPLEMENT_NOTICE", context, by=by, at=at, to=("COMPLAINANT",))


def _requests(wish: str) -> dict[str, Any]:
    # Redacted before it is cut: a number at the cut would lose its last digit and be none any more.
    return {"requests": (wish[:300].replace("\n", "；"),)} if wish else {}


def acceptance_contexts(
    complaint: Complaint, *, at: datetime, answer_by: date
) -> list[dict[str, Any]]:
    """Return the two copies of the acceptance decision: complainant's, respondent's."""
    found = parties(complaint)
    shared = common_words(complaint) | {
        "received_on": local_date(complaint.received_at),
        "accepted_on": local_date(at),
        "answer_by": answer_by,
    }
    own = shared | {"copy_for": "COMPLAINANT"} | _requests(complaint.statement.request)
    other = (
        {name: value for name, value in shared.items() if name != "complainant_name"}
        | {
            "copy_for": "RESPONDENT",
            "complainant_display": display_name(found.get("COMPLAINANT")),
            "subject": subject_for(complaint, Party.Role.RESPONDENT),
            "summary": subject_for(complaint, Party.Role.RESPONDENT),
        }
        | _requests(redaction.without(complaint.statement.request, found.get("COMPLAINANT")))
    )
    return [own, other]


def acceptance(complaint: Complaint, *, by: Actor, at: datetime) -> list[Document]:
    """Issue the acceptance decision to both parties (CM-06).

    The respondent's copy hands over the code of the respondent's own page (A4); no preview does.
    """
    clock = clocks.latest(complaint.file, "HANDLING")
    answer_by = clock.due_on if clock and clock.due_on else local_date(at)
    own, other = acceptance_contexts(complaint, at=at, answer_by=answer_by)
    other |= {"query_code": _code_of(parties(complaint).get("RESPONDENT"))}
    return [
        issue(complaint, "ACCEPTANCE_DECISION", context, by=by, at=at, to=(context["copy_for"],))
        for context in (own, other)
    ]


def non_acceptance_context(
    complaint: Complaint, *, ground: str, reasons: str, belongs_to: str, at: datetime
) -> dict[str, Any]:
    """Return what the non-acceptance decision says."""
    return common_words(complaint) | {
        "received_on": local_date(complaint.received_at),
        "ground": ground,
        "reasons": reasons,
        "competent_body": belongs_to or None,
        "decided_on": local_date(at),
    }


def non_acceptance(
    complaint: Complaint, *, reasons: str, by: Actor, at: datetime, belongs_to: str = ""
) -> Document:
    """Issue the non-acceptance decision with the remedies (CM-05, CM-07)."""
    context = non_acceptance_context(
        complaint, ground=complaint.refusal_ground, reasons=reasons, belongs_to=belongs_to, at=at
    )
    return issue(complaint, "NON_ACCEPTANCE_DECISION", context, by=by, at=at, to=("COMPLAINANT",))


def forwarding_context(
    complaint: Complaint, *, agency: str, reason: str, at: datetime
) -> dict[str, Any]:
    """Return what the forwarding notice says."""
    return common_words(complaint) | {
        "received_on": local_date(complaint.received_at),
        "reason": reason,
        "agency_name": agency,
        "forwarded_on": local_date(at),
    }


def forwarding(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> Document:
    """Issue the forwarding notice (CM-08)."""
    context = forwarding_context(complaint, agency=complaint.transferred_to, reason=reason, at=at)
    return issue(complaint, "FORWARDING_NOTICE", context, by=by, at=at, to=("COMPLAINANT",))


def to_both(complaint: Complaint) -> list[tuple[str, str, str]]:
    """Return role, name and the other side's name as it may be read, for both parties."""
    found = parties(complaint)
    complainant, respondent = found.get("COMPLAINANT"), found.get("RESPONDENT")
    return [
        ("COMPLAINANT", name_of(complainant), name_of(respondent)),
        ("RESPONDENT", name_of(respondent), display_name(complainant)),
    ]
