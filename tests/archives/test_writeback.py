"""A result reaches the archive as an entry, or as the recorded fact that there can be none."""

import pytest

from archives.models import Entry, WriteBack
from archives.services import MAIN, writeback
from archives.services.subjects import Match, match
from archives.verify import verify
from tests.archives.conftest import AT, DAY, ID_NUMBER, USCC


@pytest.fixture
def complete(log, file):
    def do(found, kind="COMPLAINT_UPHELD", **given):
        facts = {"event": "outcome", "at": AT, "determined_on": DAY, "payload": {"finding": "属实"}}
        return writeback.complete(found, kind, file=file, **(facts | given))

    return do


def enterprise_match():
    return match(kind="ENTERPRISE", name="甲家政", uscc=USCC, at=AT)


def worker_match(order_no=""):
    return match(kind="WORKER", name="刘小兰", id_number=ID_NUMBER, order_no=order_no, at=AT)


def test_an_identified_respondent_gets_an_entry(complete, file):
    record = complete(enterprise_match())

    assert record.reason == ""
    assert record.entry.source_file == file
    assert record.completed_at == AT


def test_an_unidentified_respondent_is_written_back_without_an_entry_and_counted(complete):
    record = complete(Match(None))

    assert record.entry is None
    assert record.reason == "NO_IDENTIFIED_SUBJECT"
    assert WriteBack.objects.without_entry().count() == 1
    assert verify(MAIN).without_entry == 1
    assert not Entry.objects.exists()


def test_a_worker_without_a_service_order_gets_no_negative_entry(complete):
    assert complete(worker_match()).reason == "NO_IDENTIFIED_SUBJECT"


def test_a_worker_with_a_service_order_gets_it(complete):
    assert complete(worker_match("DD-1")).entry.subject_kind == "WORKER"


def test_a_neutral_entry_about_a_worker_needs_no_order(complete):
    assert complete(worker_match(), "COMPLAINT_NOT_UPHELD").entry.entry_class == "NEUTRAL"


def test_a_settlement_with_admitted_fault_needs_one(complete):
    assert complete(worker_match(), "MEDIATED_SETTLED", class_="MINOR").entry is None


@pytest.mark.parametrize("found", [Match(None), None])
def test_writing_back_twice_is_writing_back_once(complete, found):
    found = found or enterprise_match()

    assert complete(found) == complete(found)
    assert WriteBack.objects.count() == 1
    assert Entry.objects.count() <= 1


def test_performance_is_the_second_version_with_scoring_off(complete):
    settled = complete(enterprise_match(), "MEDIATED_SETTLED", class_="MINOR").entry

    performed = complete(
        enterprise_match(), "MEDIATED_SETTLED", class_="MINOR", version=2, scoring=False
    ).entry

    assert settled.scoring
    assert not performed.scoring
    assert performed.supersedes == settled
