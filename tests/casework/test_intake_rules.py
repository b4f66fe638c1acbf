"""What may be accepted, graded and passed on: C3, G4, G1 and the rows of brief §5, in tables."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework import guards, intake_refusals, refusals
from casework.models import Complaint, Party, Statement
from casework.services import acceptance, identify, intake, particulars, triage
from casework.services.intake import PartyFacts
from casework.services.particulars import Particulars
from common.actors import Outside
from common.errors import InvalidInput, NotPermitted, Refusal, WrongState
from common.models import Event, EventText
from common.zone import SHANGHAI
from tests import cast

GRADE = triage.Grade("ATTITUDE", "S4", "MEDIATION", reason="按事实确认")


def grade(complaint: Complaint, *facts: str, move: Any = triage.grade) -> Complaint:
    given = (
        triage.Grade(*facts, reason="按事实确认", police_report="S1" in facts) if facts else GRADE
    )
    graded: Complaint = move(
        complaint_id=complaint.pk, grade=given, by=cast.member("triage"), at=complaint.received_at
    )
    return graded


def accept(complaint: Complaint) -> Complaint:
    by = cast.member("intake")
    return acceptance.accept(complaint_id=complaint.pk, by=by, at=complaint.received_at)


def take_over(complaint: Complaint, who: str = "intake", **given: Any) -> Complaint:
    source = given.pop("source", "企业信用信息公示系统")
    return particulars.take_over(
        complaint_id=complaint.pk,
        given=Particulars(**given),
        source=source,
        by=cast.member(who),
        at=cast.AT,
    )


def refusal_code(act: Any, *args: Any, **kwargs: Any) -> str:
    """Return the name of the refusal, or "" if the act was taken."""
    try:
        with transaction.atomic():
            act(*args, **kwargs)
    except Refusal as refusal:
        return refusal.code
    return ""


NAMED = PartyFacts("ENTERPRISE", "某家政")
MATERIALS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"request": ""}, ["request"]),
    ({"complainant": None}, ["complainant_name", "complainant_contact"]),
    ({"complainant": PartyFacts("USER", "王女士")}, ["complainant_contact"]),
    ({"complainant": PartyFacts("USER", "王女士", email="a@example.cn")}, []),
    ({"complainant": PartyFacts("USER", "", "13800000000")}, ["complainant_name"]),
    ({"respondent": PartyFacts("UNKNOWN")}, ["respondent_name", "respondent_address"]),
    ({"respondent": NAMED}, ["respondent_address"]),
    ({"respondent": PartyFacts("WORKER", "李阿姨")}, ["respondent_address"]),
    ({"respondent": NAMED, "order_no": "DD-1"}, []),
    ({"respondent": PartyFacts("ENTERPRISE", "某家政", address="示例路1号")}, []),
    ({"respondent": PartyFacts("ENTERPRISE", "某家政", uscc="91640100MA774ECW4K")}, []),
    ({"respondent": PartyFacts("WORKER", "李阿姨", certificate_no="JZ-1")}, []),
    ({"respondent": PartyFacts("ENTERPRISE", "", address="示例路1号")}, ["respondent_name"]),
]


@pytest.mark.parametrize(("facts", "missing"), MATERIALS)
def test_the_materials_of_c3(registered, facts, missing):
    complaint = registered(**facts)
    grade(complaint)

    assert guards.missing_materials(complaint) == missing
    assert refusal_code(accept, complaint) == ("MATERIALS_MISSING" if missing else "")


def test_an_urgent_file_is_accepted_with_what_it_has(registered):
    complaint = registered(respondent=PartyFacts("UNKNOWN"), request="")
    grade(complaint, "INJURY_ABUSE", "S1", "EMERGENCY")

    assert accept(complaint).state == "ACCEPTED"


def test_an_answered_supplement_completes_nothing_by_itself(registered):
    complaint = registered(respondent=PartyFacts("UNKNOWN"))
    grade(complaint)
    acceptance.request_supplement(
        complaint_id=complaint.pk, items=["被投诉人名称"], by=cast.member("intake"), at=cast.AT
    )
    acceptance.supply(
        complaint_id=complaint.pk, answer="就是那家", by=Outside("COMPLAINANT"), at=cast.AT
    )

    with pytest.raises(refusals.MaterialsMissing) as refused:
        accept(complaint)
    assert "G5" in str(refused.value)
    refused_by = cast.member("officer")
    reason = "经补正仍未提供被投诉人的名称。"
    closed = acceptance.refuse(
        complaint_id=complaint.pk, ground="G5", reason=reason, by=refused_by, at=cast.AT
    )
    assert (closed.state, closed.refusal_ground) == ("NOT_ACCEPTED", "G5")


def test_particulars_taken_over_stand_in_the_record_and_not_in_the_event(registered):
    complaint = registered(respondent=PartyFacts("UNKNOWN"))

    take_over(
        complaint,
        respondent_kind="ENTERPRISE",
        respondent_name="甬安家政",
        respondent_phone="0574-87654321",
        complainant_address="灵桥路1号",
        request="退还押金",
    )

    respondent = Party.objects.get(file=complaint.file, role="RESPONDENT")
    assert (respondent.kind, respondent.name) == ("ENTERPRISE", "甬安家政")
    assert respondent.phone_hash
    assert Party.objects.get(file=complaint.file, role="COMPLAINANT").address == "灵桥路1号"
    statement = Statement.objects.get(pk=complaint.pk)
    assert statement.request == "退还押金"
    assert set(intake.terms(["甬安家政", "退还押金"])) <= set(statement.terms)
    event = Event.objects.get(move_id="CM-04a")
    assert event.data == {
        "fields": [
            "complainant_address",
            "request",
            "respondent_kind",
            "respondent_name",
            "respondent_phone",
        ]
    }
    assert EventText.objects.get(event=event).body == "企业信用信息公示系统"


def test_a_complainant_who_was_not_named_gets_a_code_when_named(registered):
    complaint = registered(complainant=None, requester_role="USER")

    take_over(complaint, complainant_name="王女士", complainant_phone="13800000000")

    named = Party.objects.get(file=complaint.file, role="COMPLAINANT")
    assert (named.kind, named.name) == ("USER", "王女士")
    assert named.query_code_hash


NOT_TAKEN: list[tuple[dict[str, Any], type[Exception]]] = [
    ({}, intake_refusals.NothingToTakeOver),
    ({"respondent_name": "某家政"}, intake_refusals.NothingToTakeOver),
    ({"respondent_name": "甬安", "source": " "}, intake_refusals.SourceMissing),
    ({"respondent_phone": "12"}, InvalidInput),
    ({"respondent_uscc": "91640100MA774ECW4X"}, InvalidInput),
    ({"knew_on": date(2026, 9, 25)}, intake_refusals.KnowledgeImpossible),
    ({"knew_on": date(2026, 8, 31)}, intake_refusals.KnowledgeImpossible),
    ({"respondent_name": "甬安", "who": "officer"}, NotPermitted),
]


@pytest.mark.parametrize(("given", "refused"), NOT_TAKEN)
def test_what_is_not_taken_over(registered, given, refused):
    complaint = registered(occurred_on=date(2026, 9, 1))

    with pytest.raises(refused):
        take_over(complaint, **given)

    assert not Event.objects.filter(move_id="CM-04a").exists()


def test_nothing_is_taken_over_after_acceptance_or_onto_an_identified_respondent(
    accepted, registered
):
    with pytest.raises(WrongState):
        take_over(accepted(), respondent_name="别家")
    identified = registered()
    identify.respondent(
        complaint_id=identified.pk,
        name="甬安",
        uscc="91640100MA774ECW4K",
        by=cast.member("officer"),
        at=cast.AT,
    )
    with pytest.raises(intake_refusals.RespondentIdentified):
        take_over(identified, respondent_name="别家")
    take_over(identified, respondent_address="示例路1号")


#: Known on, last day of the three years (AS-10, brief §7.2: it rolls), and why.
LIMITS = [
    ("2023-03-10", "2026-03-10"),  # AS-10
    ("2023-02-14", "2026-02-14"),  # a Saturday that works
    ("2023-02-15", "2026-02-24"),  # rolls over 春节
    ("2023-05-01", "2026-05-06"),  # rolls over 劳动节
    ("2023-05-09", "2026-05-09"),  # a Saturday that works
    ("2023-05-10", "2026-05-11"),  # an ordinary Sunday
    ("2023-10-01", "2026-10-08"),  # rolls over 国庆
    ("2020-02-29", "2023-02-28"),  # no such day: the last of the month
]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


@pytest.mark.parametrize(("known", "last"), LIMITS)
def test_the_three_years_end_as_the_brief_reckons(registered, known, last):
    last_day = date.fromisoformat(last)
    for filed, code in ((last_day, ""), (last_day + timedelta(days=1), "TIME_BARRED")):
        complaint = registered(occurred_on=date.fromisoformat(known), received_at=noon(filed))
        grade(complaint)
        assert guards.limitation_ends(complaint, at=noon(filed)) == last_day
        assert refusal_code(accept, complaint) == code


def test_a_later_day_of_knowing_is_what_counts(registered):
    complaint = registered(occurred_on=date(2023, 3, 10), received_at=noon(date(2026, 3, 11)))
    grade(complaint)
    with pytest.raises(intake_refusals.TimeBarred):
        accept(complaint)

    take_over(complaint, knew_on=date(2023, 3, 11), source="投诉人电话说明：次日才发现")

    assert accept(complaint).state == "ACCEPTED"


@pytest.mark.parametrize(
    ("facts", "grading"),
    [
        ({"request_type": "REPORT", "complainant": None}, ()),
        ({}, ("INJURY_ABUSE", "S1", "EMERGENCY")),
        ({"occurred_on": None}, ()),
    ],
)
def test_where_the_three_years_do_not_bar(registered, facts, grading):
    complaint = registered(**{"occurred_on": date(2020, 1, 1)} | facts)
    grade(complaint, *grading)

    assert accept(complaint).state == "ACCEPTED"


NEVER_S1 = [(route, "S1_NEEDS_SERIOUS_ROUTE") for route in ("VERIFY", "MEDIATION", "NOT_ACCEPTED")]


@pytest.mark.parametrize(("route", "code"), [*NEVER_S1, ("EMERGENCY", ""), ("REFERRAL", "")])
def test_s1_goes_a_serious_route(registered, route, code):
    assert refusal_code(grade, registered(), "INJURY_ABUSE", "S1", route) == code


@pytest.mark.parametrize(
    ("category", "severity", "route", "code"),
    [
        ("INVALID", "", "NOT_ACCEPTED", ""),
        ("INVALID", "S4", "NOT_ACCEPTED", ""),
        ("INVALID", "", "MEDIATION", "GRADING_UNKNOWN"),
        ("ATTITUDE", "", "NOT_ACCEPTED", "GRADING_UNKNOWN"),
        ("ATTITUDE", "S5", "NOT_ACCEPTED", "GRADING_UNKNOWN"),
    ],
)
def test_only_an_invalid_complaint_has_no_severity(registered, category, severity, route, code):
    assert refusal_code(grade, registered(), category, severity, route) == code


def test_what_was_accepted_is_not_graded_out_of_our_competence(accepted, registered):
    given = ("OTHER", "S4", "NOT_ACCEPTED")
    assert refusal_code(grade, accepted(), *given, move=triage.regrade) == "ACCEPTED_IS_OURS"

    waiting = registered()
    grade(waiting)
    assert refusal_code(grade, waiting, *given, move=triage.regrade) == ""


PASSED_ON = [
    (None, "MARKET_REGULATOR", "", "", "市场监督管理部门"),
    (None, "MARKET_REGULATOR", "海曙区市场监督管理局", "", "海曙区市场监督管理局"),
    (("OTHER", "S4", "NOT_ACCEPTED"), "OTHER", "海曙区住建局", "", "海曙区住建局"),
    (None, "OTHER", " ", "COMPETENT_BODY_MISSING", ""),
    (None, "住建部门", "住建部门", "COMPETENT_BODY_MISSING", ""),
    (("QUALITY", "S3", "MEDIATION"), "MARKET_REGULATOR", "", "GRADED_AS_OURS", ""),
]  # fmt: skip


@pytest.mark.parametrize(("grading", "agency", "office", "code", "body"), PASSED_ON)
def test_passing_on_needs_g1_and_a_competent_body(registered, grading, agency, office, code, body):
    complaint = registered()
    if grading:
        grade(complaint, *grading)

    refused = refusal_code(
        acceptance.transfer_out,
        complaint_id=complaint.pk,
        agency=agency,
        office=office,
        reason="物业服务收费争议由主管部门处理。",
        by=cast.member("liaison"),
        at=cast.AT,
    )

    assert refused == code
    found = Complaint.objects.get(pk=complaint.pk)
    assert found.transferred_to == body
    assert found.refusal_ground == ("" if code else "G1")


AGAINST_THE_RULES = {
    "complaint_s1_takes_serious_route": {"severity": "S1", "police_report": True},
    "complaint_graded_has_severity": {"severity": ""},
    "complaint_accepted_is_ours": {"route": "NOT_ACCEPTED"},
    "complaint_refused_with_ground": {"refusal_ground": "G1"},
}


@pytest.mark.parametrize(("name", "columns"), AGAINST_THE_RULES.items())
def test_the_database_says_the_same(accepted, name, columns):
    complaint = accepted()

    with pytest.raises(IntegrityError, match=name):
        Complaint.objects.filter(pk=complaint.pk).update(**columns)
