"""The letters of a referral: to the agency from the packet alone, to the parties within limits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework import clocks, papers
from casework.models import AgencyOffice, Packet, Referral
from casework.papers import issue
from common.actors import Actor
from common.zone import local_date
from deadlines.calendar import add_working_days
from deadlines.services import current_calendar
from documents.models import Document
from policies.schema import Agency


def agency_of(referral: Referral, code: str, at: datetime) -> Agency:
    """Return what the pack knows of an agency."""
    return clocks.pack_of(referral.file, at).agencies[code]


def _addressed(
    referral: Referral, agency: str, office: AgencyOffice | None, at: datetime
) -> dict[str, Any]:
    return {
        "case_number": referral.complaint.file.number,
        "referral_number": referral.file.number,
        "agency_name": agency_of(referral, agency, at).zh,
        "office_name": office.name if office else None,
        "agency_contact": (office.contact or None) if office else None,
        "subject": papers.subject_for(referral.complaint, "RESPONDENT"),
    }


def _issue(
    referral: Referral,
    kind: str,
    context: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    to: tuple[str, ...] = ("AGENCY",),
    topic: str | None = None,
) -> Document:
    record = ("RF", referral.pk)
    return issue(referral.complaint, kind, context, by=by, at=at, to=to, record=record, topic=topic)


# --- to the agency -----------------------------------------------------------------------------


def letter_context(
    referral: Referral, packet: Packet, agency: str, office: AgencyOffice | None, *, at: datetime
) -> dict[str, Any]:
    """Return what the referral letter says: the packet, and nothing that is not in it."""
    complaint = referral.complaint
    chosen = set(packet.particulars)
    call = complaint.police_calls.last() if agency == "POLICE" else None
    sent_back = None
    if referral.state == "RETURNED" and referral.returned_at and agency != referral.agency:
        sent_back = {
            "agency_name": agency_of(referral, referral.agency, at).zh,
            "returned_on": local_date(referral.returned_at),
            "reason_given": str(referral.get_return_reason_display()),
        }
    amount = complaint.statement.amount_involved if "amount" in chosen else None
    return _addressed(referral, agency, office, at) | {
        "kind": referral.kind,
        "received_on": local_date(complaint.received_at) if complaint.has_complainant else None,
        "legal_basis": (packet.legal_basis,),
        "facts": packet.facts,
        "amount": amount,
        "called_110_at": call.called_at if call else None,
        "called_110_reference": (call.reference or None) if call else None,
        "sent_back": sent_back,
        "parties": _parties(referral, chosen),
        "requests": tuple(line.strip() for line in packet.asks.splitlines() if line.strip())[:10],
        "acknowledge_by": clocks.last_day(referral.file, "REFERRAL_ACK", at=at, agency=agency),
        "evidence": _materials(packet),
    }


def _parties(referral: Referral, chosen: set[str]) -> tuple[dict[str, Any], ...]:
    told = []
    for role, party in papers.parties(referral.complaint).items():
        prefix = role.lower()
        numbers = (
            ("id_no", party.id_no),
            ("uscc", party.uscc),
            ("certificate_no", party.certificate_no),
        )
        said = {
            name: getattr(party, name) or None
            for name in ("name", "phone", "address")
            if f"{prefix}_{name}" in chosen
        }
        shown = [number for name, number in numbers if number and f"{prefix}_{name}" in chosen]
        said["id_number"] = shown[0] if shown else None
        if any(said.values()):
            told.append({"role": role} | said)
    return tuple(told)


def _materials(packet: Packet) -> tuple[dict[str, Any], ...]:
    found = []
    for item in packet.items.select_related("evidence", "document").order_by("position"):
        line: dict[str, Any] = {
            "name": item.name,
            "kind": "纸质材料",
            "received_on": local_date(packet.created_at),
        }
        if item.evidence is not None:
            line["kind"] = KINDS.get(item.evidence.content_type.split("/")[0], "电子文件")
            line |= {"size": item.evidence.size, "sha256": item.evidence.sha256}
            line["received_on"] = local_date(item.evidence.uploaded_at)
        elif item.document is not None:
            line["kind"] = "本会文书"
            line["received_on"] = local_date(item.document.issued_at)
            if item.document.pdf_size:
                line |= {"size": item.document.pdf_size, "sha256": item.document.pdf_sha256}
        found.append(line)
    return tuple(found)


KINDS = {"image": "图片", "audio": "录音", "video": "录像", "text": "文本"}


def letter(
    referral: Referral,
    packet: Packet,
    agency: str,
    office: AgencyOffice | None,
    *,
    answer: dict[str, Any],
    by: Actor,
    at: datetime,
) -> Document:
    """Issue the referral letter and, beside it, the list that is signed for (RF-02, RF-06).

    `answer` is the link by which the office may answer, and until when.
    """
    context = letter_context(referral, packet, agency, office, at=at) | answer
    found = _issue(referral, "REFERRAL_LETTER", context, by=by, at=at)
    listed = _addressed(referral, agency, office, at) | {
        "letter_number": found.number,
        "evidence": context["evidence"],
    }
    _issue(referral, "EVIDENCE_LIST", listed, by=by, at=at)
    return found


def _letter_of(referral: Referral) -> Document | None:
    return (
        Document.objects.filter(kind="REFERRAL_LETTER", machine="RF", record_id=referral.pk)
        .order_by("-pk")
        .first()
    )


def _owed(referral: Referral, missed_on: date, at: datetime) -> dict[str, Any]:
    first = _letter_of(referral)
    return _addressed(referral, referral.agency, referral.office, at) | {
        "letter_number": first.number if first else referral.file.number,
        "dispatched_on": local_date(referral.dispatched_at or at),
        "receipt_number": referral.receipt_no or None,
        "awaited": "ACKNOWLEDGEMENT" if referral.state == "DISPATCHED" else "RESULT",
        "due_on": missed_on,
        "answer_by": add_working_days(local_date(at), ANSWER_WITHIN, current_calendar()),
    }


#: Working days in which a reminder and an order ask for an answer (P).
ANSWER_WITHIN = 3


def reminder(referral: Referral, missed_on: date, *, by: Actor, at: datetime) -> Document:
    """Issue the reminder (RF-07)."""
    return _issue(referral, "REMINDER_NOTICE", _owed(referral, missed_on, at), by=by, at=at)


def supervision_context(referral: Referral, missed_on: date, *, at: datetime) -> dict[str, Any]:
    """Return what the supervision order says; the lead department gets a copy (RF-08)."""
    pack = clocks.pack_of(referral.file, at)
    sent = Document.objects.filter(kind="REMINDER_NOTICE", machine="RF", record_id=referral.pk)
    last = sent.order_by("-pk").first()
    over = _working_days_after(missed_on, local_date(at))
    return _owed(referral, missed_on, at) | {
        "working_days": over,
        "reminded_on": local_date(referral.reminded_at or at),
        "reminder_number": last.number if last else None,
        "copies_to": (pack.agencies[pack.supervision.lead_agency].zh,),
    }


def _working_days_after(first: date, last: date) -> int:
    cal, days, count = current_calendar(), first, 0
    while days < last:
        days += timedelta(days=1)
        count += cal.is_working_day(days)
    return max(count, 1)


def supervision_order(referral: Referral, missed_on: date, *, by: Actor, at: datetime) -> Document:
    """Issue the supervision order on the officer's signature (RF-08a)."""
    context = supervision_context(referral, missed_on, at=at)
    return _issue(referral, "SUPERVISION_ORDER", context, by=by, at=at)


def recall_letter(referral: Referral, reason: str, *, by: Actor, at: datetime) -> Document:
    """Issue the letter that recalls what was sent (RF-13)."""
    first = _letter_of(referral)
    context = _addressed(referral, referral.agency, referral.office, at) | {
        "letter_number": first.number if first else referral.file.number,
        "dispatched_on": local_date(referral.dispatched_at or at),
        "receipt_number": referral.receipt_no or None,
        "reason": reason,
        "agreed_on": local_date(at),
    }
    return _issue(referral, "RECALL_LETTER", context, by=by, at=at)


# --- to the parties ----------------------------------------------------------------------------


def referral_notice(
    referral: Referral, *, by: Actor, at: datetime, former: str = ""
) -> Document | None:
    """Tell the complainant by letter where the matter went (RF-02, RF-06); nobody else is told."""
    complaint = referral.complaint
    if not complaint.has_complainant:
        return None
    agency = agency_of(referral, referral.agency, at)
    note = clocks.latest(complaint.file, "PROGRESS_NOTE")
    context = papers.common_words(complaint) | {
        "referral_number": referral.file.number,
        "event": "REROUTED" if former else "DISPATCHED",
        "happened_on": local_date(at),
        "agency_name": agency.zh,
        "agency_phone": agency.phone or None,
        "former_agency_name": agency_of(referral, former, at).zh if former else None,
        "next_on": clocks.last_day(referral.file, "REFERRAL_ACK", at=at, agency=referral.agency),
        "next_answer_by": note.due_on if note else None,
    }
    return _issue(referral, "REFERRAL_NOTICE", context, by=by, at=at, to=("COMPLAINANT",))


def _answered(referral: Referral, agency: str, at: datetime) -> dict[str, Any]:
    return {
        "referral_number": referral.file.number,
        "agency_name": agency_of(referral, agency, at).zh,
        "referred_on": local_date(referral.dispatched_at or at),
        "receipt_number": referral.receipt_no or None,
        "document_number": referral.result_doc_no or None,
    }


def not_filed_letter(referral: Referral, *, by: Actor, at: datetime) -> Document:
    """Tell the complainant that no case was filed, and of the right to ask again (RF-09a, P3)."""
    complaint = referral.complaint
    refused_on = local_date(referral.not_filed_at or at)
    goes_on = {"goes_on": "OUTCOME", "answer_by": _last(complaint, "RESULT_FEEDBACK", at)}
    if complaint.state != "OUTCOME_RECORDED":
        verify_by = _last(complaint, "VERIFICATION", at)
        goes_on = {"goes_on": "VERIFICATION", "verify_by": verify_by}
    context = papers.common_words(complaint) | _answered(referral, referral.agency, at)
    context |= goes_on | {
        "received_on": refused_on,
        "reconsider_by": clocks.reconsider_by(referral),
    }
    return _issue(
        referral,
        "NOT_FILED_LETTER",
        context,
        by=by,
        at=at,
        to=("COMPLAINANT",),
        topic="referral.refusal_printed",
    )


def _last(complaint: Any, code: str, at: datetime) -> date:
    clock = clocks.latest(complaint.file, code)
    if clock is not None and clock.due_on is not None:
        return clock.due_on
    return clocks.last_day(complaint.file, code, at=at)


def result_letters(referral: Referral, *, by: Actor, at: datetime) -> list[Document]:
    """Tell both parties a result beside the lead one, or a later version of it (RF-11b)."""
    complaint = referral.complaint
    own = clocks.latest(referral.file, "RESULT_FEEDBACK")
    shared = _answered(referral, referral.agency, at) | {
        "case_number": complaint.file.number,
        "accepted_on": local_date(complaint.accepted_at) if complaint.accepted_at else None,
        "received_on": local_date(referral.result_at or at),
        "result": "REVOKED" if referral.revoked_at else referral.result_class,
        "decided_on": referral.result_on,
        "told": referral.tellable or None,
        "supplementary": not referral.revoked_at,
        "follows": REVOKED if referral.revoked_at else BESIDE,
        "answer_by": own.due_on if own else None,
    }
    sides = papers.to_both(complaint)
    letters = []
    for role, name, other in sides:
        if role == "COMPLAINANT" and not complaint.has_complainant:
            continue
        mine = {"copy_for": role, "subject": papers.subject_for(complaint, role)}
        if role == "COMPLAINANT":
            mine |= {"complainant_name": name, "respondent_name": other}
        else:
            mine |= {"respondent_name": name}
            if complaint.has_complainant:
                mine |= {"complainant_display": other}
        letters.append(
            _issue(
                referral,
                "AGENCY_RESULT_LETTER",
                shared | mine,
                by=by,
                at=at,
                to=(role,),
                topic="referral.result_printed",
            )
        )
    return letters


BESIDE = "该结果为协办部门的处理结果，不改变本会对本投诉已经作出或者将要作出的处理结论。"
REVOKED = "本会将在3个工作日内撤回据此写入信用档案的记录，并通知查询过该记录的单位。"
