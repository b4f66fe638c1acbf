"""What is wrong with the words of a paper, told to the person who writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from pydantic import ValidationError

from documents.kinds import base as kinds

#: Fields people fill in, by name; a field not listed is filled by the system.
LABELS: dict[str, Promise] = {
    "accepted_on": _lazy("day of acceptance"),
    "acknowledge_by": _lazy("acknowledgement expected by"),
    "address": _lazy("address"),
    "addressee_name": _lazy("addressee"),
    "agency_contact": _lazy("contact of the agency"),
    "agency_name": _lazy("competent body"),
    "agency_phone": _lazy("telephone of the agency"),
    "agreed_on": _lazy("day of the agreement with the agency"),
    "allegations": _lazy("allegations"),
    "amount": _lazy("amount"),
    "answer_address": _lazy("web address for the answer"),
    "answer_by": _lazy("answer by"),
    "answer_to": _lazy("where the answer goes"),
    "answer_until": _lazy("end of the web address"),
    "attachments": _lazy("attachments"),
    "awaited": _lazy("what is awaited"),
    "basis": _lazy("basis of the finding"),
    "bring": _lazy("what to bring"),
    "by_when": _lazy("by when"),
    "called_110_at": _lazy("time of the call to 110"),
    "called_110_reference": _lazy("reference of the call to 110"),
    "case_number": _lazy("case number"),
    "certificate_number": _lazy("number of the certificate"),
    "channel": pgettext_lazy("field of a paper", "channel"),
    "competent_body": _lazy("competent body"),
    "complainant": _lazy("complainant"),
    "complainant_display": _lazy("complainant as shown to others"),
    "complainant_name": _lazy("name of the complainant"),
    "complainant_phone": _lazy("telephone of the complainant"),
    "conclusion": _lazy("conclusion"),
    "confirmed_by": _lazy("confirmed by"),
    "contact_phone": _lazy("telephone for questions"),
    "continues_with": _lazy("what is done next"),
    "copies": _lazy("number of copies"),
    "copies_to": _lazy("copies to"),
    "copy_for": _lazy("reader of the copy"),
    "corrected_on": _lazy("day of the correction"),
    "decided_on": _lazy("day of the decision"),
    "dispatched_on": _lazy("day of the hand-over"),
    "dispute": _lazy("matter in dispute"),
    "document_number": _lazy("number of the agency's document"),
    "done": _lazy("what has been done"),
    "due_on": _lazy("last day"),
    "employer_name": _lazy("name of the employer"),
    "ended": _lazy("how the reason ended"),
    "ended_on": _lazy("end of the hold"),
    "ending": _lazy("how the hold ended"),
    "enterprise_name": _lazy("name of the enterprise"),
    "entries_withdrawn_by": _lazy("entries withdrawn by"),
    "event": pgettext_lazy("field of a paper", "what happened"),
    "evidence": _lazy("evidence"),
    "facts": pgettext_lazy("field of a paper", "facts"),
    "finding": _lazy("finding"),
    "first_received_on": _lazy("first day of receipt"),
    "follows": _lazy("what follows"),
    "former_agency_name": _lazy("agency before"),
    "from_on": _lazy("first day"),
    "goes_on": _lazy("what the association does next"),
    "gone": _lazy("how the respondent ceased to be"),
    "gone_on": _lazy("day the respondent ceased to be"),
    "ground": _lazy("ground"),
    "handed_over_by": _lazy("who hands over"),
    "handler_name": _lazy("who answers questions"),
    "happened_on": _lazy("day it happened"),
    "head_title": _lazy("title of the head"),
    "how": _lazy("how it is put right"),
    "id_number": _lazy("identity number"),
    "investigators": _lazy("investigators"),
    "kind": pgettext_lazy("field of a paper", "kind"),
    "legal_basis": _lazy("legal basis"),
    "letter_number": _lazy("number of the letter of referral"),
    "measures": _lazy("measures"),
    "mediator_name": _lazy("mediator"),
    "merged_into": _lazy("complaint that goes on"),
    "merged_on": _lazy("day of the merging"),
    "method": _lazy("method"),
    "missing": _lazy("missing materials"),
    "mode": _lazy("way of the session"),
    "name": pgettext_lazy("field of a paper", "name"),
    "next_answer_by": _lazy("next answer by"),
    "next_on": _lazy("next date"),
    "object_by": _lazy("objection by"),
    "object_to": _lazy("where an objection goes"),
    "office_name": _lazy("office of the agency"),
    "order_number": _lazy("number of the order"),
    "ordered_on": _lazy("day of the order"),
    "parties": _lazy("parties named"),
    "partly_secret": _lazy("whether something is secret"),
    "performance_due_on": _lazy("day of performance"),
    "performance_how": _lazy("way of performance"),
    "periods": _lazy("periods"),
    "phone": _lazy("telephone"),
    "place": _lazy("place"),
    "process": _lazy("how the case was handled"),
    "proof": _lazy("proof"),
    "query_code": _lazy("query code"),
    "reason": _lazy("reasons"),
    "reason_given": _lazy("reasons"),
    "reasons": _lazy("reasons"),
    "receipt_number": _lazy("receipt number of the agency"),
    "received_on": _lazy("day of receipt"),
    "reconsider_by": _lazy("reconsideration by"),
    "referral_number": _lazy("number of the referral"),
    "referred_on": _lazy("day of the referral"),
    "remains": _lazy("what remains"),
    "reminded_on": _lazy("day of the reminder"),
    "reminder_number": _lazy("number of the reminder"),
    "renewal": _lazy("renewal"),
    "renewed_number": _lazy("number of the order renewed"),
    "reply_by": _lazy("reply by"),
    "reply_how": _lazy("way of the reply"),
    "requests": _lazy("requests"),
    "respondent": _lazy("respondent"),
    "respondent_name": _lazy("name of the respondent"),
    "result": _lazy("result"),
    "resumed_on": _lazy("day of the resumption"),
    "resumes_when": _lazy("what resumes it"),
    "returned_on": _lazy("day of the return"),
    "role": pgettext_lazy("field of a paper", "role"),
    "sent_back": _lazy("earlier return"),
    "session_at": _lazy("time of the session"),
    "sha256": _lazy("SHA-256"),
    "size": _lazy("size in bytes"),
    "subject": pgettext_lazy("field of a paper", "subject"),
    "successor_name": _lazy("name of the successor"),
    "summary": _lazy("summary"),
    "supplementary": _lazy("whether it is supplementary"),
    "suspended_on": _lazy("day of the suspension"),
    "suspension_number": _lazy("number of the suspension notice"),
    "taken_over_by": _lazy("who takes over"),
    "terms": _lazy("terms"),
    "text": pgettext_lazy("field of a paper", "text"),
    "told": _lazy("what may be told"),
    "until_on": _lazy("last day"),
    "verify_by": _lazy("verified by"),
    "wait_ground": _lazy("ground of the wait"),
    "what": _lazy("what is missing"),
    "who_acts": _lazy("who must act"),
    "worker_name": _lazy("name of the worker"),
    "working_days": _lazy("number of working days"),
}

#: Why a value cannot stand in the paper, by the type of pydantic's error.
REASONS: dict[str, Promise] = {
    "missing": _lazy("it is missing"),
    "string_too_short": _lazy("at least %(min_length)d characters are needed"),
    "string_too_long": _lazy("at most %(max_length)d characters fit"),
    "string_pattern_mismatch": _lazy("it must be one line"),
    "too_short": _lazy("at least %(min_length)d are needed"),
    "too_long": _lazy("at most %(max_length)d fit"),
    "enum": _lazy("it is none of the values it may have"),
    "literal_error": _lazy("it is none of the values it may have"),
    "value_error": _lazy("it holds a character that cannot be printed"),
    "extra_forbidden": _lazy("the paper has no such field"),
    "decimal_max_places": _lazy("it is no amount in yuan with at most two decimals"),
    "greater_than_equal": _lazy("it is no amount in yuan with at most two decimals"),
    "less_than": _lazy("it is no amount in yuan with at most two decimals"),
    "not_above_zero": _lazy("it must be a whole number above zero"),
    "no_digest": _lazy("it is no checksum of this kind"),
    "term_backwards": _lazy("it lies before the first day"),
    kinds.READER_FAULT: _lazy("the copy for this reader needs it, or must not carry it"),
}
UNREADABLE: Promise = _lazy("it cannot be read")


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return the dotted path of the first bad field and a sentence; its value is never repeated."""
    first = error.errors(include_url=False, include_input=False)[0]
    context: Mapping[str, Any] = first.get("ctx", {})
    # A rule between fields is found on what holds them; it names the field at fault itself.
    at_fault = (*first["loc"], *filter(None, [context.get("field")]))
    path = [str(part) for part in at_fault] or ["context"]
    said = _("%(field)s: %(reason)s") % {
        "field": _named(path),
        "reason": REASONS.get(first["type"], UNREADABLE) % context,
    }
    return ".".join(path), said


def _named(path: list[str]) -> str:
    """Return the field in words: "missing materials 2, what is missing"."""
    words: list[str] = []
    for part in path:
        if part.isdigit() and words:
            words[-1] = _("%(field)s, entry %(number)d") % {
                "field": words[-1],
                "number": int(part) + 1,
            }
        else:
            words.append(str(LABELS.get(part, part)))
    return " › ".join(words)
