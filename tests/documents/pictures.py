"""Pages as pictures: what the reader sees, not what the text layer claims (stack §3)."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
import zlib
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from documents import rendering
from documents.kinds import REGISTER
from tests.documents import samples

GOLDEN = Path(__file__).parent / "golden"
ISSUER = rendering.Issuer("示例市家政服务业协会", "示家协", "0571-0000 0000")
ADDRESS = "https://casework.example.org/v/4f9d2a7c1b6e8f3055aaXY"
DPI = 150


def draw(key, data=None, *, preview=False):
    """Return the PDF of a sample, numbered or as a preview."""
    kind = REGISTER[key.split(":")[0]]
    context = kind.context.model_validate(data or samples.PLAIN[key])
    sheet = rendering.Sheet(
        title=kind.title_of(context),
        issuer=ISSUER,
        issued_at=samples.AT,
        number="" if preview else f"示家协{kind.series}〔2026〕第12号",
        check_address="" if preview else ADDRESS,
    )
    return rendering.pdf(kind, context, sheet, version=kind.version)


def tool(name, *arguments, pdf):
    """Run a program of poppler-utils on a PDF and return what it prints."""
    return subprocess.run(
        [name, *arguments], input=pdf, stdout=subprocess.PIPE, check=True, timeout=60
    ).stdout


def text(pdf):
    """Return the text layer without spaces and line ends."""
    return re.sub(r"\s", "", tool("pdftotext", "-", "-", pdf=pdf).decode())


def pages(pdf, dpi=DPI):
    """Return every page as a grey picture."""
    with tempfile.TemporaryDirectory() as folder:
        tool("pdftoppm", "-r", str(dpi), "-gray", "-", f"{folder}/page", pdf=pdf)
        found = [Image.open(path) for path in sorted(Path(folder).iterdir())]
        for picture in found:
            picture.load()
    return found


def streams(pdf):
    """Return the bytes of a PDF and of each of its streams, unpacked."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(match.group(1)))
    return parts


def kept(key):
    """Return the PDF of a sample, drawn once in a test run, whichever process asks first."""
    shelf = Path(os.environ["CASEWORK_HOME"]) / "drawn"
    shelf.mkdir(parents=True, exist_ok=True)
    place = shelf / f"{key.replace(':', '-')}.pdf"
    if not place.exists():
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(draw(key))
        part.rename(place)
    return place.read_bytes()


def word_boxes(pdf):
    """Return (page, word, box in pixels at DPI) for every word of the text layer."""
    found, page = [], -1
    layout = tool("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    for match in re.finditer(
        r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<',
        layout,
    ):
        if match.group(5) is None:
            page += 1
            continue
        box = tuple(round(float(match.group(n)) * DPI / 72) for n in range(1, 5))
        found.append((page, match.group(5), box))
    return found


def _ink(picture, size=(320, 48)):
    """Crop a grey picture to its ink and bring it to one size."""
    dark = picture.convert("L").point(lambda v: 255 if v < 140 else 0)
    box = dark.getbbox()
    if box is None:
        return Image.new("L", size)
    return picture.convert("L").crop(box).resize(size).filter(ImageFilter.GaussianBlur(1.2))


def likeness(crop, words, font):
    """Return how much a crop looks like `words` set in `font`: 1 the same, 0 unrelated."""
    face = ImageFont.truetype(str(font), 64)
    canvas = Image.new("L", (72 * len(words) + 80, 130), 255)
    ImageDraw.Draw(canvas).text((30, 20), words, font=face, fill=0)
    wanted, seen = _ink(canvas), _ink(crop)
    both = ImageChops.lighter(wanted, seen).point(lambda v: 255 - v)
    either = ImageChops.darker(wanted, seen).point(lambda v: 255 - v)
    return _sum(both) / max(1, _sum(either))


def _sum(picture):
    return sum(value * count for value, count in enumerate(picture.histogram()))


def small(page):
    """Return a page as a small blurred picture that antialiasing does not change."""
    return page.resize((124, 175)).filter(ImageFilter.GaussianBlur(2))


def difference(one, other):
    """Return the greatest difference of two small pages in any spot, 0 to 255."""
    return ImageChops.difference(one, other).filter(ImageFilter.BoxBlur(2)).getextrema()[1]
