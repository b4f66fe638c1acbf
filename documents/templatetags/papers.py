"""Filters for letters: dates, amounts and counts as `documents.chinese` writes them."""

from django import template

from common import money
from documents import chinese

register = template.Library()

register.filter("day", chinese.day)
register.filter("moment", chinese.moment)
register.filter("session_time", chinese.session_time)
register.filter("ordinal", chinese.ordinal)
register.filter("yuan", chinese.amount)
register.filter("yuan_words", money.in_words)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Return the non-empty lines of `text`: each is a paragraph of the letter."""
    return [line.strip() for line in text.split("\n") if line.strip()]


@register.filter
def bare(text: str) -> str:
    """Return `text` without closing punctuation, for use within a sentence of ours."""
    return text.strip().rstrip("。.；;，,！!？? \n")
