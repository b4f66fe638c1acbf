"""A message carries ids and codes, never words and never persons."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from outbox import payload


@pytest.mark.parametrize(
    "value",
    [
        7,
        None,
        True,
        "PRIVATE_SETTLEMENT",
        "TS-2026-000001",
        "2026-10-12T16:00:00+00:00",
        "0f" * 32,
        str(UUID(int=12345678901234567890123456789012345)),
        [1, 2, 3],
        ["T1", "T2"],
    ],
)
def test_ids_and_codes_may_travel(value):
    payload.check({"value": value})


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("王女士", "CJK"),
        ("ＡＢＣ", "CJK"),
        ("x" * 65, "longer"),
        ("13800138000", "phone"),
        (13800138000, "phone"),
        ("138-0013-8000", "phone"),
        ("+86 13800138000", "phone"),
        ("0571-87654321", "phone"),
        ("wang@example.org", "e-mail"),
        ("11010519491231002X", "resident ID"),
        (110105194912310021, "resident ID"),
        (1.5, "float"),
        ({"name": "x"}, "dict"),
        (datetime(2026, 3, 2, tzinfo=UTC), "datetime"),
        (["ok", "李某"], "CJK"),
    ],
)
def test_words_and_persons_are_refused_by_the_name_of_the_field(value, why):
    with pytest.raises(payload.UnfitPayload) as refused:
        payload.check({"file_id": 1, "note": value})

    assert refused.value.name == "note"
    assert why in refused.value.why


def test_the_refusal_does_not_repeat_the_value():
    with pytest.raises(payload.UnfitPayload) as refused:
        payload.check({"phone": "13800138000"})

    assert "13800138000" not in str(refused.value)


@pytest.mark.parametrize(
    "key", ["complaint.registered:13800138000", "a.b:张三", "a.b:" + "x" * 200]
)
def test_a_key_is_held_to_the_same_rule(key):
    with pytest.raises(payload.UnfitPayload):
        payload.check_key(key)
