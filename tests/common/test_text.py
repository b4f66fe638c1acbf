"""Hidden characters are found with name and place; any two characters of a text find it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import text
from common.text import Hidden


@pytest.mark.parametrize(
    ("given_text", "kind", "said"),
    [
        ("保\0洁", Hidden.NUL, "U+0000 at character 2"),
        ("保洁\x07", Hidden.CONTROL, "U+0007 at character 3"),
        ("\x85保洁", Hidden.CONTROL, "U+0085 at character 1"),
        ("金额\u202e001", Hidden.BIDI, "U+202E at character 3"),
        ("\u2066保洁", Hidden.BIDI, "U+2066 at character 1"),
        ("\u200e保洁", Hidden.BIDI, "U+200E at character 1"),
        ("保\ud800洁", Hidden.SURROGATE, "U+D800 at character 2"),
    ],
)
def test_a_hidden_character_is_found_with_its_name_and_place(given_text, kind, said):
    (found,) = text.find_hidden(given_text)

    assert (found.kind, str(found)) == (kind, said)


def test_each_kind_has_its_own_question():
    everything = "a\0b\x01c\u202ed"

    assert [f.place for f in text.find_nul(everything)] == [2]
    assert [f.place for f in text.find_control(everything)] == [4]
    assert [f.place for f in text.find_bidi(everything)] == [6]


@pytest.mark.parametrize(
    "ordinary", ["", "服务态度，恶劣！", "a\tb\r\nc", "阿依古丽·买买提", "😀 ٣"]
)
def test_ordinary_text_hides_nothing(ordinary):
    assert text.find_hidden(ordinary) == []


def test_the_comparable_form_folds_width_case_and_spaces():
    assert text.normalise("  ＡＢＣ　家政\n公司 ") == "abc 家政 公司"


def test_the_stored_form_keeps_full_width_punctuation():
    assert text.tidy(" 您好，  \r\n“保洁”。\r\n") == "您好，\n“保洁”。"


def test_terms_of_a_sentence():
    assert text.bigrams("服务态度恶劣，ABC公司 12") == [
        "服务", "务态", "态度", "度恶", "恶劣", "abc", "公司", "12",
    ]  # fmt: skip
    assert text.index_terms("恶劣") == ["恶劣", "劣"]


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@given(HAN, HAN, HAN)
def test_any_part_of_a_text_finds_the_text(before, part, after):
    indexed = text.index_terms(before + part + after)

    assert all(any(term.startswith(wanted) for term in indexed) for wanted in text.bigrams(part))
