"""The vault takes an identity in and gives nothing out."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from common import crypto
from common.models import Event, File
from outbox.models import Message
from rewards.models import SealedIdentity
from rewards.services import vault
from tests import cast

#: 23:30 of 2 March in Shanghai is still 2 March there.
AT = datetime(2026, 3, 2, 15, 30, 7, tzinfo=UTC)
WHO = {"name": "欧阳明月", "phone": "13900001111"}


@pytest.fixture
def file(db: Any) -> Callable[[str], File]:
    """Return a function that opens a file."""

    def make(number: str = "TS-2026-900001") -> File:
        return File.objects.create(number=number, kind="COMPLAINT", unit=cast.unit(), opened_at=AT)

    return make


def test_what_is_sealed_can_be_read_with_the_key_and_not_without(
    file: Callable[..., File],
) -> None:
    row = vault.seal(file(), WHO, AT)

    assert json.loads(crypto.open_sealed(row.payload)) == WHO
    assert "欧阳" not in row.payload
    assert "13900001111" not in row.payload


def test_row_and_token_know_the_day_and_not_the_moment(file: Callable[..., File]) -> None:
    row = vault.seal(file(), WHO, AT)

    in_token = int.from_bytes(base64.urlsafe_b64decode(row.payload)[1:9], "big")
    assert row.sealed_on == date(2026, 3, 2)
    assert datetime.fromtimestamp(in_token, UTC) == datetime(2026, 3, 2, tzinfo=UTC)
    moments = [f.name for f in SealedIdentity._meta.fields if isinstance(f, models.DateTimeField)]
    assert moments == []


def test_the_same_identity_is_sealed_once_and_a_corrected_one_beside_it(
    file: Callable[..., File],
) -> None:
    opened = file()

    first, again = vault.seal(opened, WHO, AT), vault.seal(opened, dict(reversed(WHO.items())), AT)
    vault.seal(opened, WHO | {"phone": "13900002222"}, AT)

    assert first.pk == again.pk
    assert SealedIdentity.objects.filter(file=opened).count() == 2


def test_one_person_on_two_files_cannot_be_joined(file: Callable[..., File]) -> None:
    one = vault.seal(file("TS-2026-900001"), WHO, AT)
    other = vault.seal(file("TS-2026-900002"), WHO, AT)

    assert one.mark != other.mark
    assert one.payload != other.payload


def test_a_long_name_is_not_a_longer_token(file: Callable[..., File]) -> None:
    opened = file()

    short, long = vault.seal(opened, {"name": "李"}, AT), vault.seal(opened, WHO, AT)

    assert len(short.payload) == len(long.payload)


def test_nothing_to_seal_is_refused(file: Callable[..., File]) -> None:
    with pytest.raises(vault.NothingToSeal):
        vault.seal(file(), {"name": "", "phone": ""}, AT)


def test_sealing_leaves_no_event_and_no_message(file: Callable[..., File]) -> None:
    vault.seal(file(), WHO, AT)

    assert Event.objects.count() == 0
    assert Message.objects.count() == 0


def test_a_sealed_identity_is_tied_to_its_file_and_to_nobody() -> None:
    related = [f.related_model for f in SealedIdentity._meta.fields if f.is_relation]

    assert related == [File]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rewards_sealedidentity SET payload = 'x'",
        "DELETE FROM rewards_sealedidentity",
        "TRUNCATE rewards_sealedidentity",
    ],
)
def test_the_database_refuses_every_change(file: Callable[..., File], change: str) -> None:
    vault.seal(file(), WHO, AT)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE does not pass what is pending
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(change)

    assert SealedIdentity.objects.count() == 1
