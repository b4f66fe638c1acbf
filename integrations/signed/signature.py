"""The Standard Webhooks scheme, both ways: HMAC-SHA256 over `id.timestamp.body`.

Each body has a secret of its own; while it is being changed it has two, the newest first. What we
send is signed with each of them, what comes in may be signed with any (decision 0320).
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from standardwebhooks import Webhook

from casework.channels import Forged

TOLERANCE: Final = timedelta(minutes=5)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = range(24, 65)  # what the scheme asks of a symmetric key
#: No brace, quote or space: so no part of a body can be taken for an id (`id.timestamp.body`).
_ID_FORM: Final = re.compile(r"[A-Za-z0-9_.:/#+%~@=\-]{1,255}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,11}", re.ASCII)
_MOST_SIGNATURES: Final = 10


class UnusableSecret(ValueError):
    """Not `whsec_` with the base64 of 24 to 64 bytes. The secret itself is never repeated."""


class UnusableKey(ValueError):
    """An idempotency key that cannot stand in a header: a fault of ours."""


def key_bytes(secret: str) -> bytes:
    """Return the key in `secret`.

    Raises:
        UnusableSecret: not `whsec_` with the base64 of 24 to 64 bytes.
    """
    if not secret.startswith(_PREFIX):
        raise UnusableSecret
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in _SECRET_BYTES:
        raise UnusableSecret
    return key


class Signer:
    """The secrets shared with one body."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Take the secrets, newest first.

        Raises:
            UnusableSecret: none, or one of another form.
        """
        if not secrets:
            raise UnusableSecret
        self._webhooks = [Webhook(key_bytes(secret)) for secret in secrets]

    def headers(self, message_id: str, body: bytes, *, at: datetime) -> dict[str, str]:
        """Return the three headers for `body`, sent at the moment `at`.

        Raises:
            UnusableKey: the id cannot stand in a header.
        """
        if not _ID_FORM.fullmatch(message_id):
            raise UnusableKey
        # The library takes the wall clock of what it is given for UTC.
        moment = at.astimezone(UTC)
        signed = [one.sign(message_id, moment, body.decode()) for one in self._webhooks]
        return {
            ID: message_id,
            TIMESTAMP: str(int(moment.timestamp())),
            SIGNATURE: " ".join(signed),
        }

    def verify(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """Return the id of a message that the other side signed within five minutes of `at`.

        The library's own `verify` reads the wall clock and parses on the way; here the moment is
        an argument and nothing is parsed before the signature holds.

        Raises:
            Forged: with the reason in one word, for the log and for their engineers.
        """
        given = {name.lower(): value for name, value in headers.items()}
        message_id, stamp = given.get(ID, ""), given.get(TIMESTAMP, "")
        offered = given.get(SIGNATURE, "").split()[:_MOST_SIGNATURES]
        if not (message_id and stamp and offered):
            raise Forged("HEADERS")
        if not _ID_FORM.fullmatch(message_id):
            raise Forged("ID")
        if not _SECONDS.fullmatch(stamp):
            raise Forged("TIMESTAMP")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        if abs(at - moment) > TOLERANCE:
            raise Forged("STALE")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Forged("NOT_UTF8") from None
        expected = [one.sign(message_id, moment, text).encode() for one in self._webhooks]
        if not any(
            hmac.compare_digest(ours, theirs.encode(errors="replace"))
            for ours in expected
            for theirs in offered
        ):
            raise Forged("SIGNATURE")
        return message_id
