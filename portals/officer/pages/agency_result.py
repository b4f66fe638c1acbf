"""The agency's answer to the lead referral, and what the case makes of it (CM-17, CM-18)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards
from casework.models import Complaint, Referral
from casework.services import answers
from casework.states import OUTCOME_OF_RESULT, ResultClass
from common.errors import WrongState
from portals.officer import referralview
from portals.officer.forms import referral as forms
from portals.officer.forms.intake import agency_name
from portals.officer.screen import Act, ActionPage, Choice, Frame


def _register(act: Act) -> Referral:
    return answers.register(
        referral_id=act.a_referral.pk, tellable=act.data["tellable"], by=act.by, at=act.at
    )


def _verify(act: Act) -> Complaint:
    return answers.go_on_after_not_filed(referral_id=act.a_referral.pk, by=act.by, at=act.at)


def _end(act: Act) -> Complaint:
    return answers.go_on_after_not_filed(
        referral_id=act.a_referral.pk,
        as_outcome=True,
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _decided(frame: Frame, user: User) -> None:
    if frame.referral is None or frame.referral.state != "RESULT_RECEIVED":
        raise WrongState
    guards.not_registered_yet(frame.referral)


def _not_filed(frame: Frame, user: User) -> None:
    if frame.referral is None or frame.referral.state != "NOT_FILED":
        raise WrongState


def _officer(frame: Frame, user: User) -> None:
    # Whether the reasons will do is asked once they are typed.
    enough = "." * guards.LEAST_LEAD
    guards.officer_ends_it(frame.complaint, by=user, as_outcome=True, reason=enough)


class AgencyResult(ActionPage):
    """CM-17 beside the agency's paper; after a refusal CM-18, both ways side by side."""

    name = "agency_result"
    title = _("The agency's answer")
    digest = True
    choices = (
        Choice(
            "register",
            "agency_result",
            _("Register the result"),
            _("Register it as the outcome"),
            _register,
            _("Registered. Seven working days for feedback and archive count from its arrival."),
            form=forms.Tellable,
            does=("RF.register_result",),
            tone="yes",
            help=_("The agency's decision becomes the outcome of the case."),
            sure=_("The outcome of the case is recorded with it. It cannot be changed here."),
            fits=_decided,
        ),
        Choice(
            "verify",
            "agency_not_filed",
            _("Go on by our own verification"),
            _("Verify it ourselves"),
            _verify,
            _("The verification is open; the complainant is told of the refusal."),
            does=("RF.not_filed_told",),
            tone="yes",
            help=_(
                "The ordinary way: a refusal proves neither guilt nor innocence. The period counts "
                "from the day the refusal reached us."
            ),
            fits=_not_filed,
        ),
        Choice(
            "end",
            "agency_not_filed",
            _("End it with an outcome"),
            _("Record it as not upheld"),
            _end,
            _("The outcome is recorded; the complainant is told of the refusal."),
            form=forms.Reason,
            does=("RF.not_filed_told",),
            tone="no",
            help=_("Where nothing is left to verify; an officer's decision, with reasons on file."),
            sure=_("The case is recorded as not upheld."),
            fits=_not_filed,
            needs=_officer,
        ),
    )

    @classmethod
    def on(cls, request: HttpRequest, **place: str) -> Frame:
        """Return the file with its lead referral."""
        return cls._of_the_lead(super().on(request, **place))

    @classmethod
    def frames(cls, frame: Frame) -> list[Frame]:
        """Return the case with its lead referral, once that has been answered."""
        if frame.complaint.state != "IN_REFERRAL":
            return []
        return [cls._of_the_lead(frame)]

    @staticmethod
    def _of_the_lead(frame: Frame) -> Frame:
        lead = frame.complaint.lead_referral_id
        return replace(frame, referral=next((r for r in frame.referrals if r.pk == lead), None))

    @classmethod
    def label(cls, frame: Frame) -> str | Promise:
        """Name what came."""
        refused = frame.referral is not None and frame.referral.state == "NOT_FILED"
        return _("Go on after the agency's refusal") if refused else _("Register the result")

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the agency's paper beside the choices."""
        referral = frame.a_referral
        latest = referral.answers.filter(event__isnull=False, kind__in=("RESULT", "NOT_FILED"))
        found = latest.select_related("entered_by").prefetch_related("evidence").order_by("-pk")[:1]
        return {
            "referral": referral,
            "agency": agency_name(referral.agency),
            "papers": referralview.answer_views(found),
            "outcome": OUTCOME_OF_RESULT[ResultClass(referral.result_class)].label
            if referral.result_class
            else "",
            "brief": "officer/brief_agency.html",
        }
