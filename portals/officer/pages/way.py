"""The way of an accepted complaint: the enterprise first, mediation or verification."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards
from casework.services import mediation, reply, verification
from casework.states import MEDIATION_OPEN, SERIOUS_ROUTES
from portals.forms import HouseForm
from portals.officer.forms.mediation import Propose
from portals.officer.forms.reply import AskEnterprise
from portals.officer.forms.result import Plan
from portals.officer.pages import letters
from portals.officer.screen import Act, ActionPage, Choice, Frame, Words


def _propose(act: Act) -> Any:
    return mediation.propose(
        complaint_id=act.complaint.pk, entrusted_to=act.data["entrusted_to"], by=act.by, at=act.at
    )


def _verify(act: Act) -> Any:
    return verification.start(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _ask(act: Act) -> Any:
    return reply.request(
        complaint_id=act.complaint.pk,
        question=act.data["question"],
        employer=act.data.get("enterprise", ""),
        by=act.by,
        at=act.at,
    )


#: States beside which the civil part of an S2 matter may be mediated (brief §5).
BESIDE = ("IN_VERIFICATION", "IN_REFERRAL")


def _may_be_mediated(frame: Frame, user: User) -> None:
    if frame.complaint.state in BESIDE:
        guards.civil_part_may_be_mediated(frame.complaint)
    else:
        guards.reply_not_awaited(frame.complaint)
        guards.may_be_mediated(frame.complaint)


def _may_be_verified(frame: Frame, user: User) -> None:
    guards.reply_not_awaited(frame.complaint)
    # Whether the facts are disputed is for the officer to say; the rest is on file.
    guards.may_be_verified(frame.complaint, facts_disputed=True)


def _may_be_asked(frame: Frame, user: User) -> None:
    guards.reply_not_asked_yet(frame.complaint)
    guards.enterprise_may_settle(frame.complaint)
    # An employer is still to be named; an enterprise names itself.
    guards.enterprise_named(frame.complaint, enterprise="-")


def _names_itself(form: HouseForm, frame: Frame) -> None:
    """Ask for the employer only where the respondent is a worker."""
    parties = frame.complaint.file.parties.all()
    if any((party.role, party.kind) == ("RESPONDENT", "ENTERPRISE") for party in parties):
        del form.fields["enterprise"]


class Way(ActionPage):
    """CM-10a, MD-01 and CM-11."""

    name = "way"
    digest = True
    title = _("Choose the way")
    choices = (
        Choice(
            "reply",
            "request_enterprise_reply",
            _("Let the enterprise answer first"),
            _("Ask the enterprise"),
            _ask,
            _("The request is on its way; the enterprise has 3 working days, once."),
            form=AskEnterprise,
            tone="wait",
            help=_("For ordinary and minor matters. The 7 working days to the answer go on."),
            fits=_may_be_asked,
            narrow=_names_itself,
        ),
        Choice(
            "propose",
            "propose",
            _("Propose mediation to both"),
            _("Send the proposal"),
            _propose,
            _("The proposal is on its way to both parties."),
            form=Propose,
            machine="MD",
            tone="yes",
            help=_("Both get the consent form; the period counts from the day of acceptance."),
            preview=letters.consent,
            previews=_("Preview the consent forms"),
            fits=_may_be_mediated,
        ),
        Choice(
            "verify",
            "start_verification",
            _("Verify the facts"),
            _("Open with this plan"),
            _verify,
            _("The verification is open: 15 working days."),
            form=Plan,
            tone="wait",
            help=_("When facts are disputed, or a party does not want to mediate."),
            fits=_may_be_verified,
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the ways the guards allow while no mediation is open.

        Once accepted, all of them; beside an agency or a verification mediating the civil part.
        """
        if frame.complaint.state not in ("ACCEPTED", *BESIDE):
            return []
        if frame.mediation and frame.mediation.state in MEDIATION_OPEN:
            return []
        return super().offered(frame, user)

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """A serious case waits for the referral desk; disputed facts may be verified meanwhile."""
        return frame.complaint.route in SERIOUS_ROUTES or frame.complaint.state in BESIDE

    @classmethod
    def label(cls, frame: Frame) -> Words:
        """Name what may be mediated beside an agency."""
        beside = frame.complaint.state in BESIDE
        return _("Propose mediation of the civil part") if beside else cls.title
