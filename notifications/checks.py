"""System checks: texts that would not fit are found at start, not at the first step."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from notifications.recipients import Kind
from notifications.wording import LONGEST_SMS, link_for

LONGEST_LINK = 43
"""Characters left by 【诚信办案】, a number and the words of `notices/sms/step.txt`."""


@register()
def links_fit_into_a_text_message(**_options: Any) -> list[CheckMessage]:
    """Refuse a base address so long that a text message would be split."""
    length = len(link_for(Kind.COMPLAINANT))
    if length <= LONGEST_LINK:
        return []
    return [
        Error(
            f"The tracking link has {length} characters; {LONGEST_LINK} fit into a text message "
            f"of {LONGEST_SMS}.",
            hint=f"Shorten CASEWORK_BASE_URL ({settings.CASEWORK_BASE_URL}).",
            id="notifications.E001",
        )
    ]
