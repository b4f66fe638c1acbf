"""Secrets open with a listed key only, hashes differ by purpose, codes survive being read aloud."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from common import crypto
from common.errors import InvalidInput


@given(st.text())
def test_what_is_sealed_opens_again(text):
    text = text.encode("utf-8", "ignore").decode()
    assert crypto.open_sealed(crypto.seal(text)) == text


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(settings):
    sealed = crypto.seal("张三")

    settings.CASEWORK_FIELD_KEYS = [Fernet.generate_key().decode(), *settings.CASEWORK_FIELD_KEYS]

    assert crypto.open_sealed(sealed) == "张三"


def test_without_its_key_it_stays_shut_and_nothing_leaks(settings):
    sealed = crypto.seal("张三")
    settings.CASEWORK_FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(crypto.Unreadable) as refused:
        crypto.open_sealed(sealed)
    assert sealed not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "damage", [lambda s: s[:-1], lambda s: s + "\n", lambda s: "!" + s, str.lower]
)
def test_a_touched_token_does_not_open(damage):
    with pytest.raises(crypto.Unreadable):
        crypto.open_sealed(damage(crypto.seal("张三")))


def test_every_single_bit_of_a_token_counts():
    sealed = crypto.seal("张三")
    for place in range(len(sealed)):
        for bit in range(7):
            touched = sealed[:place] + chr(ord(sealed[place]) ^ 1 << bit) + sealed[place + 1 :]
            with pytest.raises(crypto.Unreadable):
                crypto.open_sealed(touched)


def test_the_same_text_hashes_differently_for_another_purpose_or_key(settings):
    first = crypto.keyed_hash("110105", "resident_id")

    assert crypto.keyed_hash("110105", "resident_id") == first
    assert crypto.keyed_hash("110105", "phone") != first
    settings.CASEWORK_HASH_KEY = "another"
    assert crypto.keyed_hash("110105", "resident_id") != first


def test_query_codes_have_no_letters_that_are_misread():
    codes = {crypto.query_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert {len(code) for code in codes} == {8}
    assert not set("ILOU") & set("".join(codes))


@given(st.text(alphabet=crypto.CROCKFORD, min_size=8, max_size=8))
def test_a_code_is_understood_however_it_is_typed(code):
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in code)
    typings = [
        code.lower(),
        f" {code[:4]}-{code[4:]} ",
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        full_width,
    ]

    assert {crypto.normalise_query_code(typed) for typed in typings} == {code}


@pytest.mark.parametrize("typed", ["", "7K3M9TQ", "7K3M9TQ22", "7K3M9TQU", "七K3M9TQ2"])
def test_what_cannot_be_a_code_is_refused(typed):
    with pytest.raises(InvalidInput):
        crypto.normalise_query_code(typed)


def test_tokens_are_long_and_never_the_same():
    tokens = {crypto.new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert min(map(len, tokens)) >= 22
