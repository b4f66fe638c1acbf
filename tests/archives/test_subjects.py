"""Who is meant: numbers decide, names never do (brief §3.8)."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from archives.kinds import Basis
from archives.models import Subject
from archives.services import subjects
from common.crypto import keyed_hash
from common.errors import InvalidInput
from tests.archives.conftest import AT, DAY, ID_NUMBER, OTHER_ID, USCC


def test_a_worker_is_found_again_by_id_number(worker):
    again = subjects.identify_worker(ID_NUMBER.lower(), "刘小兰", at=AT)

    assert again == worker
    assert Subject.objects.count() == 1


def test_the_id_number_is_stored_encrypted_and_found_by_its_keyed_hash(worker):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM archives_subject s")
        (stored,) = cursor.fetchone()

    assert ID_NUMBER not in stored
    assert Subject.objects.get().id_number == ID_NUMBER
    assert worker.id_hash == keyed_hash(ID_NUMBER, subjects.ID_HASH_PURPOSE)


def test_an_encrypted_column_cannot_be_searched(worker):
    with pytest.raises(FieldError):
        Subject.objects.filter(id_number=ID_NUMBER).exists()


def test_the_pseudonym_says_nothing_about_the_number(db):
    first = subjects.identify_worker(ID_NUMBER, "刘小兰", at=AT)
    name = first.pseudonym
    first.names.all().delete()
    first.delete()

    assert subjects.identify_worker(ID_NUMBER, "刘小兰", at=AT).pseudonym != name


@pytest.mark.parametrize("number", ["110105194912310021", "1101051949123100", "X" * 18])
def test_a_bad_id_number_makes_no_subject(db, number):
    with pytest.raises(InvalidInput):
        subjects.identify_worker(number, "刘小兰", at=AT)
    assert not Subject.objects.exists()


def test_a_number_with_another_name_is_not_attached(worker):
    with pytest.raises(subjects.NameDiffers):
        subjects.identify_worker(ID_NUMBER, "刘大兰", at=AT)


def test_a_second_certificate_number_is_not_attached(worker):
    with pytest.raises(subjects.CertificateDiffers):
        subjects.identify_worker(ID_NUMBER, "刘小兰", "HZ-0002", at=AT)


def test_another_workers_certificate_is_not_attached(worker):
    with pytest.raises(subjects.CertificateDiffers):
        subjects.identify_worker(OTHER_ID, "王五", "HZ-0001", at=AT)
    assert Subject.objects.count() == 1


def test_a_certificate_is_added_to_a_worker_known_by_number(db):
    subjects.identify_worker(ID_NUMBER, "刘小兰", at=AT)

    assert (
        subjects.identify_worker(ID_NUMBER, "刘小兰", "hz-0001", at=AT).certificate_no == "HZ-0001"
    )


@pytest.mark.parametrize(
    ("given", "basis"),
    [
        ({"kind": "ENTERPRISE", "uscc": USCC}, Basis.USCC),
        ({"kind": "WORKER", "id_number": ID_NUMBER}, Basis.ID_NUMBER),
        ({"kind": "WORKER", "certificate_no": "HZ-0001"}, Basis.CERTIFICATE),
    ],
)
def test_a_number_identifies(worker, given, basis):
    found = subjects.match(name="刘小兰", order_no="DD-1", at=AT, **given)

    assert found.subject is not None
    assert (found.basis, found.order_linked, str(found.missing)) == (basis, True, "")


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "ENTERPRISE"},
        {"kind": "ENTERPRISE", "uscc": "91640100MA774ECW4L"},
        {"kind": "WORKER"},
        {"kind": "WORKER", "id_number": "110105194912310021"},
        {"kind": "WORKER", "certificate_no": "HZ-9999"},
        {"kind": "WORKER", "certificate_no": "?"},
        {"kind": "USER", "id_number": ID_NUMBER},
        {"kind": "UNKNOWN"},
    ],
)
def test_a_name_alone_or_a_bad_number_identifies_nobody_and_says_what_is_missing(worker, given):
    found = subjects.match(name="刘小兰", order_no="DD-1", at=AT, **given)

    assert found.subject is None
    assert str(found.missing)


def test_a_certificate_of_another_name_identifies_nobody(worker):
    found = subjects.match(kind="WORKER", name="王五", certificate_no="HZ-0001", at=AT)

    assert found.subject is None


def test_a_deregistered_enterprise_stays_in_the_archive(append, enterprise):
    append(enterprise)

    subjects.deregister(enterprise, on=DAY)

    enterprise.refresh_from_db()
    assert enterprise.deregistered_on == DAY
    assert enterprise.entries.count() == 1
