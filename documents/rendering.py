"""From a typed context to HTML and PDF. Knows no database row; the same input gives the same bytes.

WeasyPrint may fetch two fonts and nothing else (reliability §0.5): no file, no network, no
attachment, whatever a narrative contains.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from common.zone import local_date
from documents import chinese, drawing
from documents.kinds import Kind, Paper

try:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import (
        FontConfiguration,
    )
    from weasyprint.urls import (
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )
except OSError as error:  # the package is there, the system libraries it draws with are not
    raise ImproperlyConfigured(
        "Papers need system libraries that are missing here. Run: "
        "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    ) from error

PREVIEW_MARK = "预览·未编号"
_HERE = Path(__file__).parent
FONT_PATHS = {
    "paper-font:serif": fonts.serif_path(),
    "paper-font:sans": fonts.sans_path(),
}
_FACES = "".join(
    f'@font-face {{ font-family: "{family}"; src: url("{address}") format("opentype"); }}\n'
    for family, address in (
        ("Casework Serif", "paper-font:serif"),
        ("Casework Sans", "paper-font:sans"),
    )
)


class Refused(FatalURLFetchingError):  # type: ignore[misc]  # base without types
    """A paper asked for something outside itself; the rendering stops."""


class OnlyOurFonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Deny by default: the two fonts of the house, by a name that is not an address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return a font of ours; raise `Refused` for anything else."""
        if url not in FONT_PATHS:
            # The address may hold words of a narrative: it is not logged and not repeated.
            raise Refused("a paper may fetch nothing but the fonts of the house")
        return URLFetcherResponse(url, FONT_PATHS[url].read_bytes(), {"Content-Type": "font/otf"})


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


@dataclass(frozen=True)
class _Press:
    """The costly things WeasyPrint needs, made once in a process (stack §3: 0.17 s, not 0.43 s)."""

    font_config: FontConfiguration
    fetcher: OnlyOurFonts
    faces: CSS


@cache
def _press() -> _Press:
    # WeasyPrint warns of CSS it does not know, quoting it; a narrative must not reach a log.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    config, fetcher = FontConfiguration(), OnlyOurFonts()
    return _Press(config, fetcher, CSS(string=_FACES, font_config=config, url_fetcher=fetcher))


@cache
def _sheets(version: str) -> tuple[CSS, ...]:
    press = _press()
    shared = _HERE / "static" / "documents" / f"paper-{version}.css"
    own = _HERE / "print" / f"{version}.css"
    return tuple(
        CSS(
            string=path.read_text(encoding="utf-8"),
            font_config=press.font_config,
            url_fetcher=press.fetcher,
        )
        for path in (shared, own)
    )


def html(kind: Kind, context: Paper, sheet: Sheet, *, version: str, fragment: bool) -> str:
    """Return the paper as HTML: a whole document for the press, a fragment for a page."""
    layout = "fragment" if fragment else "document"
    # Letters to citizens are Chinese, whatever language the officer's screen has.
    with translation.override("zh-hans"):
        return render_to_string(
            kind.template_path(version),
            {
                "layout": f"documents/{version}/_{layout}.html",
                "sheet": sheet,
                "c": context,
            },
        )


def pdf(kind: Kind, context: Paper, sheet: Sheet, *, version: str) -> bytes:
    """Return the paper as PDF/A-2u. Pure: equal input gives equal bytes."""
    return press_pdf(html(kind, context, sheet, version=version, fragment=False), version)


def press_pdf(markup: str, version: str = "v1") -> bytes:
    """Return `markup` as PDF/A-2u with the style of `version`, fetching only the house's fonts."""
    press = _press()
    document = HTML(string=markup, base_url=None, url_fetcher=press.fetcher)
    made: bytes = document.write_pdf(
        stylesheets=[press.faces, *_sheets(version)],
        font_config=press.font_config,
        pdf_variant="pdf/a-2u",
    )
    return made
