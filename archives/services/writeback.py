"""Write a file's result back to the archive, with an entry or with the reason why there is none."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from archives.kinds import NEGATIVE, Kind, Reason, SubjectKind
from archives.models import WriteBack
from archives.services import ledger
from archives.services.subjects import Match
from archives.terms import RULES
from common.models import File


@transaction.atomic
def complete(
    match: Match,
    kind: str,
    *,
    file: File,
    event: str,
    at: datetime,
    determined_on: date,
    payload: Mapping[str, Any],
    class_: str | None = None,
    version: int = 1,
    **terms: Any,
) -> WriteBack:
    """Complete the write-back of `event` and return its record.

    With a respondent identified to the standard of brief §3.8 an entry is appended
    (`ledger.append`, whose further arguments go into `terms`); without one the record says
    `NO_IDENTIFIED_SUBJECT`
    (architecture §4.3). A worker with a number but no service order counts as not identified for a
    class that takes points off. Idempotent by (file, event, version): the first record stands.
    """
    there = WriteBack.objects.filter(file=file, event=event, version=version).first()
    if there is not None:
        return there
    if not identified(match, kind, class_):
        return complete_without_entry(
            file=file, event=event, at=at, reason=Reason.NO_IDENTIFIED_SUBJECT, version=version
        )
    entry = ledger.append(
        match.subject,
        kind,
        source_file=file,
        event=event,
        at=at,
        determined_on=determined_on,
        payload=payload,
        class_=class_,
        basis=match.basis,
        order_linked=match.order_linked,
        version=version,
        **terms,
    )
    return WriteBack.objects.create(
        file=file, event=event, version=version, completed_at=at, entry=entry
    )


@transaction.atomic
def complete_without_entry(
    *, file: File, event: str, at: datetime, reason: Reason, version: int = 1
) -> WriteBack:
    """Complete the write-back of an `event` that leaves no entry about anybody, and say why.

    Idempotent by (file, event, version): the first record stands.
    """
    record, _created = WriteBack.objects.get_or_create(
        file=file,
        event=event,
        version=version,
        defaults={"completed_at": at, "reason": reason},
    )
    return record


def identified(match: Match, kind: str, class_: str | None) -> bool:
    """Return whether an entry of this kind may be made of this respondent (brief §3.8)."""
    if match.subject is None:
        return False
    if match.subject.kind != SubjectKind.WORKER or match.order_linked:
        return True
    weight = class_ or (RULES[Kind(kind)].classes[0] if kind in Kind.values else None)
    return weight not in NEGATIVE
