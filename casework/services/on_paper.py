"""An agency's paper on a liaison's table: what it says and its scan come in together, or neither.

Here, too, an answer that fitted nothing is set aside once a liaison has dealt with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from django.db import transaction

from casework import refusals
from casework.channels import Answer
from casework.models import AgencyAnswer, Referral
from casework.services import answers, records
from common.actors import Actor, account_of
from common.errors import NotPermitted, Refusal
from common.lifecycle import granting_role, lock
from documents import storage
from documents.models import Evidence


def typed_in(
    answer: Answer,
    *,
    referral_id: int,
    by: Actor,
    at: datetime,
    tellable: str = "",
    scan: IO[bytes] | None = None,
    scan_name: str = "",
) -> AgencyAnswer:
    """Take in what a liaison typed from an agency's paper, with its scan in the referral's file.

    Raises:
        Refusal: of `answers.typed_in`; the scan is not kept then.
        RefusedFile: the scan is empty, too big or not what its name says.
    """
    with _scanned(referral_id, scan, scan_name, by=by, at=at) as files:
        return answers.typed_in(
            answer, referral_id=referral_id, tellable=tellable, by=by, at=at, evidence=files
        )


@contextmanager
def _scanned(
    referral_id: int, scan: IO[bytes] | None, name: str, *, by: Actor, at: datetime
) -> Iterator[list[Evidence]]:
    """Keep the scan for as long as what is done with it is taken."""
    kept: list[Evidence] = []
    try:
        with transaction.atomic():
            if scan is not None:
                file_id = lock(Referral, referral_id).file_id
                try:
                    found = records.add_evidence(
                        file_id=file_id, stream=scan, name=name, caption="", by=by, at=at
                    )
                except Refusal as refusal:
                    refusal.field = "scan"
                    raise
                kept.append(found)
            yield kept
    except BaseException:
        for item in kept:
            _forget(item)
        raise


def _forget(item: Evidence) -> None:
    """Delete the blob of a scan whose row was rolled back, not that of one that was there."""
    place = item.blob.name
    if place and not Evidence.objects.filter(blob=place).exists():
        storage.evidence().delete(place)


@transaction.atomic
def set_aside(*, answer_id: int, by: Actor, at: datetime) -> AgencyAnswer:
    """A liaison has dealt with an answer that fitted nothing; it stays on file as it came.

    Raises:
        AnswerApplied: it led to a step, or was set aside before.
    """
    found = AgencyAnswer.objects.select_related("referral").get(pk=answer_id)
    referral = lock(Referral, found.referral_id)
    if not granting_role("referral.set_answer_aside", referral.file, by):
        raise NotPermitted
    waiting = AgencyAnswer.objects.filter(pk=answer_id, event=None, seen_at=None)
    if not waiting.update(seen_at=at, seen_by=account_of(by)):
        raise refusals.AnswerApplied
    found.refresh_from_db()
    return found
