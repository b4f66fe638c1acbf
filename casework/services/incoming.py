"""What an agency says to us itself: by its system, or by the link in our letter.

Both ways lead to `answers.receive`, in one transaction with the files that came along. Files are
examined before anything is taken: an answer without its paper, or a paper without its answer, is
never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from io import BytesIO
from typing import IO, Final

from django.db import transaction

from accounts.models import User
from casework import guards, refusals
from casework.channels import Answer, AnswerKind
from casework.models import AgencyAnswer, AgencyLink, Referral, UnmatchedAnswer
from casework.services import agency_link, answers, unmatched
from common import text
from common.actors import Outside
from common.errors import NotPermitted, Refusal
from common.lifecycle import granting_role, lock, moves_of
from documents import evidence
from documents.evidence import RefusedFile
from documents.models import Evidence

AGENCY: Final = Outside("AGENCY")
#: Longest value of a field of a message, by name, in characters.
LONGEST: Final = {"message_id": 255, "reference": 100, "words": 20_000}
USUAL_LENGTH: Final = 200
#: The move each kind of answer takes.
MOVES: Final = {
    AnswerKind.ACKNOWLEDGED: "acknowledged",
    AnswerKind.ACCEPTED: "agency_accepted",
    AnswerKind.RETURNED: "returned",
    AnswerKind.NOT_FILED: "not_filed",
    AnswerKind.FILED_AFTER_RECONSIDERATION: "filed_after_reconsideration",
    AnswerKind.RESULT: "result",
    AnswerKind.REVOKED: "agency_revoked_decision",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes: its name, its size in bytes, and where to read it."""

    name: str
    size: int
    stream: IO[bytes]


class EnclosureRefused(Refusal):
    """A file of a message cannot be kept; `field` says which (`enclosures[0]`, from 0)."""

    code = "ENCLOSURE_REFUSED"

    def __init__(self, place: int, refusal: RefusedFile) -> None:
        super().__init__(
            refusal.message,
            code=refusal.code,
            field=f"enclosures[{place}]",
            next_step=refusal.next_step,
        )


@transaction.atomic
def by_channel(
    answer: Answer, *, agency: str, body_sha256: str, at: datetime
) -> AgencyAnswer | UnmatchedAnswer:
    """Take in what the system of `agency` signed; the same message again changes nothing.

    One that names no referral which went to this agency, and one under the number of another
    message, is kept for a liaison. `body_sha256` is the hash of the bytes signed.

    Raises:
        MessageUnreadable: a field no column can hold.
        EnclosureRefused: a file that cannot be kept; nothing of the message is taken.
    """
    _check(answer)
    found = _referral_of(answer.reference, agency)
    if found is None:
        why = UnmatchedAnswer.Why.UNKNOWN_REFERENCE
        return unmatched.keep(answer, why, agency=agency, body_sha256=body_sha256, at=at)
    referral = lock(Referral, found.pk)
    there = AgencyAnswer.objects.filter(agency=agency, message_id=answer.message_id).first()
    if there is not None:
        if there.body_sha256 == body_sha256:
            return there
        why = UnmatchedAnswer.Why.ID_REUSED
        return unmatched.keep(answer, why, agency=agency, body_sha256=body_sha256, at=at)
    files = [Upload(one.name, len(one.content), BytesIO(one.content)) for one in answer.enclosures]
    _examine(files)
    answered = answers.receive(
        answer,
        referral_id=referral.pk,
        agency=agency,
        way=AgencyAnswer.Way.CHANNEL,
        by=AGENCY,
        at=at,
        body_sha256=body_sha256,
    )
    answered.evidence.set(_add(referral, files, at=at))
    return answered


def _referral_of(reference: str, agency: str) -> Referral | None:
    """Return the referral of that number if it ever left for this agency.

    Of another agency's referrals it learns not even that they exist.
    """
    went = Referral.objects.filter(file__number=reference, sendings__agency=agency)
    return went.filter(dispatched_at__isnull=False).order_by("pk").first()


def _check(answer: Answer) -> None:
    """Refuse what no column can hold, by the name of the field; what it means is not asked."""
    for field in fields(answer):
        value = getattr(answer, field.name)
        if not isinstance(value, str) or isinstance(value, AnswerKind):
            continue
        longest = LONGEST.get(field.name, USUAL_LENGTH)
        if len(value) > longest or text.find_hidden(value):
            raise refusals.MessageUnreadable(field=field.name)


@transaction.atomic
def by_link(
    answer: Answer, *, link_id: int, files: Sequence[Upload] = (), at: datetime
) -> AgencyAnswer:
    """Take in what an office answers on the page of its link; the same press again is the first.

    `answer.message_id` is the page's own number; what does not fit is refused at once, with the
    words that say why, and nothing is kept.

    Raises:
        LinkOver: it has ended since the page was opened.
        ScanMissing: a decision without its paper.
        RefusedFile: a file that cannot be kept, by the name of the field.
        Refusal: what the referral's state has no place for.
    """
    link = AgencyLink.objects.get(pk=link_id)
    referral = lock(Referral, link.referral_id)
    there = AgencyAnswer.objects.filter(link=link, message_id=answer.message_id).first()
    if there is not None:
        return there
    active = AgencyLink.objects.active(at).filter(pk=link_id).exists()
    if not active or not agency_link.leads_to(link, referral):
        raise refusals.LinkOver
    if answer.kind in answers.WITH_PAPER and not files:
        raise refusals.ScanMissing(field="scan")
    for one in files:
        evidence.examine(one.stream, name=one.name, size=one.size)
    answered = answers.receive(
        answer,
        referral_id=referral.pk,
        agency=link.agency,
        way=AgencyAnswer.Way.LINK,
        by=AGENCY,
        at=at,
        strict=True,
        link_id=link.pk,
    )
    answered.evidence.set(_add(referral, files, at=at))
    return answered


@transaction.atomic
def attach(*, unmatched_id: int, referral_id: int, by: User, at: datetime) -> AgencyAnswer:
    """Attach an answer that belonged nowhere to the referral it means, as the liaison read it.

    It counts from when it reached us, or from the last step of the referral if that was later.

    Raises:
        NotPermitted: the actor may not sort answers, or not take one down on this referral.
        UnmatchedSorted: it has been dealt with.
        EnclosureRefused, Refusal: it cannot be taken, or does not fit; it goes on waiting.
    """
    referral = lock(Referral, referral_id)
    row = unmatched.waiting(unmatched_id, by=by)
    answer = unmatched.as_answer(row, reference=referral.file.number)
    files = [Upload(one.name, len(one.content), BytesIO(one.content)) for one in answer.enclosures]
    _examine(files)
    if not granting_role(unmatched.SORT, referral.file, by):
        raise NotPermitted
    latest = referral.file.events.filter(machine="RF").order_by("-pk").first()
    row.answer = answers.receive(
        answer,
        referral_id=referral.pk,
        agency=row.agency,
        way=AgencyAnswer.Way.CHANNEL,
        by=Outside("AGENCY", entered_by=by.pk),
        at=max(row.received_at, latest.at) if latest else row.received_at,
        strict=True,
        body_sha256=row.body_sha256,
    )
    row.answer.evidence.set(_add(referral, files, at=at))
    row.save(update_fields=["answer"])
    return row.answer


def open_to(referral: Referral) -> tuple[AnswerKind, ...]:
    """Return what an agency may answer in the present state, in the order things happen.

    An answer that comes before the receipt is the receipt, too (`answers.receive`).
    """
    return tuple(kind for kind in AnswerKind if _fits(referral, kind))


def _fits(referral: Referral, kind: AnswerKind) -> bool:
    states = {referral.state}
    if referral.state == "DISPATCHED":
        states.add("ACKNOWLEDGED")
    if not states & set(moves_of(Referral)[MOVES[kind]].sources):
        return False
    return kind is not AnswerKind.REVOKED or _penalty_stands(referral)


def _penalty_stands(referral: Referral) -> bool:
    try:
        guards.penalty_stands(referral)
    except refusals.NothingToRevoke:
        return False
    return True


def _examine(files: Sequence[Upload]) -> None:
    for place, one in enumerate(files):
        try:
            evidence.examine(one.stream, name=one.name, size=one.size)
        except RefusedFile as refusal:
            raise EnclosureRefused(place, refusal) from None


def _add(referral: Referral, files: Sequence[Upload], *, at: datetime) -> list[Evidence]:
    """Put the files into the file of the referral: type by content, size, hash."""
    return [
        evidence.add_evidence(referral.file, by=AGENCY, at=at, stream=one.stream, name=one.name)
        for one in files
    ]
