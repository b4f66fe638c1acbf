"""The life of a complaint (brief §3.1): what may follow what, who may say so, on what condition.

Each method is one row of the machine and only sets fields. Rows of referral, suspension, merging,
hold, appeal and reopening come with their machines; `docs/moves.csv` lists them all.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import OPEN, UNDER_WAY
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class ComplaintLifecycle(models.Model):
    """The rows CM-01 … CM-32 that are built."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # the columns the moves set, declared by the model
        supplement_asked_at: Any
        refusal_ground: Any
        accepted_at: Any
        accepted_by_id: Any
        limitation_ends_on: Any
        rule_version: Any
        transferred_to: Any
        planned_at: Any
        findings_signatures: Any
        outcome: Any
        outcome_at: Any
        feedback_sent_at: Any
        archive_synced_at: Any
        closed_at: Any
        satisfaction: Any

    @move("CM-01", guards=[guards.narrative_given], label=_("register"))
    def register(self: Any, *, by: Actor, at: datetime, narrative: str) -> None:
        """Receipt by any channel."""
        note(self, channel=self.channel)

    @move("CM-01a", source=OPEN, guards=[guards.was_reached], label=_("first contact"))
    def contacted(self: Any, *, by: Actor, at: datetime, contact_id: int, reached: bool) -> None:
        """A person spoke or wrote to the complainant."""
        note(self, contact=contact_id)

    @move(
        "CM-02",
        source=[S.REGISTERED, S.PENDING_SUPPLEMENT],
        guards=[guards.not_graded_yet, guards.grading_exists],
        label=_("grade"),
    )
    def triage(self: Any, *, by: Actor, at: datetime, grading: Any) -> None:
        """The graded triage is confirmed or overridden by a person."""
        _take_grading(self, grading, by=by, at=at)

    @move(
        "CM-02b",
        source=OPEN,
        guards=[
            guards.graded,
            guards.grading_exists,
            guards.accepted_stays_ours,
            guards.regrade_has_reason,
        ],
        label=_("grade again"),
    )
    def regrade(self: Any, *, by: Actor, at: datetime, grading: Any) -> None:
        """New facts change the grading."""
        _take_grading(self, grading, by=by, at=at)

    @move(
        "CM-03",
        source=S.REGISTERED,
        target=S.PENDING_SUPPLEMENT,
        guards=[guards.first_supplement, guards.not_s1, guards.defects_listed],
        label=_("request a supplement"),
    )
    def request_supplement(self: Any, *, by: Actor, at: datetime, items: list[str]) -> None:
        """All defects are listed at once, once."""
        self.supplement_asked_at = at
        note(self, items=len(items))

    @move(
        "CM-04",
        source=S.PENDING_SUPPLEMENT,
        target=S.REGISTERED,
        guards=[guards.supplement_in_time],
        label=_("supplement received"),
    )
    def supplement_received(self: Any, *, by: Actor, at: datetime) -> None:
        """The missing materials arrived in time."""

    @move(
        "CM-04a",
        source=S.REGISTERED,
        guards=[guards.particulars_named, guards.identity_untouched, guards.knowledge_possible],
        label=_("particulars taken over"),
    )
    def take_over(
        self: Any, *, by: Actor, at: datetime, fields: list[str], knew_on: date | None
    ) -> None:
        """A clerk writes down what the parties, a register or a supplement made known."""
        note(self, fields=fields)

    @move(
        "CM-05",
        source=S.PENDING_SUPPLEMENT,
        target=S.NOT_ACCEPTED,
        guards=[guards.supplement_over, guards.not_s1],
        label=_("supplement expired"),
    )
    def supplement_expired(self: Any, *, by: Actor, at: datetime) -> None:
        """Nothing arrived: not accepted, ground G5."""
        self.refusal_ground = "G5"

    @move(
        "CM-05a",
        source=S.PENDING_SUPPLEMENT,
        target=S.REGISTERED,
        guards=[guards.supplement_over, guards.is_s1],
        label=_("supplement expired, S1"),
    )
    def supplement_expired_s1(self: Any, *, by: Actor, at: datetime) -> None:
        """Graded S1 meanwhile: taken up with what there is."""

    @move(
        "CM-06",
        source=S.REGISTERED,
        target=S.ACCEPTED,
        guards=[
            guards.graded,
            guards.materials_complete,
            guards.acceptable,
            guards.not_time_barred,
        ],
        label=_("accept"),
    )
    def accept(
        self: Any, *, by: Actor, at: datetime, rule_version: str, limitation_ends_on: date | None
    ) -> None:
        """Accepted; the version of the rules that will judge the file is fixed."""
        self.accepted_at, self.accepted_by_id = at, by.user_pk
        self.limitation_ends_on = limitation_ends_on
        self.rule_version = rule_version

    @move(
        "CM-07",
        source=S.REGISTERED,
        target=S.NOT_ACCEPTED,
        guards=[guards.ground_known, guards.reasons_given],
        label=_("do not accept"),
    )
    def refuse(self: Any, *, by: Actor, at: datetime, ground: str) -> None:
        """Not accepted, with ground, reasons and remedies."""
        self.refusal_ground = ground
        note(self, ground=ground)

    @move(
        "CM-08",
        source=S.REGISTERED,
        target=S.TRANSFERRED_OUT,
        guards=[guards.outside_competence, guards.competent_body_named, guards.reasons_given],
        label=_("pass to another body"),
    )
    def transfer_out(self: Any, *, by: Actor, at: datetime, agency: str, body: str) -> None:
        """Outside our competence (G1), and a competent body is known."""
        self.refusal_ground, self.transferred_to = "G1", body
        note(self, ground="G1", agency=agency)

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
        guards=[guards.may_be_verified, guards.plan_given],
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
        guards=[guards.feedback_not_sent],
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


def _take_grading(record: Any, grading: Any, *, by: Actor, at: datetime) -> None:
    record.category, record.severity = grading.category, grading.severity
    record.route, record.agency = grading.route, grading.agency
    # Once a harmed minor was on file the police report stays due, whatever is graded later.
    record.police_report = record.police_report or grading.police_report
    record.graded_at, record.graded_by_id = at, by.user_pk
    note(
        record,
        category=grading.category,
        severity=grading.severity,
        route=grading.route,
        overridden=grading.overridden,
    )
