"""The enterprise answers first: its reply, and the complainant's word on it (CM-10b … CM-10d)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from casework.services import reply as service
from deadlines import services as deadlines
from portals.public import answers, party_forms, shown
from portals.public.acting import READ_AND_ACT, lead_back, me, take_act
from portals.public.track import Desk, tracked


@READ_AND_ACT
@tracked
def reply(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer for the service, as the enterprise that was asked; once, and also when it is late."""
    if desk.is_complainant or desk.complaint.reply_asked_at is None:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).reply):
        return closed

    def act(given: dict[str, Any]) -> str:
        service.reply(
            complaint_id=desk.complaint.pk,
            words=given["reply"],
            claims_settled=given["claims_settled"],
            by=me(desk),
            at=desk.at,
        )
        return _("Your answer is on file. The complainant is asked whether the matter is settled.")

    return take_act(
        request,
        desk,
        "reply",
        party_forms.EnterpriseReply(request.POST or None),
        act,
        question=answers.question(desk),
        due=shown.own_clock(desk, "ENTERPRISE_REPLY", deadlines.current_calendar()),
    )


@READ_AND_ACT
@tracked
def settled(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Confirm that the enterprise settled the matter, or say that it did not."""
    if not desk.is_complainant or desk.complaint.reply_asked_at is None:
        raise Http404
    if closed := lead_back(request, door=shown.doors(desk).settled):
        return closed

    def act(given: dict[str, Any]) -> str:
        said = {"words": given["words"], "by": me(desk), "at": desk.at}
        if given["settled"]:
            service.settled(complaint_id=desk.complaint.pk, **said)
            return _("Thank you. The matter is settled; the letter with the result follows.")
        service.not_settled(complaint_id=desk.complaint.pk, **said)
        return _("Thank you. We go on with mediation or verification.")

    complaint = desk.complaint
    # What is sent is asked of the service, which says what has happened meanwhile.
    may_turn_down = request.method == "POST" or (
        complaint.replied_at is not None and complaint.reply_declined_at is None
    )
    return take_act(
        request,
        desk,
        "settled",
        party_forms.SettledOrNot(request.POST or None, replied=may_turn_down),
        act,
        reply=answers.reply(desk),
        claims_settled=service.claims_settled(complaint),
    )
