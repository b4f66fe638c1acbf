"""The enterprise answers first (企业先行答复): its reply, and what the complainant says to it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import clocks as casework_clocks
from casework import guards
from casework.models import Complaint
from casework.services import reply as service
from casework.states import MEDIATION_OPEN
from common.actors import Outside
from deadlines import services as deadlines
from portals.officer import clocks
from portals.officer.forms import reply as forms
from portals.officer.pages.result import complainant
from portals.officer.screen import Act, ActionPage, Choice, Frame


def _respondent(act: Act) -> Outside:
    """Return the side of the respondent as actor: itself, or its employer (brief §3.0 X2)."""
    party = act.complaint.file.parties.filter(role="RESPONDENT").first()
    return Outside("RESPONDENT", party_id=party.pk if party else None, entered_by=act.by.pk)


def _replied(act: Act) -> Complaint:
    return service.reply(
        complaint_id=act.complaint.pk,
        words=act.data["reply"],
        claims_settled=act.data["claims_settled"],
        arrived_at=act.data["arrived_at"],
        by=_respondent(act),
        at=act.at,
    )


def _settled(act: Act) -> Complaint:
    return service.settled(
        complaint_id=act.complaint.pk, by=complainant(act), at=act.at, **act.data
    )


def _not_settled(act: Act) -> Complaint:
    return service.not_settled(
        complaint_id=act.complaint.pk, by=complainant(act), at=act.at, **act.data
    )


def _may_reply(frame: Frame, user: User) -> None:
    guards.reply_asked(frame.complaint)
    guards.not_replied_yet(frame.complaint)


def _may_be_settled(frame: Frame, user: User) -> None:
    for guard in (guards.reply_asked, guards.enterprise_may_settle, guards.nothing_proposed):
        guard(frame.complaint)


def _may_be_turned_down(frame: Frame, user: User) -> None:
    for guard in (guards.replied, guards.not_turned_down_yet, guards.nothing_proposed):
        guard(frame.complaint)


def _now(frame: Frame) -> dict[str, Any]:
    return {"arrived_at": timezone.localtime()}


class Reply(ActionPage):
    """CM-10b, CM-10c2 and CM-10d, taken down by a clerk."""

    name = "reply"
    digest = True
    title = _("Reply of the enterprise")
    choices = (
        Choice(
            "replied",
            "enterprise_replied",
            _("The enterprise has replied"),
            _("Record the reply"),
            _replied,
            _("The reply is on file; the complainant is asked whether it is settled."),
            form=forms.Replied,
            initial=_now,
            capability="casework.take_down",
            tone="wait",
            help=_("A late reply is taken too, and counts as late."),
            fits=_may_reply,
        ),
        Choice(
            "settled",
            "settled_by_enterprise",
            _("It is settled, says the complainant"),
            _("Record the settlement"),
            _settled,
            _("Settled. The result goes to both within 7 working days."),
            form=forms.Settled,
            capability="casework.take_down",
            tone="yes",
            help=_("Only in writing, or by the complainant on its own page."),
            sure=_("The settlement is the result of the case. It cannot be taken back."),
            fits=_may_be_settled,
        ),
        Choice(
            "not_settled",
            "not_accepted_by_complainant",
            _("It is not settled, says the complainant"),
            _("Record that it is not"),
            _not_settled,
            _("Recorded. Choose mediation or verification now."),
            form=forms.NotSettled,
            capability="casework.take_down",
            tone="no",
            fits=_may_be_turned_down,
        ),
    )

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The next step while the reply, or the answer to it, is awaited; later a possibility."""
        complaint = frame.complaint
        mediated = frame.mediation is not None and frame.mediation.state in MEDIATION_OPEN
        asked = complaint.replied_at and not complaint.reply_declined_at
        return bool(mediated or not (asked or guards.reply_awaited(complaint)))

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show what was asked, by when, and what came."""
        complaint = frame.complaint
        clock = casework_clocks.latest(complaint.file, "ENTERPRISE_REPLY")
        cal = deadlines.current_calendar()
        return {
            "question": service.said(complaint, "request_enterprise_reply"),
            "reply": service.said(complaint, "enterprise_replied"),
            "claims_settled": service.claims_settled(complaint),
            "turned_down": service.said(complaint, "not_accepted_by_complainant"),
            "clock": clocks.show(clock, at=frame.at, cal=cal) if clock else None,
            "brief": "officer/brief_reply.html",
        }
