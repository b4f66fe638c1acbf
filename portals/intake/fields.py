"""The kinds of fields of an intake record, each with its checks (architecture §6).

A check raises a `Fault` with words; pydantic adds the field's name.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Strict, ValidationInfo

from common import ids
from common import text as words
from common.errors import InvalidInput
from common.zone import local_date
from portals.intake.faults import Fault, fault

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
EARLIEST_DAY = date(1950, 1, 1)
#: A sender's clock may be wrong, and a day's worth of time zones lies between some of them.
AHEAD = timedelta(days=1)
LARGEST_SUM = Decimal(10) ** 12  # what the column holds

_PLAIN_SUM = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_.\-]+", re.ASCII)
_TICKET = re.compile(r"[A-Za-z0-9_.\-/#:〔〕\[\]()（）号第一-鿿]+")
#: Letters that show nothing: Hangul fillers, the Braille blank, the joiner of graphemes.
_BLANK_LETTERS = frozenset("ᅟᅠㅤﾠ⠀͏")


def _refuse_hidden(value: str) -> None:
    hidden = words.find_hidden(value)
    if not hidden:
        return
    first = hidden[0]
    reasons = {
        words.Hidden.NUL: _("Character %(place)d is NUL, which no text contains."),
        words.Hidden.CONTROL: _("Character %(place)d (%(name)s) is a control character."),
        words.Hidden.BIDI: _(
            "Character %(place)d (%(name)s) turns the direction of reading: the text would read"
            " other than it is stored."
        ),
        words.Hidden.SURROGATE: _("Character %(place)d (%(name)s) is half a character."),
    }
    raise fault(
        f"HIDDEN_{first.kind.value}",
        reasons[first.kind] % {"place": first.place, "name": first.name},
        _("Remove it at the source."),
    )


def _refuse_long(value: str, limit: int) -> None:
    if len(value) > limit:
        raise fault(
            "TOO_LONG",
            _("The text has %(count)d characters; at most %(limit)d are taken.")
            % {"count": len(value), "limit": limit},
            _("Shorten it, and hand in the rest as an attachment."),
        )


def _invisible(character: str) -> bool:
    return character in _BLANK_LETTERS or unicodedata.category(character) in ("Cf", "Zl", "Zp")


def _says_nothing(value: str) -> bool:
    return all(character.isspace() or _invisible(character) for character in value)


def _text(limit: int | None) -> Callable[[str], str]:
    def check(value: str) -> str:
        most = settings.CASEWORK_INTAKE_NARRATIVE_CHARS if limit is None else limit
        _refuse_long(value, most)
        _refuse_hidden(value)
        return "" if _says_nothing(value) else words.tidy(value)

    return check


def _one_line(limit: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        _refuse_long(value, limit)
        _refuse_hidden(value)
        tidy = "" if _says_nothing(value) else words.tidy(value)
        for place, character in enumerate(tidy, start=1):
            if character in "\n\t" or _invisible(character):
                raise fault(
                    "INVISIBLE",
                    _("Character %(place)d (%(name)s) cannot be seen.")
                    % {"place": place, "name": f"U+{ord(character):04X}"},
                    _("Write it in one line, without invisible characters."),
                )
        return tidy

    return check


def _present(value: str) -> str:
    if not value:
        raise fault("MISSING", _("The field is missing or empty."), _("Add it; it is required."))
    return value


def _matching(pattern: re.Pattern[str], limit: int, message: Promise) -> Callable[[str], str]:
    def check(value: str) -> str:
        _refuse_long(value, limit)
        _refuse_hidden(value)
        stripped = value.strip()
        if stripped and not pattern.fullmatch(stripped):
            raise fault("WRONG_FORM", message, _("Compare it with the sender's record."))
        return stripped

    return check


def _not_ours(value: str) -> str:
    # Under these names our own numbers stand beside the tickets; nobody else may use them.
    if value.lower() in ("own", "withdrawn"):
        raise fault(
            "RESERVED",
            _("This source is kept for what the association registers itself."),
            _("Name the system the ticket comes from, for example 12345."),
        )
    return value


def _number(check: Callable[..., str]) -> Callable[[str], str]:
    """Turn a check of `common.ids` into a validator; empty means not given."""

    def validate(value: str) -> str:
        _refuse_hidden(value)
        if not value.strip():
            return ""
        try:
            return check(value)
        except InvalidInput as refusal:
            refusal.field = None  # the record's own name of the field is added on the way out
            raise Fault(refusal) from None

    return validate


def _moment(value: Any) -> datetime:
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        value = _from_iso(value.strip())
    if not isinstance(value, datetime):
        raise fault(
            "MOMENT",
            _("This is not a real date and time."),
            _("Write it like 2026-03-14T18:33:00+08:00."),
        )
    if value.utcoffset() is None:
        raise fault(
            "NO_ZONE",
            _("The time does not say in which time zone it is meant."),
            _("Add the zone, for China +08:00."),
        )
    if not EARLIEST <= value < LATEST:
        raise fault(
            "IMPLAUSIBLE",
            _("The year %(year)d cannot be meant.") % {"year": value.year},
            _("Compare it with the ticket."),
        )
    return value.astimezone(UTC)


def _from_iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _present_moment(info: ValidationInfo) -> datetime:
    if info.context is None:
        raise TypeError("an intake record is read with the context {'at': …}")
    at: datetime = info.context["at"]
    return at


def _not_ahead(value: datetime, info: ValidationInfo) -> datetime:
    if value > _present_moment(info) + AHEAD:
        raise fault(
            "IN_FUTURE", _("The moment lies in the future."), _("Compare it with the ticket.")
        )
    return value


def _day(value: Any, info: ValidationInfo) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        moment = _from_iso(value.strip())
        value = moment.date() if moment else None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise fault("DATE", _("This is not a real date."), _("Write it like 2026-03-14."))
    if value < EARLIEST_DAY:
        raise fault(
            "IMPLAUSIBLE",
            _("The year %(year)d cannot be meant.") % {"year": value.year},
            _("Compare it with the ticket."),
        )
    if value > local_date(_present_moment(info) + AHEAD):
        raise fault("IN_FUTURE", _("The day lies in the future."), _("Compare it with the ticket."))
    return value


def _day_or_moment(value: Any, info: ValidationInfo) -> date | datetime:
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return _day(value, info)
    return _not_ahead(_moment(value), info)


def _sum(value: Any) -> Decimal:
    """Return yuan; numbers as JSON writes them, or plain decimal text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise _no_sum("WRONG_TYPE", _("The amount is not a number."))
    # repr() of a float is the shortest text that gives it back: 0.1 is one decimal.
    written = repr(value) if isinstance(value, float) else str(value).strip()
    if written.startswith("-"):
        raise _no_sum("NEGATIVE", _("An amount cannot be negative."))
    if not _PLAIN_SUM.fullmatch(written):
        raise _no_sum("AMOUNT", _("The amount is not a plain number with at most two decimals."))
    amount = Decimal(written)
    if amount >= LARGEST_SUM:
        raise _no_sum("AMOUNT", _("The amount is larger than any case can be."))
    return amount


def _no_sum(code: str, message: str) -> Fault:
    return fault(code, message, _("Write yuan like 2250 or 2250.50, without sign, comma or unit."))


_Str = Annotated[str, Strict()]

Narrative = Annotated[_Str, AfterValidator(_text(None)), AfterValidator(_present)]
Text = Annotated[_Str, AfterValidator(_text(5_000))]
Title = Annotated[_Str, AfterValidator(_one_line(200))]
Name = Annotated[_Str, AfterValidator(_one_line(100))]
Place = Annotated[_Str, AfterValidator(_one_line(200))]
Short = Annotated[_Str, AfterValidator(_one_line(32))]
Number = Annotated[_Str, AfterValidator(_one_line(64))]
Reference = Annotated[_Str, AfterValidator(_one_line(500))]

_SOURCE_FORM = gettext_lazy(
    "A source is written in letters, digits, points, hyphens and underscores."
)
_TICKET_FORM = gettext_lazy(
    "A ticket number holds letters, digits and - / # : . _ only, without spaces."
)
_CATEGORY_FORM = gettext_lazy(
    "A category is a code of letters, digits, points, hyphens and underscores."
)
Source = Annotated[
    _Str,
    AfterValidator(_matching(_CODE, 32, _SOURCE_FORM)),
    AfterValidator(_present),
    AfterValidator(_not_ours),
]
Ticket = Annotated[
    _Str, AfterValidator(_matching(_TICKET, 64, _TICKET_FORM)), AfterValidator(_present)
]
Category = Annotated[_Str, AfterValidator(_matching(_CODE, 32, _CATEGORY_FORM))]
EarlierTicket = Annotated[_Str, AfterValidator(_matching(_TICKET, 64, _TICKET_FORM))]

District = Annotated[_Str, AfterValidator(_number(ids.check_district))]
Phone = Annotated[_Str, AfterValidator(_number(ids.normalise_phone))]
Uscc = Annotated[_Str, AfterValidator(_number(ids.check_uscc))]
ResidentId = Annotated[_Str, AfterValidator(_number(ids.check_resident_id))]

Moment = Annotated[datetime, BeforeValidator(_moment)]
PastMoment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_not_ahead)]
Day = Annotated[date, BeforeValidator(_day)]
DayOrMoment = Annotated[date | datetime, BeforeValidator(_day_or_moment)]
Yuan = Annotated[Decimal, BeforeValidator(_sum)]
Flag = Annotated[bool, Strict()]
