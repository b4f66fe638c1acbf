"""Refer: 110 first, the competent agency, what leaves and what stays, and nothing twice."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from casework.models import Complaint, PoliceCall, Referral
from casework.services import records
from documents.models import Evidence
from outbox.models import Message
from tests import cast
from tests.pages import referring as rf

CHILD = {"severity": "S1", "route": "EMERGENCY"}


@pytest.fixture
def matter(accepted):
    return rf.theft(accepted)


def at(complaint, rest=""):
    return f"/cases/{complaint.file.number}/refer{rest}"


def typed(**changes):
    given = {
        "legal_basis": "《治安管理处罚法》",
        "facts": rf.FACTS,
        "asks": "请依法受理并告知处理结果。",
        "particulars": ["respondent_name"],
        "described": "投诉登记表复印件一份",
    } | changes
    return {f"prepare-{name}": value for name, value in given.items()} | {"card": "prepare"}


def form(page):
    (card,) = [card for card in page.context["cards"] if card.choice.key == "prepare"]
    return card.form


def test_the_agency_the_rules_name_comes_first_with_what_may_be_expected_of_it(as_, accepted):
    wages = rf.theft(accepted)

    page = as_("liaison").get(at(wages, "?agency=HRSS"))

    target = page.context["target"]
    assert (target.code, target.ack, target.result) == ("HRSS", "5个工作日", "60个工作日 (+30)")
    assert page.context["targets"][0].code != "HRSS"
    assert "劳动保障监察条例" in form(page).initial["legal_basis"]


def test_the_office_of_the_district_is_offered_first(as_, matter):
    rf.office(name="江北分局", district_code="330205")
    rf.office(name="海曙分局", district_code="")
    matter.statement.district_code = "330205"
    matter.statement.save(update_fields=["district_code"])

    offered = form(as_("liaison").get(at(matter))).fields["office"].choices

    assert [words for _pk, words in offered][:2] == ["江北分局", "海曙分局"]


def test_what_goes_along_starts_with_the_least_and_is_shown_masked(as_, matter):
    page = as_("liaison").get(at(matter))
    text = page.content.decode()

    assert set(form(page).initial["particulars"]) == {
        "complainant_name",
        "complainant_phone",
        "respondent_name",
        "respondent_phone",
    }
    assert "138****0001" in text
    assert "13800000001" not in text
    assert rf.USER.id_no not in text


def test_the_preview_shows_every_fact_that_leaves_and_what_stays_and_keeps_nothing(as_, matter):
    before = Message.objects.count()

    page = as_("liaison").post(
        at(matter, "/prepare"),
        typed(particulars=["respondent_name", "complainant_phone"]) | {"preview": "1"},
    )

    text = page.content.decode()
    leaves, _heading, stays = text.partition('class="stays"')
    assert "李阿芳" in leaves
    assert "138****0001" in leaves
    assert "王桂英" not in stays.split("</dl>")[0] or "投诉人姓名" in stays
    assert "投诉人身份证号" in stays
    assert not Referral.objects.exists()
    assert Message.objects.count() == before
    assert Complaint.objects.get(pk=matter.pk).state == "ACCEPTED"


def test_prepared_it_waits_for_an_officer_and_the_case_goes_along(as_, matter):
    answer = as_("liaison").post(at(matter, "/prepare"), typed())

    found = Referral.objects.get()
    assert answer["Location"] == rf.page(found)
    assert (found.agency, found.state, found.kind) == ("POLICE", "PREPARED", "CRIME")
    assert found.packet.particulars == ["respondent_name"]
    assert Complaint.objects.get(pk=matter.pk).state == "IN_REFERRAL"


def test_pressed_twice_it_goes_to_one_agency_only(as_, matter):
    client = as_("liaison")
    (card,) = [c for c in client.get(at(matter)).context["cards"] if c.choice.key == "prepare"]

    client.post(card.url, typed())
    again = client.post(card.url, typed())

    assert again.status_code == 409
    assert Referral.objects.count() == 1


def test_an_empty_list_of_materials_is_refused_where_it_is_typed(as_, matter):
    page = as_("liaison").post(at(matter, "/prepare"), typed(described=""))

    assert page.status_code == 422
    assert "材料清单为空" in page.content.decode()
    assert not Referral.objects.exists()


def test_what_is_typed_survives_another_card_and_another_agency(as_, matter):
    client = as_("liaison")
    client.post(
        f"/cases/{matter.file.number}/drafts/refer?agency=POLICE&kind=CRIME",
        typed(
            facts="改写后的事实。", legal_basis=form(client.get(at(matter))).initial["legal_basis"]
        ),
    )

    other = form(client.get(at(matter, "?agency=MARKET_REGULATOR")))

    assert other.initial["facts"] == "改写后的事实。"
    assert "市场监督管理投诉举报处理办法" in other.initial["legal_basis"]


@pytest.mark.parametrize("name", ["officer", "intake", "auditor"])
def test_only_the_liaison_prepares(as_, matter, name):
    client = as_(name)

    assert client.post(at(matter, "/prepare"), typed()).status_code == 403
    page = client.get(at(matter))
    assert [card.refusal for card in page.context["cards"]] != [""]
    assert not Referral.objects.exists()


def test_an_ordinary_matter_needs_a_lead_in_words(as_, accepted):
    ordinary = rf.theft(accepted, severity="S3", route="MEDIATION")
    client = as_("liaison")

    assert "lead" in form(client.get(at(ordinary))).fields
    refused = client.post(at(ordinary, "/prepare"), typed(lead="太短"))
    client.post(at(ordinary, "/prepare"), typed(lead="账单与价目表不符，疑似价外加价，见证据一。"))

    assert refused.status_code == 422
    assert Referral.objects.get().file.events.get(name="prepare").text.body.startswith("账单")


def test_of_an_informant_nothing_is_offered(as_, accepted):
    report = rf.theft(accepted, request_type="REPORT", complainant=None)
    file = Evidence.objects.create(
        file=report.file,
        uploaded_role="INFORMANT",
        name="录音.m4a",
        blob=ContentFile(b"x", name="x"),
        size=1,
        sha256="0" * 64,
        content_type="audio/mp4",
        uploaded_at=rf.THEN,
        visible_to=["STAFF"],
    )

    page = as_("liaison").get(at(report))
    offered = form(page)

    assert not [name for name, _w in offered.fields["particulars"].choices if "complainant" in name]
    assert str(file.pk) not in offered.initial["evidence"]
    assert "是否会暴露其身份" in page.content.decode()


def test_files_go_along_by_their_hash(as_, matter, tmp_path, settings):
    settings.CASEWORK_EVIDENCE_DIR = tmp_path
    kept = records.add_evidence(
        file_id=matter.file_id,
        stream=ContentFile(b"%PDF-1.4 evidence"),
        name="清单.pdf",
        caption="",
        by=cast.member("liaison"),
        at=rf.THEN,
    )
    client = as_("liaison")
    offered = form(client.get(at(matter)))

    client.post(at(matter, "/prepare"), typed(evidence=[str(kept.pk)], described=""))

    assert offered.initial["evidence"] == [str(kept.pk)]
    assert Referral.objects.get().packet.items.get().sha256 == kept.sha256


# --- danger now --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["intake", "triage", "liaison", "officer"])
def test_every_desk_writes_the_call_to_110_down(as_, accepted, name):
    child = rf.theft(accepted, **CHILD)
    number = child.file.number
    client = as_(name)
    case = client.get(f"/cases/{number}")

    answer = client.post(
        f"/cases/{number}/emergency/call",
        {"call-called_at": f"{rf.NOW.astimezone():%Y-%m-%dT%H:%M}", "call-told": "孩子被打。"},
    )

    assert case.context["next"].first.url == f"/cases/{number}/emergency"
    assert answer.status_code == 302
    assert PoliceCall.objects.get().told == "孩子被打。"


def test_110_comes_before_the_paper_and_the_liaison_sends_alone(as_, accepted):
    child = rf.theft(accepted, **CHILD)
    client = as_("liaison")
    before = client.get(at(child))
    client.post(at(child, "/prepare"), typed())
    found = Referral.objects.get()
    too_early = client.get(rf.page(found))
    refused = client.post(rf.page(found, "/dispatch"))
    rf.called(child)

    client.post(rf.page(found, "/dispatch"))

    assert [card.choice.key for card in before.context["cards"]] == ["call", "prepare"]
    assert "110" in next(
        c.refusal for c in too_early.context["cards"] if c.choice.key == "dispatch"
    )
    assert refused.status_code == 422
    found = Referral.objects.get(pk=found.pk)
    assert (found.state, found.urgent, found.approved_at) == ("DISPATCHED", True, None)


def test_a_call_in_the_future_is_refused_beside_its_field(as_, accepted):
    child = rf.theft(accepted, **CHILD)

    page = as_("liaison").post(
        at(child, "/call"),
        {
            "call-called_at": f"{rf.NOW + timedelta(days=2):%Y-%m-%dT%H:%M}",
            "call-told": "孩子被打。",
        },
    )

    assert page.status_code == 422
    assert not PoliceCall.objects.exists()


def test_what_is_urgent_is_referred_before_it_is_accepted(as_, registered):
    child = registered(received_at=rf.THEN, emergency=True, **rf.THEFT)
    client = as_("triage")
    client.post(
        f"/cases/{child.file.number}/triage/override",
        {
            "override-category": "INJURY_ABUSE",
            "override-severity": "S1",
            "override-route": "EMERGENCY",
            "override-reason": "孩子手臂有淤青",
        },
    )
    assert Complaint.objects.get(pk=child.pk).state == "REGISTERED"

    case = as_("liaison").get(f"/cases/{child.file.number}")

    links = [link.url for link in case.context["next"].others]
    assert f"/cases/{child.file.number}/refer" in links


def test_an_ordinary_matter_is_not_referred_before_it_is_accepted(as_, registered):
    assert as_("liaison").get(at(registered(received_at=rf.THEN))).status_code == 409
