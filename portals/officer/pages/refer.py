"""Refer (移送): the call to 110 first where it is urgent, then to whom, and what leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards, refusals
from casework.models import PoliceCall, Referral
from casework.services import emergency
from casework.services import referral as service
from casework.states import REFERRAL_OPEN, ReferralKind, Severity
from portals.forms import HouseForm
from portals.officer import competence, packetview
from portals.officer.forms import referral as forms
from portals.officer.forms.intake import agency_name
from portals.officer.pages import packing
from portals.officer.screen import Act, ActionPage, Choice, Frame, rehearsed
from workflows.flows.complaint import desk_of

# --- the call to 110 ---------------------------------------------------------------------------


def _call(act: Act) -> PoliceCall:
    return emergency.record_call(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _is_urgent(frame: Frame, user: User) -> None:
    guards.urgent_or_minor(frame.complaint)


def _called(frame: Frame) -> bool:
    """Fold the card up once a call is on record: another one is the exception."""
    return bool(frame.calls)


def _just_now(frame: Frame) -> dict[str, Any]:
    return {"called_at": timezone.localtime(frame.at)}


CALL = Choice(
    "call",
    "police_called",
    _("Call 110 and write the call down"),
    _("Put the call on record"),
    _call,
    _("The call to 110 is on record."),
    form=forms.PoliceCall,
    tone="urgent",
    help=_("Danger to people comes before every paper: call first, write afterwards."),
    initial=_just_now,
    folded=_called,
    fits=_is_urgent,
)


class EmergencyCall(ActionPage):
    """CM-02c: the call to 110, whoever of the desks makes it."""

    name = "emergency"
    digest = True
    title = _("Call to 110")
    choices = (CALL,)

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The first step of all until a call is on record."""
        return bool(frame.calls)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the number to call, and the calls on record."""
        return {"calls": frame.calls, "brief": "officer/brief_emergency.html"}


# --- to whom, and what leaves ------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """An agency as the page offers it, with what may be expected of it."""

    code: str
    name: str
    phone: str
    ack: str
    result: str
    url: str
    chosen: bool
    #: Named by the category of the pack.
    suggested: bool
    #: The referral it has already, if it has one.
    has: Referral | None


def _open_at(frame: Frame) -> dict[str, Referral]:
    """Return the open referrals by agency; an agency has one at a time."""
    return {one.agency: one for one in frame.referrals if one.state in REFERRAL_OPEN}


def agency_of(frame: Frame) -> str:
    """Return the agency of the page: the one the address names, else the first that is free.

    Raises:
        AgencyHasIt: the one named has an open referral of the complaint, or all of them have.
    """
    wanted = frame.query.get("agency", "")
    if wanted:
        if wanted not in competence.rules(frame.complaint).agencies:
            raise Http404
        if wanted in _open_at(frame):
            raise refusals.AgencyHasIt
        return wanted
    taken = _open_at(frame)
    free = next((code for code in competence.in_order(frame.complaint) if code not in taken), "")
    if not free:
        raise refusals.AgencyHasIt
    return free


def kind_of(frame: Frame) -> str:
    """Return the kind of the referral: the one the address names, else the usual one."""
    wanted = frame.query.get("kind", "")
    if wanted:
        if wanted not in _kinds(frame):
            raise Http404
        return wanted
    return service.usual_kind(frame.complaint, agency_of(frame))


def _kinds(frame: Frame) -> list[str]:
    """Return the kinds this agency may get; the statutory report goes to the police alone."""
    barred = set()
    if agency_of(frame) != "POLICE" or not frame.complaint.police_report:
        barred.add(ReferralKind.MANDATORY_MINOR)
    return [code for code in ReferralKind.values if code not in barred]


def _prepare(act: Act) -> Referral:
    return service.prepare(
        complaint_id=act.complaint.pk,
        agency=agency_of(act.frame),
        kind=kind_of(act.frame),
        contents=forms.contents_of(act.data),
        office_id=act.data.get("office"),
        lead=act.data.get("lead", ""),
        by=act.by,
        at=act.at,
    )


def _preview(act: Act) -> str:
    """Return the packet as it would leave; nothing is kept, and the number is not taken."""
    # Rendered by our own template, which escapes what people typed.
    return mark_safe(rehearsed(_prepare, act, packetview.preview))


def _referable(frame: Frame, user: User) -> None:
    guards.referable(frame.complaint)


def _narrowed(form: HouseForm, frame: Frame) -> None:
    if not isinstance(form, forms.Prepare):
        return
    packing.offer(form, frame.complaint)
    offices = service.offices(frame.complaint, [agency_of(frame)])
    field = form.fields["office"]
    if isinstance(field, forms.OfficeField) and offices:
        field.choices = forms.offices_as_choices(offices)
    else:
        del form.fields["office"]
    if not guards.needs_lead(frame.complaint):
        del form.fields["lead"]


def _start(frame: Frame) -> dict[str, Any]:
    return packing.anew(frame.complaint, kind=kind_of(frame), agency=agency_of(frame))


class Refer(ActionPage):
    """RF-01 with CM-12: a referral is prepared; the first one takes the complaint along."""

    name = "refer"
    template_name = "officer/refer.html"
    title = _("Refer to an agency")
    choices = (
        CALL,
        Choice(
            "prepare",
            "prepare",
            _("What leaves the house"),
            _("Prepare the referral"),
            _prepare,
            _("The referral is prepared."),
            form=forms.Prepare,
            machine="RF",
            does=("CM.refer",),
            tone="yes",
            help=_("Look at what leaves and what stays before you send it on."),
            initial=_start,
            preview=_preview,
            previews=_("Look at what leaves"),
            fits=_referable,
            narrow=_narrowed,
        ),
    )

    @classmethod
    def address(cls, frame: Frame, choice: str = "") -> str:
        """Return the address with agency and kind: a form always names for whom it was filled in.

        Sent twice, it would else go to the next agency that has nothing yet.
        """
        asked = _pinned(frame) if choice else frame.query
        return super().address(frame, choice) + _question(asked)

    @classmethod
    def drafts_address(cls, frame: Frame) -> str:
        """Return where drafts are kept, so that what an agency puts in is not taken for typed."""
        return super().drafts_address(frame) + _question(_pinned(frame))

    @classmethod
    def frames(cls, frame: Frame) -> list[Frame]:
        """Return the page as the case links to it: for no agency in particular."""
        return [replace(frame, query={})]

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return referring in any open state of an urgent matter, and the call where it is one."""
        offered = super().offered(frame, user)
        return offered if any(choice.key == "prepare" for choice in offered) else []

    @classmethod
    def proposed(cls, frame: Frame, user: User) -> list[Choice]:
        """Return referring alone: the call to 110 has a page of its own."""
        return [choice for choice in cls.offered(frame, user) if choice is not CALL]

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The next step at the desk of referral only; elsewhere a possibility."""
        return desk_of(frame.complaint) != "referral"

    @classmethod
    def label(cls, frame: Frame) -> str | Promise:
        """Tell the first referral from another one beside it."""
        there = frame.complaint.state == "IN_REFERRAL"
        return _("Refer to another agency, too") if there else cls.title

    @classmethod
    def after(cls, frame: Frame, done: Any) -> str:
        """Go on to the referral, or back to the page once the call is on record."""
        if isinstance(done, Referral):
            return reverse("referral", args=[frame.number, done.file.number])
        return cls.address(frame)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show to whom it may go and what may be expected, and whose decision follows."""
        targets = _targets(frame)
        return {
            "target": next(target for target in targets if target.chosen),
            "targets": [target for target in targets if not target.chosen],
            "kind": ReferralKind(kind_of(frame)).label,
            "kinds": _kind_links(frame),
            "urgent": _is_sent_alone(frame),
            "calls": frame.calls,
            "needs_lead": guards.needs_lead(frame.complaint),
            "informant": not frame.complaint.has_complainant,
        }


def _is_sent_alone(frame: Frame) -> bool:
    """Whether the liaison sends it alone and an officer ratifies it (RF-02, S1 to the police)."""
    return frame.complaint.severity == Severity.S1 and agency_of(frame) == "POLICE"


def _pinned(frame: Frame) -> dict[str, str]:
    return {"agency": agency_of(frame), "kind": kind_of(frame)}


def _question(query: Mapping[str, str]) -> str:
    asked = {name: query[name] for name in ("agency", "kind") if query.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


def _targets(frame: Frame) -> list[Target]:
    """Return the agencies, those of the category first."""
    complaint, chosen, taken = frame.complaint, agency_of(frame), _open_at(frame)
    pack, named = competence.rules(complaint), competence.suggested(complaint)
    return [
        Target(
            code=code,
            name=agency_name(code),
            phone=pack.agencies[code].phone or "",
            ack=competence.period_words(pack, "REFERRAL_ACK", code),
            result=competence.period_words(pack, "REFERRAL_RESULT", code),
            url=f"?{urlencode({'agency': code})}",
            chosen=code == chosen,
            suggested=code in named,
            has=taken.get(code),
        )
        for code in competence.in_order(complaint)
    ]


def _kind_links(frame: Frame) -> list[tuple[str, str | Promise, bool]]:
    agency, now = agency_of(frame), kind_of(frame)
    return [
        (f"?{urlencode({'agency': agency, 'kind': code})}", ReferralKind(code).label, code == now)
        for code in _kinds(frame)
    ]
