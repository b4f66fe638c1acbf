"""Masking: examples for people, properties for every input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import masking
from common.masking import HIDDEN, Viewer

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(CHINESE, min_size=1, max_size=5)
OUTSIDE = [Viewer.PUBLIC, Viewer.PARTY]


@pytest.mark.parametrize(
    ("name", "public", "card"),
    [
        ("刘妮", "刘*", "刘*"),
        ("刘小兰", "刘*", "刘*兰"),
        ("欧阳兰", "欧阳*", "欧阳*"),
        ("欧阳小兰", "欧阳*", "欧阳*兰"),
        ("欧阳", "欧*", "欧*"),
        ("李", "*", "*"),
        ("王女士", "王女士", "王女士"),
        ("欧阳先生", "欧阳先生", "欧阳先生"),
        ("王小先生", "王*", "王*"),
        ("阿依古丽·买买提", "阿*", "阿*"),
        ("John Smith", "J*", "J*"),
        ("", "", ""),
    ],
)
def test_names(name, public, card):
    assert masking.mask_name(name) == public
    assert masking.mask_name(name, Viewer.PARTY) == public
    assert masking.mask_worker_name(name) == card
    assert masking.mask_name(name, Viewer.STAFF) == name


@given(NAMES, st.sampled_from(OUTSIDE))
def test_no_name_leaves_the_house_whole_unless_it_is_a_form_of_address(name, viewer):
    masked = masking.mask_name(name, viewer)

    assert masked != name or name.endswith(masking._HONORIFICS)
    assert masked.endswith("*") or masked == name


@given(st.sampled_from(sorted(masking.COMPOUND_SURNAMES)), st.text(CHINESE, min_size=1, max_size=2))
def test_a_compound_surname_is_shown_whole_and_nothing_after_it(surname, given_name):
    if not given_name.endswith(masking._HONORIFICS):
        assert masking.mask_name(surname + given_name) == surname + "*"


@given(st.text(CHINESE, min_size=3, max_size=4))
def test_a_worker_card_hides_at_least_one_character(name):
    assert "*" in masking.mask_worker_name(name) or name.endswith(masking._HONORIFICS)


@pytest.mark.parametrize(
    ("phone", "public"),
    [
        ("13800002671", "138****2671"),
        ("0571-88881234", "0571-****1234"),
        ("010-62551234-801", "010-********-801"),
        ("+85221234567", "+85*****4567"),
        ("12345", "12345"),
        ("4001234567", "4001234567"),
        ("1234567", HIDDEN),
        ("", ""),
    ],
)
def test_phones(phone, public):
    assert masking.mask_phone(phone) == public
    assert masking.mask_phone(phone, Viewer.STAFF) == public


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_of_a_mobile_number_four_digits_stay_hidden_and_all_before_the_other_side(phone):
    assert masking.mask_phone(phone) == f"{phone[:3]}****{phone[-4:]}"
    assert masking.mask_phone(phone, Viewer.PARTY) == HIDDEN


def test_an_id_number_is_shown_to_staff_in_the_form_of_the_brief_and_to_nobody_else():
    number = "330102199001011234"

    assert masking.mask_id(number, Viewer.STAFF) == "3301**********1234"
    assert masking.mask_id(number) == HIDDEN
    assert masking.mask_id(number, Viewer.PARTY) == HIDDEN


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("浙江省杭州市西湖区文新街道竞舟路1号", "浙江省杭州市西湖区文新街道***"),
        ("杭州市余杭区五常大道181号", "杭州市余杭区***"),
        ("河北省廊坊市三河市燕郊镇星河皓月3栋", "河北省廊坊市三河市燕郊镇***"),
        ("宁波市镇海区招宝山街道5号", "宁波市镇海区招宝山街道***"),
        ("义乌市江东街道青口小区1号", "义乌市江东街道***"),
        ("恩施土家族苗族自治州恩施市舞阳街道2号", "恩施土家族苗族自治州恩施市舞阳街道***"),
        ("杭州市青口小区东区3栋", "杭州市***"),
        ("某小区5号楼", HIDDEN),
        ("西湖区古荡街道", "西湖区古荡街道"),
        ("", ""),
    ],
)
def test_addresses_end_with_district_and_street(address, shown):
    assert masking.mask_address(address) == shown
    assert masking.mask_address(address, Viewer.PARTY) == shown
    assert masking.mask_address(address, Viewer.STAFF) == address


@given(st.text(CHINESE, max_size=8), st.integers(1, 9999), st.integers(1, 99))
def test_no_address_shows_a_house_number(road, house, room):
    masked = masking.mask_address(f"杭州市西湖区{road}路{house}号{room}室")

    assert not any(character.isdigit() for character in masked)


@given(st.text(st.sampled_from("0123456789"), min_size=8, max_size=19))
def test_an_account_shows_four_digits(account):
    assert masking.mask_account(account).strip("*") in {account[-4:], ""}
    assert masking.mask_account(account, Viewer.PARTY) == HIDDEN


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("zhang@example.cn", "z***@example.cn"),
        ("z@example.cn", "***@example.cn"),
        ("zhang", HIDDEN),
    ],
)
def test_e_mail(email, shown):
    assert masking.mask_email(email) == shown
    assert masking.mask_email(email, Viewer.PARTY) == HIDDEN


@pytest.mark.parametrize(
    "mask",
    [
        masking.mask_name,
        masking.mask_phone,
        masking.mask_id,
        masking.mask_address,
        masking.mask_account,
        masking.mask_email,
    ],
)
def test_an_unknown_viewer_is_an_error_never_the_value(mask):
    with pytest.raises(ValueError, match="stranger"):
        mask("张三丰丰丰丰丰@x", "stranger")
