"""The result and what follows: letter, progress answer, call-back; supplement and withdrawal."""

from typing import Any

from django.core.validators import MinValueValidator
from django.forms import ChoiceField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import clocks, guards, refusals, result_papers, states
from casework.intake_refusals import ClosedOnMaterials
from casework.models import Complaint
from casework.services import acceptance, followup, outcome, progress, withdrawal
from common.actors import Outside
from common.zone import local_date
from policies import services as policies
from portals.forms import HouseForm
from portals.officer.forms import result as forms
from portals.officer.pages import letters
from portals.officer.screen import Act, ActionPage, Choice, Frame, find


def complainant(act: Act) -> Outside:
    """Return the complainant as actor, with the clerk who took the words down."""
    party = act.complaint.file.parties.filter(role="COMPLAINANT").first()
    return Outside("COMPLAINANT", party_id=party.pk if party else None, entered_by=act.by.pk)


def _letter(act: Act) -> Any:
    return outcome.send_letter(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _progress(act: Act) -> Any:
    return progress.answer(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _not_reached(act: Act) -> Complaint:
    return followup.attempt(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _reached(act: Act) -> Complaint:
    return followup.done(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _withdraw(act: Act) -> Complaint:
    return withdrawal.withdraw(
        complaint_id=act.complaint.pk, by=complainant(act), at=act.at, **act.data
    )


def _supply(act: Act) -> Complaint:
    return acceptance.supply(
        complaint_id=act.complaint.pk,
        answer=act.data["answer"],
        arrived_at=act.data["arrived_at"],
        by=complainant(act),
        at=act.at,
    )


def _waits_lawfully(frame: Frame, user: User) -> None:
    complaint = frame.complaint
    guards.lawful_wait(
        complaint,
        at=frame.at,
        wait_ground=min(guards.wait_grounds(complaint), default=""),
        by_when=local_date(frame.at),
        handling_open=clocks.is_open(complaint.file, "HANDLING"),
    )


def _proven_grounds(form: HouseForm, frame: Frame) -> None:
    """Offer the grounds the record proves; none at all only once the 7 working days are met."""
    proven = guards.wait_grounds(frame.complaint)
    choices = [ground for ground in states.WaitGround.choices if ground[0] in proven]
    field = form.fields["wait_ground"]
    if isinstance(field, ChoiceField):
        if clocks.is_open(frame.complaint.file, "HANDLING"):
            field.required = True
        else:
            choices.insert(0, ("", _("none of these")))
        field.choices = choices
    today = local_date(frame.at)
    form.fields["by_when"].widget.attrs["min"] = today.isoformat()
    form.fields["by_when"].validators.append(MinValueValidator(today, refusals.DayIsPast.message))


def _who_acts(frame: Frame) -> dict[str, Any]:
    """Start with the agency that has the matter, as letters name it."""
    lead = frame.complaint.lead_referral
    if frame.complaint.state != "IN_REFERRAL" or lead is None:
        return {}
    known = policies.pack(frame.complaint.file.unit.policy).agencies.get(lead.agency)
    return {"who_acts": known.zh if known else lead.agency}


def _told_by_the_agency(frame: Frame) -> dict[str, Any]:
    """Start with what may be told of the agency's result, where one became the outcome."""
    lead = frame.complaint.lead_referral
    return {"result": lead.tellable} if lead is not None and lead.registered_at else {}


def _now(frame: Frame) -> dict[str, Any]:
    return {"arrived_at": timezone.localtime()}


class Feedback(ActionPage):
    """CM-22a."""

    name = "feedback"
    digest = True
    title = _("Send the result")
    choices = (
        Choice(
            "letter",
            "feedback_sent",
            _("Result letter"),
            _("Number and send the letters"),
            _letter,
            _("The letters are being made out; they count as sent once they are rendered."),
            form=forms.Feedback,
            initial=_told_by_the_agency,
            tone="yes",
            help=_("To the complainant and the respondent, each in the fitting words."),
            preview=letters.result,
            previews=_("Preview the result letters"),
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return the letter until one is on its way."""
        sent = frame.complaint.state == "OUTCOME_RECORDED" and (
            frame.complaint.feedback_sent_at or result_papers.letters_of(frame.complaint).exists()
        )
        return [] if sent else super().offered(frame, user)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show the outcome the letter tells."""
        return {"brief": "officer/brief_outcome.html"}


class ProgressAnswer(ActionPage):
    """CM-32."""

    name = "progress"
    digest = True
    title = _("Send a progress answer")
    intro = _(
        "It meets the 7 working days only with a ground that the file proves; "
        "the next one follows within 15 working days."
    )
    choices = (
        Choice(
            "answer",
            "progress_answer_sent",
            _("Progress answer"),
            _("Number and send"),
            _progress,
            _("The progress answer is on its way to the complainant."),
            form=forms.Progress,
            initial=_who_acts,
            tone="yes",
            preview=letters.progress,
            previews=_("Preview the progress answer"),
            fits=_waits_lawfully,
            narrow=_proven_grounds,
        ),
    )

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The next step while the 7 working days are open; afterwards one possibility."""
        return not clocks.is_open(frame.complaint.file, "HANDLING")


class CallBack(ActionPage):
    """CM-22c and CM-23."""

    name = "follow_up"
    digest = True
    title = _("Call back")
    choices = (
        Choice(
            "reached",
            "follow_up_done",
            _("Reached"),
            _("Record and close"),
            _reached,
            _("The call-back is recorded; the file is closed."),
            form=forms.Reached,
            tone="yes",
        ),
        Choice(
            "missed",
            "follow_up_attempted",
            _("Not reached"),
            _("Log the attempt"),
            _not_reached,
            _("The attempt is logged."),
            form=forms.NotReached,
            tone="wait",
            help=_("Three attempts on at least two days close the file by themselves."),
        ),
    )

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show by when the first call is due, and the attempts so far."""
        return {
            "first_by": clocks.first_call_by(frame.complaint),
            "attempts": frame.complaint.follow_ups.select_related("by"),
            "brief": "officer/brief_followup.html",
        }


class Withdrawal(ActionPage):
    """CM-21, taken down by a clerk."""

    name = "withdraw"
    title = _("Withdraw on behalf of the complainant")
    intro = _(
        "Serious facts are not buried with a withdrawal: they go on in a new file found by staff."
    )
    choices = (
        Choice(
            "withdraw",
            "withdraw",
            _("Withdrawal"),
            _("Record the withdrawal"),
            _withdraw,
            _("The complaint is withdrawn."),
            form=forms.Withdraw,
            capability="casework.take_down",
            tone="no",
            sure=_("A withdrawn complaint cannot be taken up again."),
        ),
    )

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """Always possible, never proposed."""
        return True

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return it only where there is a complainant."""
        return super().offered(frame, user) if frame.complaint.has_complainant else []


class Supplied(ActionPage):
    """CM-04, handed in at the desk."""

    name = "supplied"
    title = _("Materials handed in")
    choices = (
        Choice(
            "supplied",
            "supplement_received",
            _("The complainant handed in what was missing"),
            _("Record it"),
            _supply,
            _("The materials are on file; the acceptance clock goes on tomorrow."),
            form=forms.Supplied,
            initial=_now,
            capability="casework.take_down",
            tone="yes",
        ),
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say plainly what to do where the end of the period was faster (decision 0202)."""
        if request.user.is_authenticated:
            frame = find(request, kwargs["number"])
            if acceptance.closed_on_materials(frame.complaint):
                raise ClosedOnMaterials
        return super().dispatch(request, *args, **kwargs)

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show what was asked for."""
        return {
            "supplement": getattr(frame.complaint, "supplement", None),
            "brief": "officer/brief_supplement.html",
        }
