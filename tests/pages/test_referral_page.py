"""The page of a referral: who sees which card, four eyes, what left, what was answered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.channels import AnswerKind as K
from casework.models import AgencyAnswer, Complaint, Referral
from casework.services import ladder
from documents.models import Evidence
from tests import cast
from tests.pages import referring as rf

BUDGET = 36  # of everything the page shows, however much of it there is
MOMENT = f"{rf.NOW.astimezone(rf.SHANGHAI):%Y-%m-%dT%H:%M}"


@pytest.fixture
def matter(accepted):
    return rf.theft(accepted)


def keys(page, *, open_only=False):
    return {
        card.choice.key
        for card in page.context["cards"]
        if not open_only or not (card.folded or card.refusal)
    }


def state(record):
    return type(record).objects.values_list("state", flat=True).get(pk=record.pk)


def scan():
    return SimpleUploadedFile("决定书.pdf", b"%PDF-1.4 decision", "application/pdf")


def test_approval_and_its_refusal_stand_side_by_side_and_who_prepared_is_told_why_not(
    as_, matter, client
):
    found = rf.prepared(matter)
    both = cast.person("liaison", "OFFICER")
    client.force_login(both, backend="allauth.account.auth_backends.AuthenticationBackend")

    officer, same = as_("officer").get(rf.page(found)), client.get(rf.page(found))

    assert {"approve", "send_back"} <= keys(officer, open_only=True)
    refusal = next(c.refusal for c in same.context["cards"] if c.choice.key == "approve")
    assert refusal
    assert client.post(
        rf.page(found, "/approve"),
        {"approve-packet_id": found.packet_id, "approve-read": "on"},
    ).status_code in (403, 422)
    assert Referral.objects.get(pk=found.pk).approved_at is None


def test_what_was_changed_since_it_was_read_is_not_approved(as_, matter):
    found = rf.prepared(matter)
    read = found.packet_id
    client = as_("liaison")
    anew = {
        "compose-legal_basis": "法",
        "compose-facts": "事实。",
        "compose-asks": "请处理。",
        "compose-described": "合同复印件",
    }
    assert client.post(rf.page(found, "/compose"), anew).status_code == 302

    answer = as_("officer").post(
        rf.page(found, "/approve"), {"approve-packet_id": read, "approve-read": "on"}
    )

    assert answer.status_code == 409
    assert rf.page(found) in answer.content.decode()
    first = client.get(rf.page(found, "/packets/1"))
    assert "已被后来的版本取代" in first.content.decode()
    assert client.get(rf.page(found, "/packets/3")).status_code == 404


def test_sent_back_it_is_laid_down_anew_from_the_last_packet(as_, matter):
    found = rf.prepared(matter)
    as_("officer").post(
        rf.page(found, "/send_back"),
        {"send_back-packet_id": found.packet_id, "send_back-reason": "请写明手镯的购买凭证。"},
    )

    page = as_("liaison").get(rf.page(found))

    (card,) = [card for card in page.context["cards"] if card.choice.key == "compose"]
    assert not card.folded
    assert card.form.initial["facts"] == rf.FACTS
    assert "请写明手镯的购买凭证" in page.content.decode()


def test_approved_it_leaves_and_the_letter_is_brought(as_, matter):
    found = rf.approved(rf.prepared(matter))
    client = as_("liaison")

    client.post(rf.page(found, "/dispatch"))
    rf.printed("REFERRAL_LETTER")
    page = client.get(rf.page(found))
    (card,) = [card for card in page.context["cards"] if card.choice.key == "hand_over"]
    ((parcel, _words),) = card.form.fields["sending_id"].choices
    moment = f"{rf.datetime.now(rf.SHANGHAI):%Y-%m-%dT%H:%M}"
    answer = client.post(
        rf.page(found, "/hand_over"),
        {
            "hand_over-sending_id": parcel,
            "hand_over-how": "IN_PERSON",
            "hand_over-to": "值班民警",
            "hand_over-on": moment,
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    assert "值班民警" in client.get(rf.page(found)).content.decode()
    assert "hand_over" not in keys(client.get(rf.page(found)))


def test_the_page_says_who_owes_what_since_when(as_, matter):
    found = rf.brought(matter)

    page = as_("auditor").get(rf.page(found))

    (owed,) = page.context["owed"]
    assert not owed.ours
    assert "公安机关" in owed.words
    assert f"{rf.THEN.astimezone(rf.SHANGHAI):%Y-%m-%d}" in owed.words
    assert keys(page) == set()


def test_only_answers_that_fit_the_state_can_be_typed_in(as_, matter):
    found = rf.brought(matter)
    client = as_("liaison")
    sent = keys(client.get(rf.page(found)))
    rf.says(found, K.ACKNOWLEDGED, receipt_no="1")
    known = keys(client.get(rf.page(found)))

    assert {"acknowledged", "accepted", "returned", "result", "not_filed"} <= sent
    assert "acknowledged" not in known
    assert "revoked" not in known
    assert client.post(rf.page(found, "/acknowledged"), {}).status_code == 409


def test_a_receipt_on_paper_is_typed_in(as_, matter):
    found = rf.brought(matter)

    as_("liaison").post(
        rf.page(found, "/acknowledged"),
        {"acknowledged-receipt_no": "甬公受案字〔2026〕12号", "acknowledged-arrived_at": MOMENT},
    )

    answer = AgencyAnswer.objects.get()
    assert (answer.way, answer.entered_by) == ("TYPED", cast.member("liaison"))
    assert Referral.objects.get(pk=found.pk).receipt_no == "甬公受案字〔2026〕12号"
    case = as_("officer").get(f"/cases/{matter.file.number}").content.decode()
    assert "甬公受案字〔2026〕12号" in case


def decided(**changes):
    given = {
        "result_class": "PENALTY",
        "doc_no": "行政处罚决定书〔2026〕3号",
        "decided_on": f"{rf.NOW:%Y-%m-%d}",
        "arrived_at": MOMENT,
        "tellable": "公安机关已依法作出处理。",
        "scan": scan(),
    } | changes
    return {f"result-{name}": value for name, value in given.items() if value is not None}


@pytest.fixture
def shelf(settings, tmp_path):
    settings.CASEWORK_EVIDENCE_DIR = tmp_path
    return tmp_path


def test_a_decision_comes_with_its_scan_and_becomes_the_outcome(as_, matter, shelf):
    found = rf.brought(matter)
    client = as_("liaison")

    without = client.post(rf.page(found, "/result"), decided(scan=None))
    done = client.post(rf.page(found, "/result"), decided())

    assert without.status_code == 422
    assert "扫描件" in without.content.decode()
    assert done.status_code == 302
    assert state(found) == "RESULT_RECEIVED"
    assert Complaint.objects.get(pk=matter.pk).outcome == "UPHELD"
    kept = Evidence.objects.get(file=found.file)
    download = client.get(rf.page(found, f"/evidence/{kept.pk}"))
    assert b"".join(download.streaming_content) == b"%PDF-1.4 decision"


def test_of_a_refused_answer_neither_row_nor_scan_is_kept(as_, matter, shelf):
    found = rf.brought(matter)
    early = f"{rf.THEN.astimezone(rf.SHANGHAI) - timedelta(days=3):%Y-%m-%dT%H:%M}"

    page = as_("liaison").post(rf.page(found, "/result"), decided(arrived_at=early))

    assert page.status_code == 422
    assert "时间有误" in page.content.decode()
    assert not Evidence.objects.exists()
    assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_a_wrong_scan_is_refused_beside_its_field(as_, matter, shelf):
    found = rf.brought(matter)
    wrong = SimpleUploadedFile("决定书.pdf", b"no pdf", "application/pdf")

    page = as_("liaison").post(rf.page(found, "/result"), decided(scan=wrong))

    (card,) = [card for card in page.context["cards"] if card.choice.key == "result"]
    assert page.status_code == 422
    assert "scan" in card.form.errors


def test_returned_it_goes_on_with_the_same_packet_or_anew(as_, matter):
    found = rf.brought(matter)
    rf.says(found, K.RETURNED, reason_code="NOT_COMPETENT", words="属劳动监察")
    office = rf.office("HRSS", "劳动监察支队")
    client = as_("liaison")
    (card,) = [c for c in client.get(rf.page(found)).context["cards"] if c.choice.key == "reroute"]
    same = {f"reroute-{name}": value for name, value in card.form.initial.items()}

    back = client.post(rf.page(found, "/reroute"), same | {"reroute-to": "POLICE"})
    client.post(rf.page(found, "/reroute"), same | {"reroute-to": f"HRSS:{office.pk}"})

    assert back.status_code == 422
    found = Referral.objects.get(pk=found.pk)
    assert (found.agency, found.office_id, found.state) == ("HRSS", office.pk, "DISPATCHED")
    assert found.packets.count() == 1


def test_more_materials_are_a_new_packet(as_, matter):
    found = rf.brought(matter)
    rf.says(found, K.RETURNED, reason_code="MATERIALS", words="缺购买凭证")
    client = as_("liaison")
    (card,) = [c for c in client.get(rf.page(found)).context["cards"] if c.choice.key == "reroute"]
    more = {f"reroute-{name}": value for name, value in card.form.initial.items()}
    more |= {"reroute-to": "POLICE", "reroute-described": "购买凭证一份"}

    assert client.post(rf.page(found, "/reroute"), more).status_code == 302
    found = Referral.objects.get(pk=found.pk)
    assert (found.agency, found.packets.count()) == ("POLICE", 2)


def test_a_statutory_report_goes_to_nobody_but_the_police(as_, accepted):
    child = rf.theft(accepted, severity="S1", route="EMERGENCY")
    rf.called(child)
    found = rf.prepared(child)
    rf.referral.dispatch(referral_id=found.pk, by=cast.member("liaison"), at=rf.THEN)
    rf.says(found, K.RETURNED, reason_code="OTHER_PLACE")
    page = as_("liaison").get(rf.page(found))
    (card,) = [c for c in page.context["cards"] if c.choice.key == "reroute"]

    assert [value for value, _words in card.form.fields["to"].choices] == ["POLICE"]


def test_an_urgent_one_is_ratified_by_an_officer_with_or_without_reservation(as_, accepted):
    child = rf.theft(accepted, severity="S1", route="EMERGENCY")
    rf.called(child)
    found = rf.prepared(child)
    rf.referral.dispatch(referral_id=found.pk, by=cast.member("liaison"), at=rf.THEN)
    client = as_("officer")
    shown = keys(client.get(rf.page(found)), open_only=True)

    client.post(rf.page(found, "/reserve"), {"reserve-reservation": "应附监控录像。"})

    assert {"ratify", "reserve"} <= shown
    found = Referral.objects.get(pk=found.pk)
    assert found.ratified_by == cast.member("officer")
    assert "应附监控录像" in client.get(rf.page(found)).content.decode()
    assert client.post(rf.page(found, "/ratify"), {"ratify-read": "on"}).status_code == 409


@pytest.fixture
def silent(matter):
    found = rf.brought(matter)
    day = rf.THEN.date()
    ladder.remind(referral_id=found.pk, missed_on=day, at=rf.THEN)
    ladder.supervise(referral_id=found.pk, missed_on=day, at=rf.THEN)
    return found


@pytest.mark.parametrize(
    ("key", "fields"),
    [("sign", {}), ("withhold", {"withhold-reason": "部门来电称本周内答复。"})],
)
def test_the_supervision_order_is_signed_or_held_back(as_, silent, key, fields):
    client = as_("officer")
    shown = keys(client.get(rf.page(silent)), open_only=True)

    assert client.post(rf.page(silent, f"/{key}"), fields).status_code == 302

    assert {"sign", "withhold"} <= shown
    assert not {"sign", "withhold"} & keys(client.get(rf.page(silent)))
    assert "sign" not in keys(as_("liaison").get(rf.page(silent)))


def test_a_recall_asks_for_the_agencys_agreement_only_once_it_has_left(as_, accepted):
    here, gone = rf.prepared(rf.theft(accepted)), rf.dispatched(rf.theft(accepted))
    client = as_("officer")
    why = {"recall-reason": "材料送错了部门，商定收回。"}

    refused = client.post(rf.page(gone, "/recall"), why)
    client.post(rf.page(gone, "/recall"), why | {"recall-agreed": "on"})
    client.post(rf.page(here, "/recall"), why)

    assert refused.status_code == 422
    assert (state(here), state(gone)) == ("RECALLED", "RECALLED")
    assert as_("liaison").get(rf.page(gone)).status_code == 200


def test_a_supplementary_result_is_registered_and_told_here(as_, accepted):
    both = rf.theft(accepted)
    rf.brought(both)
    found = rf.brought(both, "MARKET_REGULATOR")
    rf.says(found, K.RESULT, result_class="NO_VIOLATION", doc_no="回函1号")

    liaison, officer = as_("liaison"), as_("officer")
    liaison.post(rf.page(found, "/register"), {"register-tellable": "未发现违法。"})
    case = officer.get(f"/cases/{both.file.number}")
    officer.post(rf.page(found, "/tell_result"))

    assert case.context["next"].first.url == rf.page(found)
    found = Referral.objects.get(pk=found.pk)
    assert found.told_at is not None
    assert state(both) == "IN_REFERRAL"


def test_a_refusal_beside_the_lead_is_told_to_the_complainant(as_, accepted):
    both = rf.theft(accepted)
    rf.brought(both)
    found = rf.brought(both, "MARKET_REGULATOR")
    rf.says(found, K.NOT_FILED, doc_no="1")

    assert as_("liaison").post(rf.page(found, "/tell_refusal")).status_code == 302

    found = Referral.objects.get(pk=found.pk)
    assert found.not_filed_told_at is not None


def test_an_answer_that_fits_nothing_is_shown_until_a_liaison_has_dealt_with_it(as_, matter):
    found = rf.brought(matter)
    strange = rf.says(found, K.RESULT, result_class="OTHER")
    client, address = as_("liaison"), rf.page(found, f"/answers/{strange.pk}/aside")
    before = client.get(rf.page(found)).content.decode()

    assert as_("officer").post(address).status_code == 403
    client.post(address)

    assert "结果类别不在列表中" in before
    assert client.post(address).status_code == 409
    assert "liaison已于" in client.get(rf.page(found)).content.decode()


def test_the_lead_result_is_registered_on_the_page_of_the_case(as_, matter):
    found = rf.brought(matter)
    rf.says(found, K.RESULT, result_class="PENALTY", doc_no="1")

    page = as_("liaison").get(rf.page(found))

    assert "register" not in keys(page)
    assert f"/cases/{matter.file.number}/agency_result" in page.content.decode()


def test_it_is_there_for_those_alone_who_may_see_both_files(as_, matter, accepted, client):
    found, other = rf.prepared(matter), rf.theft(accepted)
    stranger = cast.person("stranger", "OFFICER", at=cast.district())
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    for rest in ("", "/packets/1", "/evidence/1"):
        assert client.get(rf.page(found, rest)).status_code == 404
    assert client.post(rf.page(found, "/approve")).status_code == 404
    foreign = rf.page(found).replace(matter.file.number, other.file.number)
    assert as_("officer").get(foreign).status_code == 404


def test_drafts_of_a_referral_are_kept_by_its_own_number(as_, matter):
    found = rf.prepared(matter)
    client = as_("officer")

    kept = client.post(
        rf.page(found, "/drafts/referral"),
        {"card": "send_back", "send_back-reason": "请写明手镯的购买凭证。"},
    )
    page = client.get(rf.page(found))

    assert kept.status_code == 204
    (card,) = [card for card in page.context["cards"] if card.choice.key == "send_back"]
    assert card.form.initial["reason"] == "请写明手镯的购买凭证。"


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_page_asks_the_database_as_often_for_a_long_story(
    as_, matter, rounds, django_assert_max_num_queries
):
    found = rf.brought(matter)
    for _round in range(rounds):
        for _strange in range(3):
            rf.says(found, K.RESULT, result_class="OTHER")
        rf.says(found, K.RETURNED, reason_code="MATERIALS")
        rf.referral.reroute(
            referral_id=found.pk,
            agency="POLICE",
            contents=rf.contents(),
            by=cast.member("liaison"),
            at=rf.THEN,
        )
    client = as_("liaison")
    client.get(rf.page(found))

    with django_assert_max_num_queries(BUDGET):
        assert client.get(rf.page(found)).status_code == 200


def test_the_story_names_agency_number_and_reason(as_, matter):
    found = rf.brought(matter)
    rf.says(found, K.RETURNED, reason_code="NOT_COMPETENT", words="属劳动监察职责。")
    rf.referral.reroute(referral_id=found.pk, agency="HRSS", by=cast.member("liaison"), at=rf.THEN)

    entries = as_("officer").get(f"/cases/{matter.file.number}").context["entries"]

    told = {entry.title: entry.text for entry in entries}
    assert told["部门退回 · 公安机关"] == "原因 不属于其职责\n属劳动监察职责。"
    assert told["转送其他部门 · 人力资源社会保障部门"] == "原送公安机关"
    assert told["准备移送材料 · 公安机关"] == found.file.number


def test_a_progress_answer_starts_with_the_agency_that_has_it(as_, matter):
    rf.brought(matter)

    page = as_("liaison").get(f"/cases/{matter.file.number}/progress")

    (card,) = page.context["cards"]
    assert [code for code, _words in card.form.fields["wait_ground"].choices] == ["AGENCY"]
    assert card.form.initial["who_acts"] == "公安机关"
