"""Filters for letters: dates, amounts and counts as `documents.chinese` writes them."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import money
from documents import chinese

register = template.Library()

register.filter("day", chinese.day)
register.filter("moment", chinese.moment)
register.filter("session_time", chinese.session_time)
register.filter("ordinal", chinese.ordinal)
register.filter("yuan", chinese.amount)
register.filter("yuan_words", money.in_words)
register.filter("thousands", chinese.thousands)
register.filter("grouped", chinese.grouped)


@register.simple_tag(takes_context=True)
def section(context: Context, heading: str) -> SafeString:
    """Return the next section heading of the letter: 一、…, 二、…, whichever sections it has."""
    return format_html("<h2>{}、{}</h2>", chinese.ordinal(next(context["sections"])), heading)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Return the non-empty lines of `text`: each is a paragraph of the letter."""
    return [line.strip() for line in text.split("\n") if line.strip()]


@register.filter
def bare(text: str) -> str:
    """Return `text` without closing punctuation, for use within a sentence of ours."""
    return text.strip().rstrip("。.；;，,！!？? \n")
