"""What a message may carry: ids and codes, never words and never persons.

A message is copied into backups, shown on the dead-letter page and read by whoever runs the
system. Names, narratives, phone numbers and addresses therefore stay in their own sealed rows
and a handler fetches them by id (architecture §7, reliability §2.3).
"""

import re
from typing import Final

LONGEST_CODE: Final = 64
"""Characters; a SHA-256 in hexadecimal is the longest code there is."""
LONGEST_KEY: Final = 200

# Letters of Chinese, Japanese and Korean: a code never has them, a name or a sentence does.
_CJK: Final = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
# A mainland mobile number, with or without +86 and separators; bounded, so that a piece of a
# hash or UUID is not mistaken for one.
_PHONE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])"
)
_LANDLINE: Final = re.compile(r"(?<![0-9A-Za-z:-])0\d{2,3}-\d{7,8}(?![0-9A-Za-z])")
_RESIDENT_ID: Final = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])")


class UnfitPayload(ValueError):
    """The payload holds something other than an id or a code; the value itself is not repeated."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"payload field {name!r}: {why}")
        self.name = name
        self.why = why


def check(payload: dict[str, object]) -> None:
    """Refuse a payload that is not made of ids and codes.

    Raises:
        UnfitPayload: a text longer than 64 characters, with CJK characters, with an e-mail
            address, a phone or resident-ID number; or a value that is no scalar or list of them.
    """
    for name, value in payload.items():
        for item in value if isinstance(value, list) else [value]:
            _check_one(name, item)


def check_key(key: str) -> None:
    """Refuse a key that tells more than topic, id and moment.

    Raises:
        UnfitPayload: the key is longer than its column or holds words or personal data.
    """
    if len(key) > LONGEST_KEY:
        raise UnfitPayload("key", f"longer than {LONGEST_KEY} characters")
    for part in key.split(":"):
        _check_one("key", part)


def _check_one(name: str, value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if not isinstance(value, str | int):
        raise UnfitPayload(name, f"{type(value).__name__} is neither an id nor a code")
    text = str(value)
    if len(text) > LONGEST_CODE:
        raise UnfitPayload(name, f"longer than {LONGEST_CODE} characters")
    if _CJK.search(text):
        raise UnfitPayload(name, "contains CJK characters")
    if "@" in text:
        raise UnfitPayload(name, "looks like an e-mail address")
    if _PHONE.search(text) or _LANDLINE.search(text):
        raise UnfitPayload(name, "looks like a phone number")
    if _RESIDENT_ID.search(text):
        raise UnfitPayload(name, "looks like a resident ID number")
