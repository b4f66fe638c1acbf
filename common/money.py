"""Sums of money: `Decimal` yuan with two places, never a float."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

FEN = Decimal("0.01")
#: Below one hundred million million: the largest sum that has words here.
LIMIT = Decimal("1000000000000")

_AMOUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def yuan(value: str | int | Decimal, *, field: str = "amount_involved") -> Decimal:
    """Return `value` as yuan with two places.

    Raises `InvalidInput` for anything negative, with more than two decimals, or of a million
    million and more. A `float` is a programmer's mistake: `TypeError`.
    """
    if isinstance(value, float | bool):
        raise TypeError("a sum of money is never a float")
    text = str(value).strip().removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    amount = Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None
    if amount is None or amount >= LIMIT:
        raise InvalidInput(
            _("This is not an amount in yuan."),
            code="AMOUNT",
            field=field,
            next_step=_("Enter yuan and fen, for example 1280.50; not negative."),
        )
    return amount.quantize(FEN)


def in_figures(amount: Decimal) -> str:
    """Return `amount` as `1,280.50`."""
    return f"{amount:,.2f}"


def in_words(amount: Decimal) -> str:
    """Return `amount` in capital characters, as bills write it: 壹仟贰佰捌拾元伍角整.

    Rules for filling in bills (人民银行《支付结算办法》附一): 整 follows yuan or jiao, never
    fen; zeros inside the figure are read once.

    Raises `ValueError` for a negative sum, one with fractions of a fen, or one without words.
    """
    if amount < 0 or amount >= LIMIT or amount != amount.quantize(FEN):
        raise ValueError("no words for a negative, fractional or immense sum")
    whole, cents = divmod(int(amount * 100), 100)
    jiao, fen = divmod(cents, 10)
    words = _whole(whole) + "元" if whole else ""
    if not cents:
        return (words or "零元") + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif whole:
        words += "零"
    return words + (_DIGITS[fen] + "分" if fen else "整")


def _whole(number: int) -> str:
    """Return the words of a positive whole number below a million million."""
    words, pending_zero = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        four = number // 10_000**group % 10_000
        for place in range(3, -1, -1):
            digit = four // 10**place % 10
            if digit:
                words += "零" if pending_zero and words else ""
                words += _DIGITS[digit] + _PLACES[place]
            pending_zero = not digit
        if four:
            words += _GROUPS[group]
    return words
