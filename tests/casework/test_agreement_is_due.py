"""An agreement that is never due could never be broken: it says by when, or that it is done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casework import refusals
from casework.models import Mediation
from tests import agreeing, cast
from tests.casework.putting import put

TODAY = cast.AT.date()


@pytest.mark.parametrize(
    ("due_on", "at_once", "refusal"),
    [
        (None, False, refusals.PerformanceMissing),
        (TODAY - timedelta(days=1), False, refusals.PerformancePast),
        (TODAY, False, None),
        (TODAY.replace(year=TODAY.year + 10, month=12, day=31), False, None),
        (None, True, None),
        (TODAY - timedelta(days=1), True, None),
    ],
)
def test_an_agreement_names_its_day(proposed, due_on, at_once, refusal):
    put(proposed.complaint, "CM", "IN_MEDIATION")
    put(proposed, "MD", "IN_SESSION")

    def conclude():
        return agreeing.agree(proposed, performance_due_on=due_on, performed_at_once=at_once)

    if refusal is None:
        assert conclude().state == "AGREED"
    else:
        with pytest.raises(refusal) as refused:
            conclude()
        assert refused.value.field == "performance_due_on"


def test_the_database_keeps_no_agreement_without_a_day(proposed):
    put(proposed, "MD", "AGREED")

    with pytest.raises(IntegrityError, match="mediation_agreement_is_due"), transaction.atomic():
        Mediation._base_manager.filter(pk=proposed.pk).update(performed_at_once=False)
