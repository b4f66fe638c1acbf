"""Take particulars over (补录): what a supplement or a register made known, into the record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.models import Complaint
from casework.services import particulars
from portals.officer.forms import intake as forms
from portals.officer.screen import Act, ActionPage, Choice, Frame
from portals.officer.shown import party_view


def _take_over(act: Act) -> Complaint:
    given = dict(act.data)
    source = given.pop("source")
    return particulars.take_over(
        complaint_id=act.complaint.pk,
        given=particulars.Particulars(**given),
        source=source,
        by=act.by,
        at=act.at,
    )


class Particulars(ActionPage):
    """CM-04a."""

    name = "particulars"
    title = _("Take particulars over")
    intro = _("What is left empty here stays as it is on file.")
    choices = (
        Choice(
            "take_over",
            "take_over",
            _("What is known now"),
            _("Take it over"),
            _take_over,
            _("The particulars are on file."),
            form=forms.TakeOver,
            tone="yes",
        ),
    )

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """The next step only when an answer has come and the record still lacks something."""
        asked = getattr(frame.complaint, "supplement", None)
        answered = asked is not None and asked.answered_at is not None
        return not (answered and guards.missing_materials(frame.complaint))

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show what is on file, masked, what is missing, and the answer it is taken from."""
        missing = guards.missing_materials(frame.complaint)
        return {
            "parties": [party_view(party) for party in frame.complaint.file.parties.all()],
            "missing": [guards.MATERIALS[name] for name in missing],
            "statement": frame.complaint.statement,
            "supplement": getattr(frame.complaint, "supplement", None),
            "brief": "officer/brief_particulars.html",
        }
