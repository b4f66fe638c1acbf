"""Withdrawal, result, call-back and progress answers (brief §3.1 CM-21 … CM-24, CM-32)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import OPEN, UNDER_WAY
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class EndingMoves(models.Model):
    """The rows CM-21 … CM-24 and CM-32."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        feedback_sent_at: Any
        archive_synced_at: Any
        closed_at: Any
        satisfaction: Any

    @move(
        "CM-21",
        source=OPEN,
        target=S.WITHDRAWN,
        guards=[guards.own_free_act],
        label=_("withdraw"),
    )
    def withdraw(self: Any, *, by: Actor, at: datetime, own_act: bool) -> None:
        """The complainant's own act; serious facts live on in a file found by staff."""

    @move(
        "CM-22a",
        source=S.OUTCOME_RECORDED,
        target=[S.OUTCOME_RECORDED, S.FED_BACK],
        guards=[guards.feedback_not_sent, guards.police_have_the_report],
        label=_("result sent"),
    )
    def feedback_sent(self: Any, *, by: Actor, at: datetime, document_id: int | None) -> str:
        """The result letter went out; with the archive done, the file is fed back."""
        self.feedback_sent_at = at
        note(self, document=document_id)
        return S.FED_BACK if self.archive_synced_at else S.OUTCOME_RECORDED

    @move(
        "CM-22b",
        source=S.OUTCOME_RECORDED,
        target=[S.OUTCOME_RECORDED, S.FED_BACK],
        guards=[guards.archive_not_synced],
        label=_("archive synced"),
    )
    def archive_synced(self: Any, *, by: Actor, at: datetime, identified: bool) -> str:
        """The archive write-back is complete; with the letter sent, the file is fed back."""
        self.archive_synced_at = at
        note(self, identified=identified)
        return S.FED_BACK if self.feedback_sent_at else S.OUTCOME_RECORDED

    @move(
        "CM-22c",
        source=S.FED_BACK,
        guards=[guards.last_attempt_on_another_day],
        label=_("call-back, not reached"),
    )
    def follow_up_attempted(self: Any, *, by: Actor, at: datetime) -> None:
        """A call-back that reached nobody."""

    @move(
        "CM-23",
        source=S.FED_BACK,
        target=S.CLOSED,
        label=_("call-back done"),
    )
    def follow_up_done(self: Any, *, by: Actor, at: datetime, satisfaction: str) -> None:
        """The complainant was reached and answered."""
        self.closed_at, self.satisfaction = at, satisfaction
        note(self, satisfaction=satisfaction)

    @move(
        "CM-24",
        source=S.FED_BACK,
        target=S.CLOSED,
        guards=[guards.unreachable],
        label=_("call-back: unreachable"),
    )
    def follow_up_unreachable(self: Any, *, by: Actor, at: datetime) -> None:
        """Three attempts on at least two days reached nobody, or there is nobody to call."""
        self.closed_at = at
        self.satisfaction = "UNREACHABLE" if self.has_complainant else ""

    @move(
        "CM-32",
        source=UNDER_WAY,
        guards=[guards.lawful_wait],
        label=_("progress answer"),
    )
    def progress_answer_sent(
        self: Any,
        *,
        by: Actor,
        at: datetime,
        wait_ground: str,
        by_when: date,
        handling_open: bool,
    ) -> None:
        """A written answer: what remains, who acts, by when."""
        note(self, wait_ground=wait_ground)
