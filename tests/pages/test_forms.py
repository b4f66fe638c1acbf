"""What the forms of the house refuse alike, and what the forms of mediation ask."""

import pytest
import time_machine

from casework.services import mediation
from portals.forms import HouseForm
from portals.officer.forms import intake, result
from portals.officer.forms import mediation as forms
from portals.officer.pages.mediation import Hearing
from portals.public import forms as public
from tests import cast

AGREED = {"facts": "双方对退款有争议。", "terms": "退还200元", "lawful": "on"}
SESSION = {"mode": "ONSITE", "place": "调解室"}
HIDDEN = "不可见字符"
IMPLAUSIBLE = "不合情理"
TO_COME = "尚未到来"


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        (intake.Registration, "narrative", "请填写“事情经过”。"),
        (intake.Override, "severity", "请选择“程度”。"),
        (forms.Schedule, "session_at", "请选择“开始时间”。"),
        (forms.Draft, "lawful", "请勾选"),
        (public.Danger, "danger", "请选择“现在是否有人处于危险之中？”。"),
        (public.Evidence, "file", "请先选择文件。"),  # what a form says of its own stays
    ],
)
def test_an_empty_field_is_told_by_name_with_the_next_step(db, form, field, told):
    [said] = form({}).errors[field]

    assert told in said
    assert "必填" not in said


@pytest.mark.parametrize(
    ("form", "field", "typed", "told"),
    [
        (forms.Draft(AGREED | {"terms": "退还\u202e002元"}), "terms", "", HIDDEN),
        (forms.Schedule(SESSION | {"place": "三楼\u2066"}), "place", "", HIDDEN),
        (result.Progress({"who_acts": "双方\u200f"}), "who_acts", "", HIDDEN),
        (forms.Draft, "performance_due_on", "9999-12-31", IMPLAUSIBLE),
        (forms.Draft, "performance_due_on", "2037-01-01", IMPLAUSIBLE),
        (result.Progress, "by_when", "9999-12-31", IMPLAUSIBLE),
        (forms.Schedule, "session_at", "0001-01-01T00:00", IMPLAUSIBLE),
        (forms.Schedule, "session_at", "9999-12-31T23:59", IMPLAUSIBLE),
        (intake.Registration, "received_at", "0001-01-01T00:00", IMPLAUSIBLE),
        (intake.Registration, "received_at", "2026-09-24T10:01", TO_COME),
        (intake.TakeOver, "knew_on", "2026-09-25", TO_COME),
        (result.Supplied, "arrived_at", "2026-09-25T10:00", TO_COME),
        (forms.Draft(AGREED), "performance_due_on", "", "何时履行"),
    ],
)
@time_machine.travel(cast.AT, tick=False)
def test_a_form_refuses_beside_the_field(db, form, field, typed, told):
    if not isinstance(form, HouseForm):
        form = form({field: typed})

    assert told in "".join(form.errors[field])


@pytest.mark.parametrize(
    "given", [{"performance_due_on": "2036-12-31"}, {"performed_at_once": "on"}]
)
@time_machine.travel(cast.AT, tick=False)
def test_an_agreement_is_performed_on_a_day_or_on_the_spot(given):
    assert forms.Draft(AGREED | given).is_valid()


def page(as_, case):
    return as_("officer").get(f"/cases/{case.complaint.file.number}/mediation").content.decode()


def test_the_association_itself_is_not_an_entrusted_organisation(as_, proposed):
    assert 'name="consent-entrustment"' not in page(as_, proposed)


def test_an_entrusted_organisation_is_named_and_the_consent_to_it_is_not_given_beforehand(
    as_, accepted
):
    case = mediation.propose(
        complaint_id=accepted().pk,
        entrusted_to="海曙区调解中心",
        by=cast.member("officer"),
        at=cast.AT,
    )
    found = page(as_, case)

    assert "同时同意委托海曙区调解中心调解" in found
    assert "checked" not in found.split('name="consent-entrustment"')[1].split(">")[0]


def test_who_declines_had_nothing_read_out(as_, proposed):
    declining = page(as_, proposed).split('name="decline-how"')[1].split("</select>")[0]

    assert "电话告知" in declining
    assert "宣读" not in declining


def test_a_session_begins_with_words_that_say_so():
    assert str(next(c.verb for c in Hearing.choices if c.key == "open")) == "开始调解"
