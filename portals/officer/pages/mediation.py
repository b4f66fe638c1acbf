"""Mediation (调解): propose, consent, schedule, hold, agree or end."""

from typing import Any

from django.db import transaction
from django.forms import ChoiceField, MultipleChoiceField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import guards, mediation_papers, refusals
from casework.models import AgreementDraft, Mediation, Party
from casework.services import agreement
from casework.services import mediation as service
from common.actors import Outside
from common.errors import InvalidInput
from portals.forms import HouseForm
from portals.officer.forms import mediation as forms
from portals.officer.pages import letters
from portals.officer.screen import Act, ActionPage, Choice, Frame


def _party(act: Act) -> tuple[Party, Outside]:
    """Return the party whose words a clerk takes down, and the party as actor."""
    party = act.complaint.file.parties.filter(role=act.data["role"]).first()
    if party is None:
        raise InvalidInput(_("This file has no such party."), field="role")
    return party, Outside(party.role, party_id=party.pk, entered_by=act.by.pk)


def _consent(act: Act) -> Mediation:
    party, outside = _party(act)
    return service.answer(
        mediation_id=act.a_mediation.pk,
        party_id=party.pk,
        consents=True,
        how=act.data["how"],
        entrustment=act.data.get("entrustment", True),
        by=outside,
        at=act.at,
    )


def _decline(act: Act) -> Mediation:
    party, outside = _party(act)
    return service.answer(
        mediation_id=act.a_mediation.pk,
        party_id=party.pk,
        consents=False,
        how=act.data["how"],
        by=outside,
        at=act.at,
    )


def _schedule(act: Act) -> Mediation:
    return service.schedule(
        mediation_id=act.a_mediation.pk, mediator=act.by, by=act.by, at=act.at, **act.data
    )


def _open(act: Act) -> Mediation:
    return service.open_session(
        mediation_id=act.a_mediation.pk,
        both_present=act.data["both_present"],
        by=act.by,
        at=act.at,
    )


def _draft(act: Act) -> AgreementDraft:
    return agreement.draft(mediation_id=act.a_mediation.pk, by=act.by, at=act.at, **act.data)


@transaction.atomic
def _sign(act: Act) -> Mediation:
    mediation = act.a_mediation
    for party in act.complaint.file.parties.filter(role__in=act.data["parties"]):
        mediation = agreement.sign(
            mediation_id=mediation.pk,
            draft_id=act.data["draft"],
            party_id=party.pk,
            how=act.data["how"],
            by=Outside(party.role, party_id=party.pk, entered_by=act.by.pk),
            at=act.at,
        )
    return mediation


def _worded(frame: Frame) -> dict[str, Any]:
    """Start from the wording on the table, or from the complainant's account."""
    last = guards.current_draft(frame.mediation) if frame.mediation else None
    if last is None:
        return {"facts": mediation_papers.facts_as_told(frame.complaint)}
    return {
        "facts": last.facts,
        "terms": "\n".join(last.terms),
        "amount": last.amount,
        "performance_due_on": last.performance_due_on,
        "performed_at_once": last.performed_at_once,
        "fault_admitted": last.fault_admitted,
    }


def _something_to_sign(frame: Frame, user: User) -> None:
    if frame.mediation is None or guards.current_draft(frame.mediation) is None:
        raise refusals.NothingToSign


def _unsigned(form: HouseForm, frame: Frame) -> None:
    """Offer the parties that have not signed the current wording, and remember which it is."""
    last = guards.current_draft(frame.mediation) if frame.mediation else None
    if last is None:
        return
    form.fields["draft"].initial = last.pk
    signed = set(last.signatures.values_list("party__role", flat=True))
    field = form.fields["parties"]
    if isinstance(field, MultipleChoiceField):
        field.choices = [side for side in forms.SIDES if side[0] not in signed]


def _on_paper(frame: Frame) -> dict[str, Any]:
    """Return the wording on the table, and each side with its signature under it."""
    last = guards.current_draft(frame.mediation) if _in_session(frame) else None
    if last is None:
        return {}
    signed = {signature.party_id: signature for signature in last.signatures.all()}
    parties = frame.complaint.file.parties.all()
    sides = [{"party": party, "signature": signed.get(party.pk)} for party in parties]
    return {"draft": last, "sides": sides}


def _on_the_table(frame: Frame) -> bool:
    """Fold the wording up once it is written: signing it comes next."""
    return frame.mediation is not None and guards.current_draft(frame.mediation) is not None


def _no_agreement(act: Act) -> Mediation:
    _unused, outside = _party(act)
    return service.no_agreement(
        mediation_id=act.a_mediation.pk,
        statement=act.data["statement"],
        lead_found=act.data["lead_found"],
        by=outside,
        closing=act.by,
        at=act.at,
    )


def _crime(act: Act) -> Mediation:
    return service.crime_suspected(
        mediation_id=act.a_mediation.pk,
        reason=act.data["reason"],
        civil_part=act.data["civil_part"],
        by=act.by,
        at=act.at,
    )


def _served(act: Act) -> Mediation:
    return service.notice_served(mediation_id=act.a_mediation.pk, by=act.by, at=act.at)


def _in_session(frame: Frame) -> bool:
    return frame.mediation is not None and frame.mediation.state == "IN_SESSION"


def _always(frame: Frame) -> bool:
    """Fold the exception up, whatever the state."""
    return True


def _on_its_day(frame: Frame, user: User) -> None:
    guards.session_is_due(frame.mediation, at=frame.at)


def _unanswered(form: HouseForm, frame: Frame) -> None:
    """Offer the parties that have not answered yet."""
    if frame.mediation is None:
        return
    answered = set(frame.mediation.consents.values_list("party__role", flat=True))
    field = form.fields["role"]
    if isinstance(field, ChoiceField):
        field.choices = [side for side in forms.SIDES if side[0] not in answered]


def _consenting(form: HouseForm, frame: Frame) -> None:
    """Ask for the consent to an organisation only where one is named, and name it."""
    _unanswered(form, frame)
    if frame.mediation and frame.mediation.entrusted_to:
        form.fields["entrustment"].label = _(
            "Also agrees that %(name)s is entrusted with the mediation"
        ) % {"name": frame.mediation.entrusted_to}
    else:
        del form.fields["entrustment"]


class Hearing(ActionPage):
    """MD-02 … MD-20: from the answers to the end."""

    name = "mediation"
    digest = True
    title = _("Mediation")
    choices = (
        Choice(
            "consent",
            "both_consent",
            _("A party consents"),
            _("Record the consent"),
            _consent,
            _("The consent is on file."),
            form=forms.ConsentOf,
            machine="MD",
            capability="casework.take_down",
            tone="yes",
            help=_("The second consent opens the mediation."),
            narrow=_consenting,
        ),
        Choice(
            "decline",
            "refused",
            _("A party declines"),
            _("Record the refusal"),
            _decline,
            _("The proposal is declined; the complaint goes another way."),
            form=forms.Decline,
            machine="MD",
            capability="casework.take_down",
            tone="no",
            help=_("Declining is a right and is never scored."),
            sure=_("The mediation ends with the refusal and cannot be opened again."),
            preview=letters.refused_mediation,
            previews=_("Preview the termination decision"),
            narrow=_unanswered,
        ),
        Choice(
            "schedule",
            "schedule",
            _("Schedule a session"),
            _("Fix it and notify both"),
            _schedule,
            _("The session is fixed; both parties get the notice."),
            form=forms.Schedule,
            machine="MD",
            tone="yes",
            preview=letters.session_notice,
            previews=_("Preview the session notice"),
            folded=_in_session,
        ),
        Choice(
            "open",
            "open_session",
            _("Open the session"),
            _("Begin the mediation"),
            _open,
            _("The session is open."),
            form=forms.OpenSession,
            machine="MD",
            tone="yes",
            needs=_on_its_day,
        ),
        Choice(
            "sign",
            "sign_agreement",
            _("Record signatures"),
            _("Record the signatures"),
            _sign,
            _("On file. Once both have signed, the agreement stands; the statement follows."),
            form=forms.Signed,
            machine="MD",
            capability="mediation.agree",
            tone="yes",
            help=_("Signed on paper; each party can also read and sign on its own page."),
            sure=_(
                "With the second signature the agreement binds both. It cannot be taken back here."
            ),
            fits=_something_to_sign,
            narrow=_unsigned,
        ),
        Choice(
            "draft",
            "draft_agreement",
            _("Put the agreement to both parties"),
            _("Put it to both parties"),
            _draft,
            _("Both parties can read it now. It stands once both have signed."),
            form=forms.Draft,
            initial=_worded,
            machine="MD",
            tone="yes",
            help=_("Nobody is bound before both have signed. Other words need new signatures."),
            preview=letters.statement,
            previews=_("Preview the mediation statement"),
            folded=_on_the_table,
        ),
        Choice(
            "end",
            "no_agreement",
            _("No agreement"),
            _("End the mediation"),
            _no_agreement,
            _("The mediation is ended; both get the decision with the other ways open to them."),
            form=forms.NoAgreement,
            machine="MD",
            capability="mediation.agree",
            tone="no",
            help=_("On the word of either party; the decision names the other ways."),
            sure=_("The mediation ends and both get the decision. It cannot be opened again."),
            preview=letters.termination,
            previews=_("Preview the termination decision"),
        ),
        Choice(
            "crime",
            "crime_suspected",
            _("A crime is suspected"),
            _("Report it to the liaison"),
            _crime,
            _("The liaison is told, and hands the matter to the police."),
            form=forms.Crime,
            machine="MD",
            tone="no",
            help=_(
                "What points to a crime is never mediated; a civil part may go on. If somebody is "
                "in danger now, call 110 first."
            ),
            sure=_(
                "It stands in the file and the liaison acts on it. Where no civil part is left the "
                "mediation ends, and both get the decision."
            ),
            folded=_always,
        ),
        Choice(
            "served",
            "notice_served",
            _("The decision reached both"),
            _("Record the service"),
            _served,
            _("Service is recorded."),
            form=forms.Served,
            machine="MD",
            tone="yes",
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return what the state allows; serving a decision stops being open once it is done.

        In session the result comes first; what is folded up is the exception and comes last.
        """
        served = bool(frame.mediation and frame.mediation.notice_served_at)
        offered = [
            choice
            for choice in super().offered(frame, user)
            if not (choice.key == "served" and served)
        ]
        if _in_session(frame):
            offered.sort(key=lambda choice: bool(choice.folded and choice.folded(frame)))
        return offered

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show how the mediation stands, and from which day a session may be held."""
        mediation = frame.mediation
        schedulable = mediation is not None and mediation.state in ("CONSENTED", "IN_SESSION")
        return {
            "mediation": mediation,
            "answers": mediation.consents.select_related("party") if mediation else [],
            "earliest": service.earliest_session(mediation, at=frame.at)
            if mediation and schedulable
            else None,
            **_on_paper(frame),
            "brief": "officer/brief_mediation.html",
        }
