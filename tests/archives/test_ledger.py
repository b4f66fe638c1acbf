"""Appending: order, idempotence, refusals, and what the leaf says."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from archives import leaf, services
from archives.models import Entry, EntryPayload, LogHead
from archives.services import heads, ledger, subjects
from archives.terms import IncoherentDates, UnknownKind, WorkerNeverDisplayed, WrongClass
from archives.verify import verify
from common.crypto import keyed_hash
from tests.archives import tampering
from tests.archives.conftest import AT, DAY, ID_NUMBER, OTHER_USCC, USCC


def test_entries_are_numbered_without_gaps_and_chained_by_subject(append, enterprise):
    other = subjects.identify_enterprise(OTHER_USCC, "乙家政", AT)

    first, between, second = append(enterprise), append(other), append(enterprise)

    assert [entry.idx for entry in (first, between, second)] == [0, 1, 2]
    assert [entry.subject_seq for entry in (first, between, second)] == [1, 1, 2]
    assert second.prev_subject_leaf == first.leaf_hash
    assert LogHead.objects.get().size == 3


def test_the_same_entry_again_is_the_entry_already_there(append, enterprise, file):
    first = append(enterprise, source_file=file)

    again = append(enterprise, source_file=file)

    assert again.pk == first.pk
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"finding": "另一事实"}},
        {"class_": "GENERAL"},
        {"effective_from": DAY},
        {"order_linked": False},
    ],
)
def test_another_entry_under_the_same_key_is_refused(append, enterprise, file, change):
    append(enterprise, source_file=file)

    with pytest.raises(ledger.AnotherEntryThere):
        append(enterprise, source_file=file, **change)


def test_the_leaf_holds_codes_and_a_commitment_and_no_personal_data(append, worker):
    marker = "标记张三丰"
    entry = append(worker, payload={"respondent": marker, "id_number": ID_NUMBER})

    said = bytes(entry.leaf).decode()
    assert marker not in said
    assert ID_NUMBER not in said
    assert worker.name not in said
    assert keyed_hash(ID_NUMBER, subjects.ID_HASH_PURPOSE) not in said
    assert json.loads(said)["subject"] == worker.pseudonym
    assert json.loads(said)["commit"] == entry.commit


def test_the_payload_is_encrypted_and_comes_back(append, enterprise):
    payload = {"finding": "标记未公示收费", "amount": "1280.50"}
    entry = append(enterprise, payload=payload)

    assert ledger.payload_of(entry) == payload
    kept = EntryPayload.objects.get()
    assert "标记" not in kept.body
    assert "1280.50" not in kept.body


def test_two_equal_payloads_have_different_commitments(append, enterprise):
    assert append(enterprise).commit != append(enterprise).commit


def test_without_a_subject_nothing_is_appended(append):
    with pytest.raises(ledger.UnidentifiedSubject):
        append(None)
    assert LogHead.objects.get().size == 0


def test_an_unknown_kind_is_refused(append, enterprise):
    with pytest.raises(UnknownKind):
        append(enterprise, "GOSSIP")


def test_a_class_that_does_not_belong_to_the_kind_is_refused(append, enterprise):
    with pytest.raises(WrongClass):
        append(enterprise, "COMPLAINT_PENDING", class_="SERIOUS")


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("determined_on", {"determined_on": DAY + timedelta(days=1)}),
        ("event_on", {"event_on": DAY + timedelta(days=1)}),
        ("effective_from", {"effective_until": DAY}),
        ("effective_until", {"effective_from": DAY, "effective_until": DAY - timedelta(days=1)}),
        ("display_from", {"display_until": DAY}),
        ("display_from", {"display_from": DAY - timedelta(days=1)}),
    ],
)
def test_dates_that_contradict_each_other_are_refused_by_name(append, enterprise, field, dates):
    with pytest.raises(IncoherentDates) as refusal:
        append(enterprise, "SANCTION", class_="SERIOUS", **dates)
    assert refusal.value.field == field


def test_a_worker_is_never_displayed(append, worker):
    with pytest.raises(WorkerNeverDisplayed):
        append(worker, "SANCTION", class_="SERIOUS", display_from=DAY)


def test_a_negative_entry_about_a_worker_needs_the_service_order(append, worker):
    with pytest.raises(ledger.NoServiceOrder):
        append(worker, order_linked=False)

    assert append(worker, "COMPLAINT_PENDING", order_linked=False).idx == 0


def test_a_sealed_archive_takes_no_negative_entry(append, worker):
    subjects.seal(worker, at=AT)

    with pytest.raises(ledger.SubjectSealed):
        append(worker)


def test_a_dispute_is_a_later_entry_and_the_first_stays_as_it_was(append, enterprise, file):
    first = append(enterprise, source_file=file)

    second = append(enterprise, source_file=file, version=2, disputed=True)

    first.refresh_from_db()
    assert not first.disputed
    assert second.supersedes == first
    assert list(Entry.objects.current()) == [second]


def test_an_outcome_takes_the_place_of_the_pending_complaint(append, enterprise, file):
    pending = append(enterprise, "COMPLAINT_PENDING", source_file=file, event="accept")

    outcome = append(enterprise, source_file=file, supersedes=pending)

    assert list(Entry.objects.current()) == [outcome]
    assert verify(heads.MAIN).holds


@pytest.mark.parametrize("version", [2, 3])
def test_a_later_version_needs_the_one_before(append, enterprise, version):
    with pytest.raises(ledger.NothingToSupersede):
        append(enterprise, version=version)


def test_an_entry_cannot_take_the_place_of_another_subjects(append, enterprise, worker):
    foreign = append(worker)

    with pytest.raises(ledger.NothingToSupersede):
        append(enterprise, supersedes=foreign)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended(enterprise, file):
    services.seed()

    with pytest.raises(RuntimeError, match="transaction"):
        ledger.append(
            enterprise,
            "COMPLAINT_UPHELD",
            source_file=file,
            event="outcome",
            at=AT,
            determined_on=DAY,
            payload={},
        )


def test_without_a_head_row_the_house_says_that_it_is_not_seeded(db, enterprise, file):
    with pytest.raises(heads.LogMissing), transaction.atomic():
        ledger.append(
            enterprise,
            "COMPLAINT_UPHELD",
            source_file=file,
            event="outcome",
            at=AT,
            determined_on=DAY,
            payload={},
            log="nowhere",
        )


def test_what_is_read_back_differently_is_not_committed(append, enterprise, monkeypatch):
    """A store that keeps another leaf than it was given: simulated by a writer that miscounts."""
    honest = leaf.build
    calls = iter([True, False])
    monkeypatch.setattr(
        leaf, "build", lambda entry: honest(entry) + (b" " if next(calls, False) else b"")
    )

    with pytest.raises(ledger.ArchiveBroken, match="LEAF_FIELDS"):
        append(enterprise)

    assert Entry.objects.count() == 0


def test_seeding_twice_leaves_the_log_as_it_is(append, enterprise):
    append(enterprise)

    head = services.seed()

    assert head.size == 1


def test_a_rehearsal_has_a_log_of_its_own(append, enterprise):
    append(enterprise)
    services.seed("rehearsal")

    assert append(enterprise, log="rehearsal").idx == 0
    assert verify("rehearsal").rows == 1
    assert verify(heads.MAIN).rows == 1


@pytest.mark.parametrize("statement", ["UPDATE archives_entry SET kind = kind",
                                       "DELETE FROM archives_entry",
                                       "TRUNCATE archives_entry CASCADE",
                                       "UPDATE archives_entrypayload SET body = 'x'",
                                       "TRUNCATE archives_entrypayload CASCADE",
                                       "UPDATE archives_writeback SET event = 'x'",
                                       "DELETE FROM archives_writeback",
                                       "DELETE FROM archives_loghead",
                                       "TRUNCATE archives_loghead CASCADE",
                                       "UPDATE archives_loghead SET size = 0, seal = ''",
                                       "UPDATE archives_loghead SET root = root"])  # fmt: skip
def test_the_database_refuses_to_change_what_is_written(append, enterprise, statement):
    append(enterprise)

    with pytest.raises(IntegrityError, match=r"append-only|only grows"), transaction.atomic():
        tampering.with_triggers(statement)


#: What the constraints refuse even to a writer who goes round the service.
BAD_ROWS: dict[str, dict[str, Any]] = {
    "entry_effective_range": {"effective_until": DAY},
    "entry_display_range": {"kind": "SANCTION", "display_from": DAY, "display_until": None},
    "entry_worker_never_displayed": {
        "subject_kind": "WORKER",
        "identified_by": "ID_NUMBER",
        "kind": "SANCTION",
        "display_from": DAY,
        "display_until": DAY,
    },
    "entry_display_of_displayable_kind": {"display_from": DAY, "display_until": DAY},
    "entry_internal_is_neutral": {"kind": "COMPLAINT_NOT_UPHELD"},
    "entry_pending_kind_is_pending": {
        "kind": "COMPLAINT_PENDING",
        "entry_class": "NEUTRAL",
        "scoring": False,
        "scored_until": None,
    },
    "entry_scoring_weighs": {"entry_class": "NEUTRAL"},
    "entry_scored_range": {"scored_until": date(2020, 1, 1)},
    "entry_retained_long_enough": {"retained_until": DAY},
    "entry_negative_worker_has_order": {
        "subject_kind": "WORKER",
        "identified_by": "ID_NUMBER",
        "order_linked": False,
    },
    "entry_identified_as_its_kind": {"identified_by": "CERTIFICATE"},
    "entry_first_of_subject_has_no_previous": {"prev_subject_leaf": "0" * 64},
    "entry_later_version_supersedes": {"version": 2},
    "entry_event_before_determination": {"event_on": DAY + timedelta(days=1)},
    "entry_kind_known": {"kind": "GOSSIP"},
    "entry_class_known": {"entry_class": "BAD"},
    "entry_status_known": {"status": "GONE"},
    "entry_index_not_negative": {"idx": -1},
    "entry_hashes_are_sha256": {"commit": "0" * 63 + "G"},
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses_an_incoherent_row(append, enterprise, new_file, name):
    good = append(enterprise)
    other = subjects.identify_enterprise(OTHER_USCC, "乙家政", AT)
    row = {
        field.attname: getattr(good, field.attname)
        for field in Entry._meta.concrete_fields
        if field.attname != "id"
    }
    row |= {"idx": 1, "subject_id": other.pk, "leaf_hash": "0" * 64, "source_file": new_file()}
    row.pop("source_file_id")
    with transaction.atomic():  # the row as it stands is fine, only the change is not
        Entry(**row).save(force_insert=True)
        transaction.set_rollback(True)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Entry(**{**row, **BAD_ROWS[name]}).save(force_insert=True)


def test_every_check_of_an_entry_is_tried_above():
    checks = {c.name for c in Entry._meta.constraints if hasattr(c, "condition") and c.condition}
    checks -= {"entry_index_once", "entry_subject_seq_once", "entry_key_once"}
    assert checks == set(BAD_ROWS)


def test_a_displayed_sanction_is_public_until_its_last_day(append, enterprise):
    entry = append(enterprise, "SANCTION", class_="SERIOUS", display_from=DAY)

    assert entry.display_until == date(2029, 3, 2)
    assert Entry.objects.displayed(entry.display_until).get() == entry
    assert not Entry.objects.displayed(entry.display_until + timedelta(days=1)).exists()


def test_a_withdrawn_entry_is_no_longer_displayed(append, enterprise, file):
    append(enterprise, "SANCTION", class_="SERIOUS", display_from=DAY, source_file=file)

    append(
        enterprise, "SANCTION", class_="SERIOUS", source_file=file, version=2, status="WITHDRAWN"
    )

    assert not Entry.objects.displayed(DAY).exists()


def test_the_head_forgets_nothing_when_a_transaction_fails(append, enterprise):
    append(enterprise)
    with transaction.atomic():
        append(enterprise)
        transaction.set_rollback(True)

    assert append(enterprise).idx == 1
    assert verify(heads.MAIN).rows == 2


def test_usccs_of_two_spellings_are_one_subject(db):
    first = subjects.identify_enterprise(USCC, "甲家政有限公司", AT)
    second = subjects.identify_enterprise(f" {USCC[:8]} {USCC[8:].lower()} ", "甲家政", AT)

    assert first == second
    assert [row.name for row in first.names.all()] == ["甲家政有限公司", "甲家政"]
