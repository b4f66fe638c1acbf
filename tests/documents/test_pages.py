"""Every paper looks as it should: glyphs, layout, number, seal, QR code, page numbers."""

import hashlib
import os
import re
import subprocess
import sys

import pytest
from PIL import Image

from documents import rendering, services
from documents.checks import drawing_libraries
from documents.fonts import FONT_PATHS
from tests.documents import pictures, samples

KEYS = list(samples.PLAIN)
#: A value of an enumeration: printed in words.
CODE = re.compile("[A-Z][A-Z0-9_]+")
#: One of each way a paper is laid out: form and receipt, letter, copies.
LAYOUTS = ["COMPLAINT_REGISTRATION_FORM", "ACCEPTANCE_DECISION", "MEDIATION_STATEMENT"]


@pytest.fixture
def drawn():
    return pictures.kept


def _strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str) and not value[:4].isdigit() and not CODE.fullmatch(value):
        yield from value.split("\n")


@pytest.mark.parametrize("key", KEYS)
def test_every_word_of_the_context_is_on_the_paper(drawn, key):
    words = pictures.text(drawn(key))

    for string in _strings(samples.PLAIN[key]):
        wanted = "".join(string.split()).rstrip("。")
        assert wanted in words, string


@pytest.mark.parametrize("key", KEYS)
def test_the_pages_look_like_the_pages_somebody_looked_at(drawn, key):
    shown = [pictures.small(page) for page in pictures.pages(drawn(key), dpi=50)]
    name = key.replace(":", "-").lower()
    if os.environ.get("CASEWORK_NEW_GOLDENS"):
        for number, page in enumerate(shown, 1):
            page.save(pictures.GOLDEN / f"{name}-{number}.png", optimize=True)

    golden = sorted(pictures.GOLDEN.glob(f"{name}-[0-9]*.png"))
    assert len(shown) == len(golden)
    for page, path in zip(shown, golden, strict=True):
        assert pictures.difference(page, Image.open(path)) < 24, path.name


def test_the_picture_comparison_notices_a_missing_seal(drawn):
    page = pictures.pages(drawn("ACCEPTANCE_DECISION"), dpi=50)[0]
    without = page.copy()
    without.paste(255, (225, 440, 345, 560))

    assert pictures.difference(pictures.small(page), pictures.small(without)) >= 24


def test_the_glyphs_drawn_are_the_characters_of_the_text_layer(drawn):
    pdf = drawn("COMPLAINT_REGISTRATION_FORM")
    pages = pictures.pages(pdf)
    fonts = [str(path) for path in FONT_PATHS.values()]
    checked = 0
    for page, word, box in pictures.word_boxes(pdf):
        if not 3 <= len(word) <= 8 or not all("\u4e00" <= c <= "\u9fff" for c in word):
            continue
        crop = pages[page].crop(box)
        alike = max(pictures.likeness(crop, word, font) for font in fonts)
        assert alike > 0.6, word
        checked += 1
    assert checked >= 8


def test_the_glyph_comparison_notices_wrong_characters(drawn):
    pdf = drawn("COMPLAINT_REGISTRATION_FORM")
    pages = pictures.pages(pdf)
    page, _, box = next(w for w in pictures.word_boxes(pdf) if w[1] == "发生时间")
    serif_and_sans = [str(path) for path in FONT_PATHS.values()]

    for other in ("湖施描榜", "登记回执", "皮堂休呢"):
        crop = pages[page].crop(box)
        assert max(pictures.likeness(crop, other, font) for font in serif_and_sans) < 0.5


@pytest.mark.parametrize("key", KEYS)
def test_every_font_is_ours_and_embedded(drawn, key):
    rows = pictures.tool("pdffonts", "-", pdf=drawn(key)).decode().splitlines()[2:]

    assert rows
    for row in rows:
        assert "+Casework-S" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]


def test_rare_characters_of_names_are_drawn_by_our_font():
    data = {**samples.PLAIN["SUPPLEMENT_NOTICE"], "complainant_name": "㛃𬍛䶮"}
    pdf = pictures.draw("SUPPLEMENT_NOTICE", data)

    assert "㛃𬍛䶮" in pictures.text(pdf)
    rows = pictures.tool("pdffonts", "-", pdf=pdf).decode().splitlines()[2:]
    assert all("+Casework-S" in row for row in rows)


@pytest.mark.parametrize("key", KEYS)
def test_papers_declare_pdf_a_2u(drawn, key):
    pdf = drawn(key)

    everything = b"".join(pictures.streams(pdf))
    assert b'pdfaid:part="2" pdfaid:conformance="U"' in everything
    assert b"/S /GTS_PDFA1" in everything


def test_equal_input_gives_equal_bytes_in_this_and_another_process(drawn):
    key = "ACCEPTANCE_DECISION"
    script = (
        "import django, hashlib; django.setup();"
        "from tests.documents import pictures;"
        f"print(hashlib.sha256(pictures.draw({key!r})).hexdigest())"
    )

    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    digest = hashlib.sha256(drawn(key)).hexdigest()
    assert hashlib.sha256(pictures.draw(key)).hexdigest() == digest
    assert other.stdout.strip() == digest


@pytest.mark.parametrize("key", KEYS)
def test_long_names_and_narratives_stay_inside_the_type_area(key):
    pdf = pictures.draw(key, samples.stretched(key))
    pages = pictures.pages(pdf, dpi=50)

    width, height = pages[0].size
    for page in pages:
        left, top, right, bottom = page.point(lambda v: 255 if v < 200 else 0).getbbox()
        assert left >= 26 / 210 * width
        assert right <= (210 - 24) / 210 * width
        assert top >= 28 / 297 * height
        assert bottom <= (297 - 18) / 297 * height
    assert "".join(samples.LONG_NAME.split()) in pictures.text(pdf)


def test_a_very_long_issuer_fits_the_head(monkeypatch):
    issuer = "阿坝藏族羌族自治州马尔康市及周边县家庭服务业（家政、养老、育幼）商会联合会"
    monkeypatch.setattr(pictures, "ISSUER", rendering.Issuer(issuer, "阿家协", "0"))
    page = pictures.pages(pictures.draw("ACCEPTANCE_DECISION"), dpi=50)[0]

    head = page.crop((0, 0, page.width, page.height // 4))
    left, _, right, _ = head.point(lambda v: 255 if v < 200 else 0).getbbox()
    assert left >= 26 / 210 * page.width
    assert right <= (210 - 24) / 210 * page.width


def test_each_copy_of_a_mediation_statement_counts_its_own_pages(drawn):
    words = pictures.text(drawn("MEDIATION_STATEMENT"))

    assert words.count("—1—") == 3
    assert words.count("—2—") == 3
    for keeper in ("第一份（投诉人存执）", "第二份（被投诉人存执）", "第三份（本会存档）"):
        assert keeper in words


@pytest.mark.parametrize("key", LAYOUTS)
def test_a_preview_is_marked_on_every_page_and_has_no_number(key):
    pdf = pictures.draw(key, preview=True)

    words = pictures.text(pdf)
    heads = words.count("案号：")
    # The marks across the page are slanted: their text comes out letter by letter.
    assert words.count("预览·未编号") == heads
    assert words.count("览") == heads + 6 * len(pictures.pages(pdf, dpi=20))
    assert "〔2026〕" not in words
    assert "扫码核验" not in words


@pytest.mark.parametrize("key", KEYS)
def test_a_preview_on_screen_passes_the_strict_policy(key):
    page = services.preview_html(key.split(":")[0], samples.PLAIN[key], at=samples.AT)

    assert 'class="paper paper-preview"' in page
    assert "预览·未编号" in page
    for inline in ("style=", "<style", "<script", "javascript:", "onload"):
        assert inline not in page


def test_the_copy_for_the_respondent_shows_no_private_data_of_the_complainant(drawn):
    words = pictures.text(drawn("ACCEPTANCE_DECISION:RESPONDENT"))

    assert "王女士" in words
    assert "王㛃" not in words
    assert "13800002671" not in words


def test_the_remedies_of_article_39_stand_in_a_non_acceptance(drawn):
    words = pictures.text(drawn("NON_ACCEPTANCE_DECISION"))

    for remedy in (
        "与经营者协商和解",
        "请求消费者协会或者依法成立的其他调解组织调解",
        "向有关行政部门投诉",
        "根据与经营者达成的仲裁协议提请仲裁机构仲裁",
        "向人民法院提起诉讼",
    ):
        assert remedy in words


def test_a_missing_subsetter_is_reported_with_the_command(monkeypatch):
    monkeypatch.setattr("documents.checks.LIBRARIES", ("libharfbuzz-subset.so.no",))

    (problem,) = drawing_libraries(None)

    assert problem.id == "documents.E001"
    assert "libharfbuzz-subset0" in problem.hint


def test_this_machine_has_what_papers_need():
    assert drawing_libraries(None) == []
