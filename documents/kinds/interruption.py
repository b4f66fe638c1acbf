"""Papers of a complaint that stands still: suspension and resumption."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from documents.kinds.base import Day, ForAddressee, Kind, Line, Part, Prose
from documents.kinds.rules import ForOneParty


class SuspensionGround(StrEnum):
    """Why a complaint stands still (brief §3.1 CM-19)."""

    COURT = "COURT"
    APPRAISAL = "APPRAISAL"
    PARTY_UNABLE = "PARTY_UNABLE"
    FORCE_MAJEURE = "FORCE_MAJEURE"


SUSPENSION_WORDS = {
    SuspensionGround.COURT: "同一事实已进入诉讼或者仲裁程序，尚未审结",
    SuspensionGround.APPRAISAL: "有关事项需要鉴定（检测），尚未得出结论",
    SuspensionGround.PARTY_UNABLE: "一方当事人死亡、终止或者丧失行为能力，"
    "尚待确定权利义务承受人或者法定代理人",
    SuspensionGround.FORCE_MAJEURE: "因不可抗力，办理暂时无法继续",
}
RESUMING_WORDS = {
    SuspensionGround.COURT: "有关裁判生效或者程序终结",
    SuspensionGround.APPRAISAL: "收到鉴定（检测）结论",
    SuspensionGround.PARTY_UNABLE: "权利义务承受人或者法定代理人确定并参加",
    SuspensionGround.FORCE_MAJEURE: "不可抗力的影响消除",
}


class SuspensionNotice(ForOneParty):
    """中止办理通知书, one for each party (brief §3.1 CM-19).

    `facts` say what happened; `periods` name the periods that stand still. `next_answer_by`, for
    the complainant only, is the last day of PROGRESS_NOTE, which runs on.
    """

    accepted_on: Day
    ground: SuspensionGround
    facts: Prose
    suspended_on: Day
    resumes_when: Line | None = None
    periods: tuple[Line, ...] = Field(min_length=1, max_length=10)
    next_answer_by: Day | None = None

    ONLY_FOR: ClassVar[dict[ForAddressee, tuple[str, ...]]] = {
        ForAddressee.COMPLAINANT: ("next_answer_by",)
    }

    @property
    def ground_words(self) -> str:
        """The ground in words."""
        return SUSPENSION_WORDS[self.ground]

    @property
    def resuming_words(self) -> str:
        """What must have happened before the complaint goes on."""
        return self.resumes_when or RESUMING_WORDS[self.ground]


class ResumedPeriod(Part):
    """A period that runs again, and its last day now."""

    name: Line
    due_on: Day


class ResumptionNotice(ForOneParty):
    """恢复办理通知书, one for each party (brief §3.1 CM-20).

    `ended` says how the ground of the suspension ended; the periods run on from the day after
    `resumed_on`. `continues_with` names what is done next (核查, 调解).
    """

    suspension_number: Line | None = None
    suspended_on: Day
    ended: Prose
    resumed_on: Day
    continues_with: Line | None = None
    periods: tuple[ResumedPeriod, ...] = Field(min_length=1, max_length=10)
    next_answer_by: Day | None = None

    ONLY_FOR: ClassVar[dict[ForAddressee, tuple[str, ...]]] = {
        ForAddressee.COMPLAINANT: ("next_answer_by",)
    }


KINDS = (
    Kind(
        code="SUSPENSION_NOTICE",
        series="中",
        title="中止办理通知书",
        context=SuspensionNotice,
        template="suspension_notice",
    ),
    Kind(
        code="RESUMPTION_NOTICE",
        series="恢",
        title="恢复办理通知书",
        context=ResumptionNotice,
        template="resumption_notice",
    ),
)
