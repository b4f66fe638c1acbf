"""A link in the hands of an office, and what it types there."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.channels import AnswerKind as K
from casework.models import Referral
from casework.services import agency_link
from tests import cast
from tests.agency.conftest import PDF
from tests.casework import referring as rf

LAST_DAY = date(2026, 5, 1)  # the 60th day after 2026-03-02
TYPED: dict[str, dict[str, Any]] = {
    "acknowledged": {"receipt_no": "甬公受案字〔2026〕12号"},
    "accepted": {"file_no": "甬公立字〔2026〕7号"},
    "returned": {"reason_code": "NOT_COMPETENT", "words": "属劳动监察，请移送人社部门。"},
    "not-filed": {"doc_no": "不予立案通知书〔2026〕1号", "decided_on": "2026-03-02"},
    "filed-after-reconsideration": {"file_no": "甬公立字〔2026〕8号"},
    "result": {
        "result_class": "PENALTY",
        "doc_no": "行政处罚决定书〔2026〕3号",
        "decided_on": "2026-03-02",
        "words": "行政拘留十日，可以告知当事人。",
    },
    "revoked": {
        "doc_no": "行政复议决定书〔2026〕2号",
        "decided_on": "2026-03-02",
        "words": "复议撤销。",
    },
}
WITH_PAPER = {"not-filed", "result", "revoked"}


def link(found: Referral, at: str = "2026-03-02T10:00") -> str:
    """Let the liaison make a link and return its path."""
    made = agency_link.issue(referral_id=found.pk, by=cast.member("liaison"), at=rf.moment(at))
    return urlsplit(made.address).path


def paper(name: str = "决定书.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


def typed(page: Client, path: str, slug: str, **changes: Any) -> dict[str, Any]:
    """Return what the office types into the form of an answer, with the page's own number."""
    shown = page.get(f"{path}/answer/{slug}")
    once = shown.context["form"]["once"].value() if shown.status_code == 200 else "x" * 22
    given = {"once": once, "confirmed": "on", **TYPED[slug]}
    if slug in WITH_PAPER:
        given["papers"] = paper()
    return {name: value for name, value in (given | changes).items() if value is not None}


def press(page: Client, path: str, slug: str, **changes: Any) -> Any:
    """Fill in the form of an answer and press."""
    return page.post(f"{path}/answer/{slug}", typed(page, path, slug, **changes))


def lead(found: Referral, state: str) -> None:
    """Lead a referral from DISPATCHED to a state, by the agency's own answers."""
    steps: dict[str, list[tuple[K, dict[str, Any]]]] = {
        "DISPATCHED": [],
        "ACKNOWLEDGED": [(K.ACKNOWLEDGED, {})],
        "AGENCY_ACCEPTED": [(K.ACCEPTED, {})],
        "RETURNED": [(K.RETURNED, {"reason_code": "OTHER"})],
        "NOT_FILED": [(K.NOT_FILED, {})],
        "RESULT_RECEIVED": [(K.RESULT, {"result_class": "PENALTY"})],
        "NO_VIOLATION": [(K.RESULT, {"result_class": "NO_VIOLATION"})],
    }
    for kind, facts in steps[state]:
        rf.says(found, kind, "2026-03-02T11:00", **facts)
