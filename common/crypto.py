"""Secrets of the house: field encryption, keyed hashes, codes and tokens.

Encryption is Fernet of the `cryptography` package; keys come from the settings and may be rotated
by putting a new one in front. Keyed hashes let two equal identities be found without storing
either (brief §6.8: "store encrypted + keyed hash for matching").
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

if TYPE_CHECKING:
    TextField = models.TextField[str | None, str | None]
else:
    TextField = models.TextField  # Django's fields take no parameters when the code runs

#: Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
QUERY_CODE_LENGTH = 8  # architecture A4: 40 bits, behind a rate limit
_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—·.]+")
_TOKEN_BYTES = 16
#: Groups of four of a code that opens something by itself: 140 bits, typed from paper if need be.
_LONG_GROUPS = 7


class Unreadable(Exception):
    """A stored secret opens with none of the present keys: wrong key, or the value was altered."""


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _box() -> MultiFernet:
    return _fernet(tuple(settings.CASEWORK_FIELD_KEYS))


def seal(text: str, *, day: date | None = None) -> str:
    """Encrypt `text` with the newest field key; the result is ASCII.

    A token shows in the clear the second it was made; given `day`, it shows that day's midnight.
    """
    if day is None:
        return _box().encrypt(text.encode()).decode("ascii")
    midnight = int(datetime.combine(day, time.min, tzinfo=UTC).timestamp())
    return _box().encrypt_at_time(text.encode(), midnight).decode("ascii")


def open_sealed(sealed: str) -> str:
    """Decrypt what `seal` returned, with any key still listed; raise `Unreadable` otherwise.

    The token must be the very text `seal` wrote: base64 readers skip stray characters and spare
    bits, and a stored value that was touched must not pass for untouched.
    """
    try:
        if base64.urlsafe_b64encode(base64.urlsafe_b64decode(sealed)).decode("ascii") != sealed:
            raise InvalidToken
        return _box().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        # `from None`: neither the value nor the token may travel in a traceback.
        raise Unreadable("a sealed value opens with none of the field keys") from None


def keyed_hash(text: str, purpose: str) -> str:
    """Return HMAC-SHA-256 of `text` in hex, under a key of its own for each `purpose`.

    The same text hashes differently for two purposes, so that two columns cannot be joined.
    """
    root = settings.CASEWORK_HASH_KEY.encode()
    key = hmac.digest(root, b"casework:" + purpose.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """Return 128 random bits as 22 URL-safe characters (the QR of a paper)."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def query_code() -> str:
    """Return 8 random Crockford characters: the code a complainant tracks with (A4)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(QUERY_CODE_LENGTH))


def long_code() -> str:
    """Return 28 random Crockford characters (140 bits): a code that opens a page by itself."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(4 * _LONG_GROUPS))


def grouped(code: str) -> str:
    """Return a code as people read it aloud, in fours: 7K3M-9TQ2."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def normalise_long_code(typed: str) -> str:
    """Return the long code a person meant (as `normalise_query_code`), "" if none can be meant."""
    code = _meant(typed)
    fits = len(code) == 4 * _LONG_GROUPS and all(character in CROCKFORD for character in code)
    return code if fits else ""


def _meant(typed: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MISREAD)


def normalise_query_code(typed: str) -> str:
    """Return the code a person meant: any case, full width, spaces, hyphens, O for 0, I or L for 1.

    Raises `InvalidInput` if no query code can be meant.
    """
    code = _meant(typed)
    if len(code) != QUERY_CODE_LENGTH or any(character not in CROCKFORD for character in code):
        raise InvalidInput(
            _("This is not a query code."),
            code="QUERY_CODE",
            field="query_code",
            next_step=_("Enter the 8 letters and digits of your receipt, for example 7K3M-9TQ2."),
        )
    return code


class EncryptedTextField(TextField):
    """Text that is encrypted in the database and plain in Python.

    It cannot be searched: any look-up but `isnull` raises `FieldError`. To find equal values store
    a `keyed_hash` beside it. Empty text stays empty, so that "not given" can be constrained.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt a plain value; empty and missing values stay as they are."""
        value = super().get_prep_value(value)
        return seal(value) if value else value

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str | None:
        """Decrypt what the database holds."""
        return open_sealed(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to compare ciphertexts: every encryption of the same text differs."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and has no look-up {lookup_name!r}")
        return super().get_lookup(lookup_name)
