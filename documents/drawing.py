"""What a letter has that is drawn, not typeset: red head, seal placeholder, QR code, watermark.

All are inline SVG without style attributes, so the same markup passes the strict CSP on screen.
"""

from __future__ import annotations

import io
import unicodedata

import segno
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

#: Red of the head and the seal.
RED = "#c8102e"
_SERIF = "Casework Serif, Noto Serif CJK SC, Songti SC, SimSun, serif"
_SANS = "Casework Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_HEAD_WIDTH = 1560  # a tenth of a millimetre each: the width of the type area
_HEAD_SIZE = 132
_HEAD_ONE_LINE = 21  # characters; a longer name is set on two lines


def _ems(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)


def _lines(name: str) -> list[str]:
    if _ems(name) <= _HEAD_ONE_LINE:
        return [name]
    middle = len(name) // 2
    # A break after a word of place or trade reads better than one at the exact middle.
    for distance in range(middle // 2):
        for at in (middle + distance, middle - distance):
            if name[at - 1] in "省市区县州会的（(" or name[at : at + 2] in {"行业", "家政"}:
                return [name[:at], name[at:]]
    return [name[:middle], name[middle:]]


def head(issuer: str) -> SafeString:
    """Return the red head title (发文机关标志): as large as the width allows, never cut."""
    lines = _lines(issuer)
    widest = max(_ems(line) for line in lines)
    size = min(_HEAD_SIZE, int((_HEAD_WIDTH - 40) / widest))
    spacing = max(0, min(34, int((_HEAD_WIDTH - 60 - widest * size) / max(1, widest))))
    step = int(size * 1.3)
    height = step * len(lines) + int(size * 0.15)
    texts = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-family="{}" font-size="{}"'
        ' letter-spacing="{}" fill="{}" stroke="{}" stroke-width="{}">{}</text>',
        (
            (
                _HEAD_WIDTH / 2 + spacing / 2,
                step * number + size,
                _SERIF,
                size,
                spacing,
                RED,
                RED,
                # Weight by outline: the fonts have one weight, WeasyPrint makes no bold of it.
                round(size / 26, 1),
                line,
            )
            for number, line in enumerate(lines)
        ),
    )
    return format_html(
        '<svg class="paper-head-title" xmlns="http://www.w3.org/2000/svg"'
        ' viewBox="0 0 {} {}" width="156mm" height="{}mm" role="img" aria-label="{}">{}</svg>',
        _HEAD_WIDTH,
        height,
        height / 10,
        issuer,
        texts,
    )


def seal(issuer: str) -> SafeString:
    """Return the seal placeholder: a broken ring with the name on the arc; plainly not a seal."""
    name = issuer.split("（")[0][:30]
    span = min(300.0, 17.0 * len(name))
    size = 34 if len(name) <= 18 else 26
    step = span / max(1, len(name) - 1)
    letters = format_html_join(
        "",
        '<text x="210" y="{}" text-anchor="middle" font-size="{}" transform="rotate({} 210 210)">'
        "{}</text>",
        (
            (58 + size / 3, size, round(-span / 2 + step * place, 2), letter)
            for place, letter in enumerate(name)
        ),
    )
    return format_html(
        '<svg class="paper-seal" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 420"'
        ' width="42mm" height="42mm" role="img" aria-label="用印处">'
        '<g fill="{red}" font-family="{serif}" fill-opacity="0.75" stroke-opacity="0.75">'
        '<circle cx="210" cy="210" r="203" fill="none" stroke="{red}" stroke-width="6"'
        ' stroke-dasharray="22 10"/>'
        "{letters}"
        '<text x="210" y="340" text-anchor="middle" font-size="34" letter-spacing="6">'
        "（用印处）</text>"
        "</g></svg>",
        red=RED,
        serif=_SERIF,
        letters=letters,
    )


def qr(address: str) -> SafeString:
    """Return the QR code of `address` as SVG, 24 mm wide, error correction M."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        border=2,
        svgclass="paper-qr",
        lineclass=None,
        omitsize=True,
    )
    return mark_safe(out.getvalue().decode())


def watermark(words: str) -> SafeString:
    """Return the mark that runs across every page of a preview."""
    marks = format_html_join(
        "",
        '<text x="{}" y="{}" transform="rotate(-32 {} {})" text-anchor="middle">{}</text>',
        ((x, y, x, y, words) for y in (520, 1480, 2440) for x in (560, 1540)),
    )
    return format_html(
        '<svg class="paper-watermark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2100 2970"'
        ' width="210mm" height="297mm" aria-hidden="true">'
        '<g font-family="{}" font-size="112" fill="#1d4ed8" fill-opacity="0.14">{}</g></svg>',
        _SANS,
        marks,
    )
