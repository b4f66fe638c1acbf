"""Verification (核查): plan, findings, two names, confirmation or return."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards
from casework.models import Complaint, Findings
from casework.services import verification as service
from portals.officer.forms import result as forms
from portals.officer.pages import letters
from portals.officer.screen import Act, ActionPage, Choice, Frame


def current_findings(complaint: Complaint) -> Findings | None:
    """Return the findings that wait for signatures or confirmation, if any."""
    return (
        Findings.objects.filter(
            verification__complaint=complaint, verification__concluded_at=None, returned_at=None
        )
        .select_related("drafted_by", "verification")
        .prefetch_related("signatures__user")
        .first()
    )


def _which(frame: Frame) -> dict[str, Any]:
    findings = current_findings(frame.complaint)
    return {"findings_id": findings.pk} if findings else {}


def _plan(act: Act) -> Any:
    return service.plan(complaint_id=act.complaint.pk, text=act.data["plan"], by=act.by, at=act.at)


def _draft(act: Act) -> Any:
    return service.write_findings(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _sign(act: Act) -> Any:
    return service.sign(
        complaint_id=act.complaint.pk, findings_id=act.data["findings_id"], by=act.by, at=act.at
    )


def _return(act: Act) -> Any:
    return service.send_back(
        complaint_id=act.complaint.pk,
        findings_id=act.data["findings_id"],
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _confirm(act: Act) -> Any:
    return service.confirm(
        complaint_id=act.complaint.pk, findings_id=act.data["findings_id"], by=act.by, at=act.at
    )


def _did_not_mediate(frame: Frame, user: User) -> None:
    guards.did_not_mediate(frame.complaint, by=user)


def _wants_signature(frame: Frame, user: User) -> None:
    guards.findings_written(frame.complaint)
    guards.signatures_wanted(frame.complaint)
    guards.not_signed_by_me(frame.complaint, by=user)


def _two_signed(frame: Frame, user: User) -> None:
    guards.findings_written(frame.complaint)
    guards.two_signed(frame.complaint)


def _did_not_sign(frame: Frame, user: User) -> None:
    guards.confirmer_did_not_sign(frame.complaint, by=user)


class FindingsPage(ActionPage):
    """CM-16a … CM-16."""

    name = "verification"
    digest = True
    title = _("Verification")
    choices = (
        Choice(
            "plan",
            "plan_verification",
            _("Write the plan"),
            _("Record the plan"),
            _plan,
            _("The plan is on file."),
            form=forms.LatePlan,
            tone="yes",
        ),
        Choice(
            "draft",
            "draft_findings",
            _("Write the findings"),
            _("Put them up for signature"),
            _draft,
            _("The findings wait for two signatures."),
            form=forms.Draft,
            tone="yes",
            needs=_did_not_mediate,
        ),
        Choice(
            "sign",
            "sign_findings",
            _("Sign the findings"),
            _("Sign"),
            _sign,
            _("Your name stands under the findings."),
            form=forms.Sign,
            tone="yes",
            initial=_which,
            help=_("Two investigators sign; the officer who confirms is a third person."),
            fits=_wants_signature,
            needs=_did_not_mediate,
        ),
        Choice(
            "confirm",
            "verified",
            _("Confirm the findings"),
            _("Confirm as the outcome"),
            _confirm,
            _("Confirmed. 7 working days for the result letter and the archive begin."),
            form=forms.OnFindings,
            tone="yes",
            initial=_which,
            sure=_(
                "The findings become the outcome of the file. They cannot be changed afterwards."
            ),
            preview=letters.findings,
            previews=_("Preview the findings"),
            fits=_two_signed,
            needs=_did_not_sign,
        ),
        Choice(
            "return",
            "return_findings",
            _("Return them"),
            _("Return to the investigators"),
            _return,
            _("The findings went back to the investigators."),
            form=forms.Return,
            tone="no",
            initial=_which,
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return writing before there are findings, signing and confirming after."""
        if frame.complaint.state != "IN_VERIFICATION":
            return []
        if current_findings(frame.complaint):
            wanted = {"sign", "confirm", "return"}
        else:
            wanted = {"draft"} if frame.complaint.planned_at else {"plan"}
        return [choice for choice in super().offered(frame, user) if choice.key in wanted]

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show plan, findings and the names under them."""
        return {
            "verification": service.current(frame.complaint),
            "findings": current_findings(frame.complaint),
            "brief": "officer/brief_findings.html",
        }
