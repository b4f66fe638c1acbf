"""The next step of a file for this person, and whom it waits for otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.guards import reply_awaited
from casework.services.acceptance import closed_on_materials
from casework.states import SERIOUS_ROUTES, Severity
from portals.officer import owing, registry
from portals.officer.screen import Frame, kept_from
from workflows.flows.complaint import desk_of


@dataclass(frozen=True)
class Link:
    """An action page this person can use now."""

    label: str | Promise
    url: str


@dataclass
class Panel:
    """The first page is the next step, the others are also possible."""

    first: Link | None = None
    others: list[Link] = field(default_factory=list)
    waits: str | Promise = ""


def panel(frame: Frame, user: Any) -> Panel:
    """Return what `user` can do with the file now; the pages themselves ask again."""
    shown = Panel()
    for page in registry.PAGES:
        for own in page.frames(frame):
            proposed = page.proposed(own, user)
            open_now = [choice for choice in proposed if kept_from(choice, own, user) is None]
            if not open_now:
                continue
            link = Link(page.label(own), page.address(own))
            # What is folded is possible, and not what the page is for now.
            folded = all(choice.folded and choice.folded(own) for choice in open_now)
            if shown.first or folded or page.aside(own):
                shown.others.append(link)
            else:
                shown.first = link
    shown.waits = _waits(frame)
    return shown


def _waits(frame: Frame) -> str | Promise:
    complaint = frame.complaint
    serious = complaint.route in SERIOUS_ROUTES or complaint.severity == Severity.S1
    if serious and desk_of(complaint) == "referral":
        return _("Waits for the liaison, who lays down what leaves for the agency.")
    if complaint.state == "IN_REFERRAL":
        return _of_the_lead(frame)
    if complaint.state == "ACCEPTED" and reply_awaited(complaint):
        return _(
            "The enterprise answers first. Mediation or verification follow its reply, or the end "
            "of its period; the 7 working days to the answer go on."
        )
    if complaint.state == "PENDING_SUPPLEMENT":
        return _("Waits for the complainant's materials; the acceptance clock is paused.")
    if closed_on_materials(complaint):
        return _(
            "Closed because the materials did not come in time. If they had come and were only "
            "not written down: register a new complaint with all of them, name this number in it, "
            "and enter as its time of receipt the moment at which they arrived."
        )
    if complaint.state == "OUTCOME_RECORDED" and complaint.feedback_sent_at:
        return _("The result is sent; the archive write-back is still to come.")
    return ""


def _of_the_lead(frame: Frame) -> str:
    """Return who owes what of the lead referral."""
    leads = [one for one in frame.referrals if one.pk == frame.complaint.lead_referral_id]
    return " ".join(one.words for lead in leads for one in owing.owed(lead, at=frame.at))
