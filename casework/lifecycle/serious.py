"""The serious way: handed to an agency, and what its answer makes of the file (CM-12 … 18b)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import OPEN
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class SeriousMoves(models.Model):
    """The rows CM-02c, CM-12, CM-17, CM-18, CM-18a, CM-18b."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        lead_referral_id: Any
        outcome: Any
        outcome_at: Any

    @move("CM-02c", source=OPEN, guards=[guards.urgent_or_minor], label=_("110 called"))
    def police_called(self: Any, *, by: Actor, at: datetime, call_id: int) -> None:
        """An S1 matter, or a harmed minor, is told to 110 at once."""
        note(self, call=call_id)

    @move(
        "CM-12",
        source=[S.ACCEPTED, S.IN_MEDIATION, S.IN_VERIFICATION],
        target=S.IN_REFERRAL,
        guards=[guards.serious_or_lead, guards.referral_is_open],
        label=_("refer to an agency"),
    )
    def refer(self: Any, *, by: Actor, at: datetime, referral_id: int, lead: str) -> None:
        """The matter is with an agency; this referral leads (CM-17)."""
        self.lead_referral_id = referral_id
        note(self, referral=referral_id)

    @move(
        "CM-17",
        source=S.IN_REFERRAL,
        target=S.OUTCOME_RECORDED,
        guards=[guards.lead_result_registered],
        label=_("agency's result recorded"),
    )
    def agency_result(
        self: Any, *, by: Actor, at: datetime, referral_id: int, outcome: str, received_at: datetime
    ) -> None:
        """The result of the lead referral becomes the outcome (X10)."""
        self.outcome, self.outcome_at = outcome, received_at
        note(self, referral=referral_id, outcome=outcome)

    @move(
        "CM-18",
        source=S.IN_REFERRAL,
        target=[S.IN_VERIFICATION, S.OUTCOME_RECORDED],
        guards=[guards.lead_not_filed, guards.officer_ends_it],
        label=_("agency filed no case"),
    )
    def agency_not_filed(
        self: Any, *, by: Actor, at: datetime, referral_id: int, as_outcome: bool
    ) -> str:
        """Verified by ourselves from here on; an officer may end it with an outcome instead."""
        note(self, referral=referral_id)
        if not as_outcome:
            return S.IN_VERIFICATION
        self.outcome, self.outcome_at = "NOT_UPHELD", at
        return S.OUTCOME_RECORDED

    @move(
        "CM-18a",
        source=S.IN_REFERRAL,
        target=S.IN_VERIFICATION,
        guards=[guards.no_other_referral],
        label=_("referral recalled"),
    )
    def referral_recalled(self: Any, *, by: Actor, at: datetime, referral_id: int) -> None:
        """The only referral was recalled: verified by ourselves."""
        self.lead_referral_id = None
        note(self, referral=referral_id)

    @move(
        "CM-18b",
        source=S.IN_REFERRAL,
        guards=[guards.other_referral_leads],
        label=_("another referral leads"),
    )
    def lead_passes(self: Any, *, by: Actor, at: datetime, referral_id: int) -> None:
        """The lead referral was recalled; the next one leads."""
        self.lead_referral_id = referral_id
        note(self, referral=referral_id)
