"""From when until when a posting gives its role."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from accounts.models import Posting
from portals.officer.tasks import able
from tests import cast

TODAY = date(2026, 3, 10)
# 00:30 on the 10th in Shanghai is still the 9th in UTC: the civil day decides.
NOW = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("started", "ended", "holds"),
    [
        (date(2026, 3, 10), None, True),
        (date(2026, 3, 11), None, False),
        (date(2026, 3, 1), date(2026, 3, 10), False),
        (date(2026, 3, 1), date(2026, 3, 11), True),
        (date(2026, 3, 10), date(2026, 3, 10), False),
    ],
)
def test_a_posting_holds_from_its_first_day_to_the_day_before_its_end(
    started: date, ended: date | None, holds: bool
) -> None:
    user = cast.person("lin-cai")
    Posting.objects.create(
        user=user, unit=cast.unit(), role="MEDIATOR", started_on=started, ended_on=ended
    )
    with time_machine.travel(NOW, tick=False):
        assert ("MEDIATOR" in user.roles_anywhere()) is holds
        assert user.has_perm("mediation.schedule") is holds
        assert bool(user.posted_paths()) is holds
        task: Any = SimpleNamespace(
            file=SimpleNamespace(pk=0, root_id=None, unit=cast.unit()),
            capability="mediation.schedule",
        )
        assert able(task).filter(pk=user.pk).exists() is holds
    assert Posting.objects.filter(Posting.in_force(TODAY)).exists() is holds
