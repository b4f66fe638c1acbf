"""From receipt to acceptance or its refusal (brief §3.1 CM-01 … CM-08)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import guards
from casework.states import OPEN
from casework.states import Complaint as S
from common.actors import Actor
from common.lifecycle import move, note


class IntakeMoves(models.Model):
    """The rows CM-01 … CM-08."""

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
        guards=[guards.supplement_over, guards.may_end_on_materials],
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
        guards=[guards.ground_known, guards.reasons_given, guards.police_have_the_report],
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
        guards=[
            guards.outside_competence,
            guards.competent_body_named,
            guards.reasons_given,
            guards.police_have_the_report,
        ],
        label=_("pass to another body"),
    )
    def transfer_out(self: Any, *, by: Actor, at: datetime, agency: str, body: str) -> None:
        """Outside our competence (G1), and a competent body is known."""
        self.refusal_ground, self.transferred_to = "G1", body
        note(self, ground="G1", agency=agency)


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
