"""System checks: texts that would not fit are found at start, not at the first step."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from notifications import wording
from notifications.catalogue import CATALOGUE, SMS
from notifications.recipients import Kind

_NUMBER = "TS-2026-000001"


def templates_of_texts() -> list[str]:
    """Return the templates of the text messages."""
    entries = (entry for entries in CATALOGUE.values() for entry in entries)
    return sorted({entry.template for entry in entries if SMS in entry.channels})


@register()
def texts_fit_into_one_message(**_options: Any) -> list[CheckMessage]:
    """Refuse an address, a short name or a hotline so long that a message would be split."""
    facts = wording.Facts(
        number=_NUMBER,
        link=wording.link_for(Kind.COMPLAINANT),
        association=settings.CASEWORK_ASSOCIATION,
        short_name=settings.CASEWORK_SHORT_NAME,
        hotline=settings.CASEWORK_HOTLINE,
    )
    found: list[CheckMessage] = []
    for template in templates_of_texts():
        try:
            wording.sms(template, facts)
        except wording.Unspoken as fault:
            found.append(
                Error(
                    f"notices/sms/{template}.txt: {fault}; {wording.LONGEST_SMS} fit.",
                    hint="Shorten CASEWORK_BASE_URL, CASEWORK_SHORT_NAME or CASEWORK_HOTLINE.",
                    id="notifications.E001",
                )
            )
    return found
