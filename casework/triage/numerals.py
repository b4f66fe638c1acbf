"""Numbers in Chinese text: sums in yuan, ages, how many people."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_DIGITS |= {"八": 8, "九": 9, "半": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN = "〇零一二两三四五六七八九十百千万"
# "several" is read as two of the unit, the least it can mean (几千 = 2,000).
_VAGUE = {"几": 2, "数": 2, "上": 1, "好几": 3, "成": 1, "近": 1}
_SCALE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "w": 10_000, "k": 1000}

_SUM = re.compile(
    rf"(?:(?P<number>\d{{1,12}}(?:[,，]\d{{3}}){{0,4}}(?:\.\d{{1,4}})?)\s?(?P<scale>[千百万wk]?)"
    rf"|(?P<vague>好几|几|数|上|成)(?P<vague_scale>[十百千万])"
    rf"|(?P<han>[{_HAN}]{{1,12}}))"
    r"[多余来几]?(?:元|块|圆|人民币|rmb)",
    re.IGNORECASE,
)
# A price without 元 (要八百, 报了9400): a number right behind a word of asking or paying.
_BARE = re.compile(
    rf"(?:收|要|付|报|讲|张口|开口|开价|谈好|说好|花|出价|起步|加|涨到|变成|交|单价|一台|一次|一趟|一车|大车)了?"
    rf"(?:(\d{{2,7}}(?:\.\d+)?)|([{_HAN}]{{2,8}}))(?![\d{_HAN}.个天年月岁次层楼米点日号名位分秒人台度遍户家位小平斤])"
)
# … or at the end of a clause that speaks of a price (说通马桶八十，通完要四百二).
_CLOSING = re.compile(
    rf"[说讲谈报要收付花标写][^,，。;；、\d{_HAN}]{{0,8}}(?:(\d{{2,6}})|([{_HAN}]{{2,6}}))(?=[,，。;；、起]|$)"
)
_SIGN = re.compile(r"[¥￥]\s?(\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,2})?)")
_AGE = re.compile(rf"(\d{{1,3}}|[{_HAN}]{{1,4}})(?:多|来)?(?:周)?岁")
_PEOPLE = re.compile(
    rf"(\d{{1,4}}|[{_HAN}]{{1,4}})(?:多|余|几)?(?:名|位|户|家|个)(?=[^，。；]{{0,6}}"
    r"(?:消费者|用户|客户|会员|业主|家庭|家长|邻居|宝妈|受害|雇主|顾客|工友|姐妹|居民|投诉人|学员))"
)


class Sum(NamedTuple):
    """A sum of money in yuan and where it stands."""

    yuan: Decimal
    start: int
    end: int


class Age(NamedTuple):
    """An age in years and where it stands."""

    years: int
    start: int
    end: int


def han_number(text: str) -> int | None:
    """Read a Chinese numeral up to 万 (三千五百, 两万, 十八, 二〇); None if it is none."""
    if not text or any(char not in _HAN for char in text):
        return None
    if "万" in text:
        head, _, tail = text.partition("万")
        high, low = han_number(head or "一"), han_number(tail) if tail else 0
        return None if high is None or low is None else high * 10_000 + _tail(low, tail, 1000)
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    last = 10
    for char in text:
        if char in _UNITS:
            last = _UNITS[char]
            total += (digit or 1) * last
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + (_tail(digit, text[-1], last // 10) if "零" not in text else digit)


def _tail(value: int, text: str, unit: int) -> int:
    # 三千五 is 3,500 and 两万三 23,000: a last bare digit counts in the next lower unit.
    return value * unit if value < 10 and len(text) == 1 and text in _DIGITS else value


def sums(text: str) -> Iterator[Sum]:
    """Yield the sums of money in a text, each once and in yuan."""
    ends: set[int] = set()
    for match in _SUM.finditer(text):
        yuan = _yuan(match)
        if yuan is not None:
            ends.add(match.end())
            yield Sum(yuan, match.start(), match.end())
    for match in _SIGN.finditer(text):
        ends.add(match.end())
        yield Sum(Decimal(match[1].replace(",", "")), match.start(), match.end())
    for match in (*_BARE.finditer(text), *_CLOSING.finditer(text)):
        number = match[1] or han_number(match[2])
        named = _SUM.match(text, match.start(1 if match[1] else 2))
        if number is not None and match.end() not in ends and not named:
            ends.add(match.end())
            yield Sum(Decimal(number), match.start(), match.end())


def _yuan(match: re.Match[str]) -> Decimal | None:
    if match["number"]:
        try:
            number = Decimal(match["number"].replace(",", "").replace("，", ""))
        except InvalidOperation:  # pragma: no cover - the pattern admits digits only
            return None
        return number * _SCALE[match["scale"].lower()]
    if match["vague"]:
        return Decimal(_VAGUE[match["vague"]] * _SCALE[match["vague_scale"]])
    number_in_words = han_number(match["han"])
    return None if number_in_words is None else Decimal(number_in_words)


def ages(text: str) -> Iterator[Age]:
    """Yield the ages in years that a text names (3岁, 八十二岁)."""
    for match in _AGE.finditer(text):
        years = _whole(match[1])
        if years is not None and years <= 130:
            yield Age(years, match.start(), match.end())


def people(text: str) -> int:
    """Return the largest number of fellow sufferers a text names, 0 if it names none."""
    return max((_whole(match[1]) or 0 for match in _PEOPLE.finditer(text)), default=0)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() else han_number(text)
