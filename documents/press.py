"""The press: HTML to PDF/A-2u with WeasyPrint.

It may fetch two fonts and nothing else (reliability §0.5): no file, no network, no attachment,
whatever a narrative contains.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.fonts import FONT_PATHS

_HERE = Path(__file__).parent
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
def _sheets(style: str) -> tuple[CSS, ...]:
    press = _press()
    shared = _HERE / "static" / "documents" / f"paper-{style}.css"
    own = _HERE / "print" / f"{style}.css"
    return tuple(
        CSS(
            string=path.read_text(encoding="utf-8"),
            font_config=press.font_config,
            url_fetcher=press.fetcher,
        )
        for path in (shared, own)
    )


def pdf(markup: str, style: str = "v1") -> bytes:
    """Return `markup` as PDF/A-2u in this version of the style, fetching only our fonts."""
    press = _press()
    document = HTML(string=markup, base_url=None, url_fetcher=press.fetcher)
    made: bytes = document.write_pdf(
        stylesheets=[press.faces, *_sheets(style)],
        font_config=press.font_config,
        pdf_variant="pdf/a-2u",
    )
    return made
