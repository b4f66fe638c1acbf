"""
What a policy pack is made of.

Every model is strict (no conversion), frozen and closed to unknown keys, so a mistake in a TOML
file is an error at start-up and a loaded pack cannot be changed by whoever holds it. Rules about
one table stand on its model; rules between tables stand in `policies.crosscheck`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from policies.vocabulary import (
    Audience,
    ClockKind,
    Fact,
    Mark,
    OnExpiry,
    Role,
    Route,
    Sanction,
    Severity,
    Unit,
    Vulnerability,
)

T = TypeVar("T")
V = TypeVar("V")

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Count = Annotated[int, Field(ge=1, le=10_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Yuan = Annotated[int, Field(ge=0, le=100_000_000)]


def _with_codes(table: Any) -> Any:
    """Give every row of a table its own name as `code`."""
    if not isinstance(table, dict):
        return table
    return {
        code: {"code": code, **row} if isinstance(row, dict) else row for code, row in table.items()
    }


# TOML has arrays only; a tuple keeps the loaded pack immutable, its items stay strictly checked.
Several = Annotated[tuple[T, ...], Field(strict=False)]
Table = Annotated[Mapping[Code, V], BeforeValidator(_with_codes), AfterValidator(MappingProxyType)]


class Rule(BaseModel):
    """Base of everything in a pack."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", str_min_length=1)


class Row(Rule):
    """A row of a table; `code` is its name in the table and is not written again."""

    code: Code


class PackHead(Rule):
    """Which pack this is and on which days it is in force (both days included)."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    version: Annotated[str, Field(pattern=r"^\d{4}\.\d+$")]
    title: str
    first_day: date
    last_day: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} lies before first_day {self.first_day}")
        return self


# -- clocks -----------------------------------------------------------------------------------


class Period(Rule):
    """A length with its unit; `roll`: a last day on a rest day moves to the next working day."""

    length: Count
    unit: Unit
    roll: bool = False

    @model_validator(mode="after")
    def _only_calendar_periods_roll(self) -> Self:
        if self.roll and self.unit not in ("CD", "M"):
            raise ValueError(
                f"roll = true is for CD and M only; a period in {self.unit} cannot end on a rest "
                "day or does not care (brief §7.1 T4, T5, T12)"
            )
        return self


class DatedPeriod(Period):
    """A period for starts from `first_day` to `last_day`, both included; empty means open."""

    first_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} lies before first_day {self.first_day}")
        return self

    def covers(self, day: date) -> bool:
        """Whether a clock dated `day` is under this version."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


class ClockEntry(Row):
    """One row of brief §2.9 as written in the pack; `ClockRule` is what callers get."""

    zh: str
    en: str
    start: str
    on_expiry: OnExpiry
    expiry: str
    mark: Mark
    source: str
    length: Count | None = None
    unit: Unit | None = None
    roll: bool = False
    versions: Several[DatedPeriod] = ()
    kind: ClockKind = "PERIOD"
    party: bool = False
    lapses: bool = False
    recurring: bool = False

    @model_validator(mode="after")
    def _one_way_to_say_how_long(self) -> Self:
        plain = self.length is not None or self.unit is not None
        if plain and self.versions:
            raise ValueError("give either length and unit or versions, not both")
        if not self.versions and (self.length is None or self.unit is None):
            raise ValueError("length and unit are missing (or give dated versions)")
        if self.versions and self.roll:
            raise ValueError("with dated versions, roll belongs to each version")
        self.periods()
        return self

    def periods(self) -> tuple[DatedPeriod, ...]:
        """Return the dated versions; a plain clock has one that is always in force."""
        if self.versions or self.length is None or self.unit is None:
            return self.versions
        return (DatedPeriod(length=self.length, unit=self.unit, roll=self.roll),)


class ExtensionEntry(Row):
    """One row of the extension matrix; `times = 0` says that nobody may extend this clock."""

    asks: Several[Role] = ()
    approves: Role | None = None
    chair: bool = False
    times: Annotated[int, Field(ge=0, le=10)]
    length: Count | None = None
    unit: Unit | None = None
    told: Several[Audience] = ()
    mark: Mark
    source: str

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = (bool(self.asks), self.approves is not None, self.length is not None, self.unit)
        if self.times and not all(given):
            raise ValueError("asks, approves, length and unit are needed when times is 1 or more")
        if not self.times and any(given):
            raise ValueError("times = 0 means never extended: drop asks, approves, length and unit")
        return self


class ExtensionRule(Rule):
    """Who may ask, who approves (`chair`: only the chair of that body), how often, how long."""

    asks: tuple[Role, ...]
    approves: Role
    chair: bool
    times: int
    length: int
    unit: Unit
    told: tuple[Audience, ...]


class ClockRule(Rule):
    """
    A clock as it holds for one start date and, where it matters, one agency.

    `party`: the party's own period, never moved earlier by a new calendar (brief §7.1 T19).
    `lapses`: at its end the clock is LAPSED, not OVERDUE (brief §3.0 X6).
    `agency_plus`: by how much the *agency* may prolong its own result period (brief §2.2).
    """

    code: str
    zh: str
    en: str
    length: int
    unit: Unit
    roll: bool
    kind: ClockKind
    party: bool
    lapses: bool
    recurring: bool
    extension: ExtensionRule | None
    agency_plus: int
    start: str
    on_expiry: OnExpiry
    expiry: str
    mark: Mark
    source: str


class AgencyPeriod(Period):
    """What an agency may be expected to need, and by how much it may prolong that itself."""

    plus: Annotated[int, Field(ge=0, le=365)] = 0
    mark: Mark
    source: str


class Reconsideration(Rule):
    """Calendar days in which an accuser may ask again; for information, the right is not ours."""

    days: Annotated[int, Field(ge=1, le=366)]
    mark: Mark
    source: str


class Agency(Row):
    """An outside body we refer to; without `ack` or `result` the clock's own figure holds."""

    zh: str
    en: str
    phone: str | None = None
    ack: AgencyPeriod | None = None
    result: AgencyPeriod | None = None
    reconsideration: Reconsideration | None = None


# -- triage -----------------------------------------------------------------------------------


class Condition(Rule):
    """Another severity (and route) than the base when *all* facts of `when` hold."""

    when: Several[Fact]
    severity: Severity
    route: Route | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if not self.when:
            raise ValueError("when is empty: a condition names at least one fact")
        return self


class CategoryRule(Row):
    """One row of brief §5. The first agency is the default; `base` is empty for INVALID only."""

    zh: str
    en: str
    base: Severity | None = None
    route: Route
    agencies: Several[Code] = ()
    conditions: Several[Condition] = ()
    evidence: Several[str] = ()
    suggested: Several[Sanction] = ()
    suggested_note: str | None = None
    clocks: Several[Code] = ()
    deadlines_note: str | None = None

    @model_validator(mode="after")
    def _graded_unless_invalid(self) -> Self:
        if (self.base is None) != (self.route == "NOT_ACCEPTED"):
            raise ValueError("base is left out exactly when the route is NOT_ACCEPTED")
        return self


class SeverityLevel(Row):
    """The meaning of one of S1–S4."""

    zh: str
    en: str
    meaning: str


class SeverityRules(Rule):
    """Figures of the rules under the table of brief §5. Money in whole yuan."""

    levels: Table[SeverityLevel]
    theft_at_least: Severity
    theft_crime_from_yuan: Yuan
    theft_crime_from_at_most_yuan: Yuan
    large_loss_yuan: Yuan
    large_loss_severity: Severity
    small_loss_below_yuan: Yuan
    small_loss_severity: Severity
    elderly_from_age: Count
    minor_below_age: Count
    vulnerable: Several[Vulnerability]
    upheld_count: Count
    upheld_months: Count
    complainants: Count
    raise_levels: Count
    minor_harmed: Severity


# -- words of the decisions ------------------------------------------------------------------


class Ground(Row):
    """A ground or an outcome: its code, the Chinese that stands in the letter, its source."""

    zh: str
    en: str
    source: str


class Remedies(Row):
    """Ways still open to a party whose dispute ends here; printed in the letter in this order."""

    zh: str
    basis: str
    ways: Several[str]
