"""Tables that put our terms into theirs and theirs into ours; pure.

A `Vocabulary` is a table: our name of a fact → their name and the form its value has there. The
same table is read in both directions. What comes in is checked on the way, and a fault names the
field in their words, since it is their engineers who will read it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar

from casework.channels import Unreadable
from common import text as characters
from common.zone import SHANGHAI

LONGEST_WORDS: Final = 5_000
LARGEST_SUM: Final = Decimal(10) ** 12  # yuan; what the column holds
_YUAN: Final = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)

Read = TypeVar("Read")


class Unspoken(ValueError):
    """We have something to say for which their wire has no word; names our field only."""


class Form(Protocol):
    """How a value looks here and there."""

    def out(self, value: Any, name: str) -> Any:
        """Return our value as they write it. Raises Unspoken."""

    def back(self, value: Any, name: str) -> Any:
        """Return their value as we write it, checked. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text, the same on both sides; nothing hidden in it, and no longer than `longest`."""

    longest: int = LONGEST_WORDS

    def out(self, value: Any, name: str) -> str:
        """Return the text."""
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise Unspoken(name)
        return str(value)

    def back(self, value: Any, name: str) -> str:
        """Return the text, without blanks around it."""
        if not isinstance(value, str) or len(value) > self.longest:
            raise Unreadable(name)
        if characters.find_hidden(value):
            raise Unreadable(name)
        return value.strip()


@dataclass(frozen=True, slots=True)
class Codes:
    """A closed list: our code → their word. `also`: further words of theirs for ours."""

    table: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)

    def out(self, value: Any, name: str) -> str:
        """Return their word."""
        if not isinstance(value, str) or value not in self.table:
            raise Unspoken(name)
        return self.table[value]

    def back(self, value: Any, name: str) -> str:
        """Return our code."""
        ours = {theirs: code for code, theirs in self.table.items()} | dict(self.also)
        if not isinstance(value, str) or value not in ours:
            raise Unreadable(name)
        return str(ours[value])


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no, in their words."""

    yes: str = "是"
    no: str = "否"

    def out(self, value: Any, name: str) -> str:
        """Return their word."""
        if not isinstance(value, bool):
            raise Unspoken(name)
        return self.yes if value else self.no

    def back(self, value: Any, name: str) -> bool:
        """Return true or false."""
        if value not in (self.yes, self.no):
            raise Unreadable(name)
        return bool(value == self.yes)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: with us in ISO form with its zone, with them as `form`, Beijing time if no zone.

    `form` empty is ISO on both sides; then theirs must say the zone.
    """

    form: str = ""

    def out(self, value: Any, name: str) -> str:
        """Return the moment as they write it."""
        moment = _iso(datetime.fromisoformat, value)
        if moment is None or moment.utcoffset() is None:
            raise Unspoken(name)
        local = moment.astimezone(SHANGHAI)
        return local.strftime(self.form) if self.form else local.isoformat(timespec="seconds")

    def back(self, value: Any, name: str) -> str:
        """Return the moment in ISO form."""
        if not isinstance(value, str):
            raise Unreadable(name)
        if self.form:
            moment = _strict(value, self.form, name)
        else:
            found = _iso(datetime.fromisoformat, value)
            if found is None or found.utcoffset() is None:
                raise Unreadable(name)
            moment = found
        if not 2000 <= moment.year < 2100:
            raise Unreadable(name)
        return moment.isoformat()


@dataclass(frozen=True, slots=True)
class Day:
    """A day: with us in ISO form, with them as `form`."""

    form: str = "%Y-%m-%d"

    def out(self, value: Any, name: str) -> str:
        """Return the day as they write it."""
        day = _iso(date.fromisoformat, value)
        if day is None:
            raise Unspoken(name)
        return day.strftime(self.form)

    def back(self, value: Any, name: str) -> str:
        """Return the day in ISO form."""
        day = _strict(value, self.form, name).date()
        if not 2000 <= day.year < 2100:
            raise Unreadable(name)
        return day.isoformat()


@dataclass(frozen=True, slots=True)
class Yuan:
    """A sum: with us plain text in yuan with two decimals; with them so too, or in fen."""

    fen: bool = False

    def out(self, value: Any, name: str) -> str | int:
        """Return the sum as they write it."""
        if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
            raise Unspoken(name)
        amount = _amount(str(value))
        if amount is None:
            raise Unspoken(name)
        return int(amount * 100) if self.fen else f"{amount:.2f}"

    def back(self, value: Any, name: str) -> str:
        """Return the sum in yuan."""
        amount: Decimal | None
        if self.fen:
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            amount = Decimal(value) / 100 if whole else None
        else:
            amount = _amount(value) if isinstance(value, str) else None
        if amount is None or amount >= LARGEST_SUM:
            raise Unreadable(name)
        return f"{amount:.2f}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values of one form."""

    form: Form
    most: int = 20

    def out(self, value: Any, name: str) -> list[Any]:
        """Return the list as they write it."""
        if not isinstance(value, list | tuple):
            raise Unspoken(name)
        return [self.form.out(one, name) for one in value]

    def back(self, value: Any, name: str) -> list[Any]:
        """Return the list as we write it."""
        if not isinstance(value, list) or len(value) > self.most:
            raise Unreadable(name)
        return [self.form.back(one, f"{name}[{place}]") for place, one in enumerate(value)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Our name of a fact → their name and its form. Nested, it is a form itself.

    `needed` are our names of what must come in. `rest` is their name for facts of ours that have
    no word: nothing that was to be said is dropped (decision 0322). Without it such a fact is a
    fault. A field of theirs that is not in the table is always one.
    """

    words: Mapping[str, tuple[str, Form]]
    needed: tuple[str, ...] = ()
    rest: str = ""

    def out(self, value: Any, name: str = "") -> dict[str, Any]:
        """Return our facts in their words; what is None or empty text is not said."""
        if not isinstance(value, Mapping):
            raise Unspoken(name)
        said: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for ours, given in value.items():
            if given is None or given == "":
                continue
            if ours in self.words:
                theirs, form = self.words[ours]
                said[theirs] = form.out(given, _below(name, ours))
            elif self.rest:
                others[ours] = given
            else:
                raise Unspoken(_below(name, ours))
        if others:
            said[self.rest] = others
        return said

    def back(self, value: Any, name: str = "") -> dict[str, Any]:
        """Return their facts in our words; what is null or empty text is not said."""
        if not isinstance(value, Mapping):
            raise Unreadable(name)
        by_theirs = {theirs: (ours, form) for ours, (theirs, form) in self.words.items()}
        found: dict[str, Any] = {}
        for theirs, given in value.items():
            path = _below(name, theirs)
            if theirs not in by_theirs:
                raise Unreadable(path)
            if given is None or given == "":
                continue
            ours, form = by_theirs[theirs]
            found[ours] = form.back(given, path)
        for ours in self.needed:
            if found.get(ours, "") == "":
                raise Unreadable(_below(name, self.words[ours][0]))
        return found


def _below(name: str, inner: str) -> str:
    # A name that came in may be anything; only a short, plain one is repeated.
    shown = inner if len(inner) <= 40 and inner.isprintable() else "?"
    return f"{name}.{shown}" if name else shown


def _iso(reader: Callable[[str], Read], value: Any) -> Read | None:
    try:
        return reader(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _strict(value: Any, form: str, name: str) -> datetime:
    """Read a Beijing moment of exactly this form; `strptime` alone would take fewer digits."""
    moment = _iso(lambda text: datetime.strptime(text, form).replace(tzinfo=SHANGHAI), value)
    if moment is None or moment.strftime(form) != value:
        raise Unreadable(name)
    return moment


def _amount(written: str) -> Decimal | None:
    return Decimal(written) if _YUAN.fullmatch(written) else None
