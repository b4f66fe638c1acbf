"""Rules between the tables of a pack, and between the versions of one pack."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from policies.pack import PolicyPack
from policies.schema import CategoryRule, DatedPeriod, Row

# (key inside the pack, reason)
Finding = tuple[str, str]

ONE_DAY = timedelta(days=1)
SEVERITIES = ("S1", "S2", "S3", "S4")


def within(pack: PolicyPack) -> Iterator[Finding]:
    """Yield every contradiction between the tables of one structurally sound pack."""
    yield from _names(pack)
    yield from _clock_versions(pack)
    yield from _extensions(pack)
    for code, category in pack.categories.items():
        yield from _category(pack, f"categories.{code}", category)
    yield from _severity(pack)
    yield from _procedure(pack)
    yield from _archive(pack)


def _names(pack: PolicyPack) -> Iterator[Finding]:
    tables: dict[str, Mapping[str, Row]] = {
        "clocks": pack.clocks,
        "extensions": pack.extensions,
        "agencies": pack.agencies,
        "categories": pack.categories,
        "severity.levels": pack.severity.levels,
        "non_acceptance": pack.non_acceptance,
        "termination": pack.termination,
        "outcomes": pack.outcomes,
        "suspension_reasons": pack.suspension_reasons,
        "remedies": pack.remedies,
        "archive.retention": pack.archive.retention,
    }
    for section, table in tables.items():
        if not table:
            yield section, "is empty"
        for name, row in table.items():
            if row.code != name:
                yield f"{section}.{name}.code", f"says {row.code}; the table's name is the code"


def _clock_versions(pack: PolicyPack) -> Iterator[Finding]:
    for code, clock in pack.clocks.items():
        key = f"clocks.{code}.versions"
        periods = clock.periods()
        if periods[0].first_day is not None:
            yield (
                f"{key}[0].first_day",
                "the oldest version has no first_day, else earlier starts have no length",
            )
        if periods[-1].last_day is not None:
            yield (
                f"{key}[{len(periods) - 1}].last_day",
                "the newest version has no last_day, else later starts have no length",
            )
        for position, (older, newer) in enumerate(pairwise(periods), start=1):
            reason = _seam(older, newer)
            if reason:
                yield f"{key}[{position}]", reason


def _seam(older: DatedPeriod, newer: DatedPeriod) -> str | None:
    return seam(older.last_day, newer.first_day)


def seam(last_day: date | None, first_day: date | None) -> str | None:
    """Say what is wrong where a version that ends on `last_day` is followed by the next one."""
    if first_day is None:
        return "has no first_day although an older version stands before it"
    if last_day is None:
        return f"overlaps: the version before it has no last_day, this one begins {first_day}"
    if first_day <= last_day:
        return f"overlaps: it begins {first_day}, the version before it ends {last_day}"
    if first_day != last_day + ONE_DAY:
        return (
            f"leaves a gap: the version before it ends {last_day}, this one begins {first_day}; "
            f"nothing holds from {last_day + ONE_DAY} to {first_day - ONE_DAY}"
        )
    return None


def _extensions(pack: PolicyPack) -> Iterator[Finding]:
    for code, extension in pack.extensions.items():
        key = f"extensions.{code}"
        clock = pack.clocks.get(code)
        if clock is None:
            yield key, _unknown("clock", code, pack.clocks)
            continue
        units = {period.unit for period in clock.periods()}
        if extension.unit is not None and units != {extension.unit}:
            yield (
                f"{key}.unit",
                f"is {extension.unit}, but the clock runs in {' and '.join(sorted(units))}",
            )
        if clock.kind == "MINIMUM_LEAD" and extension.times:
            yield key, "a minimum lead is not a period and cannot be extended"


def _category(pack: PolicyPack, key: str, category: CategoryRule) -> Iterator[Finding]:
    for position, agency in enumerate(category.agencies):
        if agency not in pack.agencies:
            yield f"{key}.agencies[{position}]", _unknown("agency", agency, pack.agencies)
    for position, clock in enumerate(category.clocks):
        if clock not in pack.clocks:
            yield f"{key}.clocks[{position}]", _unknown("clock", clock, pack.clocks)
    for name, values in (("agencies", category.agencies), ("suggested", category.suggested)):
        if len(set(values)) != len(values):
            yield f"{key}.{name}", "names the same one twice"
    if category.route in ("REFERRAL", "EMERGENCY") and not category.agencies:
        yield f"{key}.agencies", f"is empty, but the route is {category.route}: referred to whom?"
    yield from _grading(key, category)


def _grading(key: str, category: CategoryRule) -> Iterator[Finding]:
    if category.base == "S1" and category.route == "MEDIATION":
        yield f"{key}.route", "S1 is never mediated (brief §5)"
    for position, condition in enumerate(category.conditions):
        place = f"{key}.conditions[{position}]"
        if condition.severity == category.base and condition.route in (None, category.route):
            yield place, f"changes nothing: base is {category.base} too"
        if condition.severity == "S1" and (condition.route or category.route) == "MEDIATION":
            yield f"{place}.route", "S1 is never mediated (brief §5)"


def _severity(pack: PolicyPack) -> Iterator[Finding]:
    rules = pack.severity
    for level in SEVERITIES:
        if level not in rules.levels:
            yield f"severity.levels.{level}", "is missing: all of S1 to S4 need a name"
    for level in rules.levels:
        if level not in SEVERITIES:
            yield f"severity.levels.{level}", "is not one of S1, S2, S3, S4"
    if rules.small_loss_below_yuan >= rules.large_loss_yuan:
        yield (
            "severity.small_loss_below_yuan",
            f"{rules.small_loss_below_yuan} is not below large_loss_yuan {rules.large_loss_yuan}",
        )
    if rules.theft_crime_from_yuan > rules.theft_crime_from_at_most_yuan:
        yield "severity.theft_crime_from_yuan", "lies above theft_crime_from_at_most_yuan"
    if rules.minor_below_age >= rules.elderly_from_age:
        yield "severity.minor_below_age", f"is not below elderly_from_age {rules.elderly_from_age}"
    if rules.minor_harmed != "S1":
        yield "severity.minor_harmed", "must be S1: the police report is a duty in law ([WCN] 11)"


def _procedure(pack: PolicyPack) -> Iterator[Finding]:
    if pack.follow_up.days > pack.follow_up.attempts:
        yield "follow_up.days", f"cannot exceed attempts ({pack.follow_up.attempts})"
    for name, figure in (("means", pack.unreachable.means), ("days", pack.unreachable.days)):
        if figure > pack.unreachable.attempts:
            yield f"unreachable.{name}", f"cannot exceed attempts ({pack.unreachable.attempts})"
    lead, limit = pack.supervision.lead_agency, pack.supervision.overdue_more_than_wd
    if lead not in pack.agencies:
        yield "supervision.lead_agency", _unknown("agency", lead, pack.agencies)
    clock = pack.clocks.get("SUPERVISION")
    if clock is not None and clock.length != limit + 1:
        yield (
            "supervision.overdue_more_than_wd",
            f"is {limit}, so the clock SUPERVISION has {limit + 1} WD, not {clock.length}",
        )


def _archive(pack: PolicyPack) -> Iterator[Finding]:
    for code, row in pack.archive.retention.items():
        key = f"archive.retention.{code}"
        low, high = row.display_min_months, row.display_max_months
        if low is not None and high is not None and low > high:
            yield f"{key}.display_min_months", f"{low} exceeds display_max_months {high}"
        longest = max(high or 0, row.scoring_months or 0)
        if longest > row.retention_months:
            yield (
                f"{key}.retention_months",
                f"{row.retention_months} is shorter than display or scoring ({longest})",
            )
    for severity in SEVERITIES:
        if severity not in pack.archive.deductions:
            yield f"archive.deductions.{severity}", "is missing"


def _unknown(what: str, code: str, known: Iterable[str]) -> str:
    return f"names the {what} {code}, which the pack does not have (it has {', '.join(known)})"


def between(packs: Sequence[PolicyPack]) -> Iterator[tuple[PolicyPack, str]]:
    """Yield what is wrong between the versions of one pack, given in order of first_day."""
    for older, newer in pairwise(packs):
        reason = seam(older.head.last_day, newer.head.first_day)
        if reason:
            yield newer, f"{newer.version} after {older.version} {reason}"
