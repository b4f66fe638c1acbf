"""What came back and is ours to deal with: sent on, registered, told (RF-06, RF-09a, RF-11a, b)."""

from __future__ import annotations

from typing import Any, Final

from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.models import Referral
from casework.services import answers
from casework.services import referral as service
from casework.states import REFERRAL_OPEN
from portals.forms import HouseForm
from portals.officer import competence
from portals.officer.forms import referral as forms
from portals.officer.forms.intake import agency_name
from portals.officer.pages import packing
from portals.officer.pages.work import at_its_desk, offer_packet, unless_work
from portals.officer.screen import Act, Choice, Frame


def _reroute(act: Act) -> Referral:
    """Send it on: with the packet as it was, or, if a word of it changed, laid down anew."""
    agency, office_id = act.data["to"]
    before, typed = act.a_referral.packet, forms.contents_of(act.data)
    unchanged = before is not None and packing.contents_of(before) == typed
    return service.reroute(
        referral_id=act.a_referral.pk,
        agency=agency,
        office_id=office_id,
        contents=None if unchanged else typed,
        by=act.by,
        at=act.at,
    )


def _elsewhere(form: HouseForm, frame: Frame) -> None:
    offer_packet(form, frame)
    field = form.fields["to"]
    if isinstance(field, ChoiceField):
        field.choices = _addresses(frame)


def _addresses(frame: Frame) -> list[Any]:
    """Return the agencies that may get it with their offices; who has it already gets it not."""
    referral = frame.a_referral
    open_there = frame.complaint.referrals.filter(state__in=REFERRAL_OPEN).exclude(pk=referral.pk)
    taken = set(open_there.values_list("agency", flat=True))
    only = guards.only_agency(referral)
    known = [code for code in competence.in_order(frame.complaint) if code not in taken]
    # Who returned it comes last: it gets it again only with more materials, or at another office.
    codes = [only] if only else sorted(known, key=lambda code: code == referral.agency)
    offices: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
    for office in service.offices(frame.complaint, codes):
        offices[office.agency].append((f"{office.agency}:{office.pk}", office.name))
    return [
        (agency_name(code), [(code, agency_name(code)), *offices[code]])
        if offices[code]
        else (code, agency_name(code))
        for code in codes
    ]


def _back_to_the_packet(frame: Frame) -> dict[str, Any]:
    return packing.again(frame.a_referral)


def _tell_refusal(act: Act) -> Referral:
    return answers.not_filed_told(referral_id=act.a_referral.pk, by=act.by, at=act.at)


def _register(act: Act) -> Referral:
    return answers.register(
        referral_id=act.a_referral.pk, tellable=act.data["tellable"], by=act.by, at=act.at
    )


def _tell_result(act: Act) -> Referral:
    return answers.result_told(referral_id=act.a_referral.pk, by=act.by, at=act.at)


CHOICES: Final = (
    Choice(
        "reroute",
        "reroute",
        _("Send it to the competent agency"),
        _("Send it on"),
        _reroute,
        _("Sent on. The new agency owes its receipt from now on."),
        form=forms.Reroute,
        machine="RF",
        tone="yes",
        help=_("With the packet as it was; change a word of it, and it is laid down anew."),
        initial=_back_to_the_packet,
        narrow=_elsewhere,
        folded=unless_work("reroute"),
    ),
    Choice(
        "tell_refusal",
        "not_filed_told",
        _("Tell the complainant of the refusal"),
        _("Tell it, with the right to ask again"),
        _tell_refusal,
        _("The complainant is told, and may ask the agency to reconsider."),
        machine="RF",
        tone="yes",
        fits=at_its_desk("tell_refusal"),
    ),
    Choice(
        "register",
        "register_result",
        _("Register the result"),
        _("Register it"),
        _register,
        _("Registered."),
        form=forms.Tellable,
        machine="RF",
        tone="yes",
        help=_("Read the agency's paper first; it stands below with its scan."),
        fits=at_its_desk("registration"),
    ),
    Choice(
        "tell_result",
        "result_told",
        _("Tell the supplementary result"),
        _("Tell both parties"),
        _tell_result,
        _("Told. Nothing of this referral is open any more."),
        machine="RF",
        tone="yes",
        help=_("A letter of its own, in the words that were registered."),
        fits=at_its_desk("telling"),
    ),
)
