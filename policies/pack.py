"""The policy pack itself: all sections together, and the two questions that need several."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from policies.figures import (
    Acceptance,
    AgencyLinks,
    ArchiveRules,
    CalendarRules,
    Feedback,
    FollowUp,
    Queues,
    Reopening,
    Supervision,
    Targets,
    Unreachable,
)
from policies.schema import (
    Agency,
    AgencyPeriod,
    CategoryRule,
    ClockEntry,
    ClockRule,
    DatedPeriod,
    ExtensionEntry,
    ExtensionRule,
    Ground,
    PackHead,
    Period,
    Remedies,
    Rule,
    SeverityRules,
    Table,
)
from policies.vocabulary import FeedbackStart

R = TypeVar("R")


class UnknownRuleError(LookupError):
    """A clock, agency, pack or version was asked for that no pack knows: a mistake in code."""


class PolicyPack(Rule):
    """One version of the association's rules; what the law or the council may change lives here."""

    head: PackHead
    clocks: Table[ClockEntry]
    extensions: Table[ExtensionEntry]
    agencies: Table[Agency]
    categories: Table[CategoryRule]
    severity: SeverityRules
    non_acceptance: Table[Ground]
    termination: Table[Ground]
    outcomes: Table[Ground]
    suspension_reasons: Table[Ground]
    remedies: Table[Remedies]
    acceptance: Acceptance
    feedback: Feedback
    follow_up: FollowUp
    unreachable: Unreachable
    reopening: Reopening
    supervision: Supervision
    agency_links: AgencyLinks
    calendar: CalendarRules
    queues: Queues
    targets: Targets
    archive: ArchiveRules

    @cached_property
    def version(self) -> str:
        """Code and version, as a case remembers it: `plan@2026.1`."""
        return f"{self.head.code}@{self.head.version}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the whole content: tells an edited version from the original."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def feedback_start(self) -> FeedbackStart:
        """What starts RESULT_FEEDBACK (brief §0.2 D1)."""
        return self.feedback.start

    def covers(self, day: date) -> bool:
        """Whether this version is in force on `day`."""
        return self.head.first_day <= day and (
            self.head.last_day is None or day <= self.head.last_day
        )

    def clock(self, code: str, *, on: date | None = None, agency: str | None = None) -> ClockRule:
        """
        Return the clock `code` as it holds for a period dated `on`.

        `on` is the date the rule version goes by, for MEDIATION the date of acceptance (brief
        §0.2 D12); without it the newest version is meant. `agency` matters for REFERRAL_ACK and
        REFERRAL_RESULT only, whose lengths are the agency's own (brief §2.9).
        Raises UnknownRuleError for a code or an agency the pack does not have.
        """
        entry = _find(self.clocks, code, "clock", self.version)
        period: Period = _period(entry, on)
        plus = 0
        if agency is not None:
            profile = _find(self.agencies, agency, "agency", self.version)
            theirs = _agency_period(profile, code)
            if theirs is not None:
                period, plus = theirs, theirs.plus
        return ClockRule(
            **entry.model_dump(exclude={"versions", "length", "unit", "roll"}),
            length=period.length,
            unit=period.unit,
            roll=period.roll,
            extension=self._extension(code),
            agency_plus=plus,
        )

    def _extension(self, code: str) -> ExtensionRule | None:
        # "every clock not named in this matrix": nobody may extend it (brief §2.9).
        entry = self.extensions.get(code)
        if entry is None or not entry.times:
            return None
        if entry.approves is None or entry.length is None or entry.unit is None:
            raise AssertionError(f"extension {code} passed validation incomplete")
        return ExtensionRule(
            asks=entry.asks,
            approves=entry.approves,
            chair=entry.chair,
            times=entry.times,
            length=entry.length,
            unit=entry.unit,
            told=entry.told,
        )


def _find(table: Mapping[str, R], code: str, what: str, version: str) -> R:
    try:
        return table[code]
    except KeyError:
        raise UnknownRuleError(f"{version} has no {what} {code}") from None


def _period(entry: ClockEntry, on: date | None) -> DatedPeriod:
    periods = entry.periods()
    if on is None:
        return periods[-1]
    # Cross-checks have proved that the versions leave no day out and cover none twice.
    return next(period for period in periods if period.covers(on))


def _agency_period(profile: Agency, code: str) -> AgencyPeriod | None:
    return {"REFERRAL_ACK": profile.ack, "REFERRAL_RESULT": profile.result}.get(code)
