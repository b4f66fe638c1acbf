"""An entry is taken back by a later one: both stay in the log, and nothing of it counts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from archives import services
from archives.kinds import Reason, Withdrawal
from archives.models import Entry, Subject, WriteBack
from archives.services import ledger, subjects, withdrawing, writeback
from archives.verify import verify
from common.models import File
from tests.archives.conftest import DAY, Append

LATER = datetime(2026, 3, 9, 2, tzinfo=UTC)


def taken_back(entry: Entry) -> Entry:
    done = withdrawing.withdraw(entry, because=Withdrawal.MISTAKEN_IDENTITY, at=LATER)
    assert done.entry is not None
    return done.entry


def test_the_later_version_withdraws_and_the_log_still_holds(
    append: Append, worker: Subject
) -> None:
    entry = append(worker, class_="GENERAL")

    withdrawn = taken_back(entry)

    assert (withdrawn.version, withdrawn.supersedes_id, withdrawn.status) == (
        2, entry.pk, "WITHDRAWN",
    )  # fmt: skip
    assert (withdrawn.scoring, withdrawn.scored_until) == (False, None)
    assert withdrawn.retained_until == entry.retained_until
    assert list(Entry.objects.of(worker).current()) == [withdrawn]
    assert ledger.payload_of(withdrawn) == {
        "case": entry.source_file.number, "withdrawn": "MISTAKEN_IDENTITY",
    }  # fmt: skip
    assert verify(services.MAIN).holds


def test_an_entry_on_display_is_displayed_no_more(append: Append, enterprise: Subject) -> None:
    entry = append(enterprise, "SANCTION", class_="GENERAL", display_from=DAY)
    assert Entry.objects.displayed(DAY).exists()

    taken_back(entry)

    assert not Entry.objects.displayed(DAY).exists()


def test_it_is_withdrawn_once(append: Append, worker: Subject) -> None:
    entry = append(worker)
    once = taken_back(entry)

    again = taken_back(entry)

    assert again == once
    assert WriteBack.objects.filter(file=entry.source_file).count() == 1


def test_a_sealed_archive_does_not_keep_what_was_wrong(append: Append, worker: Subject) -> None:
    entry = append(worker)
    subjects.seal(worker, at=LATER)

    assert taken_back(entry).status == "WITHDRAWN"


def test_only_what_this_file_caused_and_what_stands_is_found(
    append: Append, worker: Subject, file: File
) -> None:
    mine = append(worker, "COMPLAINT_PENDING", source_file=file, event="ACCEPTED")
    append(worker)
    gone = append(worker, source_file=file, event="OUTCOME")
    taken_back(gone)

    assert withdrawing.standing(worker, file) == [mine]


@pytest.mark.parametrize("reason", [Reason.NO_RESPONDENT, Reason.UNFOUNDED])
def test_a_result_without_an_entry_says_why(reason: Any, file: File) -> None:
    with transaction.atomic():
        done = writeback.complete_without_entry(file=file, event="OUTCOME", at=LATER, reason=reason)
        again = writeback.complete_without_entry(
            file=file, event="OUTCOME", at=LATER, reason=Reason.NO_IDENTIFIED_SUBJECT
        )

    assert (done.entry, done.reason) == (None, reason)
    assert again == done
    # It is not for want of an identity that nothing was recorded.
    assert not WriteBack.objects.without_entry().exists()
