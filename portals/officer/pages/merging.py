"""Merging (并案): cases that may be one matter, side by side with what differs (CM-09)."""

from __future__ import annotations

from typing import Any

from django.forms import ChoiceField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework import duplicates, refusals
from casework.models import Complaint
from casework.services import merging
from common.models import File
from portals.forms import HouseForm
from portals.officer import compare
from portals.officer.forms import intake as forms
from portals.officer.screen import Act, ActionPage, Choice, Frame


def found(frame: Frame, user: User) -> list[Complaint]:
    """Return cases the person may see that may be the same matter; looked for once a page."""
    if frame.duplicates is None:
        visible = File.objects.visible_to(user)
        frame.duplicates = duplicates.of(frame.complaint, visible)
    return frame.duplicates


def _something_to_compare(frame: Frame, user: User) -> None:
    if not found(frame, user):
        raise refusals.NothingToMerge


def _one_fits(frame: Frame, user: User) -> None:
    """Ask the record of every case; the first refusal stands for all, if none fits."""
    said = [duplicates.refusal(frame.complaint, other) for other in found(frame, user)]
    if said and all(said):
        raise said[0] or refusals.NothingToMerge


def _fitting(form: HouseForm, frame: Frame) -> None:
    field = form.fields["master"]
    if isinstance(field, ChoiceField):
        field.choices = [
            (other.pk, f"{other.file.number} · {other.statement.title}")
            for other in frame.duplicates or []
            if duplicates.refusal(frame.complaint, other) is None
        ]


def _merge(act: Act) -> Complaint:
    return merging.merge(
        complaint_id=act.complaint.pk,
        master_id=act.data["master"],
        note=act.data["note"],
        confirmed=act.data["confirmed"],
        by=act.by,
        at=act.at,
    )


class Merging(ActionPage):
    """CM-09."""

    name = "merging"
    title = _("Merge into another case")
    intro = _(
        "This case ends and the other goes on, with the earliest date of receipt. Evidence, "
        "contacts and tickets stay visible from there; both numbers still open the tracking page."
    )
    choices = (
        Choice(
            "merge",
            "merge_into",
            _("They are one matter"),
            _("Merge this case"),
            _merge,
            _("Merged. The complainant is told; the other case goes on."),
            form=forms.Merge,
            tone="yes",
            sure=_("This case ends here and the complainant is told at once. It cannot be undone."),
            fits=_something_to_compare,
            needs=_one_fits,
            narrow=_fitting,
        ),
    )

    @classmethod
    def offered(cls, frame: Frame, user: User) -> list[Choice]:
        """Look for other cases only for who may merge them."""
        if not frame.allows(user, "casework.merge_into"):
            return []
        return super().offered(frame, user)

    @classmethod
    def aside(cls, frame: Frame) -> bool:
        """A possibility, never the next step of a file."""
        return True

    @classmethod
    def likely(cls, frame: Frame, user: User) -> list[Complaint]:
        """Return what may be merged, or merged with, where the page is open at all."""
        return found(frame, user) if cls.offered(frame, user) else []

    def more(self, frame: Frame) -> dict[str, Any]:
        """Show each case beside this one, and where only the other way round is open."""
        mine = frame.complaint
        pairs = []
        for other in found(frame, self._user):
            refusal = duplicates.refusal(mine, other)
            way_back = refusal is not None and duplicates.refusal(other, mine) is None
            pairs.append(
                {
                    "other": other,
                    "rows": compare.rows(mine, other),
                    "refusal": str(refusal) if refusal else "",
                    "other_way": reverse(self.name, args=[other.file.number]) if way_back else "",
                }
            )
        return {"pairs": pairs, "brief": "officer/brief_merging.html"}
