"""Numbers of people and enterprises: what is refused says which check failed, never the number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import ids
from common.errors import InvalidInput

GOOD_ID = "11010519491231002X"
GOOD_USCC = "91640100MA774ECW4K"  # brief §6.8
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # brief §6.8


@pytest.mark.parametrize("code", ["", "110000", "330203", "411282", "500106", "710000", "820000"])
def test_a_place_of_a_known_province_is_taken(code):
    assert ids.check_district(code) == code


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("999999", "DISTRICT_UNKNOWN"),
        ("100000", "DISTRICT_UNKNOWN"),  # no province has this number
        ("830000", "DISTRICT_UNKNOWN"),  # residence permits only
        ("330012", "DISTRICT_UNKNOWN"),  # a county without a city
        ("33020", "DISTRICT_CODE"),
        ("3302031", "DISTRICT_CODE"),
        ("３３０２０３", "DISTRICT_CODE"),
        ("海曙区", "DISTRICT_CODE"),
    ],
)
def test_a_code_that_names_no_place_is_refused(code, refusal):
    with pytest.raises(InvalidInput) as refused:
        ids.check_district(code)

    assert (refused.value.code, refused.value.field) == (refusal, "district_code")


def with_check_digit(first: str) -> str:
    """The rule of brief §6.8, written apart from the library."""
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


@given(
    st.sampled_from(["11", "33", "44", "65", "81"]),
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
)
def test_every_number_made_by_the_rule_is_taken(province, division, born, order):
    number = with_check_digit(f"{province}{division:04d}{born:%Y%m%d}{order:03d}")

    assert ids.check_resident_id(number) == number


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place, more):
    digit = 10 if GOOD_ID[place] == "X" else int(GOOD_ID[place])
    wrong = GOOD_ID[:place] + str((digit + more) % 10) + GOOD_ID[place + 1 :]

    with pytest.raises(InvalidInput):
        ids.check_resident_id(wrong)


@given(st.integers(0, 16))
def test_two_swapped_digits_are_always_found(place):
    a, b = GOOD_ID[place], GOOD_ID[place + 1]
    swapped = GOOD_ID[:place] + b + a + GOOD_ID[place + 2 :]

    if swapped != GOOD_ID:
        with pytest.raises(InvalidInput):
            ids.check_resident_id(swapped)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "ID_LENGTH"),
        ("1101051949123100", "ID_LENGTH"),
        ("110105491231002", "ID_OLD_FORM"),
        ("11010519491231O02X", "ID_CHARACTER"),
        ("X1010519491231002X", "ID_CHARACTER"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "ID_CHARACTER"),
        ("01010519491231002X", "ID_REGION"),
        ("11010519491331002X", "ID_BIRTH_DATE"),
        ("11010518991231002X", "ID_BIRTH_DATE"),
        ("110105194912310021", "ID_CHECK_DIGIT"),
    ],
)
def test_a_bad_id_number_is_refused_with_the_check_that_failed(typed, code):
    with pytest.raises(InvalidInput) as refused:
        ids.check_resident_id(typed, field="respondent_id_no")

    assert refused.value.code == code
    assert refused.value.field == "respondent_id_no"
    assert str(refused.value.next_step)
    assert not typed or typed not in str(refused.value)


def test_nobody_is_born_after_today():
    number = with_check_digit("11010520270101001")

    assert ids.check_resident_id(number, on=date(2027, 1, 1)) == number
    with pytest.raises(InvalidInput):
        ids.check_resident_id(number, on=date(2026, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [f" {GOOD_ID.lower()} ", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002x"],
)
def test_an_id_number_is_stored_in_one_form(typed):
    assert ids.check_resident_id(typed) == GOOD_ID


@pytest.mark.parametrize(
    "typed", [GOOD_USCC, GOOD_USCC.lower(), "91110000600037341L", " 9164 0100 MA774ECW4K"]
)
def test_good_codes_of_enterprises_are_taken(typed):
    assert ids.check_uscc(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (GOOD_USCC[:-1], "USCC_LENGTH"),
        (GOOD_USCC[:-1] + "L", "USCC_CHECK_DIGIT"),
        ("91640100MA774ECW4O", "USCC_CHARACTER"),
        ("9164O100MA774ECW4K", "USCC_CHARACTER"),
        ("B1640100MA774ECW4K", "USCC_CHARACTER"),
        ("91640A00MA774ECW4K", "USCC_CHARACTER"),
        ("91640100中A774ECW4K", "USCC_CHARACTER"),
        ("19640100MA774ECW4K", "USCC_CHECK_DIGIT"),
    ],
)
def test_a_bad_code_is_refused_with_the_check_that_failed(typed, code):
    with pytest.raises(InvalidInput) as refused:
        ids.check_uscc(typed)

    assert refused.value.code == code
    assert typed not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("138 0000 2671", "13800002671"),
        ("+86 138-0000-2671", "13800002671"),
        ("１３８００００２６７１", "13800002671"),
        ("12345", "12345"),
        ("96345", "96345"),
        ("400-123-4567", "4001234567"),
        ("0571-88881234", "0571-88881234"),
        ("(0571) 8888 1234", "0571-88881234"),
        ("010-62551234转801", "010-62551234-801"),
        ("400 123 4567 转 8", "4001234567-8"),
        ("12345转2", "12345"),
        ("+852 2123 4567", "+85221234567"),
        ("0085221234567", "+85221234567"),
    ],
)
def test_a_telephone_number_is_stored_in_one_form(typed, stored):
    assert ids.normalise_phone(typed) == stored
    assert ids.normalise_phone(stored) == stored


@pytest.mark.parametrize(
    "typed", ["", "1380000267", "138000026711", "88881234", "12", "无", "1" * 40]
)
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(InvalidInput) as refused:
        ids.normalise_phone(typed)
    assert refused.value.code == "PHONE"


@pytest.mark.parametrize("typed", ["", "abc", "-123", "编号1234", "A" * 33])
def test_what_is_no_certificate_number_is_refused(typed):
    with pytest.raises(InvalidInput):
        ids.check_certificate_no(typed)
