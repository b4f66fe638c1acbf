"""Why a complaint cannot be taken up, graded or passed on: refusals of the intake desk."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Refusal


class UrgentRouteNotSerious(Refusal):
    """S1 goes to 110 or to an agency; nothing else is offered for it (brief §5)."""

    code = "S1_NEEDS_SERIOUS_ROUTE"
    message = _("An S1 matter goes by the emergency or the referral route, by no other.")

    def __init__(self) -> None:
        super().__init__(field="route")


class AcceptedIsOurs(Refusal):
    """CM-02b does not undo CM-06."""

    code = "ACCEPTED_IS_OURS"
    message = _("The complaint has been accepted; it can no longer be graded as not ours.")
    next_step = _("Bring it to a result.")

    def __init__(self) -> None:
        super().__init__(field="route")


class NothingToTakeOver(Refusal):
    """CM-04a with nothing new."""

    code = "NOTHING_TO_TAKE_OVER"
    message = _("Enter at least one particular that the record does not have yet.")


class SourceMissing(Refusal):
    """CM-04a says where the particulars are known from."""

    code = "SOURCE_MISSING"
    message = _("Say where this is known from.")

    def __init__(self) -> None:
        super().__init__(field="source")


class RespondentIdentified(Refusal):
    """CM-04a leaves an identified respondent alone; another one is CM-28."""

    code = "RESPONDENT_IDENTIFIED"
    message = _("The respondent is identified by number; name and kind stand with it.")

    def __init__(self) -> None:
        super().__init__(field="respondent_name")


class KnowledgeImpossible(Refusal):
    """The day of knowing lies between the event and the complaint."""

    code = "KNOWLEDGE_IMPOSSIBLE"
    message = _("This day must not lie before the event, nor after the receipt of the complaint.")

    def __init__(self) -> None:
        super().__init__(field="knew_on")


class TimeBarred(Refusal):
    """CM-06 more than three years after the complainant knew (ground G4, AS-10)."""

    code = "TIME_BARRED"

    def __init__(self, last_day: date) -> None:
        super().__init__(
            _("The three years for a complaint ended on %(day)s, before it was filed.")
            % {"day": f"{last_day:%Y-%m-%d}"},
            next_step=_(
                "Let an officer decide not to accept (G4), or take over the later day on which "
                "the complainant came to know."
            ),
        )


class GradedAsOurs(Refusal):
    """CM-08 needs ground G1, and the grading says otherwise."""

    code = "GRADED_AS_OURS"
    message = _("The file is graded as within our competence.")
    next_step = _("Let the triage desk grade it again as outside our competence first.")


class ArrivalImpossible(Refusal):
    """CM-04: materials arrive after they were asked for, and not in the future."""

    code = "ARRIVAL_IMPOSSIBLE"
    message = _("Materials arrive between the day they were asked for and now.")

    def __init__(self) -> None:
        super().__init__(field="arrived_at")


class ClosedOnMaterials(Conflict):
    """CM-04 after CM-05: the decision is out and is not taken back here (decision 0202)."""

    code = "CLOSED_ON_MATERIALS"
    message = _("The complaint was closed when the period for the materials ended.")
    next_step = _(
        "Register a new complaint with all materials, name the old number in it, and enter as its "
        "time of receipt the moment at which the materials arrived."
    )
