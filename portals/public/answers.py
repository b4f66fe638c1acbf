"""The enterprise's answer as each side reads it, and who may answer now (CM-10a … CM-10d)."""

from __future__ import annotations

from casework import guards, redaction
from casework.models import Party
from casework.services import reply as service
from casework.states import MEDIATION_OPEN
from portals.public.track import Desk


def question(desk: Desk) -> str:
    """Return what the enterprise was asked, without the complainant's particulars."""
    asker = desk.complaint.file.parties.filter(role=Party.Role.COMPLAINANT).first()
    return redaction.without(service.said(desk.complaint, "request_enterprise_reply"), asker)


def reply(desk: Desk) -> str:
    """Return what the enterprise answered, "" while it has not."""
    return service.said(desk.complaint, "enterprise_replied")


def may_reply(desk: Desk) -> bool:
    """Whether the enterprise that was asked may answer on this page; late is not too late."""
    complaint = desk.complaint
    waiting = complaint.reply_asked_at is not None and complaint.replied_at is None
    itself = not desk.is_complainant and desk.party.kind == Party.Kind.ENTERPRISE
    return complaint.state == "ACCEPTED" and waiting and itself


def may_be_settled(desk: Desk) -> bool:
    """Whether the complainant may say that the enterprise settled it, or did not."""
    complaint = desk.complaint
    return (
        desk.is_complainant
        and complaint.state == "ACCEPTED"
        and complaint.reply_asked_at is not None
        and complaint.severity in guards.MINOR
        and (desk.mediation is None or desk.mediation.state not in MEDIATION_OPEN)
    )
