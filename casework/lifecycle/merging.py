"""Two complaints about one matter become one (brief §3.1 CM-09)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import OPEN
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class MergingMoves(models.Model):
    """The rows CM-09, on the file that ends, and CM-09a, on the file that goes on."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        merged_into: Any
        received_at: Any
        clock_from: Any
        emergency: Any
        police_report: Any

    @move(
        "CM-09",
        source=[S.REGISTERED, S.ACCEPTED],
        target=S.MERGED,
        guards=[
            guards.not_into_itself,
            guards.master_is_open,
            guards.same_complainant,
            guards.same_respondent,
            guards.same_event,
            guards.accepted_first_is_master,
            guards.nothing_under_way,
            guards.graded_as_gravely,
            guards.compared,
        ],
        label=_("merge into another case"),
    )
    def merge_into(self: Any, *, by: Actor, at: datetime, master: Any, confirmed: bool) -> None:
        """One matter, told twice: this file ends, the master goes on."""
        self.merged_into = master
        note(self, master=master.pk)

    @move(
        "CM-09a",
        source=OPEN,
        guards=[guards.was_merged_here],
        label=_("another case merged into this one"),
    )
    def take_in(self: Any, *, by: Actor, at: datetime, merged: Any) -> None:
        """The master keeps the earliest receipt, and what the other file knew of danger."""
        self.received_at = min(self.received_at, merged.received_at)
        self.clock_from = min(self.clock_from, merged.clock_from)
        self.police_report = self.police_report or merged.police_report
        self.emergency = self.emergency or guards.suspected_urgent(merged)
        note(self, merged=merged.pk)
