"""A log, an enterprise, a worker, and files whose results are written back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from django.db import transaction

from archives import services
from archives.models import Entry, LogHead, Subject
from archives.services import ledger, subjects
from common.models import File, Unit

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai
DAY = date(2026, 3, 2)
USCC = "91640100MA774ECW4K"
OTHER_USCC = "91110000600037341L"
ID_NUMBER = "11010519491231002X"
OTHER_ID = "360426199101010071"

Append = Callable[..., Entry]


@pytest.fixture
def log(db: None) -> LogHead:
    return services.seed()


@pytest.fixture
def new_file(db: None) -> Callable[[], File]:
    numbers = count(1)

    def make() -> File:
        unit, _ = Unit.objects.get_or_create(
            code="root", defaults={"name": "示例市", "kind": "ROOT", "path": "root/"}
        )
        return File.objects.create(
            number=f"TS-2026-{next(numbers):06d}", kind="COMPLAINT", unit=unit, opened_at=AT
        )

    return make


@pytest.fixture
def file(new_file: Callable[[], File]) -> File:
    return new_file()


@pytest.fixture
def enterprise(db: None) -> Subject:
    return subjects.identify_enterprise(USCC, "甲家政有限公司", AT)


@pytest.fixture
def worker(db: None) -> Subject:
    return subjects.identify_worker(ID_NUMBER, "刘小兰", "HZ-0001", at=AT)


@pytest.fixture
def append(log: LogHead, new_file: Callable[[], File]) -> Append:
    """Append an upheld complaint about a subject, unless told otherwise."""

    def do(subject: Subject | None, kind: str = "COMPLAINT_UPHELD", **given: Any) -> Entry:
        facts: dict[str, Any] = {
            "event": "outcome",
            "at": AT,
            "determined_on": DAY,
            "payload": {"finding": "收费未公示", "respondent": "甲家政有限公司"},
            "order_linked": True,
        } | given
        with transaction.atomic():
            return ledger.append(
                subject, kind, source_file=facts.pop("source_file", None) or new_file(), **facts
            )

    return do
