"""A mediation up to its session, and what a mediator does on its page."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.models import Mediation
from casework.services import mediation
from common.actors import Outside
from tests import cast

THEN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
STORY = "保洁员上门时态度恶劣，一直抱怨。"
DEAL = {
    "draft-facts": "双方对服务态度有争议。",
    "draft-terms": "当面赔礼道歉",
    "draft-performed_at_once": "on",
    "draft-lawful": "on",
    "card": "draft",
}


def concluded(as_, opened):
    """Put the deal to both and record both signatures, as the mediator does in the session."""
    client = as_("mediator")
    assert client.post(address(opened, "mediation", "draft"), DEAL).status_code == 302
    return client.post(address(opened, "mediation", "sign"), signed(opened))


def signed(opened, *roles):
    return {
        "sign-draft": opened.drafts.latest("version").pk,
        "sign-parties": roles or ("COMPLAINANT", "RESPONDENT"),
        "sign-how": "IN_PERSON",
    }


@pytest.fixture
def consented(accepted):
    """A mediation both agreed to: the complainant on the page, the respondent by telephone."""
    complaint = accepted(at=THEN, received_at=THEN)
    opened = mediation.propose(complaint_id=complaint.pk, by=cast.member("officer"), at=THEN)
    for role, clerk, how in (
        ("COMPLAINANT", None, "ONLINE"),
        ("RESPONDENT", cast.member("intake").pk, "PHONE"),
    ):
        party = complaint.file.parties.get(role=role)
        mediation.answer(
            mediation_id=opened.pk,
            party_id=party.pk,
            consents=True,
            how=how,
            by=Outside(role, party_id=party.pk, entered_by=clerk),
            at=THEN,
        )
    return Mediation.objects.get(pk=opened.pk)


@pytest.fixture
def scheduled(consented):
    return mediation.schedule(
        mediation_id=consented.pk,
        mediator=cast.member("mediator"),
        session_at=THEN,
        mode="ONSITE",
        place="协会二楼调解室",
        notice_waived=True,
        by=cast.member("mediator"),
        at=THEN,
    )


@pytest.fixture
def in_session(scheduled):
    return mediation.open_session(
        mediation_id=scheduled.pk, both_present=True, by=cast.member("mediator"), at=THEN
    )


def address(record, *parts):
    return "/".join(["/cases", record.complaint.file.number, *parts])


def cards(page):
    return {card.choice.key: card for card in page.context["cards"]}


def shown(page, name):
    """Return what the field of a card shows."""
    return cards(page)[name.partition("-")[0]].form[name.partition("-")[2]].value()
