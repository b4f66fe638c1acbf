"""docs/glossary.md: each identifier stands in the file beside it, and no word is missing."""

import re
from pathlib import Path

from django.conf import settings

from accounts.roles import ROLES
from casework import states
from documents.kinds import REGISTER

BASE: Path = settings.BASE_DIR
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (`[^|]+`) \| `([^|`]+)` \|", re.MULTILINE)
PAGE = (BASE / "docs" / "glossary.md").read_text(encoding="utf-8")


def entries() -> list[tuple[str, str]]:
    """Return (identifier, file) of every row; a row may name several identifiers."""
    return [
        (identifier, where)
        for _zh, _en, identifiers, where in ROW.findall(PAGE)
        for identifier in re.findall(r"`([^`]+)`", identifiers)
    ]


def test_every_row_can_be_read() -> None:
    lines = [line for line in PAGE.splitlines() if re.match(r"\| [^-]", line)]
    headings = [line for line in lines if line.startswith("| 中文 |")]

    assert headings
    assert len(ROW.findall(PAGE)) == len(lines) - len(headings)


def test_every_identifier_stands_where_the_glossary_says() -> None:
    texts = {where: (BASE / where).read_text(encoding="utf-8") for _name, where in entries()}

    lost = [
        f"{name} in {where}"
        for name, where in entries()
        if not re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", texts[where])
    ]
    assert lost == []


def test_no_word_of_the_machines_is_missing() -> None:
    known = {name for name, _where in entries()}
    used = {
        *states.Complaint.values,
        *states.Mediation.values,
        *states.Severity.values,
        *states.Route.values,
        *states.Outcome.values,
        *states.WaitGround.values,
        *ROLES,
        *REGISTER,
    }

    assert sorted(used - known) == []


def test_one_identifier_has_one_row() -> None:
    names = entries()

    assert sorted({entry for entry in names if names.count(entry) > 1}) == []
