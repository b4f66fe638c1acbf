"""Sums: what is taken, what is refused, and how bills write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import money
from common.errors import InvalidInput


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        # the examples of 《支付结算办法》附一
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # edges
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("20000", "贰万元整"),
        ("100000001", "壹亿零壹元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_sums_in_capitals(figure, words):
    assert money.in_words(Decimal(figure)) == words


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8, "元": 1}


def read(words: str) -> int:
    """Read capitals back into fen, place by place, without knowing how they were written."""
    whole = group = digit = fen = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
            continue
        if character in PLACES:
            group += digit * PLACES[character]
        elif character in GROUPS:
            whole, group = whole + (group + digit) * GROUPS[character], 0
        elif character in "角分":
            fen += digit * (10 if character == "角" else 1)
        digit = 0
    return whole * 100 + fen


@given(st.integers(0, 10**14 - 1) | st.integers(0, 10**7))
def test_capitals_read_back_as_the_sum(fen):
    words = money.in_words(Decimal(fen) / 100)

    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize(
    ("given_value", "amount"),
    [
        ("1280.5", "1280.50"),
        ("1,280.50", "1280.50"),
        ("¥300", "300.00"),
        (" 300元 ", "300.00"),
        (0, "0.00"),
        (Decimal("0.01"), "0.01"),
    ],
)
def test_amounts_are_taken_with_two_places(given_value, amount):
    assert str(money.yuan(given_value)) == amount


@pytest.mark.parametrize(
    "given_value", ["", "-1", "1.234", "1e5", "NaN", "1,28", "三百", "１２", "1" * 13, "Infinity"]
)
def test_what_is_no_amount_is_refused(given_value):
    with pytest.raises(InvalidInput) as refused:
        money.yuan(given_value)
    assert refused.value.field == "amount_involved"


def test_a_float_is_never_money():
    with pytest.raises(TypeError):
        money.yuan(1.1)


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "1000000000000"])
def test_a_sum_without_words_is_an_error(amount):
    with pytest.raises(ValueError, match="no words"):
        money.in_words(Decimal(amount))


def test_figures_have_thousands_and_two_places():
    assert money.in_figures(Decimal("1280.5")) == "1,280.50"
