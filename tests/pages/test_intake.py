"""The intake desk: the checklist, particulars taken over, and what the forms offer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts import units
from casework.models import Complaint, Party, Statement
from casework.services import triage
from casework.services.intake import PartyFacts
from common.errors import InvalidInput
from common.models import Unit
from tests import cast

NOW = datetime.now(UTC) - timedelta(hours=2)


def graded(complaint, *grading):
    category, severity, route = grading or ("ATTITUDE", "S4", "MEDIATION")
    grade = triage.Grade(category, severity, route, reason="按事实确认")
    triage.grade(complaint_id=complaint.pk, grade=grade, by=cast.member("triage"), at=NOW)
    return complaint.file.number


def page_of(client, number, page):
    return client.get(f"/cases/{number}/{page}").content.decode()


def test_the_checklist_shows_what_is_missing_and_the_notice_lists_it(as_, registered):
    nobody = registered(received_at=NOW, respondent=PartyFacts("UNKNOWN"))
    page = page_of(as_("intake"), graded(nobody), "acceptance")

    assert "既无地址，也无可以查找的号码" in page
    assert "被投诉人的名称（姓名）\n被投诉人的地址" in page  # the supplement form, filled in
    assert f"/cases/{nobody.file.number}/particulars" in page


def test_what_is_only_good_to_have_is_not_called_missing(as_, registered):
    page = page_of(as_("intake"), graded(registered(received_at=NOW)), "acceptance")

    assert "可凭证照号码、电话或者订单查找" in page
    assert "仅邮寄纸质文书时需要" in page
    assert "（缺）" not in page


def test_the_three_years_stand_on_the_checklist(as_, registered):
    long_ago = registered(received_at=NOW, occurred_on=date(2020, 3, 10))
    number = graded(long_ago)

    assert "期限届满日 2023-03-10" in page_of(as_("intake"), number, "acceptance")
    answer = as_("intake").post(f"/cases/{number}/acceptance/accept")
    assert answer.status_code in (403, 422)
    assert "三年投诉期限已于 2023-03-10 届满" in answer.content.decode()


TOLD = {
    "channel": "PHONE",
    "narrative": "保洁员上门时态度恶劣，一直抱怨。",
    "complainant_name": "王女士",
    "complainant_phone": "13800000000",
    "requester_role": "USER",
    "respondent_type": "UNKNOWN",
}


@pytest.mark.parametrize(
    ("chosen", "unit", "stored"),
    [("330203", "330203", "330203"), ("elsewhere", "root", ""), ("", "root", "")],
)
def test_a_clerk_chooses_the_place_from_the_tree(as_, seeded, chosen, unit, stored):
    cast.district()
    client = as_("intake")

    assert '<option value="330203">海曙区</option>' in client.get("/cases/new").content.decode()
    done = client.post("/cases/new", TOLD | {"district_code": chosen})

    assert done.status_code == 200
    complaint = Complaint.objects.get()
    assert (complaint.file.unit.code, complaint.statement.district_code) == (unit, stored)


def test_a_clerk_cannot_make_a_place_up(as_, seeded):
    answer = as_("intake").post("/cases/new", TOLD | {"district_code": "999999"})

    assert answer.status_code == 422
    assert "名单中没有这个地点" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_the_service_refuses_a_place_that_does_not_exist(registered):
    with pytest.raises(InvalidInput) as refused:
        registered(district_code="999999")

    assert refused.value.code == "DISTRICT_UNKNOWN"


@pytest.mark.parametrize("code", ["999999", "330012", "33020", "abc"])
def test_the_database_refuses_it_too(registered, code):
    complaint = registered()

    with pytest.raises(IntegrityError, match="statement_place_exists"):
        Statement.objects.filter(pk=complaint.pk).update(district_code=code)


def test_cities_with_districts_are_groups_of_the_list(as_, seeded):
    root = units.root()
    city = units.plant("330200", "宁波分会", Unit.Kind.CITY, root, "3302")
    units.plant("330203", "海曙站", Unit.Kind.DISTRICT, city, "330203")
    units.plant("330100", "杭州分会", Unit.Kind.CITY, root, "3301")

    page = as_("intake").get("/cases/new").content.decode()

    assert '<optgroup label="宁波分会">' in page
    assert [[name for _code, name in places] for _group, places in units.places()] == [
        ["杭州分会"],
        ["宁波分会", "海曙站"],
    ]


def test_a_clerk_takes_particulars_over(as_, registered):
    complaint = registered(received_at=NOW, respondent=PartyFacts("UNKNOWN"))
    number = graded(complaint)
    told = {"respondent_name": "甬安家政", "respondent_phone": "0574-87654321", "knew_on": ""}
    fields = {f"take_over-{name}": value for name, value in told.items()}

    empty = as_("intake").post(f"/cases/{number}/particulars/take_over", fields)
    assert empty.status_code == 422  # no source
    fields["take_over-source"] = "投诉人来电"
    done = as_("intake").post(f"/cases/{number}/particulars/take_over", fields)

    assert done.status_code == 302
    respondent = Party.objects.get(file=complaint.file, role="RESPONDENT")
    assert (respondent.kind, respondent.name) == ("UNKNOWN", "甬安家政")
    assert "补录当事人信息" in as_("officer").get(f"/cases/{number}").content.decode()
    page = page_of(as_("intake"), number, "particulars")
    assert "87654321" not in page  # masked until somebody says why
    assert as_("officer").get(f"/cases/{number}/particulars").status_code == 200


def test_an_invalid_complaint_is_confirmed_as_suggested(as_, registered):
    complaint = registered(received_at=NOW)
    suggestion = complaint.statement.suggestion | {
        "category": "INVALID",
        "severity": None,
        "route": "NOT_ACCEPTED",
        "agency": None,
    }
    Statement.objects.filter(pk=complaint.pk).update(suggestion=suggestion)

    page = page_of(as_("triage"), complaint.file.number, "triage")
    assert '<option value="NONE" selected>' in page  # the override starts from it, too
    done = as_("triage").post(f"/cases/{complaint.file.number}/triage/confirm")

    assert done.status_code == 302
    found = Complaint.objects.get(pk=complaint.pk)
    assert (found.category, found.severity, found.route) == ("INVALID", "", "NOT_ACCEPTED")
    assert not found.gradings.get().overridden
    for page in ("", f"/{found.file.number}", f"/{found.file.number}/acceptance"):
        assert as_("officer").get(f"/cases{page}").status_code == 200


def test_the_form_says_which_routes_s1_takes(as_, registered):
    number = registered(received_at=NOW).file.number

    assert "S1 件只能走紧急处置或移送途径" in page_of(as_("triage"), number, "triage")
    answer = as_("triage").post(
        f"/cases/{number}/triage/override",
        {
            "override-category": "INJURY_ABUSE",
            "override-severity": "S1",
            "override-route": "VERIFY",
            "override-reason": "按事实确认",
        },
    )
    assert answer.status_code == 422
    assert "override-route" in answer.content.decode()


@pytest.mark.parametrize(("route", "status"), [("NOT_ACCEPTED", 302), ("MEDIATION", 422)])
def test_a_person_may_find_a_complaint_invalid(as_, registered, route, status):
    complaint = registered(received_at=NOW)

    answer = as_("triage").post(
        f"/cases/{complaint.file.number}/triage/override",
        {
            "override-category": "INVALID",
            "override-severity": "NONE",
            "override-route": route,
            "override-reason": "没有可以处理的事实",
        },
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("agency", "office", "status"),
    [
        ("MARKET_REGULATOR", "", 302),
        ("OTHER", "海曙区住建局", 302),
        ("OTHER", "", 422),
        ("HOUSING", "海曙区住建局", 422),
    ],
)
def test_the_competent_body_comes_from_the_list_or_is_named(
    as_, registered, agency, office, status
):
    number = graded(registered(received_at=NOW), "OTHER", "S4", "NOT_ACCEPTED")

    answer = as_("liaison").post(
        f"/cases/{number}/acceptance/transfer",
        {
            "transfer-agency": agency,
            "transfer-office": office,
            "transfer-reason": "物业服务收费争议由主管部门处理。",
        },
    )

    assert answer.status_code == status
