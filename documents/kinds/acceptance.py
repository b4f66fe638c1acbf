"""Papers of the decision on acceptance: the decision in two copies, and non-acceptance."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from documents.kinds.base import (
    Day,
    ForAddressee,
    Kind,
    Line,
    Paper,
    PartyRole,
    Prose,
    Reasons,
)
from documents.kinds.rules import fit_reader


class AcceptanceDecision(Paper):
    """受理决定书 for the complainant; 投诉受理告知书 for the respondent (brief §3.1 CM-06).

    One context class, two readers: `copy_for` RESPONDENT must not carry `complainant_name` — the
    respondent reads `complainant_display` (王女士) and `summary`, nothing else of the complainant's
    (brief §9: no complainant address to workers). `answer_by` is the last day of HANDLING;
    `reply_by`, for the respondent only, the day by which a statement is asked; `query_code`, for
    the respondent only, opens the own page (A4): the complainant got one on the receipt.
    """

    copy_for: PartyRole
    complainant_name: Line | None = None
    complainant_display: Line | None = None
    respondent_name: Line
    subject: Line
    received_on: Day
    accepted_on: Day
    requests: tuple[Line, ...] = Field(default=(), max_length=30)
    summary: Prose | None = None
    answer_by: Day
    reply_by: Day | None = None
    query_code: Line | None = None

    @model_validator(mode="after")
    def _fits_its_reader(self) -> AcceptanceDecision:
        wanted, barred = _READER_FIELDS[self.copy_for]
        fit_reader(self, wanted=wanted, barred=barred)
        return self


_READER_FIELDS: dict[ForAddressee, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ForAddressee.COMPLAINANT: (("complainant_name",), ("reply_by", "query_code")),
    ForAddressee.RESPONDENT: (("complainant_display", "summary"), ("complainant_name",)),
}


class NonAcceptanceGround(StrEnum):
    """Grounds of non-acceptance G1–G7 (brief §2.1 C9, SAMR Order 121 art. 16)."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"
    G5 = "G5"
    G6 = "G6"
    G7 = "G7"


GROUND_WORDS = {
    NonAcceptanceGround.G1: "投诉事项不属于本会职责范围，或者本会不具有处理权限",
    NonAcceptanceGround.G2: "人民法院、仲裁机构、行政机关、消费者协会或者其他调解组织"
    "已经受理或者处理过同一消费者权益争议",
    NonAcceptanceGround.G3: "不是为生活消费需要购买、使用商品或者接受服务，"
    "或者不能证明与被投诉人之间存在消费者权益争议",
    NonAcceptanceGround.G4: "自知道或者应当知道权益受到侵害之日起超过三年",
    NonAcceptanceGround.G5: "未按要求提供投诉材料，或者提供的材料不真实",
    NonAcceptanceGround.G6: "冒用他人名义投诉，或者拒不配合身份核实",
    NonAcceptanceGround.G7: "法律、法规、规章和行业规则规定不予受理的其他情形",
}


class NonAcceptanceDecision(Paper):
    """不予受理决定书: ground, reasons, the other remedies of 消法 39 (brief §3.1 CM-07, C8, C9).

    `competent_body` names where the matter belongs, if one is known (ground G1).
    """

    complainant_name: Line
    respondent_name: Line
    subject: Line
    received_on: Day
    ground: NonAcceptanceGround
    reasons: Reasons
    competent_body: Line | None = None
    decided_on: Day

    @property
    def ground_words(self) -> str:
        """The ground in the words of the regulation."""
        return GROUND_WORDS[self.ground]


def _acceptance_title(context: Paper) -> str:
    assert isinstance(context, AcceptanceDecision)
    return "投诉受理决定书" if context.copy_for == ForAddressee.COMPLAINANT else "投诉受理告知书"


KINDS = (
    Kind(
        code="ACCEPTANCE_DECISION",
        series="受",
        title="投诉受理决定书",
        context=AcceptanceDecision,
        template="acceptance_decision",
        title_for=_acceptance_title,
    ),
    Kind(
        code="NON_ACCEPTANCE_DECISION",
        series="不受",
        title="投诉不予受理决定书",
        context=NonAcceptanceDecision,
        template="non_acceptance_decision",
    ),
)
