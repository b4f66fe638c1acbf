"""What leaves: approved, handed over, ratified, urged, recalled (RF-01a … RF-02b, RF-08, RF-13)."""

from __future__ import annotations

from typing import Any, Final

from django.forms import ChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards, refusals
from casework.models import Referral, Sending
from casework.services import ladder
from casework.services import referral as service
from common.errors import WrongState
from portals.forms import HouseForm
from portals.officer.forms import referral as forms
from portals.officer.owing import when
from portals.officer.pages import packing
from portals.officer.pages.work import BESIDE, offer_packet, unless_work
from portals.officer.referralwords import PARCELS
from portals.officer.screen import Act, Choice, Frame

# --- before it leaves --------------------------------------------------------------------------


def _on_packet(frame: Frame) -> dict[str, Any]:
    return {"packet_id": frame.a_referral.packet_id}


def _approve(act: Act) -> Referral:
    return service.approve(
        referral_id=act.a_referral.pk, packet_id=act.data["packet_id"], by=act.by, at=act.at
    )


def _send_back(act: Act) -> Referral:
    return service.send_back(
        referral_id=act.a_referral.pk,
        packet_id=act.data["packet_id"],
        reason=act.data["reason"],
        by=act.by,
        at=act.at,
    )


def _compose(act: Act) -> Referral:
    return service.compose(
        referral_id=act.a_referral.pk,
        contents=forms.contents_of(act.data),
        by=act.by,
        at=act.at,
    )


def _dispatch(act: Act) -> Referral:
    return service.dispatch(referral_id=act.a_referral.pk, by=act.by, at=act.at)


def _to_be_decided(frame: Frame, user: User) -> None:
    guards.packet_there(frame.referral)
    guards.not_approved_yet(frame.referral)


def _not_mine(frame: Frame, user: User) -> None:
    guards.not_prepared_by_me(frame.referral, by=user)


def _not_left(frame: Frame, user: User) -> None:
    if frame.a_referral.state != "PREPARED":
        raise WrongState


def _has_packet(frame: Frame, user: User) -> None:
    guards.packet_there(frame.referral)


def _may_leave(frame: Frame, user: User) -> None:
    guards.approved_or_urgent(frame.referral)
    guards.police_were_called(frame.referral)


def _last_packet(frame: Frame) -> dict[str, Any]:
    return packing.again(frame.a_referral)


# --- the agency has it -------------------------------------------------------------------------


def _hand_over(act: Act) -> Sending:
    return service.hand_over(
        sending_id=act.data["sending_id"],
        how=act.data["how"],
        to=act.data["to"],
        on=act.data["on"],
        by=act.by,
        at=act.at,
    )


def _something_to_bring(frame: Frame, user: User) -> None:
    if not guards.to_bring(frame.referral):
        raise refusals.HandedAlready


def _to_bring(form: HouseForm, frame: Frame) -> None:
    field = form.fields["sending_id"]
    if isinstance(field, ChoiceField):
        field.choices = [
            (str(one.pk), f"{PARCELS.get(one.kind, one.kind)} · {when(one.created_at)}")
            for one in guards.to_bring(frame.referral)
        ]


def _now(frame: Frame) -> dict[str, Any]:
    return {"on": timezone.localtime(frame.at)}


def _ratify(act: Act) -> Referral:
    return service.ratify(
        referral_id=act.a_referral.pk,
        by=act.by,
        at=act.at,
        reservation=act.data.get("reservation", ""),
    )


def _to_be_ratified(frame: Frame, user: User) -> None:
    guards.to_be_ratified(frame.referral)


def _sent_by_another(frame: Frame, user: User) -> None:
    guards.not_dispatched_by_me(frame.referral, by=user)


def _sign(act: Act) -> Referral:
    return ladder.sign_order(referral_id=act.a_referral.pk, by=act.by, at=act.at)


def _withhold(act: Act) -> Referral:
    return ladder.withhold_order(
        referral_id=act.a_referral.pk, reason=act.data["reason"], by=act.by, at=act.at
    )


def _order_waits(frame: Frame, user: User) -> None:
    guards.order_waits(frame.referral)


def _recall(act: Act) -> Referral:
    return service.recall(
        referral_id=act.a_referral.pk,
        reason=act.data["reason"],
        agreed=act.data.get("agreed", False),
        by=act.by,
        at=act.at,
    )


def _recallable(frame: Frame, user: User) -> None:
    guards.may_be_recalled(frame.referral)


def _agreement_of_the_agency(form: HouseForm, frame: Frame) -> None:
    """Ask for the agency's agreement only where the agency has the letter."""
    if frame.a_referral.state == "PREPARED":
        del form.fields["agreed"]


CHOICES: Final = (
    Choice(
        "approve",
        "approve",
        _("Approve what leaves"),
        _("Approve this packet"),
        _approve,
        _("Approved. The liaison hands it over."),
        form=forms.Approve,
        machine="RF",
        tone="yes",
        help=_("Exactly this packet, for exactly this agency; a changed one is approved anew."),
        initial=_on_packet,
        fits=_to_be_decided,
        needs=_not_mine,
        folded=unless_work("approve"),
    ),
    Choice(
        "send_back",
        "send_back",
        _("Send it back to the liaison"),
        _("Send it back"),
        _send_back,
        _("The liaison lays the packet down anew."),
        form=forms.SendBack,
        machine="RF",
        tone="no",
        initial=_on_packet,
        fits=_to_be_decided,
        folded=unless_work("send_back"),
    ),
    Choice(
        "dispatch",
        "dispatch",
        _("Hand over to the agency"),
        _("It leaves the house now"),
        _dispatch,
        _("Handed over. The agency owes its receipt from now on."),
        machine="RF",
        tone="yes",
        help=_("By the agency's system where one is joined, else as a letter that you bring."),
        sure=_("What has left is recalled only if the agency agrees."),
        fits=_has_packet,
        needs=_may_leave,
        folded=unless_work("dispatch"),
    ),
    Choice(
        "hand_over",
        "handed_over",
        _("Bring the letter, and write it down"),
        _("It has been handed over"),
        _hand_over,
        _("On file: how, to whom and when."),
        form=forms.HandOver,
        machine="RF",
        tone="yes",
        initial=_now,
        fits=_something_to_bring,
        narrow=_to_bring,
        folded=unless_work("hand_over"),
    ),
    Choice(
        "ratify",
        "ratify",
        _("Ratify the urgent referral"),
        _("Ratify"),
        _ratify,
        _("Ratified."),
        form=forms.Ratify,
        machine="RF",
        tone="yes",
        fits=_to_be_ratified,
        needs=_sent_by_another,
        folded=unless_work("ratify"),
    ),
    Choice(
        "reserve",
        "ratify",
        _("Ratify with a reservation"),
        _("Ratify, and put the reservation on record"),
        _ratify,
        _("Ratified with a reservation."),
        form=forms.Reservation,
        machine="RF",
        tone="wait",
        help=_(
            "It has left and stays with the agency; what should have been otherwise is on file."
        ),
        fits=_to_be_ratified,
        needs=_sent_by_another,
        folded=unless_work("reserve"),
    ),
    Choice(
        "sign",
        "sign_supervision",
        _("Sign the supervision order"),
        _("Sign; it leaves now"),
        _sign,
        _("Signed. The order goes to the head of the agency, a copy to the lead department."),
        machine="RF",
        tone="yes",
        sure=_("The order leaves with your name. It cannot be taken back."),
        fits=_order_waits,
        folded=unless_work("sign"),
    ),
    Choice(
        "withhold",
        "withhold_supervision",
        _("Hold the order back"),
        _("Hold it back"),
        _withhold,
        _("Held back; the reasons are on file. The agency still owes its answer."),
        form=forms.Reason,
        machine="RF",
        tone="no",
        fits=_order_waits,
        folded=unless_work("withhold"),
    ),
)
ASIDE: Final = (
    Choice(
        "compose",
        "compose",
        _("Lay the packet down anew"),
        _("Lay it down"),
        _compose,
        _("Laid down. An officer decides whether it leaves."),
        form=forms.Packet,
        machine="RF",
        tone="yes",
        group=BESIDE,
        help=_("An approval of the packet before does not hold for this one."),
        initial=_last_packet,
        fits=_not_left,
        narrow=offer_packet,
        folded=unless_work("compose"),
    ),
    Choice(
        "recall",
        "recall",
        _("Recall the referral"),
        _("Recall it"),
        _recall,
        _("Recalled."),
        form=forms.Recall,
        machine="RF",
        tone="no",
        group=BESIDE,
        help=_("Sent in error: with nothing else at an agency, the case goes on by verification."),
        sure=_("A recalled referral is over; the agency is told."),
        fits=_recallable,
        narrow=_agreement_of_the_agency,
        folded=unless_work(),
    ),
)
