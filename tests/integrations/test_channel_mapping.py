"""What stands in a table is translated as the table says, in both directions."""

import hashlib
import json
import re
from dataclasses import replace

import pytest

from casework.channels import AnswerKind, ParcelKind, PushKind, Unreadable
from casework.states import ReferralKind, ResultClass, ReturnReason
from integrations.hotline_12345 import mapping as hotline
from integrations.market_regulator import mapping as regulator
from integrations.police import mapping as police
from integrations.signed import vocabulary
from integrations.signed.envelope import EnclosureChanged
from integrations.signed.vocabulary import Day, Flag, Moment, Text, Unspoken, Vocabulary, Yuan
from portals.intake import fields
from portals.intake.record import IntakeRecord
from tests.integrations.bodies import (
    AGENCIES,
    BODIES,
    HOTLINE,
    POLICE,
    REFERRAL,
    REFERRAL_FACTS,
    REGULATOR,
    code,
    enclosure,
)

TO_AGENCIES = ["REFERRAL", "REMINDER", "SUPERVISION", "RECALL"]
TO_HOTLINE = ["SIGN", "EXTENSION_REQUEST", "PROGRESS", "REPLY", "FOLLOW_UP"]

#: brief §2.6, "Ticket field list to implement".
TICKET_FIELDS = set(
    re.findall(
        r"\w+",
        """ticket_no, source, request_type, title, narrative, requester_name, requester_phone,
        requester_id_type, requester_id_no, requester_address, anonymous, confidential,
        respondent_name, respondent_uscc, respondent_address, respondent_phone, occurred_at,
        occurred_place, district_code, amount_involved, category_code, urgency, received_at,
        dispatched_at, handling_unit, co_units, sign_due_at, signed_at, returned_at, return_reason,
        handle_due_at, extension_requested_at, extension_granted_until, reply_text, replied_at,
        closed_at, followup_result, resolved, rehandle_of, consent_publish,
        consent_entrust_mediation, attachments""",
    )
)

#: ours → police, market regulator
WORDS = [
    (police.REFERRAL_KINDS, regulator.REFERRAL_KINDS, ReferralKind, {
        "CRIME": ("涉嫌犯罪或治安违法", "01"),
        "ADMINISTRATIVE": ("行政违法", "02"),
        "LABOUR": ("劳动用工", "03"),
        "INFO": ("情况通报", "09"),
        "MANDATORY_MINOR": ("未成年人强制报告", "11"),
    }),
    (police.RETURN_REASONS, regulator.RETURN_REASONS, ReturnReason, {
        "NOT_COMPETENT": ("不属公安机关管辖", "T01"),
        "OTHER_PLACE": ("应由其他地区管辖", "T02"),
        "MATERIALS": ("材料不足", "T03"),
        "DUPLICATE": ("重复移送", "T04"),
        "IN_COURT": ("已进入诉讼或仲裁", "T05"),
        "OTHER": ("其他", "T99"),
    }),
    (police.RESULTS, regulator.RESULTS, ResultClass, {
        "PENALTY": ("行政处罚", "1"),
        "CRIMINAL_TRANSFER": ("移送审查起诉", "2"),
        "NO_VIOLATION": ("未发现违法犯罪事实", "3"),
        "MEDIATED": ("治安调解", "4"),
        "DISMISSED": ("终止调查", "5"),
    }),
    (police.SAID, regulator.SAID, AnswerKind, {
        "ACKNOWLEDGED": ("受案", "B10"),
        "ACCEPTED": ("立案", "B20"),
        "RETURNED": ("退回", "B30"),
        "NOT_FILED": ("不予立案", "B40"),
        "FILED_AFTER_RECONSIDERATION": ("复议后立案", "B41"),
        "RESULT": ("办理结果", "B50"),
        "REVOKED": ("撤销决定", "B60"),
    }),
    (police.SENT, regulator.SENT, TO_AGENCIES, {
        "REFERRAL": ("线索移送", "A01"),
        "REMINDER": ("催办", "A02"),
        "SUPERVISION": ("督办", "A03"),
        "RECALL": ("撤回", "A09"),
    }),
]  # fmt: skip
HOTLINE_WORDS = [
    (hotline.SENT, TO_HOTLINE, {
        "SIGN": "签收", "EXTENSION_REQUEST": "延期申请", "PROGRESS": "进展", "REPLY": "答复",
        "FOLLOW_UP": "回访",
    }),
    (hotline.SAID, PushKind, {
        "TICKET": "派单", "REMINDER": "催办", "EXTENSION_GRANTED": "延期批准",
        "EXTENSION_REFUSED": "延期驳回", "REHANDLE": "重办", "CLOSED": "办结",
    }),
    (hotline.REQUEST_TYPES, None, {
        "COMPLAINT": "投诉", "REPORT": "举报", "CONSULTATION": "咨询", "HELP": "求助",
        "SUGGESTION": "建议",
    }),
    (hotline.URGENCIES, None, {
        "URGENT": "紧急", "PROMPT": "较急", "GENERAL": "一般", "COMPLEX": "疑难",
    }),
    (hotline.FOLLOW_UPS, None, {
        "SATISFIED": "满意", "BASICALLY_SATISFIED": "基本满意", "DISSATISFIED": "不满意",
        "UNREACHABLE": "未接通",
    }),
    (hotline.RESOLVED, None, {"Y": "已解决", "PARTLY": "部分解决", "N": "未解决"}),
    (hotline.SOURCES, None, {"12345": "12345", "12315": "12315", "110": "110", "other": "其他"}),
]  # fmt: skip
TABLES = [
    *((table, names, {ours: both[place] for ours, both in rows.items()})
      for *tables, names, rows in WORDS for place, table in enumerate(tables)),
    *HOTLINE_WORDS,
]  # fmt: skip


@pytest.mark.parametrize(("table", "names", "rows"), TABLES)
def test_every_code_has_its_word_and_every_word_its_code(table, names, rows):
    assert set(table.table) == set(rows) == set(names or rows)
    for ours, theirs in rows.items():
        assert table.out(ours, "field") == theirs
        assert table.back(theirs, "field") == ours


@pytest.mark.parametrize(("table", "names", "rows"), TABLES)
def test_a_code_or_word_that_is_in_no_table_is_a_fault(table, names, rows):
    for wrong in ("", "NONE", "无", 1, None, ["PENALTY"]):
        with pytest.raises(Unspoken):
            table.out(wrong, "field")
        with pytest.raises(Unreadable) as fault:
            table.back(wrong, "field")
        assert fault.value.field == "field"


@pytest.mark.parametrize("body", BODIES, ids=code)
def test_no_kind_goes_both_ways(body):
    envelope = body.mapping.ENVELOPE

    theirs = {*envelope.said.table.values(), *envelope.also_said}
    assert not theirs & set(envelope.sent.table.values())


@pytest.mark.parametrize(
    ("theirs", "ours"), [("刑事立案侦查", "CRIMINAL_TRANSFER"), ("撤销案件", "DISMISSED")]
)
def test_the_police_have_two_words_for_some_results(theirs, ours):
    assert police.RESULTS.back(theirs, "field") == ours


def test_a_matter_passed_to_other_police_is_one_returned_for_its_place(settings):
    settings.CASEWORK_POLICE_SECRETS = [POLICE.wire["secret"]]
    message = POLICE.message("TRANSFERRED")

    answer = POLICE.channel().read(
        message["headers"], message["body"].encode(), at=POLICE.recorded_at
    )

    assert (answer.kind, answer.reason_code) == (AnswerKind.RETURNED, ReturnReason.OTHER_PLACE)
    assert "第二公安分局" in answer.words


@pytest.mark.parametrize(
    ("form", "ours", "theirs"),
    [
        (Day(), "2026-03-04", "2026-03-04"),
        (Day("%Y%m%d"), "2026-03-04", "20260304"),
        (Moment(), "2026-03-04T09:30:00+08:00", "2026-03-04T09:30:00+08:00"),
        (Moment("%Y%m%d%H%M%S"), "2026-03-04T09:30:00+08:00", "20260304093000"),
        (Moment("%Y-%m-%d %H:%M:%S"), "2026-03-04T09:30:00+08:00", "2026-03-04 09:30:00"),
        (Yuan(), "3200.50", "3200.50"),
        (Yuan(fen=True), "3200.50", 320050),
        (Yuan(fen=True), "0.07", 7),
        (Yuan(), "0.00", "0.00"),
        (Flag(), True, "是"),
        (Flag(), False, "否"),
        (Text(), "字", "字"),
    ],
)
def test_figures_and_days_are_written_as_they_write_them(form, ours, theirs):
    assert form.out(ours, "field") == theirs
    assert form.back(theirs, "field") == ours


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (Day(), ["2026-02-30", "2026-3-4", "20260304", "1899-01-01", 20260304, None, ""]),
        (Day("%Y%m%d"), ["2026-03-04", "2026034", "20261301"]),
        (Moment(), ["2026-03-04T09:30:00", "2026-03-04", "tomorrow", 1772587800]),
        (Moment("%Y%m%d%H%M%S"), ["20260304", "20260304246000", "2026030409300"]),
        (Yuan(), ["-1", "1.234", "1e3", "1,000", "９", "", 3200, True, "9999999999999.00"]),
        (Yuan(fen=True), ["100", -1, 1.5, True, 10**14]),
        (Flag(), ["Y", True, 1, ""]),
        (Text(3), ["长长长长", "a\x00b", "a\u202eb", "\ud800", 7, None]),
    ],
)
def test_what_is_not_of_the_form_names_the_field(form, wrong):
    for value in wrong:
        with pytest.raises(Unreadable) as fault:
            form.back(value, "事项.金额")
        assert fault.value.field == "事项.金额"


def test_a_moment_of_ours_in_another_zone_is_written_in_beijing_time():
    assert Moment("%Y%m%d%H%M%S").out("2026-03-04T01:30:00+00:00", "at") == "20260304093000"


def test_a_moment_of_ours_without_a_zone_is_a_fault_of_ours():
    with pytest.raises(Unspoken):
        Moment().out("2026-03-04T09:30:00", "at")


@pytest.mark.parametrize("mapping", [police, regulator])
@pytest.mark.parametrize(
    ("table", "facts"),
    [
        ("PARCELS", REFERRAL_FACTS),
        ("RESPONDENT", REFERRAL_FACTS["respondent"]),
        ("COMPLAINANT", REFERRAL_FACTS["complainant"]),
        ("CONTACT", REFERRAL_FACTS["contact"]),
        ("EVIDENCE", REFERRAL_FACTS["evidence"][0]),
    ],
)
def test_the_agencies_have_words_for_the_same_facts_and_the_record_has_all_of_them(
    mapping, table, facts
):
    assert set(getattr(mapping, table).words) == set(facts)


@pytest.mark.parametrize("body", AGENCIES, ids=code)
def test_a_referral_translated_and_translated_back_is_the_same(body):
    parcels: Vocabulary = body.mapping.PARCELS

    assert parcels.back(parcels.out(REFERRAL_FACTS)) == REFERRAL_FACTS


@pytest.mark.parametrize("body", BODIES, ids=code)
def test_a_fact_without_a_word_goes_along_under_further(body):
    envelope = body.mapping.ENVELOPE
    parcel = replace(body.parcel, facts={"unheard_of": "重要", "empty": "", "none": None})

    facts = json.loads(envelope.seal(parcel))[envelope.facts]

    assert facts == {envelope.parcels.rest: {"unheard_of": "重要"}}


@pytest.mark.parametrize("body", BODIES, ids=code)
def test_a_parcel_is_the_same_bytes_in_whatever_order_its_facts_come(body):
    turned = replace(body.parcel, facts=dict(reversed(body.parcel.facts.items())))

    assert body.mapping.ENVELOPE.seal(turned) == body.written


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        *((body, kind) for body in AGENCIES for kind in TO_HOTLINE),
        *((HOTLINE, kind) for kind in TO_AGENCIES),
    ],
)
def test_a_parcel_for_somebody_else_is_a_fault_of_ours(body, kind):
    with pytest.raises(Unspoken):
        body.mapping.ENVELOPE.seal(replace(body.parcel, kind=ParcelKind(kind)))


def test_a_fault_of_ours_names_the_field_and_not_the_value():
    parcel = replace(REFERRAL, facts={"respondent": {"kind": "13900000002"}})

    with pytest.raises(Unspoken) as fault:
        police.ENVELOPE.seal(parcel)

    assert fault.value.args == ("respondent.kind",)


@pytest.mark.parametrize("body", BODIES, ids=code)
def test_a_file_that_changed_since_it_reached_us_does_not_leave(body):
    changed = replace(enclosure(), content=b"something else")
    parcel = replace(body.parcel, enclosures=(enclosure(), changed))

    with pytest.raises(EnclosureChanged, match="2"):
        body.mapping.ENVELOPE.seal(parcel)


@pytest.mark.parametrize("body", BODIES, ids=code)
def test_files_go_along_with_their_hash_and_come_back_as_they_were(body):
    envelope = body.mapping.ENVELOPE
    record = json.loads(body.written)

    (file,) = envelope.files.back(record[envelope.files.files])

    assert file == enclosure()
    assert hashlib.sha256(file.content).hexdigest() == file.sha256


def test_the_ticket_has_the_fields_of_the_brief_and_all_of_them_are_facts_of_an_intake_record():
    assert {*hotline.TICKET.words, "ticket_no", "attachments"} == TICKET_FIELDS
    assert set(IntakeRecord.model_fields) >= TICKET_FIELDS


def test_texts_are_as_long_as_the_intake_door_takes(settings):
    _theirs, form = hotline.TICKET.words["narrative"]

    assert form == Text(settings.CASEWORK_INTAKE_NARRATIVE_CHARS)


@pytest.mark.parametrize(
    ("source", "channel"),
    [("12345", "T12345"), ("12315", "T12315"), ("110", "T110"), ("其他", "T12345")],
)
def test_a_ticket_keeps_the_source_it_came_from(source, channel):
    record = json.loads(HOTLINE.message("TICKET")["body"])
    record["data"]["source"] = source

    push = hotline.read("msg_1", record)

    assert push.facts["channel"] == channel


@pytest.mark.parametrize(
    ("result", "paper", "fault"),
    [
        ("1", {}, "事项.行政处罚决定书文号"),
        ("1", {"核查结果告知书文号": "告1"}, "事项.行政处罚决定书文号"),
        ("3", {}, "事项.核查结果告知书文号"),
    ],
)
def test_a_result_of_the_regulator_without_its_paper_is_not_read(result, paper, fault):
    record = json.loads(REGULATOR.message("RESULT")["body"])
    record["事项"] = {"核查结果": result, "决定日期": "20260304", **paper}

    with pytest.raises(Unreadable) as unreadable:
        regulator.read("msg_1", record)

    assert unreadable.value.field == fault


def test_a_result_without_a_penalty_is_known_by_its_notice():
    record = json.loads(REGULATOR.message("RESULT")["body"])
    record["事项"] = {"核查结果": "3", "决定日期": "20260304", "核查结果告知书文号": "告1"}

    answer = regulator.read("msg_1", record)

    assert (answer.result_class, answer.doc_no) == ("NO_VIOLATION", "告1")


def test_the_largest_sum_is_the_one_a_complaint_can_hold():
    assert vocabulary.LARGEST_SUM == fields.LARGEST_SUM
