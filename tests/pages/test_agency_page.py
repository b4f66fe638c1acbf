"""The page of an agency: what may be expected, its offices, its record."""

from datetime import timedelta

import pytest

from casework.channels import AnswerKind as K
from casework.models import AgencyOffice
from tests import cast
from tests.pages import referring as rf

POLICE = "/referrals/agencies/POLICE"


def entered(**changes):
    return {
        "name": "海曙分局",
        "unit": cast.unit().pk,
        "contact": "值班室",
        "phone": "0574-87000000",
        "email": "",
        "address": "海曙区样例路1号",
        "district_code": "",
    } | changes


def test_it_says_what_may_be_expected_and_that_it_is_served_on_paper(as_, seeded):
    page = as_("liaison").get(POLICE)

    assert (page.context["ack"], page.context["result"]) == ("3个工作日", "30日 (+30)")
    assert "纸质往来" in page.content.decode()
    assert as_("liaison").get("/referrals/agencies/NOBODY").status_code == 404


def test_an_officer_enters_an_office_and_it_is_offered(as_, accepted):
    cast.district()
    client = as_("officer")

    assert client.post(POLICE, entered(district_code="330203")).status_code == 302
    again = client.post(POLICE, entered())

    office = AgencyOffice.objects.get()
    assert (office.name, office.agency, office.district_code) == ("海曙分局", "POLICE", "330203")
    assert again.status_code == 422
    assert "该单位已在名录中" in again.content.decode()
    refer = as_("liaison").get(f"/cases/{rf.theft(accepted).file.number}/refer").content.decode()
    assert "海曙分局" in refer


def test_its_contact_changes_and_its_name_does_not(as_, seeded):
    office = rf.office()
    client = as_("officer")

    client.post(f"{POLICE}/offices/{office.pk}", entered(name="别的名字", contact="李警官"))

    office.refresh_from_db()
    assert (office.name, office.contact) == ("海曙分局", "李警官")


def test_a_closed_office_is_offered_no_longer_but_stays_where_letters_went(as_, accepted):
    office = rf.office()
    found = rf.prepared(rf.theft(accepted), office_id=office.pk)
    client = as_("officer")

    client.post(f"{POLICE}/offices/{office.pk}/close")
    refer = as_("liaison").get(f"/cases/{rf.theft(accepted).file.number}/refer").content.decode()
    page = client.get(rf.page(found)).content.decode()

    assert "海曙分局" not in refer
    assert "海曙分局" in page
    client.post(f"{POLICE}/offices/{office.pk}/close")
    office.refresh_from_db()
    assert office.active


@pytest.mark.parametrize("name", ["liaison", "auditor", "intake"])
def test_only_officers_keep_the_list(as_, seeded, name):
    office = rf.office()
    client = as_(name)

    assert client.get(POLICE).status_code == 200
    assert client.post(POLICE, entered(name="另一分局")).status_code == 403
    assert client.post(f"{POLICE}/offices/{office.pk}/close").status_code == 403
    assert client.get(f"{POLICE}/offices/{office.pk}").status_code == 403
    assert AgencyOffice.objects.get().active


def test_an_officer_of_a_district_keeps_the_offices_of_the_district_alone(client, seeded):
    above = rf.office()
    officer = cast.person("district-officer", "OFFICER", at=cast.district())
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(POLICE)
    wrong = client.post(POLICE, entered(name="市局"))
    client.post(POLICE, entered(name="海曙二分局", unit=cast.district().pk))

    assert [one["keeps"] for one in page.context["offices"]] == [False]
    assert wrong.status_code == 422
    assert client.post(f"{POLICE}/offices/{above.pk}/close").status_code == 403
    assert AgencyOffice.objects.filter(unit=cast.district()).count() == 1


def test_an_office_of_another_branch_is_not_there(client, seeded):
    office = rf.office()
    AgencyOffice.objects.filter(pk=office.pk).update(unit=cast.district("330205", "江北区"))
    stranger = cast.person("district-officer", "OFFICER", at=cast.district())
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(POLICE).context["offices"] == []
    assert client.get(f"{POLICE}/offices/{office.pk}").status_code == 404


def test_its_record_counts_for_who_had_the_referral(as_, accepted):
    in_time, late = rf.brought(rf.theft(accepted)), rf.brought(rf.theft(accepted))
    rf.says(in_time, K.ACKNOWLEDGED, receipt_no="1")
    rf.says(late, K.ACKNOWLEDGED, receipt_no="2", at=rf.THEN + timedelta(days=20))
    moved = rf.brought(rf.theft(accepted))
    later = rf.THEN + timedelta(hours=2)
    rf.says(moved, K.RETURNED, reason_code="NOT_COMPETENT", at=later)
    rf.referral.reroute(referral_id=moved.pk, agency="HRSS", by=cast.member("liaison"), at=later)

    client = as_("officer")
    police, wages = client.get(POLICE), client.get("/referrals/agencies/HRSS")

    ((_receipts, score), _results) = police.context["scores"]
    assert (score.in_time, score.late) == (2, 1)
    assert police.context["count"] == 2
    ((_receipts, score), _results) = wages.context["scores"]
    assert (score.in_time, score.late, wages.context["count"]) == (0, 0, 1)
