"""A referral led by services, at named moments: what liaison, officer and agency do."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from casework.channels import Answer, AnswerKind
from casework.models import Complaint, Referral
from casework.services import acceptance, answers, intake, referral, triage
from common.actors import Outside
from common.zone import SHANGHAI
from deadlines.models import Deadline
from deadlines.services import sweep
from documents import services as documents
from documents.models import Document, Evidence
from outbox import services as outbox
from tests import cast

_ids = count(1)
USER = intake.PartyFacts("USER", "王桂英", "13800000001", email="wang@example.org")
WORKER = intake.PartyFacts("WORKER", "李阿芳", "13900000002")
FACTS = "用户称保洁服务结束后发现手镯一只不见，价值约8000元，报称服务期间仅被投诉人在场。"


def moment(text: str) -> datetime:
    """Read a moment of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_complaint(at: str, category: str, severity: str, **changes: Any) -> Complaint:
    """Register, grade and accept a complaint, all at one moment."""
    when = moment(at)
    facts = {
        "channel": "WEB",
        "narrative": FACTS,
        "request": "追回财物",
        "complainant": USER,
        "respondent": WORKER,
    } | changes
    accept = facts.pop("accept", True)
    minor = facts.pop("police_report", severity == "S1")
    given = intake.Registration(received_at=when, **facts)
    by = Outside("COMPLAINANT")
    complaint = intake.register(given, unit=cast.unit(), by=by, at=when).complaint
    route = "EMERGENCY" if severity == "S1" else "REFERRAL"
    grade = triage.Grade(category, severity, route, reason="按事实确认", police_report=minor)
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=when)
    if accept:
        acceptance.accept(complaint_id=complaint.pk, by=cast.member("intake"), at=when)
    return Complaint.objects.get(pk=complaint.pk)


def contents(**changes: Any) -> referral.Contents:
    """Return a packet with one thing described."""
    given = {
        "legal_basis": "《治安管理处罚法》",
        "facts": FACTS,
        "asks": "请依法受理并告知处理结果。",
        "particulars": ("complainant_name", "complainant_phone", "respondent_name"),
        "described": ("投诉登记表复印件一份",),
    }
    return referral.Contents(**(given | changes))


def prepared(complaint: Complaint, agency: str, at: str, **changes: Any) -> Referral:
    """Let the liaison prepare a referral."""
    given = {"kind": referral.usual_kind(complaint, agency), "contents": contents()} | changes
    return referral.prepare(
        complaint_id=complaint.pk, agency=agency, by=cast.member("liaison"), at=moment(at), **given
    )


def approved(found: Referral, at: str) -> Referral:
    """Let an officer approve it."""
    return referral.approve(
        referral_id=found.pk, packet_id=found.packet_id, by=cast.member("officer"), at=moment(at)
    )


def dispatched(complaint: Complaint, agency: str, at: str, **changes: Any) -> Referral:
    """Let it leave: prepared, approved, handed over at one moment."""
    found = approved(prepared(complaint, agency, at, **changes), at)
    return referral.dispatch(referral_id=found.pk, by=cast.member("liaison"), at=moment(at))


def an_answer(kind: AnswerKind, at: str, **facts: Any) -> Answer:
    """Return an answer with an id of its own."""
    return Answer(f"m-{next(_ids)}", "", kind, moment(at), **facts)


def says(found: Referral, kind: AnswerKind, at: str, **facts: Any) -> Any:
    """Let the agency answer through its channel."""
    agency = Referral.objects.values_list("agency", flat=True).get(pk=found.pk)
    return answers.receive(
        an_answer(kind, at, **facts),
        referral_id=found.pk,
        agency=agency,
        way="CHANNEL",
        by=Outside("AGENCY"),
        at=moment(at),
    )


def types_in(
    found: Referral, kind: AnswerKind, at: str, *, now: str = "", scan: bool = True, **facts: Any
) -> Any:
    """Let the liaison type in what came on paper at `at`."""
    return answers.typed_in(
        an_answer(kind, at, **facts),
        referral_id=found.pk,
        tellable="公安机关已依法作出处理。",
        by=cast.member("liaison"),
        at=moment(now or at),
        evidence=[a_scan(found)] if scan else [],
    )


def a_scan(found: Referral) -> Evidence:
    """Return a scan of a paper of the agency, in the file of the referral."""
    content = f"scan {next(_ids)}".encode()
    return Evidence.objects.create(
        file=found.file,
        uploaded_role="AGENCY",
        name="决定书.pdf",
        blob=ContentFile(content, name="scan.pdf"),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_type="application/pdf",
        uploaded_at=found.prepared_at,
        visible_to=["STAFF"],
    )


def night(at: str) -> None:
    """Let the background work until nothing is due at `at`."""
    when = moment(at)
    while sweep(when).expired or outbox.deliver_due(when).handled:
        pass


def printed(kind: str, at: str) -> None:
    """Let the worker draw the papers of a kind, and hear that they exist."""
    for document in Document.objects.filter(kind=kind, rendered_at=None):
        documents.render(document.pk, at=moment(at))
    outbox.deliver_due(moment(at))


def clock(found: Any, code: str) -> tuple[date | None, str]:
    """Return last day and status of the latest clock of this code in the record's file."""
    latest = Deadline.objects.filter(file=found.file, code=code).latest("pk")
    return latest.due_on, latest.status
