"""Grading (分级): the suggestion with its reasons, confirmed or overridden by a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Complaint
from casework.services import triage
from portals.officer.forms import intake as forms
from portals.officer.pages.merging import Merging
from portals.officer.screen import Act, ActionPage, Choice, Frame, Words
from portals.officer.shown import suggestion_view


def _confirm(act: Act) -> Complaint:
    return triage.grade(
        complaint_id=act.complaint.pk,
        grade=_grade(act.complaint.statement.suggestion),
        by=act.by,
        at=act.at,
    )


def _override(act: Act) -> Complaint:
    return triage.grade(complaint_id=act.complaint.pk, grade=_grade(act.data), by=act.by, at=act.at)


def _regrade(act: Act) -> Complaint:
    return triage.regrade(
        complaint_id=act.complaint.pk, grade=_grade(act.data), by=act.by, at=act.at
    )


def _grade(facts: dict[str, Any]) -> triage.Grade:
    return triage.Grade(
        category=facts.get("category") or "",
        severity=facts.get("severity") or "",
        route=facts.get("route") or "",
        agency=facts.get("agency") or "",
        reason=facts.get("reason") or "",
        # S1 is always reported to the police; the record refuses anything else.
        police_report=bool(facts.get("police_report")) or facts.get("severity") == "S1",
    )


def _stands(frame: Frame) -> dict[str, Any]:
    return forms.override_initial(frame.complaint)


class Grading(ActionPage):
    """CM-02 and CM-02b."""

    name = "triage"
    title = _("Grade the complaint")
    choices = (
        Choice(
            "confirm",
            "triage",
            _("Confirm the suggestion"),
            _("Confirm"),
            _confirm,
            _("The grading is confirmed."),
            form=forms.Confirm,
            tone="yes",
            help=_("You take the suggestion over as your own decision."),
        ),
        Choice(
            "override",
            "triage",
            _("Grade otherwise"),
            _("Override with a reason"),
            _override,
            _("The grading is recorded."),
            form=forms.Override,
            tone="wait",
            initial=_stands,
        ),
        Choice(
            "regrade",
            "regrade",
            _("Grade again on new facts"),
            _("Record the new grading"),
            _regrade,
            _("The new grading is recorded."),
            form=forms.Override,
            initial=_stands,
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the first grading or, once graded, grading again."""
        graded = frame.complaint.graded_at is not None
        return [c for c in super().offered(frame, user) if (c.key == "regrade") == graded]

    @classmethod
    def label(cls, frame: Frame) -> Words:
        """Tell grading from grading again."""
        return _("Grade again") if frame.complaint.graded_at else cls.title

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """Grading again is no step of the ordinary way."""
        return frame.complaint.graded_at is not None

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the suggestion, rule by rule, and the narrative it was made from."""
        return {
            "suggestion": suggestion_view(frame.complaint.statement.suggestion),
            "statement": frame.complaint.statement,
            "duplicates": Merging.likely(frame, self._user),
            "brief": "officer/brief_grading.html",
        }
