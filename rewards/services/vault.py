"""Seal an informant's identity (WR-02, brief C23). This release has no way to open one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common import canonical, crypto
from common.models import File
from common.zone import local_date
from rewards.models import SealedIdentity

#: Sealed texts are filled up to a multiple of this, so that their length tells no name.
_BLOCK = 512


class NothingToSeal(ValueError):
    """An empty identity: an anonymous report has none, and the caller knows that."""


def seal(file: File, identity: Mapping[str, Any], at: datetime) -> SealedIdentity:
    """Put `identity` into the vault of `file` and return its row; the same identity only once.

    Of the moment `at` only the day in Shanghai is kept, in the column and inside the token. No
    event and no message is written: that somebody was sealed is nobody's business either.

    Raises:
        NothingToSeal: `identity` holds no value.
        common.canonical.NotCanonical: a value that is not text, an integer, a list or a mapping.
    """
    given = {name: value for name, value in identity.items() if value}
    if not given:
        raise NothingToSeal
    text = canonical.dumps(given).decode()
    sealed_on = local_date(at)
    padded = text + " " * (-len(text.encode()) % _BLOCK)
    row, _created = SealedIdentity.objects.get_or_create(
        file=file,
        mark=crypto.keyed_hash(f"{file.pk}:{text}", "vault"),
        defaults={"payload": crypto.seal(padded, day=sealed_on), "sealed_on": sealed_on},
    )
    return row
