"""Letters to agencies and the papers around them: what each refuses, what each must not say."""

import re
from types import UnionType
from typing import Union, get_args, get_origin

import pytest
from django.utils import translation
from pydantic import BaseModel

from casework import states
from documents import faults, rendering, services
from documents.kinds import REGISTER, agency, change, hold, interruption, referral
from tests.documents import pictures, samples

KINDS = [kind for module in (referral, agency, interruption, hold, change) for kind in module.KINDS]
TO_AGENCIES = [
    key
    for key in samples.PLAIN
    if key.split(":")[0] in dict.fromkeys(kind.code for kind in referral.KINDS)
]
RESPONDENT_COPIES = [
    key
    for key in samples.PLAIN
    if samples.PLAIN[key].get("copy_for")
    in {"RESPONDENT", "OLD_RESPONDENT", "NEW_RESPONDENT", "WORKER", "EMPLOYER"}
]


def refused(key, **changes):
    """Return the field at fault when the sample `key` is changed; a change to None leaves out."""
    context = {**samples.PLAIN[key], **changes}
    context = {name: value for name, value in context.items() if value is not None}
    with translation.override("zh-hans"), pytest.raises(services.IncompletePaper) as refusal:
        services.validated(key.split(":")[0], context)
    # In the reader's language to the last word, and without the value.
    assert not re.search("[a-z]", str(refusal.value.message)), refusal.value.message
    return refusal.value.field


def words(key, **changes):
    """Return the words of a sample, changed, as they are printed."""
    return pictures.text(pictures.draw(key, {**samples.PLAIN[key], **changes}))


def models(model):
    """Return a context and every part that it may hold."""
    yield model
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            yield from models(part)


def _parts(annotation):
    if get_origin(annotation) in {Union, UnionType, tuple}:
        for inner in get_args(annotation):
            yield from _parts(inner)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


# --- what has no place in them


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_no_context_has_a_field_for_an_informant(kind):
    fields = {name for model in models(kind.context) for name in model.model_fields}

    assert not [name for name in fields if re.search("informant|whistle|reporter|alias", name)]


@pytest.mark.parametrize("key", [kind.code for kind in KINDS])
@pytest.mark.parametrize("field", ["informant_name", "informant_phone", "informant"])
def test_an_informant_cannot_be_slipped_into_a_letter(key, field):
    context = {**samples.PLAIN[key], field: "赵先生"}

    with pytest.raises(services.IncompletePaper) as refusal:
        services.validated(key, context)

    assert refusal.value.field == field
    assert "赵先生" not in str(refusal.value.message)


def test_an_informant_is_no_party_of_a_referral():
    assert refused("REFERRAL_LETTER", parties=[{"role": "INFORMANT", "name": "赵先生"}]) == (
        "parties.0.role"
    )


@pytest.mark.parametrize("key", RESPONDENT_COPIES)
@pytest.mark.parametrize("field", ["complainant_name", "complainant_address", "complainant_phone"])
def test_a_copy_for_the_other_side_cannot_carry_what_is_the_complainants(key, field):
    context = {**samples.PLAIN[key], field: "王㛃"}

    with pytest.raises(services.IncompletePaper) as refusal:
        services.validated(key.split(":")[0], context)

    assert refusal.value.field == field
    assert "王㛃" not in str(refusal.value.message)


def test_neither_respondent_of_a_correction_reads_who_the_other_is():
    fields = change.CorrectionNotice.model_fields

    assert [name for name in fields if "respondent" in name] == ["respondent_name"]


@pytest.mark.parametrize("key", TO_AGENCIES)
def test_a_letter_to_an_agency_orders_nothing(key):
    said = words(key)

    for order in ("责令", "必须", "务必", "命令", "不得", "限期", "应当"):
        assert order not in said


def test_what_was_not_chosen_of_a_party_is_absent():
    said = words("REFERRAL_LETTER", parties=[{"role": "COMPLAINANT", "name": "王㛃"}])

    assert "投诉人：王㛃。" in said
    for label in ("证件号码", "电话：138", "地址："):
        assert label not in said


# --- what they cannot do without


@pytest.mark.parametrize(
    ("key", "changes", "field"),
    [
        ("REFERRAL_LETTER", {"legal_basis": []}, "legal_basis"),
        ("REFERRAL_LETTER", {"facts": None}, "facts"),
        ("REFERRAL_LETTER", {"acknowledge_by": None}, "acknowledge_by"),
        ("REFERRAL_LETTER", {"kind": "CIVIL"}, "kind"),
        ("REFERRAL_LETTER", {"answer_until": None}, "answer_until"),
        ("REFERRAL_LETTER", {"answer_address": None}, "answer_address"),
        ("REFERRAL_LETTER", {"called_110_reference": "JJ1"}, "called_110_at"),
        ("EVIDENCE_LIST", {"evidence": []}, "evidence"),
        ("EVIDENCE_LIST", {"copies": 0}, "copies"),
        ("REMINDER_NOTICE", {"due_on": None}, "due_on"),
        ("SUPERVISION_ORDER", {"copies_to": []}, "copies_to"),
        ("SUPERVISION_ORDER", {"working_days": 0}, "working_days"),
        ("SUPERVISION_ORDER", {"reminded_on": None}, "reminded_on"),
        ("RECALL_LETTER", {"reason": "误送"}, "reason"),
        ("AGENCY_RESULT_LETTER", {"complainant_name": None}, "complainant_name"),
        ("AGENCY_RESULT_LETTER", {"complainant_display": "王女士"}, "complainant_display"),
        ("AGENCY_RESULT_LETTER", {"follows": None}, "follows"),
        ("NOT_FILED_LETTER", {"verify_by": None}, "verify_by"),
        ("NOT_FILED_LETTER", {"goes_on": "OUTCOME"}, "answer_by"),
        ("REFERRAL_NOTICE", {"next_on": None}, "next_on"),
        ("REFERRAL_NOTICE:ACKNOWLEDGED", {"receipt_number": None}, "receipt_number"),
        ("REFERRAL_NOTICE:RETURNED", {"reason": None}, "reason"),
        ("REFERRAL_NOTICE:REROUTED", {"former_agency_name": None}, "former_agency_name"),
        ("PROGRESS_ANSWER:AGENCY", {"agency_name": None}, "agency_name"),
        ("SUSPENSION_NOTICE", {"periods": []}, "periods"),
        ("SUSPENSION_NOTICE", {"ground": "HOLIDAY"}, "ground"),
        ("SUSPENSION_NOTICE:RESPONDENT", {"next_answer_by": "2026-12-25"}, "next_answer_by"),
        ("RESUMPTION_NOTICE", {"periods": [{"name": "核查期限"}]}, "periods.0.due_on"),
        ("INTERIM_HOLD_ORDER", {"reasons": "有风险"}, "reasons"),
        ("INTERIM_HOLD_ORDER", {"until_on": "2026-11-23"}, "until_on"),
        ("INTERIM_HOLD_ORDER", {"renewal": True}, "renewed_number"),
        ("INTERIM_HOLD_ORDER:EMPLOYER", {"employer_name": None}, "employer_name"),
        ("HOLD_LIFTED_NOTICE", {"reasons": None}, "reasons"),
        ("ENTERPRISE_REPLY_REQUEST", {"reply_by": None}, "reply_by"),
        ("MERGE_NOTICE", {"merged_into": "  "}, "merged_into"),
        ("CORRECTION_NOTICE", {"query_code": "3F8R-T6PQ"}, "query_code"),
        ("CORRECTION_NOTICE:NEW", {"summary": None}, "summary"),
        ("CORRECTION_NOTICE:NEW", {"entries_withdrawn_by": "2026-11-27"}, "entries_withdrawn_by"),
        ("RESPONDENT_GONE_NOTICE", {"answer_by": None}, "answer_by"),
    ],
)
def test_what_is_missing_or_out_of_place_is_refused_by_its_name(key, changes, field):
    assert refused(key, **changes) == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sha256": "4F9D"}, "evidence.0.sha256"),
        ({"sha256": None}, "evidence.0.sha256"),
        ({"size": None}, "evidence.0.size"),
        ({"size": 0}, "evidence.0.size"),
        ({"received_on": None}, "evidence.0.received_on"),
    ],
)
def test_a_material_is_described_whole(changes, field):
    material = {**samples.PLAIN["EVIDENCE_LIST"]["evidence"][0], **changes}
    material = {name: value for name, value in material.items() if value is not None}

    assert refused("EVIDENCE_LIST", evidence=[material]) == field


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_field_has_a_name_in_words(kind):
    fields = {name for model in models(kind.context) for name in model.model_fields}

    assert sorted(fields - set(faults.LABELS)) == []


# --- what they say


def test_papers_and_records_speak_of_the_same_referrals():
    assert list(referral.ReferralKind) == states.ReferralKind.values
    # The rescission (RF-14) is a second result, no class of the first.
    assert set(agency.AgencyResult) - {"REVOKED"} == set(states.ResultClass.values)


def test_each_kind_of_referral_has_its_title():
    titles = {
        key: REGISTER["REFERRAL_LETTER"].title_of(
            referral.ReferralLetter.model_validate(samples.PLAIN[key])
        )
        for key in samples.PLAIN
        if key.startswith("REFERRAL_LETTER")
    }

    assert titles == {
        "REFERRAL_LETTER": "涉嫌违法犯罪线索移送函",
        "REFERRAL_LETTER:MINOR": "侵害未成年人情况强制报告",
        "REFERRAL_LETTER:ADMINISTRATIVE": "行政违法线索移送函",
        "REFERRAL_LETTER:LABOUR": "劳动保障事项移送函",
        "REFERRAL_LETTER:INFO": "情况通报函",
    }


def test_the_statutory_report_names_its_article_by_itself():
    said = words("REFERRAL_LETTER:MINOR")

    assert "根据《中华人民共和国未成年人保护法》第十一条的规定，现立即向公安机关报告" in said
    assert "2026年11月24日9时05分就上述情况拨打110报警（接警编号：JJ2026112400317）" in said


@pytest.mark.parametrize("key", ["REFERRAL_LETTER", "EVIDENCE_LIST"])
def test_a_checksum_is_printed_whole_and_in_groups(key):
    pdf = pictures.draw(key)
    digest = samples.PLAIN[key]["evidence"][0]["sha256"]
    printed = {word.split("：")[-1] for _page, word, _box in pictures.word_boxes(pdf)}

    assert digest in pictures.text(pdf)
    # Eight groups of eight, each a word of its own.
    assert {digest[start : start + 8] for start in range(0, 64, 8)} <= printed


def test_a_list_of_many_materials_repeats_its_head_and_parts_no_entry():
    entry = samples.PLAIN["EVIDENCE_LIST"]["evidence"][0]
    pdf = pictures.draw(
        "EVIDENCE_LIST", {**samples.PLAIN["EVIDENCE_LIST"], "evidence": [entry] * 40}
    )
    pages = len(pictures.pages(pdf, dpi=20))
    ends = [
        (page, word)
        for page, word, _box in pictures.word_boxes(pdf)
        if word in {"投诉登记表", entry["sha256"][-8:]}
    ]

    assert pictures.text(pdf).count("材料名称") in {pages, pages - 1}
    assert pages > 2
    for name, digest in zip(ends[::2], ends[1::2], strict=True):
        assert name[0] == digest[0]


def test_sections_are_counted_without_a_gap():
    said = words("REFERRAL_LETTER", parties=[])

    assert "有关当事人" not in said
    for heading in ("一、有关情况", "二、商请事项", "三、联系与回复"):
        assert heading in said


def test_a_preview_marks_the_annex_too():
    pdf = pictures.draw("REFERRAL_LETTER", preview=True)

    said = pictures.text(pdf)
    assert said.count("览") == 1 + 6 * len(pictures.pages(pdf, dpi=20))
    assert "〔2026〕第12号" not in said


def test_a_letter_without_materials_has_no_annex():
    assert "移送材料清单" not in words("REFERRAL_LETTER", evidence=[])


def test_the_agencys_head_is_asked_and_commerce_gets_a_copy():
    said = words("SUPERVISION_ORDER")

    assert "示例市滨江区市场监督管理局负责同志：" in said
    assert "现商请负责同志督促承办部门" in said
    assert "已逾6个工作日" in said
    assert "抄送：示例市商务局。" in said


def test_the_day_for_reconsideration_is_for_information_and_for_the_police_only():
    of_police, of_regulator = words("NOT_FILED_LETTER"), words("NOT_FILED_LETTER:REGULATOR")

    assert "七日的最后一日为2026年12月15日。该日期供参考" in of_police
    assert "复议决定书" not in of_regulator
    assert "申请行政复议或者提起行政诉讼" in of_regulator


def test_a_hold_says_that_it_is_no_sanction_and_how_to_object():
    for key in ("INTERIM_HOLD_ORDER", "INTERIM_HOLD_ORDER:EMPLOYER"):
        said = words(key)
        assert "不是行业惩戒，不表示对有关事实的认定，不对外公布" in said
        assert "对本决定有异议的" in said

    assert "可以依照规则延长一次" in words("INTERIM_HOLD_ORDER")
    assert "期满不再延长" in words("INTERIM_HOLD_ORDER:EMPLOYER")


# --- versions and numbers


def test_no_two_kinds_share_a_series_of_numbers():
    series = [kind.series for kind in REGISTER.values()]

    assert len(series) == len(set(series))


def test_a_progress_answer_of_the_first_wording_keeps_its_words():
    kind = REGISTER["PROGRESS_ANSWER"]
    context = kind.context.model_validate(samples.PLAIN["PROGRESS_ANSWER:AGENCY"])
    sheet = rendering.Sheet(title=kind.title, issuer=pictures.ISSUER, issued_at=samples.AT)

    first, second = (
        rendering.html(kind, context, sheet, version=version, fragment=True)
        for version in ("v1", "v2")
    )

    assert kind.version == "v2"
    assert "受案字" not in first
    assert (
        "移送示例市公安局滨江分局西兴派出所，该部门编号：滨公（西）受案字〔2026〕1182号" in second
    )


@pytest.mark.parametrize("kind", REGISTER.values(), ids=lambda kind: kind.code)
def test_every_kind_is_drawn_in_a_style_that_exists(kind):
    assert kind.version in rendering.STYLE_OF
