"""An archive put back to an earlier head is sound in itself; the case files witness against it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from archives.models import Entry, LogHead
from archives.verify import verify
from casework import recording
from casework.models import ArchiveReceipt, Complaint
from casework.services import identify, outcome
from config.consistency import Fault, faults
from tests import cast
from tests.archives import tampering
from tests.casework.upholding import uphold

USCC = "91640100MA774ECW4K"
HEAD = "key, size, root, peaks, seal, mac"
Ended = Callable[..., Complaint]


@pytest.fixture
def ended(accepted: Callable[..., Complaint]) -> Ended:
    """Return a function that brings a complaint to its outcome and writes it back."""

    def end(*, identified: bool = True) -> Complaint:
        complaint = accepted("S3", "VERIFY")
        known = {"complaint_id": complaint.pk, "at": cast.AT}
        if identified:
            officer = cast.member("officer")
            identify.respondent(name="甬安家政", uscc=USCC, by=officer, **known)
        uphold(complaint)
        done = outcome.write_back(**known)
        connection.check_constraints()
        return done

    return end


def sql(statement: str, *values: object) -> None:
    """Change rows as a superuser may; what is asked at commit is asked at commit again after."""
    tampering.sql(statement, *values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def archive_faults() -> list[Fault]:
    return [fault for fault in faults(cast.AT) if fault.rule == "archive"]


def head() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HEAD.replace('peaks', 'peaks::text')} FROM archives_loghead")
        row: tuple[object, ...] = cursor.fetchone()
    return row


def put_back(to: tuple[object, ...], *, from_idx: int) -> None:
    """Put every table of the archive back to the earlier head `to`, as a superuser may."""
    sql("DELETE FROM archives_writeback WHERE entry_id IN"
        " (SELECT id FROM archives_entry WHERE idx >= %s)", from_idx)  # fmt: skip
    sql("DELETE FROM archives_entrypayload WHERE entry_id IN"
        " (SELECT id FROM archives_entry WHERE idx >= %s)", from_idx)  # fmt: skip
    sql("DELETE FROM archives_entry WHERE idx >= %s", from_idx)
    sql("DELETE FROM archives_loghead")
    sql(f"INSERT INTO archives_loghead ({HEAD}) VALUES (%s, %s, %s, %s, %s, %s)", *to)


def test_the_file_keeps_index_and_leaf_of_its_entry(ended: Ended) -> None:
    first, second = ended(), ended()

    for complaint in (first, second):
        for entry in Entry.objects.filter(source_file=complaint.file):
            receipt = ArchiveReceipt.objects.get(complaint=complaint, event=entry.event)
            assert (receipt.log, receipt.idx) == ("main", entry.idx)
            assert receipt.leaf_hash == entry.leaf_hash
    assert ArchiveReceipt.objects.count() == Entry.objects.count() == 4
    assert archive_faults() == []


def test_without_an_identified_respondent_there_is_no_receipt(ended: Ended) -> None:
    complaint = ended(identified=False)

    assert not ArchiveReceipt.objects.filter(complaint=complaint).exists()
    assert archive_faults() == []


def test_an_archive_put_back_to_an_older_head_is_named_file_by_file(ended: Ended) -> None:
    ended()
    earlier = head()
    second = ended()

    put_back(earlier, from_idx=2)

    assert verify("main").holds  # sealed by this house, and sound in itself
    assert LogHead.objects.get().size == 2
    found = archive_faults()
    assert {fault.file for fault in found} == {second.file.number}
    assert [fault.what for fault in found] == [
        "synced without a write-back",
        "the archive counts 2 rows, the file has row 2",
        "row 2 of the archive is gone",
        "the archive counts 2 rows, the file has row 3",
        "row 3 of the archive is gone",
    ]


def test_other_entries_in_the_place_of_the_lost_ones_are_named(ended: Ended) -> None:
    ended()
    earlier = head()
    second = ended()
    lost = list(ArchiveReceipt.objects.filter(complaint=second).order_by("idx").values())
    put_back(earlier, from_idx=2)
    sql("DELETE FROM casework_archivereceipt WHERE complaint_id = %s", second.pk)
    third = ended()
    # The files as they are: both remember rows 2 and 3, of which the archive has the third's.
    sql("DELETE FROM casework_archivereceipt WHERE complaint_id = %s", third.pk)
    for row in lost:
        ArchiveReceipt.objects.create(**row)

    assert verify("main").holds
    told = {(fault.file, fault.what) for fault in archive_faults()}
    for idx in (2, 3):
        what = f"row {idx} of the archive is not the one the file was given"
        assert (second.file.number, what) in told
    assert (third.file.number, "an entry was made, its receipt is gone") in told


def test_a_receipt_taken_away_is_missed_by_event_and_archive(ended: Ended) -> None:
    complaint = ended()

    sql("DELETE FROM casework_archivereceipt WHERE idx = 1 AND complaint_id = %s", complaint.pk)

    assert [fault.what for fault in archive_faults()] == [
        "an entry was made, its receipt is gone",
        "row 1 of the archive is known to no file",
    ]


def test_no_file_counts_as_synced_without_its_receipt(
    ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "keep_receipt", lambda *_: None)

    with pytest.raises(IntegrityError, match="synced without its write-back and receipt"):
        ended()
