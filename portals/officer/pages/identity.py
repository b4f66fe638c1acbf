"""Identify the respondent to the standard of the archive (brief §3.8)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.services import identify
from casework.states import OPEN
from portals.officer.forms import result as forms
from portals.officer.screen import Act, ActionPage, Choice, Frame


def _identify(act: Act) -> Any:
    return identify.respondent(complaint_id=act.complaint.pk, by=act.by, at=act.at, **act.data)


def _known(frame: Frame) -> dict[str, Any]:
    party = frame.complaint.file.parties.filter(role="RESPONDENT").first()
    if party is None:
        return {}
    return {"name": party.name, "uscc": party.uscc, "certificate_no": party.certificate_no}


class Identity(ActionPage):
    """The subject the archive entry will stand under."""

    name = "identify"
    title = _("Identify the respondent")
    intro = _(
        "Without an identified respondent nothing is written to the archive; the file then says so."
    )
    choices = (
        Choice(
            "identify",
            "",
            _("Identity of the respondent"),
            _("Check and record"),
            _identify,
            _("The respondent is identified."),
            form=forms.Identify,
            capability="casework.identify",
            initial=_known,
            tone="yes",
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Return it while the outcome has not been written back."""
        party = frame.complaint.file.parties.filter(role="RESPONDENT").first()
        wanted = frame.complaint.state in (*OPEN, "OUTCOME_RECORDED")
        if not wanted or party is None or party.subject_id or frame.complaint.archive_synced_at:
            return []
        return super().offered(frame, user)

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """Useful at any time, never a step of its own."""
        return True
