"""Every way of tampering is found, and the first row that does not hold is named."""

import json
import random
import tracemalloc
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from archives import verify as verification
from archives.integrity import Fault
from archives.models import Entry, EntryPayload, LogHead, Subject
from archives.services import MAIN, subjects
from archives.verify import verify
from tests.archives import tampering
from tests.archives.conftest import AT, OTHER_ID, OTHER_USCC

ROWS = 12
AT_FAULT = 5


@pytest.fixture
def archive(append, enterprise, worker, new_file):
    """Twelve entries about four subjects, one line of versions among them."""
    other = subjects.identify_enterprise(OTHER_USCC, "乙家政", AT)
    another = subjects.identify_worker(OTHER_ID, "王五", at=AT)
    file = new_file()
    append(enterprise, "COMPLAINT_PENDING", source_file=file, event="accept")
    append(enterprise, source_file=file)
    append(enterprise, source_file=file, version=2, disputed=True)
    for number in range(3, ROWS):
        append([enterprise, worker, other, another][number % 4], payload={"number": number})
    assert verify(MAIN).holds
    return list(Entry.objects.order_by("idx"))


def finding():
    found = verify(MAIN).finding
    assert found is not None
    return found.idx, found.fault


def test_an_untouched_archive_holds_and_its_root_is_that_of_the_head(archive):
    report = verify(MAIN)

    assert report.rows == ROWS
    assert report.root == LogHead.objects.get().root


#: Column → the new value, from the row as it is. Every column of the table stands here.
CHANGES: dict[str, Any] = {
    "id": lambda row: row.pk + 1_000_000,
    "log_id": lambda row: "elsewhere",
    "idx": lambda row: row.idx + 1_000,
    "subject_id": lambda row: Subject.objects.exclude(pk=row.subject_id).first().pk,
    "subject_kind": lambda row: "WORKER" if row.subject_kind == "ENTERPRISE" else "ENTERPRISE",
    "subject_seq": lambda row: row.subject_seq + 1,
    "prev_subject_leaf": lambda row: "0" * 64,
    "identified_by": lambda row: "CERTIFICATE",
    "order_linked": lambda row: not row.order_linked,
    "kind": lambda row: "COMPLAINT_PARTLY",
    "entry_class": lambda row: "GENERAL",
    "status": lambda row: "REPAIRED",
    "disputed": lambda row: not row.disputed,
    "source_file_id": lambda row: (
        Entry.objects.exclude(source_file=row.source_file).first().source_file_id
    ),
    "event": lambda row: row.event + "x",
    "version": lambda row: row.version + 1,
    "supersedes_id": lambda row: Entry.objects.exclude(pk=row.pk).order_by("-idx").first().pk,
    "event_on": lambda row: row.determined_on,
    "determined_on": lambda row: row.determined_on + timedelta(days=1),
    "effective_from": lambda row: row.determined_on,
    "effective_until": lambda row: row.determined_on,
    "display_from": lambda row: row.determined_on,
    "display_until": lambda row: row.determined_on,
    "scoring": lambda row: not row.scoring,
    "scored_until": lambda row: row.scored_until - timedelta(days=1),
    "retained_until": lambda row: row.retained_until - timedelta(days=1),
    "rule_version": lambda row: "plan@1999",
    "at": lambda row: row.at + timedelta(microseconds=1),
    "commit": lambda row: "0" * 64,
    "leaf": lambda row: bytes(row.leaf)[:-1] + b" ",
    "leaf_hash": lambda row: "0" * 64,
    "seal": lambda row: "0" * 64,
}


def test_the_table_of_changes_names_every_column():
    assert set(CHANGES) == {field.attname for field in Entry._meta.concrete_fields}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_found_and_the_row_named(archive, column):
    row = archive[AT_FAULT]
    tampering.without_constraints("archives_entry")

    tampering.set_columns(row, **{column: CHANGES[column](row)})

    assert finding()[0] == AT_FAULT


def flipped(value: Any, dice: random.Random) -> Any:
    """Return `value` with one bit changed, as far as its type has bits one can store."""
    if value is None:
        return date(2026, 1, 1)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(20))
    if isinstance(value, str):
        place = dice.randrange(len(value)) if value else 0
        letter = chr(ord(value[place]) ^ (1 << dice.randrange(4))) if value else "x"
        return value[:place] + letter + value[place + 1 :]
    if isinstance(value, bytes | memoryview):
        damaged = bytearray(value)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        return bytes(damaged)
    return value + timedelta(days=1 << dice.randrange(8))


def test_three_hundred_random_bit_flips_are_all_found_and_named(archive):
    dice = random.Random(20260302)
    columns = [f.attname for f in Entry._meta.concrete_fields if f.attname != "supersedes_id"]
    tampering.without_constraints("archives_entry")
    tampering.without_constraints("archives_entrypayload")
    missed, tried = [], 0
    while tried < 300:
        row = dice.choice(archive)
        column = dice.choice([*columns, "body", "salt"])
        try:
            with transaction.atomic():
                if column in {"body", "salt"}:
                    new = flipped(getattr(row.payload, column), dice)
                    tampering.sql(
                        f"UPDATE archives_entrypayload SET {column} = %s WHERE entry_id = %s",
                        new,
                        row.pk,
                    )
                else:
                    tampering.set_columns(row, **{column: flipped(getattr(row, column), dice)})
                found = verify(MAIN).finding
                if found is None or found.idx is None or found.idx > row.idx:
                    missed.append((row.idx, column, found))
                transaction.set_rollback(True)
        except DatabaseError:  # the type itself refuses the value
            continue
        tried += 1

    assert missed == []


def test_a_deleted_row_is_named(archive):
    tampering.delete(archive[AT_FAULT])

    assert finding() == (AT_FAULT, Fault.INDEX)


def test_the_last_row_deleted_is_named(archive):
    tampering.delete(archive[-1])

    assert finding() == (ROWS - 1, Fault.INDEX)


def test_a_tail_cut_off_with_the_head_put_back_is_found(archive):
    for row in archive[-3:]:
        tampering.delete(row)
    tampering.recompute_head()

    assert finding() == (None, Fault.HEAD_MAC)


def test_two_rows_that_changed_places_are_found_at_the_first(archive):
    tampering.without_constraints("archives_entry")

    tampering.set_columns(archive[AT_FAULT], idx=AT_FAULT + 1)
    tampering.set_columns(archive[AT_FAULT + 1], idx=AT_FAULT)
    tampering.recompute_head()

    assert finding() == (AT_FAULT, Fault.SEAL)


def inserted(at_row, idx):
    """Copy a row with its payload to index `idx`; return the copy."""
    tampering.without_constraints("archives_entry")
    values = {
        field.attname: getattr(at_row, field.attname)
        for field in Entry._meta.concrete_fields
        if field.attname != "id"
    }
    values |= {"idx": idx}
    copy = Entry(**values)
    copy.save(force_insert=True)
    kept = at_row.payload
    EntryPayload(entry=copy, body=kept.body, salt=kept.salt).save(force_insert=True)
    return copy


def test_a_row_inserted_in_the_middle_is_named(archive):
    tampering.without_constraints("archives_entry")
    tampering.sql("UPDATE archives_entry SET idx = idx + 1 WHERE idx >= %s", AT_FAULT)

    inserted(archive[1], AT_FAULT)
    tampering.recompute_head()

    assert finding()[0] == AT_FAULT


def test_a_second_row_under_one_index_is_named(archive):
    inserted(archive[AT_FAULT], AT_FAULT)

    assert finding()[0] in {AT_FAULT, AT_FAULT + 1}
    assert finding()[1] == Fault.INDEX


def test_a_row_beyond_the_head_is_named(archive):
    inserted(archive[-1], ROWS)

    assert finding() == (ROWS, Fault.HEAD_SIZE)


def test_a_row_added_with_a_recomputed_head_is_named(archive):
    inserted(archive[-1], ROWS)
    tampering.recompute_head()

    assert finding()[0] == ROWS


@pytest.mark.parametrize("first", [0, AT_FAULT, ROWS - 1])
def test_a_tail_rewritten_with_all_hashes_is_named_where_it_begins(archive, first):
    row = archive[first]

    tampering.rewrite_tail(first, retained_until=row.retained_until - timedelta(days=1))

    assert finding() == (first, Fault.SEAL)


def test_a_payload_of_another_entry_is_found(archive):
    theirs = archive[AT_FAULT + 1].payload
    tampering.sql(
        "UPDATE archives_entrypayload SET body = %s, salt = %s WHERE entry_id = %s",
        theirs.body,
        theirs.salt,
        archive[AT_FAULT].pk,
    )

    assert finding() == (AT_FAULT, Fault.PAYLOAD_COMMIT)


def test_a_payload_that_is_gone_is_found(archive):
    tampering.sql("DELETE FROM archives_entrypayload WHERE entry_id = %s", archive[AT_FAULT].pk)

    assert finding() == (AT_FAULT, Fault.PAYLOAD_MISSING)


def test_an_unreadable_payload_is_found(archive):
    tampering.sql(
        "UPDATE archives_entrypayload SET body = 'x' WHERE entry_id = %s", archive[AT_FAULT].pk
    )

    assert finding() == (AT_FAULT, Fault.PAYLOAD_UNREADABLE)


def test_entries_passed_on_to_another_person_are_found(archive, worker):
    other = Subject.objects.filter(kind="WORKER").exclude(pk=worker.pk).get()
    mine, theirs = worker.id_hash, other.id_hash
    Subject.objects.filter(pk=worker.pk).update(id_hash="0" * 64)
    Subject.objects.filter(pk=other.pk).update(id_hash=mine)
    Subject.objects.filter(pk=worker.pk).update(id_hash=theirs)

    first = Entry.objects.filter(subject_kind="WORKER").order_by("idx").first()
    assert finding() == (first.idx, Fault.SUBJECT_IDENTITY)


def test_another_pseudonym_is_found_at_the_subjects_first_entry(archive, worker):
    Subject.objects.filter(pk=worker.pk).update(pseudonym="S-other")

    first = Entry.objects.filter(subject=worker).order_by("idx").first()
    assert finding() == (first.idx, Fault.LEAF_FIELDS)


def test_another_case_number_is_found(archive):
    row = archive[AT_FAULT]
    type(row.source_file).objects.filter(pk=row.source_file_id).update(number="TS-1999-000001")

    assert finding() == (AT_FAULT, Fault.LEAF_FIELDS)


def test_a_subject_that_is_gone_is_found(archive, worker):
    tampering.sql("DELETE FROM archives_subject WHERE id = %s", worker.pk)

    first = Entry.objects.filter(subject_id=worker.pk).order_by("idx").first()
    assert finding() == (first.idx, Fault.LEAF_FIELDS)


@pytest.mark.parametrize(
    "change",
    [
        "size = size + 1",
        "root = repeat('0', 64)",
        "peaks = '[]'",
        "seal = repeat('0', 64)",
        "mac = repeat('0', 64)",
    ],
)
def test_a_changed_head_is_named(archive, change):
    tampering.sql(f"UPDATE archives_loghead SET {change}")

    assert finding() == (None, Fault.HEAD_MAC)


def test_a_head_that_counts_less_does_not_hide_the_rows(archive):
    tampering.sql("UPDATE archives_loghead SET size = size - 1")

    assert not verify(MAIN).holds


def test_a_head_that_is_gone_is_named(db):
    assert verify(MAIN).finding.fault == Fault.HEAD_MISSING


def test_another_key_does_not_pass(archive, settings):
    settings.CASEWORK_HASH_KEY = "somebody else's"

    assert finding() == (0, Fault.SEAL)


def test_the_command_says_that_the_archive_holds(archive, capsys):
    call_command("verify_archive")

    assert LogHead.objects.get().root in capsys.readouterr().out


def test_the_command_ends_with_1_and_names_row_layer_and_entry(archive, capsys):
    tampering.set_columns(archive[AT_FAULT], disputed=True)

    with pytest.raises(SystemExit) as ended:
        call_command("verify_archive")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert str(AT_FAULT) in said
    assert "LEAF_FIELDS" in said
    assert archive[AT_FAULT].source_file.number in said


def test_the_command_answers_in_json(archive, capsys):
    tampering.set_columns(archive[AT_FAULT], disputed=True)

    with pytest.raises(SystemExit):
        call_command("verify_archive", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert answer["holds"] is False
    assert answer["rows"] == AT_FAULT
    assert answer["finding"]["idx"] == AT_FAULT
    assert answer["finding"]["fault"] == "LEAF_FIELDS"
    assert answer["entry_key"] == f"{archive[AT_FAULT].source_file.number}/outcome/1"


def test_memory_does_not_grow_with_the_archive(append, enterprise, monkeypatch):
    monkeypatch.setattr(verification, "CHUNK", 10)

    def peak() -> int:
        tracemalloc.start()
        assert verify(MAIN).holds
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    for _ in range(30):
        append(enterprise)
    verify(MAIN)  # fills the caches
    small = peak()
    for _ in range(90):
        append(enterprise)
    assert peak() < small * 1.5
