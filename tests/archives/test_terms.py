"""What a kind of entry means in time: the table of brief §6.7, read from the policy pack."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives.kinds import INTERNAL, Kind, Status
from archives.terms import RULES, Facts, IncoherentDates, NeverDisplayed, derive, months_on
from policies.services import pack

DAY = date(2026, 3, 2)


def terms(kind, subject_kind="ENTERPRISE", **given):
    return derive(Facts(kind, subject_kind, given.pop("determined_on", DAY), **given), pack("plan"))


@pytest.mark.parametrize(
    ("kind", "entry_class", "scored_until", "retained_until"),
    [
        ("COMPLAINT_UPHELD", "MINOR", date(2027, 3, 2), date(2029, 3, 2)),
        ("COMPLAINT_PARTLY", "GENERAL", date(2027, 3, 2), date(2029, 3, 2)),
        ("COMPLAINT_PENDING", None, None, date(2029, 3, 2)),
        ("COMPLAINT_NOT_UPHELD", None, None, date(2029, 3, 2)),
        ("MEDIATED_SETTLED", None, None, date(2029, 3, 2)),
        ("MEDIATED_SETTLED", "MINOR", date(2027, 3, 2), date(2029, 3, 2)),
        ("MEDIATION_DEFAULT", None, date(2027, 3, 2), date(2031, 3, 2)),
        ("SANCTION", "MINOR", date(2027, 3, 2), date(2031, 3, 2)),
        ("SANCTION", "GENERAL", date(2028, 3, 2), date(2031, 3, 2)),
        ("SANCTION", "SERIOUS", None, date(2031, 3, 2)),
        ("RATING", "POSITIVE", None, date(2031, 3, 2)),
    ],
)
def test_scoring_and_retention_follow_the_table(kind, entry_class, scored_until, retained_until):
    found = terms(kind, entry_class=entry_class)

    assert (found.scored_until, found.retained_until) == (scored_until, retained_until)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_rule_and_nothing_is_displayed_unasked(kind):
    found = terms(kind)

    assert found.entry_class == RULES[Kind(kind)].classes[0]
    assert found.display_from is None
    assert found.display_until is None


@pytest.mark.parametrize("kind", INTERNAL)
def test_internal_kinds_never_score(kind):
    assert not terms(kind, scoring=True).scoring


@pytest.mark.parametrize("status", [Status.PENDING, Status.WITHDRAWN, Status.REPAIRED])
def test_what_is_pending_withdrawn_or_repaired_does_not_score(status):
    assert not terms("COMPLAINT_UPHELD", status=status).scoring


def test_a_running_bar_keeps_the_entry():
    found = terms(
        "SANCTION",
        "WORKER",
        entry_class="SERIOUS",
        effective_from=DAY,
        effective_until=date(2032, 1, 1),
    )

    assert found.retained_until == date(2032, 1, 1)


def test_a_five_year_bar_of_as_19_is_retained_to_its_last_day():
    found = terms(
        "SANCTION",
        "WORKER",
        entry_class="SERIOUS",
        determined_on=date(2026, 3, 10),
        effective_from=date(2026, 3, 10),
        effective_until=date(2031, 3, 10),
    )

    assert found.retained_until == date(2031, 3, 10)


@pytest.mark.parametrize(
    ("entry_class", "last_day"),
    [("MINOR", date(2026, 6, 2)), ("GENERAL", date(2027, 3, 2)), ("SERIOUS", date(2029, 3, 2))],
)
def test_display_ends_with_the_longest_period_of_the_class(entry_class, last_day):
    assert terms("SANCTION", entry_class=entry_class, display_from=DAY).display_until == last_day


@pytest.mark.parametrize(
    ("entry_class", "until"),
    [
        ("MINOR", date(2026, 6, 3)),
        ("GENERAL", date(2026, 6, 1)),
        ("GENERAL", date(2027, 3, 3)),
        ("SERIOUS", date(2027, 3, 1)),
        ("SERIOUS", date(2029, 3, 3)),
        ("MINOR", date(2026, 3, 1)),
    ],
)
def test_a_display_outside_the_limits_is_refused(entry_class, until):
    with pytest.raises(IncoherentDates):
        terms("SANCTION", entry_class=entry_class, display_from=DAY, display_until=until)


@pytest.mark.parametrize("kind", ["COMPLAINT_UPHELD", "COMPLAINT_PENDING", "ALERT", "RATING"])
def test_what_is_shown_in_sums_only_is_not_displayed_alone(kind):
    with pytest.raises(NeverDisplayed):
        terms(kind, display_from=DAY)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2025, 9, 30), 12, date(2026, 9, 30)),  # brief D10
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_day(day, months, last):
    assert months_on(day, months) == last


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_months_land_in_the_right_month_and_never_past_the_day(day, months):
    found = months_on(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
