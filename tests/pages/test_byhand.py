"""To be told by hand: nobody without telephone and e-mail is silently never told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from casework.services import intake
from notifications.models import Delivery
from outbox import services as outbox
from tests import cast

NOW = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def silent(accepted):
    """An accepted complaint against somebody who has neither telephone nor e-mail."""
    complaint = accepted(
        at=NOW,
        received_at=NOW - timedelta(hours=1),
        respondent=intake.PartyFacts("WORKER", "李阿姨", address="鄞州区工人新村七号"),
    )
    outbox.deliver_due(datetime.now(UTC))
    Delivery.objects.update(created_at=NOW)
    return complaint


def waiting():
    return Delivery.objects.by_hand().filter(kind="RESPONDENT")


def tell(client, complaint, **changes):
    party = complaint.file.parties.get(role="RESPONDENT").pk
    facts = {
        "party": party,
        "delivery": [delivery.pk for delivery in waiting()],
        f"party-{party}-how": "HANDED",
        f"party-{party}-told_at": "",
    } | {name.replace("*", f"party-{party}-"): value for name, value in changes.items()}
    return client.post("/byhand", facts)


def test_the_page_says_who_what_and_which_paper(as_, silent):
    page = as_("intake").get("/byhand").content.decode()

    assert "李阿姨" in page
    assert silent.file.number in page
    assert "投诉受理告知书" in page
    assert str(Delivery.Status.NO_ADDRESS.label) in page


def test_the_desk_and_the_case_point_to_it(as_, silent):
    client = as_("officer")

    assert "待人工告知" in client.get(reverse("desk")).content.decode()
    case = client.get(reverse("case", args=[silent.file.number])).content.decode()
    assert f"/byhand?case={silent.file.number}" in case


def test_told_is_on_record_with_how_when_and_by_whom(as_, silent):
    client = as_("intake")
    told_at = NOW + timedelta(minutes=30)
    local = f"{told_at + timedelta(hours=8):%Y-%m-%dT%H:%M}"

    response = tell(client, silent, **{"*told_at": local})

    assert response.status_code == 302
    assert not waiting().exists()
    done = Delivery.objects.get(status="TOLD")
    assert (done.told_how, done.told_by.username) == ("HANDED", "intake")
    assert done.told_at == told_at.replace(second=0, microsecond=0)
    page = client.get(reverse("case", args=[silent.file.number])).content.decode()
    assert "人工告知 · 被投诉人 · 当面送交" in page


@pytest.mark.parametrize(
    "changes", [{"delivery": []}, {"*how": "SHOUTED"}, {"*told_at": "2030-01-01T09:00"}]
)
def test_what_cannot_be_so_is_refused_beside_the_form(as_, silent, changes):
    response = tell(as_("intake"), silent, **changes)

    assert response.status_code == 422
    assert "请改正以下问题" in response.content.decode()
    assert waiting().exists()


def test_what_another_person_told_meanwhile_is_a_conflict(as_, silent):
    ids = [delivery.pk for delivery in waiting()]
    tell(as_("intake"), silent)

    response = tell(as_("officer"), silent, delivery=ids)

    assert response.status_code == 409
    assert Delivery.objects.get(status="TOLD").told_by.username == "intake"


@pytest.mark.parametrize("name", ["triage", "mediator", "investigator", "auditor"])
def test_others_have_no_such_page(as_, silent, name):
    client = as_(name)

    assert client.get("/byhand").status_code == 403
    assert tell(client, silent).status_code == 403
    assert "待人工告知" not in client.get(reverse("desk")).content.decode()


def test_a_clerk_of_another_district_who_only_looks_here_tells_nobody(silent, client, seeded):
    stranger = cast.person("both", "INTAKE", at=cast.district())
    cast.person("both", "AUDITOR")
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "李阿姨" not in client.get("/byhand").content.decode()
    assert tell(client, silent).status_code == 409
    assert waiting().exists()
