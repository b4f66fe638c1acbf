"""The words of a notice, from a template and very few facts.

The context is a closed list: number, link, name of the reader, names and telephone of the
association, for clocks their name and last day, for referrals the agency, its receipt and the
next day, the number a merged case goes on under. A template cannot leak what it is not given
(brief §9: no informant data to respondents, no complainant address to workers).
"""

from dataclasses import asdict, dataclass
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string

from casework import merged
from common.zone import local_date
from deadlines.models import Deadline
from notifications.audiences import Subject
from notifications.recipients import Kind
from policies import services as policies

LONGEST_SMS: Final = 70
"""Characters of one text message in Chinese (UCS-2)."""


class Unspoken(Exception):
    """A template gives no subject or no text, or a text message is too long."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a template may know."""

    number: str
    link: str
    association: str
    short_name: str
    hotline: str
    name: str = ""
    clock: str = ""
    due: str = ""
    paper: str = ""
    agency: str = ""
    receipt: str = ""
    next_day: str = ""
    master: str = ""


def facts_of(subject: Subject, kind: Kind, *, name: str = "", paper: str = "") -> Facts:
    """Gather the facts for one reader."""
    clock = subject.deadline
    goes_on = merged.master_of(subject.complaint)
    return Facts(
        number=subject.number,
        link=link_for(kind),
        association=settings.CASEWORK_ASSOCIATION,
        short_name=settings.CASEWORK_SHORT_NAME,
        hotline=settings.CASEWORK_HOTLINE,
        name=name,
        clock=policies.by_version(clock.policy_version).clock(clock.code).zh if clock else "",
        due=f"{clock.due_on:%Y-%m-%d}" if clock and clock.due_on else "",
        paper=paper,
        **_of_referral(subject),
        master=goes_on.file.number if goes_on.pk != subject.complaint.pk else "",
    )


def _of_referral(subject: Subject) -> dict[str, str]:
    """Say which agency has the matter, its receipt and what is expected next; no more of it."""
    referral = subject.referral
    if referral is None:
        return {}
    pack = policies.pack(referral.file.unit.policy, on=local_date(subject.at))
    expected = Deadline.objects.open().filter(
        file=referral.file, code__in=("REFERRAL_ACK", "REFERRAL_RESULT")
    )
    clock = expected.in_due_order().first()
    return {
        "agency": pack.agencies[referral.agency].zh,
        "receipt": referral.receipt_no,
        "next_day": f"{clock.due_on:%Y-%m-%d}" if clock and clock.due_on else "",
    }


def link_for(kind: Kind) -> str:
    """Give the page a reader is sent to; it holds no number and no token (experience N-codes)."""
    base: str = settings.CASEWORK_BASE_URL.rstrip("/")
    return f"{base}/track" if kind in (Kind.COMPLAINANT, Kind.RESPONDENT) else base


def sms(template: str, facts: Facts) -> str:
    """Give a text message: what happened or is wanted, the number, the way to us.

    Raises:
        Unspoken: it is empty, or does not fit into one message.
    """
    text = _spoken(render_to_string(f"notices/sms/{template}.txt", asdict(facts)).strip())
    if len(text) > LONGEST_SMS:
        raise Unspoken(f"text message of {len(text)} characters")
    return text


def inbox(template: str, facts: Facts) -> str:
    """Give the line for an inbox."""
    return _spoken(render_to_string(f"notices/inbox/{template}.txt", asdict(facts)).strip())


def email(template: str, facts: Facts) -> tuple[str, str]:
    """Give subject and text of an e-mail: the first line of the template and the rest."""
    rendered = render_to_string(f"notices/email/{template}.txt", asdict(facts))
    subject, _line_end, body = rendered.strip().partition("\n")
    return _spoken(subject.strip()), _spoken(body.strip()) + "\n"


def _spoken(text: str) -> str:
    if not text:
        raise Unspoken("empty text")
    return text
