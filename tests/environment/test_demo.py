"""The demo: every case it shows came there by the real way, and the books agree."""

from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from casework.models import AgencyOffice, Complaint, Referral
from common.models import File
from config.demo import offices
from deadlines.services import sweep
from documents.models import Document
from outbox import services as outbox
from outbox.models import Message


@pytest.mark.slow
def test_after_the_demo_is_loaded_every_rule_of_the_house_holds(transactional_db: Any) -> None:
    call_command("seed", stdout=StringIO())
    call_command("demo_cases", stdout=StringIO(), stderr=StringIO())
    # Of the letters only the results are drawn: a case is fed back once its letter exists. That
    # every kind of paper can be drawn is tried in tests/documents.
    others = Document.objects.exclude(kind="RESULT_FEEDBACK_LETTER").values_list("pk", flat=True)
    undrawn = {f"document.issued:{pk}" for pk in others}
    now = datetime.now(UTC)
    Message.objects.filter(handler="documents.render", key__in=undrawn).update(delivered_at=now)
    # What is done at a later moment than the last one waits for the next round, as with the worker.
    while sweep(at := datetime.now(UTC)).expired or outbox.deliver_due(at).handled:
        pass

    states = Counter(Complaint.objects.values_list("state", flat=True))
    assert sum(states.values()) >= 80
    assert {"REGISTERED", "ACCEPTED", "IN_MEDIATION", "IN_VERIFICATION", "FED_BACK"} <= set(states)
    assert {"NOT_ACCEPTED", "WITHDRAWN", "IN_REFERRAL"} <= set(states)
    stages = set(Referral.objects.values_list("state", flat=True))
    assert {"DISPATCHED", "ACKNOWLEDGED", "RETURNED", "RESULT_RECEIVED"} <= stages
    assert Referral.objects.exclude(reminded_at=None).exists()
    assert set(AgencyOffice.objects.values_list("agency", flat=True)) == set(offices.CALLED)
    assert File.objects.filter(events=None).count() == 0
    assert not Message.objects.filter(dead_at__isnull=False).exists()
    # Either ends with exit 1, and so with an exception, if a row does not hold.
    call_command("check_consistency", stdout=StringIO())
    call_command("verify_archive", stdout=StringIO())
