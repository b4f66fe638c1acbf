"""How a Chinese official letter writes dates, hours, sums and counts. Pure functions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from common import money
from common.zone import SHANGHAI

_COUNTING = "〇一二三四五六七八九"


def day(value: date) -> str:
    """Return 2026年11月24日: Arabic figures, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return 2026年11月24日9时05分 of the aware moment, in Shanghai time."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())}{local.hour}时{local:%M}分"


def session_time(value: datetime) -> str:
    """Return 2026年11月24日（星期二）下午2时30分, as an invitation says it."""
    local = value.astimezone(SHANGHAI)
    weekday = "一二三四五六日"[local.weekday()]
    half, hour = ("上午", local.hour) if local.hour < 12 else ("下午", local.hour - 12 or 12)
    minutes = f"{local.minute}分" if local.minute else "整"
    return f"{day(local.date())}（星期{weekday}）{half}{hour}时{minutes}"


def ordinal(number: int) -> str:
    """Return 一, 二 … 十, 十一 … 九十九 for 1…99; beyond that, figures."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        return str(number)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_COUNTING[tens]}十")
    return head + (_COUNTING[ones] if ones else "")


def amount(value: Decimal) -> str:
    """Return 2,250.00元."""
    return f"{money.in_figures(value)}元"


def thousands(count: int) -> str:
    """Return 2,457,600."""
    return f"{count:,}"


def grouped(digest: str) -> str:
    """Return a checksum in groups of eight, so that two can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
