"""Referrals at every stage, at the real time, as the pages meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from casework.channels import AnswerKind
from casework.models import AgencyOffice, Complaint, Referral
from casework.services import answers, emergency, intake, referral
from casework.services.referral import Contents
from common.actors import Outside
from common.zone import SHANGHAI
from documents import services as documents
from tests import cast
from tests.casework import referring as drawing
from tests.casework.referring import an_answer

NOW = datetime.now(UTC).replace(microsecond=0)
THEN = NOW - timedelta(days=2)
FACTS = "用户称保洁服务结束后发现手镯一只不见，价值约8000元，报称服务期间仅被投诉人在场。"
USER = intake.PartyFacts("USER", "王桂英", "13800000001", id_no="110101190001010014")
WORKER = intake.PartyFacts("WORKER", "李阿芳", "13900000002", address="海曙区示例路12号")
THEFT: dict[str, Any] = {
    "narrative": FACTS,
    "request": "追回财物",
    "complainant": USER,
    "respondent": WORKER,
}
__all__ = ["SHANGHAI", "datetime", "referral"]
Accepted = Callable[..., Complaint]


def theft(accepted: Accepted, **changes: Any) -> Complaint:
    """Return an accepted S2 matter for the police."""
    given: dict[str, Any] = {"at": THEN, "received_at": THEN} | THEFT | changes
    severity, route = given.pop("severity", "S2"), given.pop("route", "REFERRAL")
    return accepted(severity, route, **given)


def office(agency: str = "POLICE", name: str = "海曙分局", **changes: Any) -> AgencyOffice:
    """Return an office of the root unit."""
    facts = {"contact": "值班室", "phone": "0574-87000000", "address": "海曙区样例路1号"} | changes
    found, _made = AgencyOffice.objects.get_or_create(
        unit=cast.unit(), agency=agency, name=name, defaults=facts
    )
    return found


def contents(**changes: Any) -> Contents:
    """Return a packet with one thing described."""
    given: dict[str, Any] = {
        "legal_basis": "《治安管理处罚法》",
        "facts": FACTS,
        "asks": "请依法受理并告知处理结果。",
        "particulars": ("complainant_name", "complainant_phone", "respondent_name"),
        "described": ("投诉登记表复印件一份",),
    }
    return Contents(**(given | changes))


def prepared(complaint: Complaint, agency: str = "POLICE", **changes: Any) -> Referral:
    """Let the liaison prepare it."""
    given: dict[str, Any] = {
        "kind": referral.usual_kind(complaint, agency),
        "contents": contents(),
        "at": THEN,
    } | changes
    return referral.prepare(
        complaint_id=complaint.pk, agency=agency, by=cast.member("liaison"), **given
    )


def approved(found: Referral, *, at: datetime = THEN) -> Referral:
    """Let an officer approve it."""
    packet_id = Referral.objects.values_list("packet_id", flat=True).get(pk=found.pk)
    assert packet_id is not None
    return referral.approve(
        referral_id=found.pk, packet_id=packet_id, by=cast.member("officer"), at=at
    )


def dispatched(complaint: Complaint, agency: str = "POLICE", **changes: Any) -> Referral:
    """Let it leave; the letter is still to be brought."""
    at = changes.get("at", THEN)
    found = approved(prepared(complaint, agency, **changes), at=at)
    return referral.dispatch(referral_id=found.pk, by=cast.member("liaison"), at=at)


def brought(complaint: Complaint, agency: str = "POLICE", **changes: Any) -> Referral:
    """Let it leave and be brought."""
    found = dispatched(complaint, agency, **changes)
    at = changes.get("at", THEN)
    letter = found.sendings.get()
    if letter.document_id:
        documents.render(letter.document_id, at=at)
    referral.hand_over(
        sending_id=letter.pk,
        how="IN_PERSON",
        to="值班民警",
        on=at,
        by=cast.member("liaison"),
        at=at,
    )
    return Referral.objects.get(pk=found.pk)


def printed(kind: str) -> None:
    """Let the worker draw the papers of a kind a day from now, and hear that they exist."""
    drawing.printed(kind, f"{NOW.astimezone(SHANGHAI) + timedelta(days=1):%Y-%m-%dT%H:%M}")


def says(found: Referral, kind: AnswerKind, *, at: datetime = THEN, **facts: Any) -> Any:
    """Let the agency answer through a channel."""
    agency = Referral.objects.values_list("agency", flat=True).get(pk=found.pk)
    answer = an_answer(kind, f"{at:%Y-%m-%dT%H:%M}", **facts)
    return answers.receive(
        answer, referral_id=found.pk, agency=agency, way="CHANNEL", by=Outside("AGENCY"), at=at
    )


def called(complaint: Complaint, *, at: datetime = THEN) -> None:
    """Put a call to 110 on record."""
    emergency.record_call(
        complaint_id=complaint.pk,
        called_at=at,
        reference="接警员016",
        told="两岁儿童手臂淤青，疑似被保姆拍打。",
        by=cast.member("liaison"),
        at=at,
    )


def page(found: Referral, rest: str = "") -> str:
    """Return the address of the referral, or of something of it."""
    return f"/cases/{found.complaint.file.number}/referrals/{found.file.number}{rest}"
