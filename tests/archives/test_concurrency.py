"""Eight writers at once: one line of entries, nothing lost, nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from archives import services
from archives.models import Entry
from archives.services import MAIN, ledger, subjects
from archives.verify import verify
from common.models import File
from tests.archives.conftest import AT, DAY, OTHER_USCC, USCC

WRITERS, EACH = 8, 25


@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_one_contiguous_log_that_holds(new_file):
    services.seed()
    both = [
        subjects.identify_enterprise(USCC, "甲家政", AT),
        subjects.identify_enterprise(OTHER_USCC, "乙家政", AT),
    ]
    files: list[list[File]] = [[new_file() for _ in range(EACH)] for _ in range(WRITERS)]
    start = Barrier(WRITERS)

    def write(mine: list[File]) -> list[int]:
        start.wait()
        placed = []
        for number, file in enumerate(mine):
            with transaction.atomic():
                entry = ledger.append(
                    both[number % 2],
                    "COMPLAINT_UPHELD",
                    source_file=file,
                    event="outcome",
                    at=AT,
                    determined_on=DAY,
                    payload={"number": number},
                )
                placed.append(entry.idx)
        connection.close()
        return placed

    with ThreadPoolExecutor(WRITERS) as pool:
        placed = [idx for some in pool.map(write, files) for idx in some]

    assert sorted(placed) == list(range(WRITERS * EACH))
    assert Entry.objects.count() == WRITERS * EACH
    report = verify(MAIN)
    assert report.holds, report.finding
    assert report.rows == WRITERS * EACH


@pytest.mark.django_db(transaction=True)
def test_one_outcome_written_by_four_at_once_is_one_entry(new_file):
    services.seed()
    subject, file = subjects.identify_enterprise(USCC, "甲家政", AT), new_file()
    start = Barrier(4)

    def write(_: int) -> int:
        start.wait()
        with transaction.atomic():
            entry = ledger.append(
                subject,
                "COMPLAINT_UPHELD",
                source_file=file,
                event="outcome",
                at=AT,
                determined_on=DAY,
                payload={"finding": "收费未公示"},
            )
        connection.close()
        return entry.pk

    with ThreadPoolExecutor(4) as pool:
        written = set(pool.map(write, range(4)))

    assert len(written) == 1
    assert verify(MAIN).rows == 1


@pytest.mark.django_db(transaction=True)
def test_one_enterprise_met_by_four_at_once_is_one_subject():
    start = Barrier(4)

    def meet(_: int) -> int:
        start.wait()
        subject = subjects.identify_enterprise(USCC, "甲家政", AT)
        connection.close()
        return subject.pk

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(meet, range(4)))) == 1
