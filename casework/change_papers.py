"""The papers of a complaint whose shape changes: the enterprise answers first, or it is merged."""

from __future__ import annotations

from datetime import datetime

from casework import clocks, papers, redaction
from casework.models import Complaint, Party
from casework.papers import issue
from common import crypto
from common.actors import Actor
from common.zone import local_date
from documents.models import Document


def reply_request(
    complaint: Complaint, *, enterprise: str, question: str, by: Actor, at: datetime
) -> Document:
    """Issue the request to the enterprise to answer first (CM-10a).

    The enterprise that is the respondent gets it by the usual ways; the employer of a worker has no
    page and no address in the file: the letter is brought.
    """
    found = papers.parties(complaint)
    complainant, respondent = found.get("COMPLAINANT"), found.get("RESPONDENT")
    itself = respondent is not None and respondent.kind == Party.Kind.ENTERPRISE
    clock = clocks.latest(complaint.file, "ENTERPRISE_REPLY")
    rule = clocks.pack_of(complaint.file, at).clock("ENTERPRISE_REPLY")
    context = {
        "case_number": complaint.file.number,
        "enterprise_name": enterprise,
        "worker_name": None if itself else papers.name_of(respondent),
        "complainant_display": papers.display_name(complainant),
        "subject": papers.subject_for(complaint, "RESPONDENT"),
        "received_on": local_date(complaint.received_at),
        "accepted_on": papers.accepted_on(complaint),
        "summary": papers.subject_for(complaint, "RESPONDENT"),
        "requests": (redaction.without(question, complainant)[:300].replace("\n", "；"),),
        "reply_by": clock.due_on if clock and clock.due_on else local_date(at),
        "working_days": rule.length,
        "query_code": crypto.grouped(respondent.query_code or "") or None
        if itself and respondent
        else None,
    }
    to = ("RESPONDENT",) if itself else ("EMPLOYER",)
    return issue(complaint, "ENTERPRISE_REPLY_REQUEST", context, by=by, at=at, to=to)


def merge_notice(ended: Complaint, master: Complaint, *, by: Actor, at: datetime) -> None:
    """Tell the complainant by letter in which case the matter goes on (CM-09)."""
    if not ended.has_complainant:
        return
    answer = clocks.latest(master.file, "HANDLING")
    context = papers.common_words(ended) | {
        "received_on": local_date(ended.received_at),
        "merged_into": master.file.number,
        "merged_on": local_date(at),
        "first_received_on": local_date(min(ended.received_at, master.received_at)),
        "answer_by": answer.due_on if answer else None,
    }
    issue(ended, "MERGE_NOTICE", context, by=by, at=at, to=("COMPLAINANT",))
