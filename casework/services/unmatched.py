"""Answers an agency signed that belong to no referral: nothing of them is lost (decision 0380)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework import refusals
from casework.channels import Answer, AnswerKind, Enclosure
from casework.models import AgencyAnswer, UnmatchedAnswer
from casework.services import answers
from common.errors import NotPermitted

#: The capability of whoever sorts them; they lie in no file, so it is asked of any posting.
SORT = "referral.sort_answers"


def keep(
    answer: Answer, why: UnmatchedAnswer.Why, *, agency: str, body_sha256: str, at: datetime
) -> UnmatchedAnswer:
    """Keep an answer whole; the same one again is the first."""
    row, _fresh = UnmatchedAnswer.objects.get_or_create(
        agency=agency,
        message_id=answer.message_id,
        body_sha256=body_sha256,
        defaults={
            "why": why,
            "reference": answer.reference,
            "kind": str(answer.kind),
            "said_at": answer.at,
            "received_at": at,
            "codes": answers.codes_of(answer),
            "words": answer.words,
            "enclosures": _folded(answer),
        },
    )
    return row


def as_answer(row: UnmatchedAnswer, *, reference: str) -> Answer:
    """Return the answer as it was read, for the referral of the number `reference`.

    An id that another message has gets one of ours beside it.
    """
    used = AgencyAnswer.objects.filter(agency=row.agency, message_id=row.message_id).exists()
    codes = dict(row.codes)
    decided_on = codes.pop("decided_on")
    return Answer(
        message_id=f"{row.message_id[:200]}#{row.pk}" if used else row.message_id,
        reference=reference,
        kind=AnswerKind(row.kind),
        at=row.said_at,
        words=row.words or "",
        decided_on=date.fromisoformat(decided_on) if decided_on else None,
        enclosures=enclosures_of(row),
        **codes,
    )


def enclosures_of(row: UnmatchedAnswer) -> tuple[Enclosure, ...]:
    """Return the files that came along, as they came."""
    return tuple(
        Enclosure(one["name"], one["content_type"], one["sha256"], b64decode(one["content"]))
        for one in json.loads(row.enclosures or "[]")
    )


@transaction.atomic
def set_aside(*, unmatched_id: int, note: str, by: User, at: datetime) -> UnmatchedAnswer:
    """Put an answer aside that belongs to nothing here, with a word on what was done about it.

    Raises:
        NotPermitted: no posting of the actor grants it.
        UnmatchedSorted: it has been dealt with.
        ReasonTooShort: no word of what was done.
    """
    row = waiting(unmatched_id, by=by)
    if not note.strip():
        raise refusals.ReasonTooShort(field="note")
    row.set_aside_at, row.set_aside_by, row.note = at, by, note.strip()[:300]
    row.save(update_fields=["set_aside_at", "set_aside_by", "note"])
    return row


def waiting(unmatched_id: int, *, by: User) -> UnmatchedAnswer:
    """Lock an answer that still waits for a liaison.

    Raises:
        NotPermitted: no posting of the actor grants it.
        UnmatchedSorted: it has been dealt with.
    """
    if not by.has_perm(SORT):
        raise NotPermitted
    row = UnmatchedAnswer.objects.select_for_update(of=("self",)).get(pk=unmatched_id)
    if row.answer_id or row.set_aside_at:
        raise refusals.UnmatchedSorted
    return row


def _folded(answer: Answer) -> str:
    """Return the files of an answer as text; "" for none."""
    files = [
        {
            "name": one.name,
            "content_type": one.content_type,
            "sha256": one.sha256,
            "content": b64encode(one.content).decode("ascii"),
        }
        for one in answer.enclosures
    ]
    return json.dumps(files) if files else ""
