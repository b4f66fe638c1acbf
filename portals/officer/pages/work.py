"""Whose work a referral is: desk by desk, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from accounts.models import User
from casework import guards
from common.errors import Refusal, WrongState
from portals.forms import HouseForm
from portals.officer.forms import referral as forms
from portals.officer.pages import packing
from portals.officer.screen import Frame

#: Desk → the choices that are its work; whatever else may be done stands beside them.
WORK: Final[dict[str, frozenset[str]]] = {
    "revision": frozenset({"compose"}),
    "approval": frozenset({"approve", "send_back"}),
    "dispatch": frozenset({"dispatch"}),
    "hand_over": frozenset({"hand_over"}),
    "ratification": frozenset({"ratify", "reserve"}),
    "supervision": frozenset({"sign", "withhold"}),
    "rerouting": frozenset({"reroute"}),
    "tell_refusal": frozenset({"tell_refusal"}),
    "registration": frozenset({"register"}),
    "telling": frozenset({"tell_result"}),
}
#: The part of the page for what is possible but nobody's work now.
BESIDE: Final = "beside"


def work_of(frame: Frame) -> frozenset[str]:
    """Return the choices that are the work of the referral's desk; none while it waits."""
    return WORK.get(frame.desk, frozenset())


def pending(frame: Frame) -> frozenset[str]:
    """Return the decisions that wait for an officer whatever desk the referral lies at."""
    asked = {
        "ratification": guards.to_be_ratified,
        "supervision": guards.order_waits,
    }
    found: frozenset[str] = frozenset()
    for desk, guard in asked.items():
        try:
            guard(frame.a_referral)
        except Refusal:
            continue
        found |= WORK[desk]
    return found if frame.a_referral.dispatched_at else frozenset()


def unless_work(*keys: str) -> Callable[[Frame], bool]:
    """Return the question whether these choices are folded up: nobody waits for them now."""

    def folded(frame: Frame) -> bool:
        return not (work_of(frame) | pending(frame)) & frozenset(keys)

    return folded


def at_its_desk(*desks: str) -> Callable[[Frame, User], None]:
    """Return the question whether the referral lies at one of these desks."""

    def here(frame: Frame, user: User) -> None:
        if frame.desk not in desks:
            raise WrongState

    return here


def offer_packet(form: HouseForm, frame: Frame) -> None:
    """Offer in a packet's form what the file has."""
    if isinstance(form, forms.Packet):
        packing.offer(form, frame.complaint)
