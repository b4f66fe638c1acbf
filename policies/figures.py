"""The single figures of a pack: one table each, no rows but for the archive's kinds of entry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from policies.schema import Code, Count, Percent, Row, Rule, Several, Table
from policies.vocabulary import FeedbackStart, Mark, Severity, WaitGround


class Acceptance(Rule):
    """Brief C3, C5, C9, CM-03, CM-07."""

    reason_min_chars: Count
    limitation_years: Count
    supplements: Count
    joint_from_complainants: Count
    max_representatives: Count


class Feedback(Rule):
    """D1: `start` says what starts RESULT_FEEDBACK."""

    start: FeedbackStart
    wait_grounds: Several[WaitGround]


class FollowUp(Rule):
    """Call-back: at most `attempts`, on at least `days` different days (R13, H4; figures P)."""

    attempts: Count
    days: Count
    first_attempt_wd: Count
    rehandlings: Count


class Unreachable(Rule):
    """A party counts as unreachable after so many attempts by so many means over so many days."""

    attempts: Count
    means: Count
    days: Count


class Reopening(Rule):
    """CM-26."""

    times: Count


class Supervision(Rule):
    """A supervision order follows when an agency is more than this many working days overdue."""

    overdue_more_than_wd: Count
    third_return_to_lead: bool
    lead_agency: Code


class AgencyLinks(Rule):
    """An office answers by its link until the end of so many days after the link was made (P)."""

    days: Annotated[int, Field(ge=1, le=366)]


class CalendarRules(Rule):
    """Brief §7.1 T5: whether a period that ends on a weekend ends on the working day after it."""

    roll_weekends: bool


class Queues(Rule):
    """When a clock turns amber (brief §7.1 T18)."""

    amber_remaining_wd: Count
    hour_amber_percent: Percent


class Targets(Rule):
    """KPI targets in percent, and the smallest number of orders for a complaint rate."""

    handling_on_time: Percent
    result_feedback_on_time: Percent
    satisfaction: Percent
    complaint_rate_excellent: Percent
    complaint_rate_min_orders: Count


class Retention(Row):
    """One row of brief §6.7; empty = not scored, not displayed by date, or no fixed end."""

    zh: str
    display_min_months: Count | None = None
    display_max_months: Count | None = None
    scoring_months: Count | None = None
    retention_months: Count
    mark: Mark
    source: str


class ArchiveRules(Rule):
    """Retention by kind of entry, and points taken off per upheld complaint (brief §6.2)."""

    retention: Table[Retention]
    deductions: Annotated[Mapping[Severity, Count], AfterValidator(MappingProxyType)]
    default_deduction: Count
