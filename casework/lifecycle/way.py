"""Mediation and verification of an accepted complaint (brief §3.1 CM-10 … CM-16)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class WayMoves(models.Model):
    """The rows CM-10 … CM-16."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        planned_at: Any
        findings_signatures: Any
        outcome: Any
        outcome_at: Any

    @move(
        "CM-10",
        source=S.ACCEPTED,
        target=S.IN_MEDIATION,
        guards=[guards.may_be_mediated, guards.both_consented],
        label=_("open mediation"),
    )
    def start_mediation(self: Any, *, by: Actor, at: datetime, mediation_id: int) -> None:
        """Both consents are on file (MD-02)."""
        note(self, mediation=mediation_id)

    @move(
        "CM-11",
        source=S.ACCEPTED,
        target=S.IN_VERIFICATION,
        guards=[guards.reply_not_awaited, guards.may_be_verified, guards.plan_given],
        label=_("open verification"),
    )
    def start_verification(
        self: Any, *, by: Actor, at: datetime, plan: str, facts_disputed: bool
    ) -> None:
        """Facts are disputed, or a party refused mediation."""
        self.planned_at = at
        note(self, facts_disputed=facts_disputed)

    @move("CM-13", source=S.IN_MEDIATION, target=S.OUTCOME_RECORDED, label=_("mediation agreed"))
    def mediation_agreed(self: Any, *, by: Actor, at: datetime, mediation_id: int) -> None:
        """The agreement is signed (MD-08)."""
        self.outcome, self.outcome_at = "SETTLED", at
        note(self, mediation=mediation_id)

    @move(
        "CM-14",
        source=S.IN_MEDIATION,
        target=S.OUTCOME_RECORDED,
        label=_("mediation terminated"),
    )
    def mediation_terminated(
        self: Any, *, by: Actor, at: datetime, mediation_id: int, ground: str
    ) -> None:
        """No agreement and no lead."""
        self.outcome, self.outcome_at = "MEDIATION_TERMINATED", at
        note(self, mediation=mediation_id, ground=ground)

    @move(
        "CM-15",
        source=S.IN_MEDIATION,
        target=S.IN_VERIFICATION,
        label=_("mediation terminated, lead found"),
    )
    def mediation_terminated_with_lead(
        self: Any, *, by: Actor, at: datetime, mediation_id: int, ground: str
    ) -> None:
        """No agreement, but a lead that must be verified (brief C21)."""
        note(self, mediation=mediation_id, ground=ground)

    @move(
        "CM-11a",
        source=S.IN_VERIFICATION,
        guards=[guards.no_plan_yet, guards.plan_given],
        label=_("plan the verification"),
    )
    def plan_verification(self: Any, *, by: Actor, at: datetime, plan: str) -> None:
        """The plan of a verification that a lead from mediation opened."""
        self.planned_at = at

    @move(
        "CM-16a",
        source=S.IN_VERIFICATION,
        guards=[guards.did_not_mediate, guards.no_current_findings],
        label=_("write findings"),
    )
    def draft_findings(self: Any, *, by: Actor, at: datetime, conclusion: str) -> None:
        """An investigator writes the findings down."""
        self.findings_signatures = 0
        note(self, conclusion=conclusion)

    @move(
        "CM-16b",
        source=S.IN_VERIFICATION,
        guards=[
            guards.did_not_mediate,
            guards.findings_written,
            guards.signatures_wanted,
            guards.not_signed_by_me,
        ],
        label=_("sign findings"),
    )
    def sign_findings(self: Any, *, by: Actor, at: datetime, findings_id: int) -> None:
        """An investigator signs; two must."""
        self.findings_signatures += 1
        note(self, findings=findings_id)

    @move(
        "CM-16c",
        source=S.IN_VERIFICATION,
        guards=[guards.findings_written, guards.reasons_given],
        label=_("return findings"),
    )
    def return_findings(self: Any, *, by: Actor, at: datetime, findings_id: int) -> None:
        """The officer sends the findings back."""
        self.findings_signatures = 0
        note(self, findings=findings_id)

    @move(
        "CM-16",
        source=S.IN_VERIFICATION,
        target=S.OUTCOME_RECORDED,
        guards=[guards.findings_written, guards.two_signed, guards.confirmer_did_not_sign],
        label=_("confirm findings"),
    )
    def verified(
        self: Any, *, by: Actor, at: datetime, conclusion: str, findings_id: int, mark: str
    ) -> None:
        """The officer confirms findings signed by two."""
        self.outcome, self.outcome_at = conclusion, at
        note(self, findings=findings_id, conclusion=conclusion, mark=mark)
