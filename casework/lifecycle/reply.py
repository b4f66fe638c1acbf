"""The enterprise answers first (brief §3.1 CM-10a … CM-10d, R15)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class ReplyMoves(models.Model):
    """The rows CM-10a … CM-10d."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        reply_asked_at: Any
        reply_asked_of: Any
        reply_overdue_at: Any
        replied_at: Any
        reply_late: Any
        reply_declined_at: Any
        outcome: Any
        outcome_at: Any

    @move(
        "CM-10a",
        source=S.ACCEPTED,
        guards=[
            guards.reply_not_asked_yet,
            guards.enterprise_may_settle,
            guards.nothing_proposed,
            guards.enterprise_named,
            guards.request_worded,
        ],
        label=_("ask the enterprise to reply"),
    )
    def request_enterprise_reply(self: Any, *, by: Actor, at: datetime, enterprise: str) -> None:
        """The enterprise answers for its service before anybody mediates or verifies."""
        self.reply_asked_at, self.reply_asked_of = at, enterprise.strip()

    @move(
        "CM-10b",
        source=S.ACCEPTED,
        target=S.OUTCOME_RECORDED,
        guards=[
            guards.reply_asked,
            guards.enterprise_may_settle,
            guards.nothing_proposed,
            guards.confirmed_in_writing,
            guards.settlement_worded,
        ],
        label=_("settled by the enterprise"),
    )
    def settled_by_enterprise(self: Any, *, by: Actor, at: datetime, written: bool) -> None:
        """The complainant confirms in writing or on the own page that it is settled."""
        self.outcome, self.outcome_at = "SETTLED", at

    @move(
        "CM-10c1",
        source=S.ACCEPTED,
        guards=[guards.reply_asked, guards.not_replied_yet, guards.reply_period_over],
        label=_("no reply in time"),
    )
    def enterprise_reply_overdue(self: Any, *, by: Actor, at: datetime) -> None:
        """The three working days are over; a late reply is still taken."""
        self.reply_overdue_at = at

    @move(
        "CM-10c2",
        source=S.ACCEPTED,
        guards=[
            guards.reply_asked,
            guards.replied,
            guards.not_turned_down_yet,
            guards.nothing_proposed,
        ],
        label=_("not settled, says the complainant"),
    )
    def not_accepted_by_complainant(self: Any, *, by: Actor, at: datetime) -> None:
        """The reply settles nothing: on to mediation or verification."""
        self.reply_declined_at = at

    @move(
        "CM-10d",
        source=S.ACCEPTED,
        guards=[
            guards.reply_asked,
            guards.not_replied_yet,
            guards.reply_by_the_asked,
            guards.reply_worded,
        ],
        label=_("reply of the enterprise"),
    )
    def enterprise_replied(
        self: Any, *, by: Actor, at: datetime, claims_settled: bool, late: bool
    ) -> None:
        """In time or late, and the late one counts; what came in time was never overdue."""
        self.replied_at, self.reply_late = at, late
        if not late:
            self.reply_overdue_at = None
        note(self, claims_settled=claims_settled, late=late)
