"""One referral (移送): what is owed, what left, what was answered, and what may be decided now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portals.officer import referralview
from portals.officer.forms.intake import agency_name
from portals.officer.frame import find_referral
from portals.officer.pages import answers, leaving, returning
from portals.officer.pages.work import WORK, work_of
from portals.officer.screen import ActionPage, Choice, Frame, forbidden
from workflows.flows import ReferralFlow
from workflows.nodes import HumanTask


class ReferralPage(ActionPage):
    """RF-01a … RF-14: from the packet to the closing."""

    name = "referral"
    path = "referrals/<str:referral>"
    template_name = "officer/referral.html"
    title = _("Referral to an agency")
    choices = (*leaving.CHOICES, *returning.CHOICES, *answers.CHOICES, *leaving.ASIDE)
    readable = True

    @classmethod
    def on(cls, request: HttpRequest, **place: str) -> Frame:
        """Return the file with the referral; 404 if either is not the person's to see."""
        return find_referral(request, place["number"], place.get("referral", ""))

    @classmethod
    def place(cls, frame: Frame) -> list[str]:
        """Return the number of the case and that of the referral."""
        return [frame.number, frame.a_referral.file.number]

    @classmethod
    def frames(cls, frame: Frame) -> list[Frame]:
        """Return one for each referral of the case that waits for somebody in the house."""
        each = (replace(frame, referral=referral) for referral in frame.referrals)
        return [own for own in each if own.desk in WORK]

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the work of the desk, and beside it what this person's role allows."""
        work = work_of(frame)
        return [
            choice
            for choice in super().offered(frame, user)
            if choice.key in work or forbidden(choice, frame, user) is None
        ]

    @classmethod
    def proposed(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the work of the desk alone."""
        work = work_of(frame)
        return [choice for choice in cls.offered(frame, user) if choice.key in work]

    @classmethod
    def label(cls, frame: Frame) -> str | Promise:
        """Return the task at the referral's desk, with its agency."""
        node = getattr(ReferralFlow, frame.desk, None)
        words = node.task_title if isinstance(node, HumanTask) else cls.title
        return f"{words} · {agency_name(frame.a_referral.agency)}"

    @classmethod
    def after(cls, frame: Frame, done: Any) -> str:
        """Stay with the referral."""
        return reverse(cls.name, args=cls.place(frame))

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show what is owed, what left, what was answered, and what happened."""
        return referralview.context(frame, self._user)
