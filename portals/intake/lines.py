"""The lines of a file of any size, with little memory: one at a time, cut when too long."""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

BOM = b"\xef\xbb\xbf"
_CHUNK = 64 * 1024
_BLANKS = b" \t\r\n"


def numbered(stream: BinaryIO, *, limit: int) -> Iterator[tuple[int, bytes]]:
    """Yield number (from 1) and bytes of each line that is not blank.

    Of a line with more than `limit` bytes only the first `limit` + 1 are yielded, which shows that
    it was too long; the rest is skipped without being kept. A byte order mark before line 1 is
    taken off.
    """
    most = limit + 1 + len(BOM)
    for number in count(1):
        line = stream.readline(most)
        if not line:
            return
        if len(line) == most and not line.endswith(b"\n"):
            _skip_rest(stream)
        if number == 1:
            line = line.removeprefix(BOM)
        if line.strip(_BLANKS):
            yield number, line.rstrip(b"\r\n")[: limit + 1]


def _skip_rest(stream: BinaryIO) -> None:
    while chunk := stream.readline(_CHUNK):
        if chunk.endswith(b"\n"):
            return
