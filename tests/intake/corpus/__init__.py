"""Bad lines among good ones.

`changes.jsonl` holds faults of one field: each row says why, which field and code the refusal must
name, and what is changed in a good record (null takes the field away where it is required). `BYTES`
holds the faults that no JSON writer makes, and the huge ones, as readable as bytes can be.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent
MEGABYTE = 10**6


@dataclass(frozen=True)
class Bad:
    """One bad line, and what its refusal must name."""

    why: str
    field: str | None
    code: str
    line: bytes

    def __str__(self) -> str:
        return self.why


def good(ticket_no: str, **changes: Any) -> dict[str, Any]:
    """Return a record that is taken."""
    return {
        "source": "12345",
        "ticket_no": ticket_no,
        "request_type": "COMPLAINT",
        "channel": "T12345",
        "received_at": "2026-09-01T10:00:00+08:00",
        "narrative": "保洁员上门时态度恶劣，约定三小时，做了一小时就走。",
        "requester_role": "USER",
        "requester_name": "王女士",
        "requester_phone": "13800000000",
        "respondent_type": "ENTERPRISE",
        "respondent_name": "某家政服务有限公司",
        "district_code": "330203",
    } | changes


def line(record: Any) -> bytes:
    """Return a record as one line, without its end."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a character has no UTF-8; JSON can only escape it
        return json.dumps(record).encode()


_WHOLE: Final = line(good("B-BYTES"))
_OPEN: Final = _WHOLE[:-1]  # without the closing brace

#: why, field, code, bytes
BYTES: Final[list[tuple[str, str | None, str, bytes]]] = [
    ("words, not JSON", None, "MALFORMED", "今天没有投诉".encode()),
    ("an opening brace alone", None, "MALFORMED", b"{"),
    ("broken off in the middle of a field", "district_code", "MALFORMED", _WHOLE[:-4]),
    ("two objects on one line", None, "MALFORMED", _WHOLE + _WHOLE),
    ("single quotation marks", None, "MALFORMED", _WHOLE.replace(b'"', b"'")),
    ("a comma too many", None, "MALFORMED", _OPEN + b",}"),
    ("a raw line feed character inside", "title", "MALFORMED", _OPEN + b', "title": "a\x0bb"}'),
    ("a list", None, "NOT_OBJECT", b"[" + _WHOLE + b"]"),
    ("text alone", None, "NOT_OBJECT", b'"' + "投诉".encode() + b'"'),
    ("null alone", None, "NOT_OBJECT", b"null"),
    ("an envelope without a record", "intake", "WRONG_TYPE", b'{"id": "B-1", "intake": null}'),
    ("a field twice", "city", "DUPLICATE_KEY", _OPEN + b', "city": "a", "city": "b"}'),
    ("NaN", "amount_involved", "NOT_A_NUMBER", _OPEN + b', "amount_involved": NaN}'),
    ("Infinity", "amount_involved", "NOT_A_NUMBER", _OPEN + b', "amount_involved": -Infinity}'),
    ("exponents", "amount_involved", "AMOUNT", _OPEN + b', "amount_involved": 1e400}'),
    ("a number without end", "amount_involved", "NUMBER",
     _OPEN + b', "amount_involved": ' + b"9" * 5_000 + b"}"),
    ("an exponent without end", "amount_involved", "NUMBER",
     _OPEN + b', "amount_involved": 1e' + b"9" * 30 + b"}"),
    ("nested a hundred thousand deep", None, "NESTED", b"[" * 100_000),
    ("nested deep in a field", "request", "NESTED", _OPEN + b', "request": ' + b'{"a":' * 50_000),
    ("GBK instead of UTF-8", "title", "NOT_UTF8",
     _OPEN + b', "title": "' + "保洁".encode("gbk") + b'"}'),
    ("Latin-1 in the narrative", "narrative", "NOT_UTF8", b'{"narrative": "caf\xe9"}'),
    ("UTF-16", None, "NOT_UTF8", json.dumps({"a": 1}).encode("utf-16-le") + b"\xff\xfe"),
    ("a surrogate encoded as UTF-8", "title", "NOT_UTF8", _OPEN + b', "title": "\xed\xa0\xbd"}'),
    ("a byte order mark in the middle of the file", None, "MALFORMED", b"\xef\xbb\xbf" + _WHOLE),
    ("a narrative one character too long", "narrative", "TOO_LONG",
     line(good("B-LONG", narrative="长" * 20_001))),
    ("a narrative of 10 MB", "narrative", "LINE_TOO_LONG",
     line(good("B-HUGE", narrative="x" * (10 * MEGABYTE)))),
    ("10 MB without a single quotation mark", None, "LINE_TOO_LONG", b"x" * (10 * MEGABYTE)),
    ("10 MB of a field nobody knows", "padding", "LINE_TOO_LONG",
     _OPEN + b', "padding": "' + b"x" * (10 * MEGABYTE) + b'"}'),
]  # fmt: skip


def bad_lines() -> list[Bad]:
    """Return all bad lines."""
    found = [Bad(*row) for row in BYTES]
    for number, text in enumerate((HERE / "changes.jsonl").read_text().splitlines(), start=1):
        row = json.loads(text)
        record = good(f"B-{number}") | row["change"]
        found.append(Bad(row["why"], row["field"], row["code"], line(record).replace(b"\n", b"")))
    return found


def mixed() -> Iterator[tuple[bytes, Bad | None]]:
    """Yield each bad line between two good ones, with what it is."""
    for number, bad in enumerate(bad_lines()):
        yield line(good(f"G-{number}")), None
        yield bad.line, bad
    yield line(good("G-last")), None
