"""What every paper is made of: typed, bounded, frozen fields; a missing one is refused by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from common import money


def _visible(value: object) -> object:
    """Drop what no paper shows (zero-width and bidi marks) and unify line ends.

    Phones paste such marks into honest narratives; a letter must not fail on them, nor may they
    turn its words round. Private-use characters stay: rare names are sometimes typed with them.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def _printable(text: str) -> str:
    """Refuse control characters and lone surrogates; neither has a place in a letter."""
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise ValueError(f"U+{ord(character):04X} cannot be printed")
    return text


#: One line of print: a name, an address, a phone number.
Line = Annotated[
    str,
    BeforeValidator(_visible),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\n]*$"),
    AfterValidator(_printable),
]
#: Paragraphs, parted by line breaks; 20,000 characters are about thirty pages.
Prose = Annotated[
    str,
    BeforeValidator(_visible),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_printable),
]
#: Reasons of a decision: ten characters at least (brief §3.1 CM-07).
Reasons = Annotated[
    str,
    BeforeValidator(_visible),
    StringConstraints(strip_whitespace=True, min_length=10, max_length=20_000),
    AfterValidator(_printable),
]
#: Yuan, whole 分.
Yuan = Annotated[Decimal, Field(ge=0, lt=money.LIMIT, decimal_places=2)]
Moment = AwareDatetime
Day = date


class Part(BaseModel):
    """A piece of a paper's context. Unknown fields are refused: a typing error is not data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_missing(cls, data: Any) -> Any:
        """Take blank text as "not given": optional stays empty, required is missed by name."""
        if not isinstance(data, dict):
            return data
        return {
            name: value
            for name, value in data.items()
            if not (isinstance(value, str) and not value.strip())
        }


class Paper(Part):
    """What the papers have in common.

    `case_number` is the number for people (TS-2026-000001); `handler_name` and `contact_phone`
    name who answers questions (the association's hotline when empty); `copies_to` (抄送) lists who
    else gets a copy; `attachments` (附件) what is enclosed.
    """

    case_number: Line
    handler_name: Line | None = None
    contact_phone: Line | None = None
    copies_to: tuple[Line, ...] = Field(default=(), max_length=30)
    attachments: tuple[Line, ...] = Field(default=(), max_length=50)


class ForAddressee(StrEnum):
    """To whom a paper speaks; the same facts are told to each in the fitting words."""

    COMPLAINANT = "COMPLAINANT"
    RESPONDENT = "RESPONDENT"
    HOTLINE = "HOTLINE"
    EMPLOYER = "EMPLOYER"


PARTY_WORDS = {
    ForAddressee.COMPLAINANT: "投诉人",
    ForAddressee.RESPONDENT: "被投诉人",
    ForAddressee.HOTLINE: "转办单位",
    ForAddressee.EMPLOYER: "用工单位",
}

#: Type of the error of a field its reader must have, or must never see; `field` names it.
READER_FAULT = "reader_fault"

PartyRole = Literal[ForAddressee.COMPLAINANT, ForAddressee.RESPONDENT]


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its title, its place in the number series, its context and template.

    `version` names the folder of the template; a paper keeps the version it was issued with and is
    rendered with that one, so a template in use is not changed: a new folder is added.
    `title` may depend on the context (the same decision is told to two readers).
    """

    code: str
    series: str
    title: str
    context: type[Paper]
    template: str
    version: str = "v1"
    title_for: Callable[[Paper], str] | None = None

    def title_of(self, context: Paper) -> str:
        """Return the title printed on this paper."""
        return self.title_for(context) if self.title_for else self.title

    def template_path(self, version: str | None = None) -> str:
        """Return the template of `version`, the present one by default."""
        return f"documents/{version or self.version}/{self.template}.html"
