"""What an entry's kind and class mean in time: scoring, display and retention (brief §6.7).

The figures are the policy pack's (`archive.retention`); this module says which row of it applies.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from archives.kinds import DISPLAYABLE, INTERNAL, NEGATIVE, EntryClass, Kind, Status, SubjectKind
from common.errors import InvalidInput, Refusal
from policies.figures import Retention
from policies.pack import PolicyPack


class UnknownKind(Refusal):
    """The archive has no such kind of entry."""

    code = "UNKNOWN_KIND"
    message = _("The archive has no entry of this kind.")


class WrongClass(Refusal):
    """The class does not belong to the kind."""

    code = "WRONG_CLASS"
    message = _("An entry of this kind cannot carry this class.")


class IncoherentDates(InvalidInput):
    """The dates of an entry contradict each other or the rules of brief §6.7."""

    code = "INCOHERENT_DATES"
    message = _("The dates of the entry contradict each other.")


class WorkerNeverDisplayed(Refusal):
    """A worker's entry was to be published by name (brief D6)."""

    code = "WORKER_NEVER_DISPLAYED"
    message = _("Entries about workers are never published by name.")
    next_step = _("They act through screening with the worker's authorisation.")


class NeverDisplayed(Refusal):
    """An entry of this kind is shown in sums only or not at all (brief §6.7)."""

    code = "NEVER_DISPLAYED"
    message = _("Entries of this kind are not displayed one by one.")


@dataclass(frozen=True)
class KindRule:
    """The classes a kind may carry, the usual one first, and its row of the retention table.

    `row` empty: the row is that of the class.
    """

    classes: tuple[EntryClass, ...]
    row: str = ""


_C = EntryClass
_ANY = (_C.NEUTRAL, _C.MINOR, _C.GENERAL, _C.SERIOUS, _C.POSITIVE)
_WEIGHING = (_C.MINOR, _C.GENERAL, _C.SERIOUS)

RULES: dict[Kind, KindRule] = {
    Kind.COMPLAINT_PENDING: KindRule((_C.NEUTRAL,), "NOT_COUNTED"),
    Kind.COMPLAINT_NOT_UPHELD: KindRule((_C.NEUTRAL,), "NOT_COUNTED"),
    Kind.COMPLAINT_UPHELD: KindRule(_WEIGHING, "UPHELD_COMPLAINT"),
    Kind.COMPLAINT_PARTLY: KindRule(_WEIGHING, "UPHELD_COMPLAINT"),
    # Weight 0 if no fault was admitted (CM-13); with fault it counts like an upheld complaint.
    Kind.MEDIATED_SETTLED: KindRule((_C.NEUTRAL, _C.MINOR), "UPHELD_COMPLAINT"),
    Kind.MEDIATION_DEFAULT: KindRule((_C.MINOR, _C.GENERAL)),
    Kind.SANCTION: KindRule(_WEIGHING),
    Kind.EXTERNAL_PENALTY: KindRule((_C.GENERAL, _C.MINOR, _C.SERIOUS)),
    Kind.EXTERNAL_LISTING: KindRule((_C.SERIOUS, _C.GENERAL)),
    Kind.ALERT: KindRule((_C.NEUTRAL, _C.MINOR)),
    Kind.RATING: KindRule(_ANY),
}
#: A class without a row of its own is kept like a minor one: 5 years (I10).
_ROW_OF_CLASS = {_C.NEUTRAL: "MINOR", _C.POSITIVE: "MINOR"}
_NOT_SCORED = (Status.PENDING, Status.WITHDRAWN, Status.REPAIRED, Status.EXPIRED)


@dataclass(frozen=True)
class Terms:
    """The derived half of an entry. `…_until` is the last day that still counts."""

    kind: Kind
    entry_class: EntryClass
    scoring: bool
    scored_until: date | None
    display_from: date | None
    display_until: date | None
    retained_until: date


@dataclass(frozen=True)
class Facts:
    """The given half of an entry."""

    kind: str
    subject_kind: str
    determined_on: date
    entry_class: str | None = None
    status: Status = Status.ACTIVE
    event_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    display_from: date | None = None
    display_until: date | None = None
    scoring: bool | None = None


def derive(facts: Facts, pack: PolicyPack) -> Terms:
    """Return class, scoring, display and retention of an entry.

    Scoring defaults to "yes" for a class that takes points off, and can be switched off
    (`PERFORMED`, brief §6.1). Display happens only if `display_from` is given; it then ends with
    the longest period of the row unless an earlier day is given. Raises this module's refusals.
    """
    if facts.kind not in Kind.values:
        raise UnknownKind(field="kind")
    kind = Kind(facts.kind)
    entry_class = _class(kind, facts.entry_class)
    row = pack.archive.retention[RULES[kind].row or _ROW_OF_CLASS.get(entry_class, entry_class)]
    _check_order(facts)
    display_until = _display_until(kind, facts, row)
    scoring = entry_class in NEGATIVE and facts.status not in _NOT_SCORED
    if facts.scoring is not None:
        scoring = scoring and facts.scoring
    scored_until = None
    if scoring and row.scoring_months is not None:
        scored_until = months_on(facts.determined_on, row.scoring_months)
    retained_until = max(
        months_on(facts.determined_on, row.retention_months),
        facts.effective_until or facts.determined_on,  # [ZJXY] 16: while a bar still runs
        display_until or facts.determined_on,
    )
    return Terms(
        kind, entry_class, scoring, scored_until, facts.display_from, display_until, retained_until
    )


def months_on(day: date, months: int) -> date:
    """Return the corresponding day `months` later, or the last of that month (brief D10, T8)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _class(kind: Kind, given: str | None) -> EntryClass:
    allowed = RULES[kind].classes
    if given is None:
        return allowed[0]
    if given not in allowed:
        raise WrongClass(field="class_")
    return EntryClass(given)


def _check_order(facts: Facts) -> None:
    """Refuse dates that cannot follow each other; `field` names the one at fault."""
    if facts.event_on and facts.event_on > facts.determined_on:
        raise IncoherentDates(_("The event lies after its determination."), field="event_on")
    if facts.effective_until and not facts.effective_from:
        raise IncoherentDates(_("An effect that ends must begin."), field="effective_from")
    if (
        facts.effective_until
        and facts.effective_from
        and facts.effective_until < facts.effective_from
    ):
        raise IncoherentDates(_("The effect ends before it begins."), field="effective_until")
    if facts.display_until and not facts.display_from:
        raise IncoherentDates(_("A display that ends must begin."), field="display_from")
    if facts.display_from and facts.display_from < facts.determined_on:
        raise IncoherentDates(
            _("Nothing is displayed before it is determined."), field="display_from"
        )


def _display_until(kind: Kind, facts: Facts, row: Retention) -> date | None:
    if facts.display_from is None:
        return None
    if facts.subject_kind == SubjectKind.WORKER:
        raise WorkerNeverDisplayed(field="display_from")
    if kind in INTERNAL or kind not in DISPLAYABLE or row.display_max_months is None:
        raise NeverDisplayed(field="display_from")
    longest = months_on(facts.display_from, row.display_max_months)
    until = facts.display_until or longest
    if until < facts.display_from or until > longest:
        raise IncoherentDates(
            _("The display is longer than the rules allow or ends before it begins."),
            field="display_until",
        )
    if row.display_min_months and until < months_on(facts.display_from, row.display_min_months):
        raise IncoherentDates(
            _("The display is shorter than the rules demand."), field="display_until"
        )
    return until
