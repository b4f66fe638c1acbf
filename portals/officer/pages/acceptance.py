"""Acceptance (受理): accept, ask for materials, refuse, pass on — side by side."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards
from casework.models import Complaint
from casework.services import acceptance
from portals.officer.checks import checklist, missing_on_notice
from portals.officer.forms import intake as forms
from portals.officer.pages import letters
from portals.officer.pages.particulars import Particulars
from portals.officer.screen import Act, ActionPage, Choice, Frame


def _accept(act: Act) -> Complaint:
    return acceptance.accept(complaint_id=act.complaint.pk, by=act.by, at=act.at)


def _supplement(act: Act) -> Complaint:
    return acceptance.request_supplement(
        complaint_id=act.complaint.pk, items=act.data["items"], by=act.by, at=act.at
    )


def _refuse(act: Act) -> Complaint:
    return acceptance.refuse(
        complaint_id=act.complaint.pk,
        ground=act.data["ground"],
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _transfer(act: Act) -> Complaint:
    return acceptance.transfer_out(
        complaint_id=act.complaint.pk,
        agency=act.data["agency"],
        office=act.data["office"],
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _acceptable(frame: Frame, user: User) -> None:
    for guard in (guards.graded, guards.materials_complete, guards.acceptable):
        guard(frame.complaint)
    guards.not_time_barred(frame.complaint, at=frame.at)


def _may_be_supplemented(frame: Frame, user: User) -> None:
    guards.first_supplement(frame.complaint)
    guards.not_s1(frame.complaint)


def _missing(frame: Frame) -> dict[str, Any]:
    return {"items": missing_on_notice(frame.complaint)}


def _take_over_url(frame: Frame, user: User) -> str:
    """Return where particulars are taken over, for those who may."""
    complaint = frame.complaint
    if complaint.state != "REGISTERED" or not user.has_perm("casework.take_over", complaint.file):
        return ""
    return reverse(Particulars.name, args=[complaint.file.number])


class Acceptance(ActionPage):
    """CM-03, CM-06, CM-07 and CM-08."""

    name = "acceptance"
    title = _("Decide on acceptance")
    choices = (
        Choice(
            "accept",
            "accept",
            _("Accept"),
            _("Accept and tell both parties"),
            _accept,
            _("Accepted. The decision goes to both parties; 7 working days to the answer begin."),
            tone="yes",
            help=_("Starts the 7 working days to the answer; both parties get the decision."),
            preview=letters.acceptance,
            previews=_("Preview the acceptance decision"),
            needs=_acceptable,
        ),
        Choice(
            "supplement",
            "request_supplement",
            _("Ask for materials"),
            _("Send the supplement notice"),
            _supplement,
            _("The supplement notice is on its way; the acceptance clock pauses."),
            form=forms.Supplement,
            initial=_missing,
            tone="wait",
            help=_("Once only; pauses the acceptance clock until they arrive."),
            preview=letters.supplement,
            previews=_("Preview the supplement notice"),
            fits=_may_be_supplemented,
        ),
        Choice(
            "refuse",
            "refuse",
            _("Do not accept"),
            _("Decide not to accept"),
            _refuse,
            _("Not accepted. The decision with the other remedies goes to the complainant."),
            form=forms.Refuse,
            tone="no",
            help=_("Only on one of the grounds; the letter names the other remedies."),
            preview=letters.non_acceptance,
            previews=_("Preview the decision not to accept"),
            sure=_("The decision is numbered and sent at once. It cannot be taken back here."),
        ),
        Choice(
            "transfer",
            "transfer_out",
            _("Pass to another body"),
            _("Pass on and tell the complainant"),
            _transfer,
            _("Passed on. The complainant is told where it went."),
            form=forms.TransferOut,
            tone="no",
            help=_("When it is not ours and the competent body is known."),
            sure=_(
                "The file ends here and the complainant is told at once. It cannot be taken back."
            ),
            preview=letters.forwarding,
            previews=_("Preview the forwarding notice"),
        ),
    )

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the checklist of brief §2.1 and the narrative."""
        return {
            "checks": checklist(frame.complaint, at=frame.at),
            "take_over_url": _take_over_url(frame, self._user),
            "brief": "officer/brief_acceptance.html",
        }
