"""From a typed context to HTML and PDF, knowing no database row: equal input, equal bytes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from common.zone import local_date
from documents import chinese, drawing
from documents.kinds import Kind, Paper

PREVIEW_MARK = "预览·未编号"
#: Version of the words → version of the layout and the style sheets they are drawn with: a new
#: wording of one letter needs no copy of the look of all (decision 0311).
STYLE_OF = {"v1": "v1", "v2": "v1"}


@dataclass(frozen=True)
class Issuer:
    """Who issues a paper, as printed: name of the association, its mark in numbers, its phone."""

    name: str
    mark: str
    phone: str


@dataclass(frozen=True)
class Sheet:
    """What a paper shows besides its context: title, number, issuer, date, address of its check.

    A preview has neither number nor check address.
    """

    title: str
    issuer: Issuer
    issued_at: datetime
    number: str = ""
    check_address: str = ""

    @property
    def preview(self) -> bool:
        """Whether this is a preview: no number was allotted."""
        return not self.number

    @property
    def shown_number(self) -> str:
        """The number, or the mark of a preview in its place."""
        return self.number or PREVIEW_MARK

    @property
    def issued_on(self) -> str:
        """The date of the paper, 2026年11月24日."""
        return chinese.day(local_date(self.issued_at))

    @cached_property
    def head(self) -> SafeString:
        """The red head."""
        return drawing.head(self.issuer.name)

    @cached_property
    def seal(self) -> SafeString:
        """The seal placeholder."""
        return drawing.seal(self.issuer.name)

    @cached_property
    def qr(self) -> SafeString | None:
        """The QR code of the check page; none on a preview."""
        return drawing.qr(self.check_address) if self.check_address else None

    @cached_property
    def watermark(self) -> SafeString | None:
        """The mark of a preview."""
        return drawing.watermark(PREVIEW_MARK) if self.preview else None


def html(kind: Kind, context: Paper, sheet: Sheet, *, version: str, fragment: bool) -> str:
    """Return the paper as HTML: a whole document for the press, a fragment for a page."""
    layout = "fragment" if fragment else "document"
    # Letters to citizens are Chinese, whatever language the officer's screen has.
    with translation.override("zh-hans"):
        return render_to_string(
            kind.template_path(version),
            {
                "layout": f"documents/{STYLE_OF[version]}/_{layout}.html",
                "sheet": sheet,
                "c": context,
                "sections": itertools.count(1),
            },
        )


def pdf(kind: Kind, context: Paper, sheet: Sheet, *, version: str) -> bytes:
    """Return the paper as PDF/A-2u. Pure: equal input gives equal bytes."""
    # WeasyPrint takes two seconds to load: only the processes that print pay for it.
    from documents import press

    markup = html(kind, context, sheet, version=version, fragment=False)
    return press.pdf(markup, STYLE_OF[version])
