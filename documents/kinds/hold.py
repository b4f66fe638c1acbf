"""Papers of the interim hold: the order and its end. A hold is no sanction (brief §4)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from documents.kinds.base import Day, Kind, Line, Paper, Prose, Reasons
from documents.kinds.rules import fit_reader, in_order, need


class HoldReader(StrEnum):
    """Who gets a copy of a hold: the worker it is about, and the employer."""

    WORKER = "WORKER"
    EMPLOYER = "EMPLOYER"


class _AboutHold(Paper):
    """A copy for the worker or for the employer; neither has a field for the complainant.

    `subject` says in a few words what it is about, `certificate_number` (上岗证) tells the worker
    from others of the name.
    """

    copy_for: HoldReader
    worker_name: Line
    certificate_number: Line | None = None
    employer_name: Line | None = None
    subject: Line

    @model_validator(mode="after")
    def _names_its_reader(self) -> _AboutHold:
        if self.copy_for == HoldReader.EMPLOYER:
            fit_reader(self, wanted=("employer_name",), barred=())
        return self


class InterimHoldOrder(_AboutHold):
    """临时停派决定书 (brief §3.1 CM-30, §3.4 SC-04): facts, reasons, term, right to object.

    `until_on` is the last day, to 24:00; the hold lapses by itself. A renewal names the order it
    prolongs. `object_to` says where an objection goes, `object_by` until when one is asked for.
    """

    facts: Prose
    reasons: Reasons
    from_on: Day
    until_on: Day
    renewal: bool = False
    renewed_number: Line | None = None
    object_to: Line | None = None
    object_by: Day | None = None

    @model_validator(mode="after")
    def _has_a_term(self) -> InterimHoldOrder:
        in_order(self, "from_on", "until_on")
        if self.renewal or self.renewed_number:
            need(self, "renewal", "renewed_number")
        return self


class HoldEnding(StrEnum):
    """How a hold ended (brief §3.1 CM-30 `lift_hold`, `hold_lapsed`)."""

    LIFTED = "LIFTED"
    LAPSED = "LAPSED"


class HoldLiftedNotice(_AboutHold):
    """解除临时停派通知书: lifted with a reason, or lapsed at the end of its term."""

    order_number: Line
    ordered_on: Day
    ending: HoldEnding
    ended_on: Day
    reasons: Prose | None = None

    @model_validator(mode="after")
    def _says_why(self) -> HoldLiftedNotice:
        if self.ending == HoldEnding.LIFTED:
            need(self, "reasons")
        return self


KINDS = (
    Kind(
        code="INTERIM_HOLD_ORDER",
        series="停",
        title="临时停派决定书",
        context=InterimHoldOrder,
        template="interim_hold_order",
    ),
    Kind(
        code="HOLD_LIFTED_NOTICE",
        series="停解",
        title="解除临时停派通知书",
        context=HoldLiftedNotice,
        template="hold_lifted_notice",
    ),
)
